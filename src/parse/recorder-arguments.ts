/** Registers and what was read of the memory behind them → arguments as strace decodes them, by what the syscall table says of each. */
import { flagNames } from '../model/flag-bits.js';
import { flagTable, namesIn } from '../model/flag-tables.js';
import { syscallSpec, type ArgKind, type SyscallSpec } from '../model/syscalls.js';
import type { DecodedArg } from '../model/trace.js';
import { addressArg } from './recorder-address.js';
import { attached, choiceOf, permissions, signalArg, type ReadArgument } from './recorder-choices.js';
import type { Descriptors } from './recorder-descriptors.js';
import type { WorkingFolders } from './recorder-folders.js';
import { attachmentKind, type Attachment, type RawCall } from './recorder-layout.js';
import { shownArguments } from './recorder-shown.js';
import { flagField, structureOf, tableNames } from './recorder-structures.js';
import { namesArg, nothing, numberArg, pointer, shown, signedArg, unsignedArg } from './recorder-values.js';

const last = 5;

function stringArg(attachment: Attachment): DecodedArg {
  return { kind: 'string', bytes: attachment.text(), truncated: attachment.truncated };
}

/** Where memory could not be read, or was not asked for. */
const unreadStructure = (call: RawCall, register: number): DecodedArg =>
  call.low(register) === 0 && call.high(register) === 0 ? nothing : { kind: 'struct', fields: [], more: true };

const readString: ReadArgument = (_call, register, attachments) => {
  const text = attachments.length === 0 ? undefined : attached(attachments, register, attachmentKind.string);
  return text && stringArg(text);
};

const readAddress: ReadArgument = (_call, register, attachments) => {
  const address = attached(attachments, register, attachmentKind.address);
  return address && addressArg(address.data());
};

const readArguments: ReadArgument = (_call, register, attachments) => {
  const area = attachments.find(({ kind }) => kind === attachmentKind.argArea);
  if (area) {
    const items = area.text().split('\0').slice(0, -1);
    return { kind: 'array', items: items.map((bytes) => ({ kind: 'string', bytes, truncated: false })), more: false };
  }
  const items: DecodedArg[] = [];
  for (const item of attachments) {
    if (item.kind !== attachmentKind.argv || item.argument !== register) continue;
    if (!item.missing) items[item.item] = stringArg(item);
    else items[item.item] ??= { kind: 'raw', text: '?' };
  }
  return items.length === 0 ? undefined : { kind: 'array', items, more: false };
};

const readSignal: ReadArgument = (call, register) => signalArg(call.low(register));
const readMode: ReadArgument = (call, register) => permissions(call.low(register));
const readSize: ReadArgument = (call, register) => unsignedArg(call.low(register), call.high(register));
const readOffset: ReadArgument = (call, register) => signedArg(call.low(register), call.high(register));
const readId: ReadArgument = (call, register) => shown(call.low(register) | 0);
const readUnsigned: ReadArgument = (call, register) => shown(call.low(register));
const readRegister: ReadArgument = () => undefined;

const fitsInt = (high: number): boolean => high === 0 || high === 0xffffffff;

const readNumber: ReadArgument = (call, register) => {
  const high = call.high(register);
  return fitsInt(high) ? shown(call.low(register) | 0) : pointer(call.low(register), high);
};

/** A number that has a name for some values. */
function numberWithNames(spec: SyscallSpec, argument: string): ReadArgument {
  const table = flagTable(spec.family, argument);
  if (!table) return readNumber;
  return (call, register, attachments) => {
    const names = fitsInt(call.high(register)) ? namesIn(table, call.low(register)) : undefined;
    return names ? namesArg(names) : readNumber(call, register, attachments);
  };
}

/** Values of one argument that are kept: few come again and again, but a program may pass anything. */
const maxKnown = 1024;

function flagsReader(spec: SyscallSpec, argument: string, arm: boolean): ReadArgument {
  const table = flagTable(spec.name, argument) ?? flagTable(spec.family, argument);
  const known = new Map<number, DecodedArg>();
  return (call, register) => {
    const low = call.low(register);
    let arg = known.get(low);
    if (arg !== undefined) return arg;
    const names = flagNames(spec.name, argument, low, arm) ?? (table && namesIn(table, low));
    arg = names ? namesArg(names) : low > 0xffff ? pointer(low, 0) : shown(low);
    if (known.size < maxKnown) known.set(low, arg);
    return arg;
  };
}

/** Numbers that strace writes without a sign or as a register. */
const numbers: Readonly<Record<string, ReadArgument>> = {
  'close_range fd': readUnsigned,
  'close_range last': readUnsigned,
  'rseq signature': (call, register) => pointer(call.low(register), call.high(register)),
};

/** What the table has as flags or an id is a structure or a list of them here, which is not read. */
const unread = new Set(['capset data', 'landlock_create_ruleset attr', 'setgroups groups', 'setgroups32 groups']);

/** Whose calls: those of an arm, and those of a 32-bit program. */
export interface Abi {
  readonly arm: boolean;
  readonly compat: boolean;
}

/** Where arguments do not lie in the order of the table, which is strace's. clone: stack, flags, parent_tid, tls, child_tid. */
function registersOf(name: string, count: number, { arm, compat }: Abi): readonly number[] {
  if (name === 'clone') return arm || compat ? [1, 0, 2, 3, 4] : [1, 0, 2, 4, 3];
  // The offset has two registers, of which 64-bit machines ignore the second; those of i386 have been joined.
  if ((name === 'preadv2' || name === 'pwritev2') && (arm || !compat)) return [0, 1, 2, 3, 5];
  return Array.from({ length: count }, (_, index) => index);
}

