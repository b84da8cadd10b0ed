/** A log that someone else recorded → a trace, with what of its surroundings the log itself tells. */
import { TraceGateError } from '../errors.js';
import { bytesToText, textToBytes } from '../model/bytes.js';
import type { TraceDocument } from '../model/trace-file.js';
import type { Backend, DecodedArg, SyscallEvent, TraceEvent } from '../model/trace.js';
import { parseRenacerJson } from '../parse/renacer-json.js';
import { StraceParser } from '../parse/strace.js';
import { renacerFormatLimits, renacerLimits } from './renacer-limits.js';

export interface ImportOptions {
  /** --cwd; absent: what the log says. */
  readonly cwd?: string;
  /** --home */
  readonly homes: readonly string[];
  /** Name of the machine's architecture where the log does not tell. */
  readonly arch: string;
}

/** AT_FDCWD, as in <fcntl.h>. */
const workingFolder = -100;

/** PATH is not in a log; these are Debian's, and a search along others shows as the opens that it is. */
const usualPath = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

function firstCwd(calls: readonly SyscallEvent[]): string | undefined {
  const folderOf = (arg: DecodedArg): string | undefined =>
    arg.kind === 'fd' && arg.fd === workingFolder && arg.object.type === 'path' ? arg.object.path : undefined;
  for (const { args } of calls) {
    const folder = args.map(folderOf).find((path) => path !== undefined);
    if (folder !== undefined) return bytesToText(folder);
  }
  return undefined;
}

function firstResult(calls: readonly SyscallEvent[], names: readonly string[]): number | null {
  const call = calls.find(({ name, result }) => names.includes(name) && result.kind === 'value');
  return call?.result.kind === 'value' ? call.result.value : null;
}

/** By a call or a folder that only one architecture has. */
function archOf(calls: readonly SyscallEvent[]): string | undefined {
  for (const { name, args, abi } of calls) {
    if (abi === undefined && name === 'arch_prctl') return 'x86_64';
    const paths = args.map((arg) => (arg.kind === 'string' ? arg.bytes : '')).join('\n');
    const match = /\/(x86_64|aarch64)-linux-gnu\/|\/ld-linux-(x86-64|aarch64)\.so|\/ld-musl-(x86_64|aarch64)\.so/.exec(
      paths,
    );
    const arch = match?.[1] ?? match?.[2] ?? match?.[3];
    if (arch !== undefined) return arch.replace('x86-64', 'x86_64');
  }
  return undefined;
}

/** A trace of the backend class `import`. Without any word of a working folder it is `/`, which no placeholder stands for. */
export function importedTrace({ backend, events }: ImportedLog, options: ImportOptions): TraceDocument {
  const calls = events.filter((event) => event.kind === 'syscall');
  return {
    trace: {
      backend,
      arch: archOf(calls) ?? options.arch,
      events,
    },
    context: {
      cwd: options.cwd ?? firstCwd(calls) ?? '/',
      homes: options.homes,
      temps: ['/tmp'],
      path: usualPath,
      uid: firstResult(calls, ['geteuid', 'getuid', 'geteuid32', 'getuid32']),
      user: '',
      gid: firstResult(calls, ['getegid', 'getgid', 'getegid32', 'getgid32']),
    },
  };
}

export interface ImportedLog {
  readonly backend: Backend;
  /** In order of beginning. */
  readonly events: readonly TraceEvent[];
}

type ReadLog = (
  input: AsyncIterable<Uint8Array>,
  options: ImportOptions & { readonly file: string },
) => Promise<ImportedLog>;

const readStrace: ReadLog = async (input) => {
  const parser = new StraceParser();
  const events: TraceEvent[] = [];
  for await (const chunk of input) for (const event of parser.push(chunk)) events.push(event);
  for (const event of parser.end()) events.push(event);
  events.sort((a, b) => a.line - b.line);
  return { backend: { class: 'import', name: 'strace', version: 'unknown' }, events };
};

/** renacer's stdout, with or without what the program wrote to it. Throws E_TRACE_FILE where there is no document in it. */
export function renacerLog(
  output: Uint8Array,
  { file, arch, cwd }: Pick<ImportOptions, 'arch' | 'cwd'> & { readonly file: string },
): ImportedLog {
  const document = parseRenacerJson(Buffer.from(output).toString('latin1'), {
    arch,
    ...(cwd === undefined ? {} : { cwd: textToBytes(cwd) }),
  });
  if (!document)
    throw new TraceGateError('E_TRACE_FILE', { file, detail: 'it holds no JSON of renacer (renacer-json-v1)' });
  const { version, recordedBy, events } = document;
  if (recordedBy === undefined)
    return { backend: { class: 'import', name: 'renacer', version, limits: renacerLimits }, events };
  // trace-gate wrote it, from a trace of this backend: with task ids and every name, in a format that has no place for the rest.
  const [name = '', recorderVersion = 'unknown'] = recordedBy.split(' ');
  const limits = name === 'renacer' ? renacerLimits : renacerFormatLimits;
  return { backend: { class: 'import', name, version: recorderVersion, limits }, events };
}

const readRenacer: ReadLog = async (input, options) => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of input) chunks.push(chunk);
  return renacerLog(Buffer.concat(chunks), options);
};

/** By the name of --format. */
export const importFormats: Readonly<Record<string, ReadLog>> = { strace: readStrace, renacer: readRenacer };
