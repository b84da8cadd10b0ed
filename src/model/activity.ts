/**
 * What the tasks of a recording did, call by call, in names that are the same in every run: what anti-patterns are looked for in. Nothing is left
 * out and nothing folded, as it is for a golden.
 */
import type { SyscallClass } from './syscalls.js';

export interface ActivityCall {
  /** Real name. */
  readonly name: string;
  readonly family: string;
  readonly class: SyscallClass;
  /** What the call is about: the label of its first descriptor, or else its path; '' for neither. */
  readonly object: string;
  /** Its first path; absent: it has none. */
  readonly path?: string;
  /** That path as it really is: tells files apart whose names in goldens are alike (`<hash>`). Never shown. */
  readonly file?: string;
  /** Arguments of the program that an exec starts, as they really are. Never shown. */
  readonly argv?: readonly string[];
  /** Its second path: where a rename or a link leads. */
  readonly newPath?: string;
  /** Number of its first descriptor. */
  readonly fd?: number;
  /** Kind of that descriptor. */
  readonly fdKind?: 'file' | 'device' | 'pipe' | 'socket' | 'other';
  /** Names of all flags in its arguments. */
  readonly flags: readonly string[];
  /** Sizes among its arguments, bytes. */
  readonly sizes: readonly number[];
  /** What it returned; absent: it failed or never returned. */
  readonly value?: number;
  readonly error?: string;
  /** Nanoseconds since the first event. */
  readonly startNs: number;
  /** Nanoseconds; 0 where the trace has none. */
  readonly durationNs: number;
}

export interface ActivityTask {
  readonly calls: readonly ActivityCall[];
}

export interface ActivityProcess {
  /** Creation path: `0`, `0.1`. */
  readonly process: string;
  /** Creation path of its parent; '' for the first one. */
  readonly parent: string;
  /** The program it ended as. */
  readonly program: string;
  readonly tasks: readonly ActivityTask[];
  /** Calls up to here, in the first task, are the start of the program: the loader and its libraries. */
  readonly startup: number;
}

export interface Activity {
  readonly processes: readonly ActivityProcess[];
  /** From the first event to the last, nanoseconds. */
  readonly durationNs: number;
}