/** How the arguments of one call are made, worked out before the first. */
export interface ArgumentPlan {
  readonly readers: readonly ReadArgument[];
  readonly registers: readonly number[];
  /** Which of them are shown; absent: all. */
  readonly shown: ((call: RawCall) => readonly number[]) | undefined;
}

export function decodeArguments(
  { readers, registers, shown: choose }: ArgumentPlan,
  call: RawCall,
  attachments: readonly Attachment[],
): DecodedArg[] {
  const chosen = choose?.(call);
  const count = chosen === undefined ? readers.length : chosen.length;
  // oxlint-disable-next-line unicorn/no-new-array -- an array that grows takes room for seventeen at once
  const args = new Array<DecodedArg>(count);
  for (let position = 0; position < count; position++) {
    const index = chosen === undefined ? position : (chosen[position] as number);
    const register = registers[index] as number;
    const arg = (readers[index] as ReadArgument)(call, register, attachments);
    if (arg === null) {
      args.length = position;
      break;
    }
    args[position] = arg ?? pointer(call.low(register), call.high(register));
  }
  return args;
}

/** Works plans out for one machine. */
export class ArgumentPlanner {
  constructor(
    private readonly descriptors: Descriptors,
    private readonly folders: WorkingFolders,
    private readonly abi: Abi,
  ) {}

  plan(name: string): ArgumentPlan {
    const spec = syscallSpec(name);
    // Nobody knows how many it takes.
    const args: readonly (readonly [string, ArgKind])[] = name.startsWith('syscall_')
      ? Array.from({ length: last + 1 }, () => ['', 'pointer'])
      : spec.args;
    return {
      readers: args.map(([argument, kind]) => this.#reader(spec, argument, kind)),
      registers: registersOf(name, args.length, this.abi),
      shown: shownArguments(spec),
    };
  }

  #reader(spec: SyscallSpec, argument: string, kind: ArgKind): ReadArgument {
    const special = choiceOf(spec, argument, this.abi.arm) ?? numbers[`${spec.name} ${argument}`];
    if (special) return special;
    return unread.has(`${spec.name} ${argument}`) ? unreadStructure : this.#readerOfKind(spec, argument, kind);
  }

  #readerOfKind(spec: SyscallSpec, argument: string, kind: ArgKind): ReadArgument {
    switch (kind) {
      case 'fd':
      case 'dirfd':
        return this.#descriptor(kind === 'dirfd');
      case 'path':
      case 'string':
        return readString;
      case 'sockaddr':
        return readAddress;
      case 'argv':
        return readArguments;
      case 'flags':
        if (structureOf(spec.name, argument)) return this.#structure(spec, argument, unreadStructure);
        return flagsReader(spec, argument, this.abi.arm);
      case 'signal':
        return readSignal;
      case 'mode':
        return readMode;
      case 'size':
        return readSize;
      case 'offset':
        return readOffset;
      case 'number':
        return numberWithNames(spec, argument);
      case 'pid':
      case 'id':
        return readId;
      case 'buffer':
        return this.#buffer(spec, argument);
      case 'envp':
      case 'iovec':
      case 'pointer':
      case 'handle':
      case 'time':
        return readRegister;
    }
  }

  #descriptor(folder: boolean): ReadArgument {
    const { descriptors, folders } = this;
    return (call, register) => {
      const fd = call.low(register) | 0;
      if (fd >= 0) return descriptors.argument(call.tgid, fd, call.beganNs);
      return folder && fd === -100 ? folders.of(call.tid) : numberArg(fd);
    };
  }

  #structure(spec: SyscallSpec, argument: string, otherwise: ReadArgument): ReadArgument {
    const decode = structureOf(spec.name, argument);
    return (call, register, attachments) => {
      const memory = decode && attached(attachments, register, attachmentKind.struct);
      return (memory && decode(memory.data(), this.abi.arm)) ?? otherwise(call, register, attachments);
    };
  }

  /** Bytes, and structures and descriptors that the table has as buffers. */
  #buffer(spec: SyscallSpec, argument: string): ReadArgument {
    const structure = spec.family === 'poll' ? this.#polled() : this.#structure(spec, argument, readRegister);
    return (call, register, attachments) => {
      if (attachments.length === 0) return undefined;
      const bytes = attached(attachments, register, attachmentKind.data);
      if (bytes) return { kind: 'string', bytes: bytes.text(), truncated: bytes.size < call.result };
      const pair = attached(attachments, register, attachmentKind.fdPair);
      if (pair && pair.size >= 8) return this.#pair(call, pair.data());
      const address = attached(attachments, register, attachmentKind.address);
      if (!address) return structure(call, register, attachments);
      return { kind: 'struct', fields: [{ name: 'msg_name', value: addressArg(address.data()) }], more: true };
    };
  }

  /** struct pollfd: descriptor, events, and what the kernel answers. */
  #polled(): ReadArgument {
    const { descriptors } = this;
    return (call, register, attachments) => {
      const memory = attached(attachments, register, attachmentKind.struct);
      if (!memory) return undefined;
      const data = memory.data();
      const items = Array.from({ length: data.length >> 3 }, (_, index): DecodedArg => {
        const fd = data.readInt32LE(index * 8);
        const events = data.readUInt16LE(index * 8 + 4);
        const value = fd < 0 ? numberArg(fd) : descriptors.argument(call.tgid, fd, call.beganNs);
        const fields = [{ name: 'fd', value }, flagField('events', tableNames('poll', 'events', events), events)];
        return { kind: 'struct', fields, more: false };
      });
      return { kind: 'array', items, more: memory.truncated };
    };
  }

  #pair(call: RawCall, data: Buffer): DecodedArg {
    const items = [data.readInt32LE(0), data.readInt32LE(4)].map((fd) => this.descriptors.argument(call.tgid, fd));
    return { kind: 'array', items, more: false };
  }
}
