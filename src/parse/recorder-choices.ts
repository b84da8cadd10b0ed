/** Arguments whose meaning another argument of the call decides, and those that strace does not show at all then. */
import { flagNames } from '../model/flag-bits.js';
import { signalName } from '../model/signals.js';
import type { SyscallSpec } from '../model/syscalls.js';
import type { DecodedArg } from '../model/trace.js';
import { attachmentKind, type Attachment, type RawCall } from './recorder-layout.js';
import { lockArg, tableNames } from './recorder-structures.js';
import { hexArg, namesArg, nothing, numberArg, pointer, shown } from './recorder-values.js';

/** Makes an argument of a call. undefined: it is the register alone, an address; null: neither this nor the rest are shown. */
export type ReadArgument = (
  call: RawCall,
  register: number,
  attachments: readonly Attachment[],
) => DecodedArg | null | undefined;

/** The one that counts of an argument: a late one replaces what was missing. */
export function attached(attachments: readonly Attachment[], argument: number, kind: number): Attachment | undefined {
  for (let index = attachments.length - 1; index >= 0; index--) {
    const item = attachments[index] as Attachment;
    if (item.argument === argument && item.kind === kind && !item.missing) return item;
  }
  return undefined;
}

const named = (names: readonly string[] | undefined, low: number): DecodedArg =>
  names ? namesArg(names) : low > 0xffff ? pointer(low, 0) : shown(low | 0);

const isSignal = (low: number): boolean => low > 0 && low <= 64;
export const signalArg = (low: number): DecodedArg => (isSignal(low) ? namesArg([signalName(low)]) : shown(low | 0));

const createsFile = 0o20000100; // O_CREAT | __O_TMPFILE
const flagsOfOpen: Readonly<Record<string, number>> = { open: 1, openat: 2, mq_open: 1 };

export const permissions = (low: number): DecodedArg => {
  const value = low & 0xffff;
  return { kind: 'number', text: value === 0 ? '000' : `0${value.toString(8)}`, value };
};

/** Of open: shown where a file may be made. */
function openMode(name: string): ReadArgument {
  const flags = flagsOfOpen[name];
  return (call, register) =>
    flags !== undefined && (call.low(flags) & createsFile) === 0 ? null : permissions(call.low(register));
}

const specialBits = [
  [0o4000, 'S_ISUID'],
  [0o2000, 'S_ISGID'],
  [0o1000, 'S_ISVTX'],
] as const;
const fileType = 0o170000;

const nodeMode: ReadArgument = (call, register) => {
  const mode = call.low(register) & 0xffff;
  const names = [...(tableNames('mknod', 'mode', mode & fileType) ?? [])];
  for (const [bit, name] of specialBits) if ((mode & bit) !== 0) names.push(name);
  if (names.length === 0) return permissions(mode);
  return namesArg([...names, `0${(mode & 0o777).toString(8).padStart(2, '0')}`]);
};

/** As the kernel packs a dev_t for user space. */
const nodeDevice: ReadArgument = (call, register) => {
  const type = call.low(register - 1) & fileType;
  if (type !== 0o020000 && type !== 0o060000) return null;
  const device = call.low(register);
  const [major, minor] = [(device >>> 8) & 0xfff, (device & 0xff) | ((device >>> 12) & 0xfff00)];
  return { kind: 'macro', name: 'makedev', args: [hexArg(major), hexArg(minor)] };
};

const cloneFlags: ReadArgument = (call, register) => {
  const low = call.low(register);
  const signal = low & 0xff;
  const names = [...(tableNames('fork', 'flags', low & ~0xff) ?? []), ...(signal === 0 ? [] : [signalName(signal)])];
  return names.length === 0 ? shown(low) : namesArg(names);
};

/** Some numbers are other options for those who ask than for those who set. */
function socketOption(name: string): ReadArgument {
  return (call, register) => {
    const low = call.low(register);
    const level = tableNames('setsockopt', 'level', call.low(1))?.[0] ?? '';
    return named(tableNames(name, level, low) ?? tableNames('sockopt', level, low), low);
  };
}

const packetDomain = 17; // AF_PACKET

/** Of packet sockets in network byte order. */
function packetProtocol(low: number): DecodedArg {
  const value = ((low & 0xff) << 8) | ((low >>> 8) & 0xff);
  const names = tableNames('ethernet', '-', value);
  return { kind: 'macro', name: 'htons', args: [names ? namesArg(names) : hexArg(value)] };
}

const socketProtocol: ReadArgument = (call, register) => {
  const low = call.low(register);
  if (call.low(0) === packetDomain) return packetProtocol(low);
  const domain = tableNames('socket', 'domain', call.low(0))?.[0] ?? '';
  return named(tableNames('socket', `protocol.${domain}`, low), low);
};

const directions = [['_IOC_NONE'], ['_IOC_WRITE'], ['_IOC_READ'], ['_IOC_READ', '_IOC_WRITE']] as const;

const ioctlOperation: ReadArgument = (call, register) => {
  const low = call.low(register);
  const names = tableNames('ioctl', 'op', low);
  if (names) return namesArg(names);
  const parts = [(low >>> 8) & 0xff, low & 0xff, (low >>> 16) & 0x3fff];
  const direction = directions[(low >>> 30) as 0 | 1 | 2 | 3];
  return { kind: 'macro', name: '_IOC', args: [namesArg(direction), ...parts.map(hexArg)] };
};

