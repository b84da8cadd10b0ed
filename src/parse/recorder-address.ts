/** Socket addresses and siginfo as they lie in memory → what strace writes of them. */
import { flagTable, namesIn } from '../model/flag-tables.js';
import { signalName } from '../model/signals.js';
import type { DecodedArg, StructField } from '../model/trace.js';
import { numberArg } from './recorder-values.js';

const text = (bytes: string): DecodedArg => ({ kind: 'string', bytes, truncated: false });
const nameArg = (name: string): DecodedArg => ({ kind: 'flags', names: [name] });
const field = (name: string, value: DecodedArg): StructField => ({ name, value });

/** The shortest form of RFC 5952: the longest run of zeros is `::`, the first of equals. */
export function ipv6Text(bytes: Buffer): string {
  const groups = Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(index * 2).toString(16));
  const joined = groups.join(':');
  const runs = [...joined.matchAll(/(?:^|:)(?:0(?::|$)){2,}/g)];
  const longest = runs.reduce<RegExpMatchArray | undefined>(
    (best, run) => (run[0].length > (best?.[0].length ?? 0) ? run : best),
    undefined,
  );
  if (!longest) return joined;
  return `${joined.slice(0, longest.index)}::${joined.slice((longest.index ?? 0) + longest[0].length)}`;
}

/** The name of a struct sockaddr_un; undefined: it has none. */
export function unixName(data: Buffer): { bytes: string; abstract?: true } | undefined {
  if (data.length <= 2) return undefined;
  const abstract = data[2] === 0;
  const end = data.indexOf(0, abstract ? 3 : 2);
  const bytes = data.toString('latin1', abstract ? 3 : 2, abstract || end === -1 ? data.length : end);
  return abstract ? { bytes, abstract } : { bytes };
}

function unixFields(data: Buffer): StructField[] {
  const name = unixName(data);
  return name ? [field('sun_path', { kind: 'string', truncated: false, ...name })] : [];
}

function portField(name: string, data: Buffer): StructField {
  return field(name, { kind: 'macro', name: 'htons', args: [numberArg(data.readUInt16BE(2))] });
}

/** A struct sockaddr; `null` where there is none. */
export function addressArg(data: Buffer): DecodedArg {
  if (data.length < 2) return { kind: 'null' };
  const family = data.readUInt16LE(0);
  const table = flagTable('socket', 'domain');
  const name = table && namesIn(table, family)?.[0];
  const fields = [field('sa_family', name === undefined ? numberArg(family) : nameArg(name))];
  if (family === 1) {
    fields.push(...unixFields(data));
  } else if (family === 2 && data.length >= 8) {
    const address = data.subarray(4, 8).join('.');
    fields.push(
      portField('sin_port', data),
      field('sin_addr', { kind: 'macro', name: 'inet_addr', args: [text(address)] }),
    );
  } else if (family === 10 && data.length >= 24) {
    const args = [nameArg('AF_INET6'), text(ipv6Text(data.subarray(8, 24)))];
    fields.push(portField('sin6_port', data), field('', { kind: 'macro', name: 'inet_pton', args }));
  }
  return { kind: 'struct', fields, more: false };
}

/** SI_* of <asm-generic/siginfo.h> below 1, CLD_* above for SIGCHLD. */
const codes: Readonly<Record<number, string>> = {
  0: 'SI_USER', 128: 'SI_KERNEL', [-1]: 'SI_QUEUE', [-2]: 'SI_TIMER', [-3]: 'SI_MESGQ', [-4]: 'SI_ASYNCIO', [-5]: 'SI_SIGIO', [-6]: 'SI_TKILL',
}; // prettier-ignore
const childCodes = ['', 'CLD_EXITED', 'CLD_KILLED', 'CLD_DUMPED', 'CLD_TRAPPED', 'CLD_STOPPED', 'CLD_CONTINUED'];

/** The beginning of a siginfo_t; nothing where the kernel gave none. */
export function siginfoFields(info: Buffer, signal: number): StructField[] {
  const code = info.readInt32LE(8);
  const child = signal === 17 && code > 0;
  const name = child ? childCodes[code] : codes[code];
  const fields = [
    field('si_signo', nameArg(signalName(signal))),
    field('si_code', name === undefined ? numberArg(code) : nameArg(name)),
  ];
  if (!child && code > 0) return fields;
  fields.push(field('si_pid', numberArg(info.readInt32LE(16))), field('si_uid', numberArg(info.readInt32LE(20))));
  if (child) {
    const status = info.readInt32LE(24);
    fields.push(field('si_status', code === 1 ? numberArg(status) : nameArg(signalName(status))));
  }
  return fields;
}
