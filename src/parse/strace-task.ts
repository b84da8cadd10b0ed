import type { SyscallEvent } from '../model/trace.js';

/** A call whose end the log has not told yet. */
export interface OpenCall {
  readonly name: string;
  /** What stood behind the opening parenthesis, as far as it was written. */
  readonly text: string;
  readonly line: number;
  readonly timeNs: number;
  readonly compat: boolean;
}

/** What is remembered of a task that lives. */
export interface Task {
  readonly tid: number;
  open: OpenCall | undefined;
  /** A call that ended with `= ?`: the next line of the task tells why. */
  ended: SyscallEvent | undefined;
  compat: boolean;
}

/** An event under construction: adding the members that few events have one by one is faster than spreading objects. */
export type Writable<T> = { -readonly [K in keyof T]: T[K] };
