/**
 * What is known about a system call, whatever the machine. The data is generated: scripts/generate-syscall-table.mjs writes syscall-table.ts.
 */
import { syscallTable } from './syscall-table.js';

/**
 * What a call means for behaviour; decides what of it a golden pins, and how tightly.
 * effect: the contract with the outside (files, programs, endpoints, processes, privileges). data: bytes moved. memory: address
 * space. scheduling: waiting for others. query: asks for state that has no effect. plumbing: descriptors, signal state, thread set-up.
 */
export const syscallClasses = ['effect', 'data', 'memory', 'scheduling', 'query', 'plumbing'] as const;
export type SyscallClass = (typeof syscallClasses)[number];

/**
 * How an argument is read and normalized.
 * fd: a descriptor. dirfd: a descriptor that the following path is relative to. path: a file name. string: other text that matters (a name, a key).
 * buffer: bytes moved or an out-structure, never pinned. size: a byte count asked for. flags: symbolic bits or an enumeration. mode: permission bits. number: a plain number that
 * matters. pid: a process, thread or group id. signal. sockaddr. argv. envp. iovec. pointer: an address. time: a clock value or timeout. offset: a file position.
 * id: a user or group id. handle: an opaque number that the kernel handed out and that is no descriptor (a System V id, a timer, a watch, a key): differs
 * from run to run, never pinned.
 */
export type ArgKind =
  | 'fd'
  | 'dirfd'
  | 'path'
  | 'string'
  | 'buffer'
  | 'size'
  | 'flags'
  | 'mode'
  | 'number'
  | 'pid'
  | 'signal'
  | 'sockaddr'
  | 'argv'
  | 'envp'
  | 'iovec'
  | 'pointer'
  | 'time'
  | 'offset'
  | 'id'
  | 'handle';

export interface SyscallSpec {
  readonly name: string;
  /** One name for calls that a libc swaps without a change of behaviour; the name itself where it has no aliases. */
  readonly family: string;
  readonly class: SyscallClass;
  /** `[name, kind]` in order. Members of a family use the same names for the same meaning: dir, path, newdir, newpath, flags, mode, fd, size … */
  readonly args: readonly (readonly [name: string, kind: ArgKind])[];
}

const unknownSpec = { class: 'effect', args: [] } as const;

/** The spec of a call by name. One that no table knows (`syscall_0x1cd`) is an effect without argument names: unknown is never ignored. */
/** Whether Linux has a call of this real name. */
export const isSyscall = (name: string): boolean => syscallTable.has(name);

export function syscallSpec(name: string): SyscallSpec {
  return syscallTable.get(name) ?? { name, family: name, ...unknownSpec };
}

/** Families of calls that have an argument of this kind. */
export function familiesWith(kind: ArgKind): ReadonlySet<string> {
  return new Set(
    [...syscallTable.values()].flatMap(({ family, args }) => (args.some(([, each]) => each === kind) ? [family] : [])),
  );
}