/** As the kernel packs a class and a level. */
const ioPriority: ReadArgument = (call, register) => {
  const low = call.low(register);
  const names = tableNames('ioprio', 'class', low >>> 13);
  const args = [names ? namesArg(names) : hexArg(low >>> 13), shown(low & 0x1fff)];
  return { kind: 'macro', name: 'IOPRIO_PRIO_VALUE', args };
};

/** fcntl's operations with a lock of which the result is seen, and those without a third argument. */
const asksForLock = new Set([5, 12, 36]); // F_GETLK, F_GETLK64, F_OFD_GETLK
const setsLock = new Set([6, 7, 13, 14, 37, 38]);
const takesNothing = new Set([1, 3, 9, 11, 1025, 1032, 1034]); // F_GETFD, F_GETFL, F_GETOWN, F_GETSIG, F_GETLEASE, F_GETPIPE_SZ, F_GET_SEALS
const takesAddress = new Set([15, 16, 17]); // F_SETOWN_EX, F_GETOWN_EX, F_GETOWNER_UIDS

function controlFlags(operation: number, low: number, arm: boolean): readonly string[] | undefined {
  if (operation === 2) return tableNames('fdflags', '-', low); // F_SETFD
  if (operation === 4) return flagNames('openat', 'flags', low, arm); // F_SETFL
  if (operation === 10) return isSignal(low) ? [signalName(low)] : undefined; // F_SETSIG
  if (operation === 1024) return tableNames('lease', '-', low); // F_SETLEASE
  if (operation === 1026) return tableNames('notify', '-', low); // F_NOTIFY
  return operation === 1033 ? tableNames('seals', '-', low) : undefined; // F_ADD_SEALS
}

function controlArgument(arm: boolean): ReadArgument {
  return (call, register, attachments) => {
    const [operation, low] = [call.low(1), call.low(register)];
    if (takesNothing.has(operation)) return null;
    if (setsLock.has(operation) || (asksForLock.has(operation) && call.result === 0)) {
      const lock = attached(attachments, register, attachmentKind.struct);
      return lock && lockArg(lock.data(), operation);
    }
    if (asksForLock.has(operation) || takesAddress.has(operation)) return undefined;
    const names = controlFlags(operation, low, arm);
    // Operations that nobody knows may take an address.
    return names ? namesArg(names) : call.high(register) === 0 ? shown(low | 0) : undefined;
  };
}

/** prctl's second argument has names by the operation, its third by what the second is called. */
function processControl(third: boolean): ReadArgument {
  return (call, register, attachments) => {
    const [low, high] = [call.low(register), call.high(register)];
    const operation = tableNames('prctl', 'op', call.low(0))?.[0] ?? '';
    const name = third ? undefined : attached(attachments, register, attachmentKind.string);
    if (name) return { kind: 'string', bytes: name.text(), truncated: false };
    if (operation === 'PR_SET_PDEATHSIG' && !third) return signalArg(low);
    if (operation === 'PR_SET_SECCOMP' && third) return undefined; // a filter
    const chosen = third ? (tableNames('prctl', operation, call.low(1))?.[0] ?? '') : operation;
    const names = high === 0 ? tableNames('prctl', chosen, low) : undefined;
    if (names) return namesArg(names);
    return high === 0 ? shown(low) : pointer(low, high);
  };
}

/** Where the position is, not the position. */
const placeOfOffset: ReadArgument = (call, register) =>
  call.low(register) === 0 && call.high(register) === 0 ? nothing : { kind: 'array', items: [], more: true };

const someTime: DecodedArg = { kind: 'struct', fields: [], more: true };
/** Those operations of futex(2) that have a timeout where others have a number. */
const timedFutexes = new Set([0, 6, 9, 11, 13]);

/** That there is a time, not which. */
const futexTime: ReadArgument = (call, register) =>
  timedFutexes.has(call.low(1) & 0x7f) && (call.low(register) !== 0 || call.high(register) !== 0)
    ? someTime
    : undefined;
const timesFutex = new Set(['futex', 'futex_time64']);

const milliseconds: ReadArgument = (call, register) => numberArg(call.low(register) | 0);
const countsMilliseconds = new Set(['poll', 'epoll_wait', 'epoll_pwait']);

/** The readers of arguments that a kind alone says too little of, by family and argument. */
export function choiceOf({ name, family }: SyscallSpec, argument: string, arm: boolean): ReadArgument | undefined {
  switch (`${family} ${argument}`) {
    case 'open mode':
    case 'mq_open mode':
      return openMode(name);
    case 'mknod mode':
      return nodeMode;
    case 'mknod device':
      return nodeDevice;
    case 'fork flags':
      return cloneFlags;
    case 'getsockopt option':
    case 'setsockopt option':
      return socketOption(name);
    case 'socket protocol':
      return socketProtocol;
    case 'ioctl op':
      return ioctlOperation;
    case 'ioprio_set priority':
      return ioPriority;
    case 'fcntl arg':
      return controlArgument(arm);
    case 'prctl arg2':
      return processControl(false);
    case 'prctl arg3':
      return processControl(true);
    case 'sendfile offset':
    case 'copy_file_range in_offset':
    case 'copy_file_range out_offset':
    case 'splice in_offset':
    case 'splice out_offset':
      return placeOfOffset;
    case 'futex timeout':
      return timesFutex.has(name) ? futexTime : undefined;
    case 'poll timeout':
    case 'epoll_wait timeout':
      return countsMilliseconds.has(name) ? milliseconds : undefined;
    default:
      return undefined;
  }
}
