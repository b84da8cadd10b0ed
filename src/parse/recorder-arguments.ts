/** Registers and what was read of the memory behind them → arguments as strace decodes them, by what the syscall table says of each. */
import { flagNames } from '../model/flag-bits.js';
import { flagTable, namesIn } from '../model/flag-tables.js';
import { signalName } from '../model/signals.js';
import { syscallSpec, type ArgKind, type SyscallSpec } from '../model/syscalls.js';
import type { DecodedArg, StructField } from '../model/trace.js';
import { addressArg, numberArg } from './recorder-address.js';
import type { Descriptors } from './recorder-descriptors.js';
import type { WorkingFolders } from './recorder-folders.js';
import { attachmentFlag, attachmentKind, type Attachment, type RawCall } from './recorder-layout.js';

const nothing: DecodedArg = { kind: 'null' };
const createsFile = 0o20000100; // O_CREAT | __O_TMPFILE

/** Small numbers are most of them. */
const smallNumbers = Array.from({ length: 1024 }, (_, value) => numberArg(value));
const shown = (value: number): DecodedArg => smallNumbers[value] ?? numberArg(value);

function bigText(low: number, high: number, signed: boolean): string {
  const value = (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
  return String(signed ? BigInt.asIntN(64, value) : value);
}

function wide(low: number, high: number, signed: boolean): DecodedArg {
  if (high === 0) return shown(low);
  const value = (signed ? high | 0 : high) * 2 ** 32 + low;
  if (Number.isSafeInteger(value)) return numberArg(value);
  return { kind: 'number', text: bigText(low, high, signed), value: NaN };
}

function pointer(low: number, high: number): DecodedArg {
  if (low === 0 && high === 0) return nothing;
  const value = high * 2 ** 32 + low;
  const text = `0x${high === 0 ? low.toString(16) : high.toString(16) + low.toString(16).padStart(8, '0')}`;
  return { kind: 'number', text, value: Number.isSafeInteger(value) ? value : NaN };
}

/** The one that counts of an argument: a late one replaces what was missing. */
function attached(attachments: readonly Attachment[], argument: number, kind: number): Attachment | undefined {
  for (let index = attachments.length - 1; index >= 0; index--) {
    const item = attachments[index] as Attachment;
    if (item.argument === argument && item.kind === kind && (item.flags & attachmentFlag.missing) === 0) return item;
  }
  return undefined;
}

function stringArg({ text, flags }: Attachment): DecodedArg {
  return {
    kind: 'string',
    bytes: text,
    truncated: (flags & attachmentFlag.truncated) !== 0,
  };
}

function argvArg(attachments: readonly Attachment[], argument: number): DecodedArg | undefined {
  const area = attachments.find(({ kind }) => kind === attachmentKind.argArea);
  if (area) {
    const items = area.text.split('\0').slice(0, -1);
    return { kind: 'array', items: items.map((bytes) => ({ kind: 'string', bytes, truncated: false })), more: false };
  }
  const items: DecodedArg[] = [];
  for (const item of attachments) {
    if (item.kind !== attachmentKind.argv || item.argument !== argument) continue;
    if ((item.flags & attachmentFlag.missing) === 0) items[item.item] = stringArg(item);
    else items[item.item] ??= { kind: 'raw', text: '?' };
  }
  return items.length === 0 ? undefined : { kind: 'array', items, more: false };
}

const flagField = (name: string, names: readonly string[] | undefined, value: number): StructField => ({
  name,
  value: names ? { kind: 'flags', names } : numberArg(value),
});

const tableNames = (family: string, argument: string, value: number): readonly string[] | undefined => {
  const table = flagTable(family, argument);
  return table && namesIn(table, value);
};

/** Of open_how: flags, mode, resolve. */
function howArg(data: Buffer, arm: boolean): DecodedArg | undefined {
  if (data.length < 24) return undefined;
  const flags = data.readUInt32LE(0);
  const mode = data.readUInt32LE(8);
  const fields = [flagField('flags', flagNames('openat', 'flags', flags, arm), flags)];
  if (mode !== 0) fields.push({ name: 'mode', value: { kind: 'number', text: `0${mode.toString(8)}`, value: mode } });
  const resolve = data.readUInt32LE(16);
  fields.push(flagField('resolve', tableNames('resolve', '-', resolve), resolve));
  return { kind: 'struct', fields, more: false };
}

function cloneArgs(data: Buffer): DecodedArg | undefined {
  if (data.length < 40) return undefined;
  const flags = data.readUInt32LE(0);
  const signal = data.readUInt32LE(32);
  return {
    kind: 'struct',
    fields: [
      flagField('flags', tableNames('fork', 'flags', flags), flags),
      flagField('exit_signal', signal === 0 ? undefined : [signalName(signal)], signal),
    ],
    more: true,
  };
}

function actionArg(data: Buffer): DecodedArg | undefined {
  if (data.length < 8) return undefined;
  const [low, high] = [data.readUInt32LE(0), data.length >= 16 ? data.readUInt32LE(4) : 0];
  const known = high === 0 ? ['SIG_DFL', 'SIG_IGN'][low] : undefined;
  const value: DecodedArg = known === undefined ? pointer(low, high) : { kind: 'flags', names: [known] };
  return { kind: 'struct', fields: [{ name: 'sa_handler', value }], more: true };
}

/** Of what lock: a 64-bit program's is 32 bytes long, in the others the command tells how wide its numbers are. */
function lockArg(data: Buffer, command: number): DecodedArg | undefined {
  if (data.length < 24) return undefined;
  const [type, whence] = [data.readInt16LE(0), data.readInt16LE(2)];
  const isNarrow = data.length < 32;
  const bytes = isNarrow && command < 12 ? 4 : 8;
  const offset = (item: number): DecodedArg => {
    const at = (isNarrow ? 4 : 8) + item * bytes;
    return bytes === 4 ? shown(data.readInt32LE(at)) : wide(data.readUInt32LE(at), data.readUInt32LE(at + 4), true);
  };
  return {
    kind: 'struct',
    fields: [
      flagField('l_type', tableNames('locktype', '-', type), type),
      flagField('l_whence', tableNames('lseek', 'whence', whence), whence),
      { name: 'l_start', value: offset(0) },
      { name: 'l_len', value: offset(1) },
    ],
    more: false,
  };
}

const structures: Readonly<Record<string, (data: Buffer, arm: boolean) => DecodedArg | undefined>> = {
  openat2: howArg,
  clone3: cloneArgs,
  rt_sigaction: actionArg,
  sigaction: actionArg,
};

/** What a value of the kind `flags` means depends on the call, and sometimes on the argument before it. */
function flagsArg(spec: SyscallSpec, name: string, low: number, call: RawCall, arm: boolean): DecodedArg {
  const [first = 0, second = 0] = call.low;
  let names: readonly string[] | undefined;
  if (spec.family === 'fork') {
    const signal = low & 0xff;
    names = [...(tableNames('fork', name, low & ~0xff) ?? []), ...(signal === 0 ? [] : [signalName(signal)])];
    return names.length === 0 ? shown(low) : { kind: 'flags', names };
  }
  if (name === 'option') {
    const level = tableNames('setsockopt', 'level', second)?.[0];
    names = level === undefined ? undefined : tableNames('sockopt', level, low);
  } else if (name === 'protocol') {
    if (first === 2 || first === 10) names = tableNames('socket', 'protocol.inet', low);
    else if (first === 16) names = tableNames('socket', 'protocol.netlink', low);
  } else {
    names = flagNames(spec.name, name, low, arm) ?? tableNames(spec.family, name, low);
  }
  if (names) return { kind: 'flags', names };
  return spec.family === 'ioctl' || low > 0xffff ? pointer(low, 0) : shown(low | 0);
}

/** The third argument of fcntl; null: strace shows none. */
function controlArg(call: RawCall, attachments: readonly Attachment[], arm: boolean): DecodedArg | null | undefined {
  const [, op = 0, low = 0] = call.low;
  switch (op) {
    case 1: // F_GETFD
    case 3: // F_GETFL
    case 9: // F_GETOWN
    case 11: // F_GETSIG
    case 1025: // F_GETLEASE
    case 1032: // F_GETPIPE_SZ
    case 1034: // F_GET_SEALS
      return null;
    case 2:
      // A plain number where no bit is set, as strace shows it.
      if (low === 0) return shown(0);
      return { kind: 'flags', names: tableNames('fdflags', '-', low) ?? [`0x${low.toString(16)}`] };
    case 4:
      return { kind: 'flags', names: flagNames('openat', 'flags', low, arm) ?? [] };
    case 1033: {
      const names = tableNames('seals', '-', low);
      return names ? { kind: 'flags', names } : shown(low);
    }
    case 0:
    case 8:
    case 10:
    case 1030:
    case 1031:
      return shown(low | 0);
    default: {
      const lock = attached(attachments, 2, attachmentKind.struct);
      return lock && lockArg(lock.data, op);
    }
  }
}

/** The kernel's order of clone's registers → the table's, which is strace's: stack, flags, parent_tid, tls, child_tid. */
const cloneOrder = { x86: [1, 0, 2, 4, 3], other: [1, 0, 2, 3, 4] } as const;

const someTime: DecodedArg = { kind: 'struct', fields: [], more: true };
/** Those operations of futex(2) that have a timeout where others have a number. */
const timedFutexes = new Set([0, 6, 9, 11, 13]);

/** That there is a time, not which. */
function timeArg(spec: SyscallSpec, low: number, high: number, call: RawCall): DecodedArg | undefined {
  if (spec.name === 'poll' || spec.name === 'epoll_wait' || spec.name === 'epoll_pwait') return numberArg(low | 0);
  const isTime = spec.family === 'futex' && timedFutexes.has((call.low[1] ?? 0) & 0x7f);
  return isTime && (low !== 0 || high !== 0) ? someTime : undefined;
}

/** strace shows no register that the operation doesn't look at. */
const futexLength: Readonly<Record<number, number>> = { 1: 3, 7: 3 };

const prctlLength: Readonly<Record<number, number>> = {
  1: 2, 2: 2, 3: 1, 4: 2, 7: 1, 8: 2, 15: 2, 16: 2, 21: 1, 22: 3, 23: 2, 24: 2, 27: 1, 28: 2, 29: 2, 30: 1, 36: 2, 37: 2, 40: 2,
}; // prettier-ignore

/** Of PR_SET_DUMPABLE. */
const dumpable = ['SUID_DUMP_DISABLE', 'SUID_DUMP_USER', 'SUID_DUMP_ROOT'].map((name): DecodedArg => ({
  kind: 'flags',
  names: [name],
}));

function prctlArg(low: number, high: number, call: RawCall): DecodedArg {
  const op = call.low[0];
  if (op === 4) return dumpable[low] ?? shown(low);
  if (op === 1 && low > 0) return { kind: 'flags', names: [signalName(low)] };
  const mode = op === 22 ? ['SECCOMP_MODE_DISABLED', 'SECCOMP_MODE_STRICT', 'SECCOMP_MODE_FILTER'][low] : undefined;
  if (mode !== undefined) return { kind: 'flags', names: [mode] };
  return high === 0 ? shown(low) : pointer(low, high);
}

function lengthOf(spec: SyscallSpec, { low }: RawCall): number {
  if (spec.name === 'ptrace' && low[0] === 0) return 1; // PTRACE_TRACEME
  if (spec.name === 'prctl') return prctlLength[low[0] ?? 0] ?? spec.args.length;
  if (spec.name !== 'futex' && spec.name !== 'futex_time64') return spec.args.length;
  return Math.min(futexLength[(low[1] ?? 0) & 0x7f] ?? 4, spec.args.length);
}

/** Values of one call that are kept: a program may pass anything as flags. */
const maxKnown = 1024;

export class ArgumentDecoder {
  readonly #known = new Map<SyscallSpec, Map<number, DecodedArg>>();

  constructor(
    private readonly descriptors: Descriptors,
    private readonly folders: WorkingFolders,
    private readonly arm: boolean,
  ) {}

  decode(name: string, call: RawCall, attachments: readonly Attachment[]): DecodedArg[] {
    const spec = syscallSpec(name);
    const known = spec.args.length > 0 || spec.name !== spec.family;
    const args: DecodedArg[] = [];
    for (let index = 0; index < lengthOf(spec, call); index++) {
      const [argument, kind] = spec.args[index] as readonly [string, ArgKind];
      const at = name === 'clone' ? ((this.arm ? cloneOrder.other : cloneOrder.x86)[index] ?? index) : index;
      if (kind === 'mode' && spec.family === 'open' && !this.#creates(name, call)) break;
      const arg =
        spec.family === 'fcntl' && index === 2
          ? controlArg(call, attachments, this.arm)
          : this.#one(spec, argument, kind, at, call, attachments);
      if (arg === null) break;
      args.push(arg ?? pointer(call.low[at] ?? 0, call.high[at] ?? 0));
    }
    if (!known && name.startsWith('syscall_'))
      for (let index = 0; index < 6; index++) args.push(pointer(call.low[index] ?? 0, call.high[index] ?? 0));
    return args;
  }

  #creates(name: string, { low }: RawCall): boolean {
    return name === 'creat' || ((low[name === 'open' ? 1 : 2] ?? 0) & createsFile) !== 0;
  }

  #one(
    spec: SyscallSpec,
    argument: string,
    kind: ArgKind,
    at: number,
    call: RawCall,
    attachments: readonly Attachment[],
  ): DecodedArg | undefined {
    const low = call.low[at] ?? 0;
    const high = call.high[at] ?? 0;
    switch (kind) {
      case 'fd':
      case 'dirfd': {
        const fd = low | 0;
        if (spec.name === 'close_range') return numberArg(low);
        if (fd >= 0) return { kind: 'fd', fd, object: this.descriptors.objectOf(call.tgid, fd, call.enterNs) };
        return kind === 'dirfd' && fd === -100 ? this.folders.of(call.tid) : numberArg(fd);
      }
      case 'path':
      case 'string': {
        const text = attachments.length === 0 ? undefined : attached(attachments, at, attachmentKind.string);
        return text && stringArg(text);
      }
      case 'sockaddr': {
        const address = attached(attachments, at, attachmentKind.address);
        return address && addressArg(address.data);
      }
      case 'argv':
        return argvArg(attachments, at);
      case 'flags': {
        const decode = structures[spec.name];
        const memory = decode && attached(attachments, at, attachmentKind.struct);
        return memory ? decode(memory.data, this.arm) : this.#flags(spec, argument, at, call);
      }
      case 'signal':
        return low === 0 ? shown(0) : { kind: 'flags', names: [signalName(low)] };
      case 'mode':
        return { kind: 'number', text: low === 0 ? '000' : `0${low.toString(8)}`, value: low };
      case 'size':
        return wide(low, high, false);
      case 'offset':
        // Of two descriptors: where the position is.
        if (argument !== 'offset' || spec.family === 'sendfile')
          return low === 0 && high === 0 ? nothing : { kind: 'array', items: [], more: true };
        return wide(low, high, true);
      case 'number':
        if (spec.name === 'prctl' && at === 1) return prctlArg(low, high, call);
        if (spec.name === 'prctl' && call.low[0] === 22) return pointer(low, high); // a filter
        if (spec.name === 'rseq') return pointer(low, high);
        return high === 0 || high === 0xffffffff ? shown(argument === 'last' ? low : low | 0) : pointer(low, high);
      case 'pid':
      case 'id':
        return shown(low | 0);
      case 'buffer':
        return this.#buffer(spec, at, call, attachments);
      case 'envp':
      case 'iovec':
      case 'pointer':
      case 'handle':
        return undefined;
      case 'time':
        return timeArg(spec, low, high, call);
    }
  }

  /** Few values come again and again. */
  #flags(spec: SyscallSpec, argument: string, at: number, call: RawCall): DecodedArg {
    const low = call.low[at] ?? 0;
    if (argument === 'option' || argument === 'protocol') return flagsArg(spec, argument, low, call, this.arm);
    let known = this.#known.get(spec);
    if (!known) this.#known.set(spec, (known = new Map()));
    const key = at * 2 ** 32 + low;
    let arg = known.get(key);
    if (arg) return arg;
    arg = flagsArg(spec, argument, low, call, this.arm);
    if (known.size < maxKnown) known.set(key, arg);
    return arg;
  }

  /** struct pollfd: descriptor, events, and what the kernel answers. */
  #polled({ data, flags }: Attachment, call: RawCall): DecodedArg {
    const items = Array.from({ length: data.length >> 3 }, (_, index): DecodedArg => {
      const fd = data.readInt32LE(index * 8);
      const events = data.readUInt16LE(index * 8 + 4);
      const object = this.descriptors.objectOf(call.tgid, fd, call.enterNs);
      return {
        kind: 'struct',
        fields: [
          { name: 'fd', value: fd < 0 ? numberArg(fd) : { kind: 'fd', fd, object } },
          flagField('events', events === 0 ? undefined : tableNames('poll', 'events', events), events),
        ],
        more: false,
      };
    });
    return { kind: 'array', items, more: (flags & attachmentFlag.truncated) !== 0 };
  }

  /** Structures and descriptors that the table has as buffers. */
  #buffer(spec: SyscallSpec, at: number, call: RawCall, attachments: readonly Attachment[]): DecodedArg | undefined {
    if (attachments.length === 0) return undefined;
    const bytes = attached(attachments, at, attachmentKind.data);
    if (bytes) return { kind: 'string', bytes: bytes.text, truncated: bytes.text.length < call.result };
    const pair = attached(attachments, at, attachmentKind.fdPair);
    if (pair && pair.data.length >= 8) {
      const fds = [pair.data.readInt32LE(0), pair.data.readInt32LE(4)];
      const items = fds.map((fd): DecodedArg => ({ kind: 'fd', fd, object: this.descriptors.objectOf(call.tgid, fd) }));
      return { kind: 'array', items, more: false };
    }
    const memory = attached(attachments, at, attachmentKind.struct);
    if (memory && spec.family === 'poll') return this.#polled(memory, call);
    if (memory) return structures[spec.name]?.(memory.data, this.arm);
    const address = attached(attachments, at, attachmentKind.address);
    if (!address) return undefined;
    return { kind: 'struct', fields: [{ name: 'msg_name', value: addressArg(address.data) }], more: true };
  }
}
