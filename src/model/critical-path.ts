/** The chain of work and waits that a run's wall time consists of, and the happens-before order that it is found by. */
import type { SyscallClass } from './syscalls.js';

/**
 * Why something happened before something in another task. create: a fork before all that its child does. exec: an exec before the return of the
 * vfork that waited for it, or before what goes on under the leader's thread id. exit: the end of a task before the end of what depends on it.
 * wait: a child's end before its parent's wait. join: a thread's end before the futex wait on its thread id. pipe, socket, eventfd: a write before the
 * read that gets it, a read before the write that gets its room, a close before the read that finds the end. futex: a wake before the wait that
 * it ends. signal: a kill before its delivery.
 */
export const edgeKinds = [
  'create',
  'exec',
  'exit',
  'wait',
  'join',
  'pipe',
  'socket',
  'eventfd',
  'futex',
  'signal',
] as const;
export type EdgeKind = (typeof edgeKinds)[number];

/** An event before another one of another task; both as indexes into the events of the trace. */
export interface CausalEdge {
  readonly kind: EdgeKind;
  readonly from: number;
  readonly to: number;
}

/** Lamport clocks of one event. A call has two, because what others do while it waits comes between them. */
export interface EventClocks {
  readonly begin: number;
  readonly end: number;
}

/** A name under which a task went; one that executes another program or renames itself has several. */
export interface PathTask {
  /** Creation path of the process: `0.1`. */
  readonly process: string;
  /** 0: the first thread. */
  readonly thread: number;
  /** The program as goldens name it; `?` where the trace does not tell. */
  readonly program: string;
  /** Name of the thread as the kernel has it, at most 15 bytes; '' where the trace does not tell. */
  readonly comm: string;
}

/** work: in user space, between calls. call: in the kernel, or waking up from a wait. wait: for time to pass or for something outside of the trace. */
export type LinkKind = 'work' | 'call' | 'wait';

export interface PathLink extends PathTask {
  readonly kind: LinkKind;
  readonly class: SyscallClass | 'work';
  /** Name of the system call; '' for work. Of a link that is several merged: the call with the most time. */
  readonly call: string;
  /** What that call is about, as goldens name it; '' for nothing. */
  readonly object: string;
  /** System calls in this link. */
  readonly calls: number;
  /** Nanoseconds since the first event of the trace. */
  readonly startNs: number;
  readonly durationNs: number;
}

export interface TaskShare extends PathTask {
  /** Nanoseconds of the path; 0: it is not on the path. */
  readonly onPathNs: number;
}

export interface ClassShare {
  readonly class: SyscallClass | 'work';
  readonly onPathNs: number;
}

export interface CriticalPath {
  /** From the beginning of the first event to the end of the last, nanoseconds. NaN: the trace has no times. */
  readonly durationNs: number;
  /** In order of time. They meet without gap or overlap, and add up to `durationNs`. */
  readonly links: readonly PathLink[];
  /** The same with neighbours of one task that don't wait merged. */
  readonly stretches: readonly PathLink[];
  /** Every task of the trace, in order of creation. */
  readonly tasks: readonly TaskShare[];
  /** The largest share first. */
  readonly classes: readonly ClassShare[];
}

/** The order of the events of a trace, without their times. */
export interface Causality {
  readonly edges: readonly CausalEdge[];
  /** One for each event of the trace; both 0 for what belongs to no task (a lost or unreadable record). */
  readonly clocks: readonly EventClocks[];
}

/** The merged links that take longest, the longest first. Of equals the earlier one is first. */
export function longestLinks({ stretches }: CriticalPath, count: number): PathLink[] {
  return stretches.toSorted((a, b) => b.durationNs - a.durationNs || a.startNs - b.startNs).slice(0, count);
}
