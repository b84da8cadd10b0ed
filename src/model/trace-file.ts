/** A recording as it is kept in a file: the trace, and what normalization must know of where it was made. */
import type { Trace } from './trace.js';

/** The surroundings of a recording. Ids are null where nothing told them (an imported log). */
export interface TraceContext {
  /** Milliseconds since 1970; absent: nothing tells. */
  readonly started?: number;
  /** Files and folders of trace-gate itself. */
  readonly hidden?: readonly string[];
  readonly cwd: string;
  /** Folder of renacer.toml; absent: there is none, or it is `cwd`. */
  readonly root?: string;
  /** File of the program, where the trace does not begin with its execve. */
  readonly program?: string;
  /** Other paths of the project, since it was moved from there: of `cwd`, then of `root`. */
  readonly origins?: readonly string[];
  /** Host name, as the target saw it. */
  readonly host?: string;
  readonly homes: readonly string[];
  readonly temps: readonly string[];
  /** Folders of PATH, in order. */
  readonly path: readonly string[];
  readonly uid: number | null;
  /** Name of that user; '' where it has none or nothing told it. */
  readonly user: string;
  readonly gid: number | null;
}

export interface TraceDocument {
  readonly trace: Trace;
  readonly context: TraceContext;
}
