/**
 * What was measured of one target: the only thing that assertions see. They never see a trace, so that a figure means
 * the same to every assertion and can come from any backend.
 */
import type { Activity } from './activity.js';
import type { CriticalPath } from './critical-path.js';
import type { SyscallClass } from './syscalls.js';

/** One untraced run, measured by the launcher over the whole process tree. A figure that could not be measured is NaN. */
export interface Timing {
  readonly wallNs: number;
  readonly userNs: number;
  readonly systemNs: number;
  /** Of the largest process. */
  readonly peakRssBytes: number;
  /** Of all processes at the same time, in samples; absent: was not asked for. */
  readonly treeRssBytes?: number;
}

/** A task of the tree, for selectors by name. */
export interface MeasuredTask {
  /** Name of the thread as the kernel has it; absent where the trace doesn't tell. */
  readonly comm?: string;
  /** The file it executed. */
  readonly program: string;
}

/** What one system call adds up to in a recording. */
export interface CallFigures {
  /** Failed and unfinished ones included. */
  readonly calls: number;
  readonly failed: number;
  /** Nanoseconds from enter to exit, of all of them; NaN: the trace has no times. */
  readonly timeNs: number;
}

/** What a recording adds up to beside its calls. */
export interface RecordingTotals {
  /** By real name. */
  readonly byCall: ReadonlyMap<string, CallFigures>;
  readonly processes: number;
  /** Beside the first one of each process. */
  readonly threads: number;
  /** Successful execs. */
  readonly programs: number;
  /** Different paths opened. */
  readonly filesOpened: number;
  readonly bytesRead: number;
  readonly bytesWritten: number;
}

/** The totals of one recording, over the whole process tree. */
export interface RecordingFigures extends RecordingTotals {
  /** Calls by real name (`openat`, not `open`), failed and unfinished ones included. */
  readonly calls: ReadonlyMap<string, number>;
  /** Private memory that became writable, thread stacks apart. NaN: the trace can't tell. */
  readonly allocatedBytes: number;
  readonly tasks: readonly MeasuredTask[];
}

export interface Measurements {
  /** Name of the target. */
  readonly target: string;
  /** One for each recording, in order. */
  readonly recordings: readonly RecordingFigures[];
  /** One for each untraced run, in order. */
  readonly timings: readonly Timing[];
  /** What the tasks of each recording did; only where an assertion asks. */
  readonly activities?: readonly Activity[];
  /** The critical path of each recording; only where an assertion asks. */
  readonly criticalPaths?: readonly CriticalPath[];
  /** The golden beside each recording; only where an assertion is about a distance from it, and it is there. */
  readonly golden?: GoldenDistance;
  /** Values of the last capture on this machine, by assert/measure-values.ts's key; only where an assertion asks. */
  readonly baseline?: ReadonlyMap<string, number>;
}

/** What a golden, or a recording at its level, counts. */
export interface GoldenCounts {
  readonly steps: number;
  /** By real name; of the classes that the level pins. */
  readonly calls: ReadonlyMap<string, number>;
  readonly processes: number;
  readonly threads: number;
  readonly programs: number;
}

export interface GoldenDistance {
  readonly before: GoldenCounts;
  /** One for each recording. */
  readonly after: readonly GoldenCounts[];
  /** Classes of which the golden's level has every call; none: it has no order and no processes either. */
  readonly pinned: ReadonlySet<SyscallClass>;
}
