/** The verdict: one value that reporters render and the command line turns into an exit code. Its JSON form is a contract (schema/verdict.ts). */
import type { ExitCode, Finding } from './finding.js';
import type { Level } from './golden.js';

/** What became of the golden of one target. */
export type GoldenState =
  /** No golden is expected (`golden = false`, an ad hoc command without a name). */
  | 'none'
  /** The candidate is accepted by it. */
  | 'same'
  /** capture wrote the first one. */
  | 'new'
  /** capture left a pending one beside it. */
  | 'pending'
  /** assert and diff: it does not accept the candidate. */
  | 'differs'
  | 'missing'
  | 'unreadable';

/** Why there is no verdict, or why the golden can't be used: an error as data. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  /** The way out, mostly a command. */
  readonly hint: string;
}

/** What was measured of a target, for tables; absent figures were not measured. */
export interface TargetFigures {
  /** System calls of the whole tree in the first recording. */
  readonly calls?: number;
  readonly processes?: number;
  readonly allocatedBytes?: number;
  /** Median of the untraced runs. */
  readonly wallMs?: number;
  /** Maximum of the untraced runs. */
  readonly peakRssBytes?: number;
}

export interface TargetVerdict {
  readonly name: string;
  readonly status: 'passed' | 'violated' | 'no-verdict' | 'golden';
  readonly golden: GoldenState;
  /** Path of the golden's file as the user would open it, relative to the working folder; absent for `none`. */
  readonly goldenFile?: string;
  readonly level?: Level;
  /** Why the level is not a tighter one. */
  readonly reasons?: readonly string[];
  /** Recordings made in all, those that confirm a difference included. */
  readonly recordings: number;
  readonly figures: TargetFigures;
  /** Assertions that were evaluated. */
  readonly assertions: number;
  readonly findings: readonly Finding[];
  readonly problem?: Problem;
  /** The command that stood after `--` instead of a target's name. */
  readonly adHoc?: readonly string[];
}

export interface Verdict {
  readonly format: 'trace-gate/verdict';
  readonly version: 1;
  readonly command: 'assert' | 'capture' | 'diff' | 'lint';
  readonly exitCode: ExitCode;
  readonly targets: readonly TargetVerdict[];
  /** What a reader of renacer.toml should know and that fails nothing: tables without effect, selectors that select nothing. */
  readonly notes: readonly string[];
}
