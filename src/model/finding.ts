/**
 * Findings and verdicts: what the gate concluded, as data. Sentences for people are made from them in report/describe.ts only.
 */
import type { Step } from './golden.js';
import type { Unit } from './measures.js';
import type { Detection } from './patterns.js';

/** A place in a file that a person can open. Lines and columns are 1-based. */
export interface Place {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

/** Stands for the file of what a command line alone describes; it has no lines. */
export const commandLine = 'command line';

export type Severity = 'error' | 'warn';

/** How often a difference was seen, when it was confirmed by more recordings. */
export interface Seen {
  readonly runs: number;
  readonly of: number;
}

interface FindingBase {
  readonly severity: Severity;
  readonly target: string;
  /** The line of the golden or of renacer.toml that the finding contradicts. */
  readonly place?: Place;
}

/** A budget of renacer.toml that does not hold. */
export interface AssertionFinding extends FindingBase {
  readonly code: 'assertion/violated';
  /** `name` of the table. */
  readonly assertion: string;
  /** `type` of the table. */
  readonly type: string;
  readonly measure: string;
  readonly unit: Unit;
  readonly actual: number;
  readonly limit: number;
  /** min: less than the limit is what is wrong. Absent: more is. */
  readonly bound?: 'min';
  /** The value of every run, when it was measured more than once. */
  readonly values: readonly number[];
  /** The first lines of evidence, e.g. the most frequent calls. */
  readonly evidence: readonly string[];
}

/** An anti-pattern, seen with at least the confidence that was asked for. */
export interface PatternFinding extends FindingBase, Detection {
  readonly code: 'pattern/found';
  /** `name` of the table; absent: found by lint. */
  readonly assertion?: string;
  /** 0…1. */
  readonly threshold: number;
}

export const notEvaluatedReasons = [
  /** No recording, or one without a single call: a program that ran has made some. */
  'nothing-recorded',
  /** No untraced run, or one of no length: it was not measured. */
  'no-timing',
  /** A figure is not a number, infinite or negative. */
  'not-a-figure',
  /** A limit with neither `max` nor `min`. */
  'no-bound',
  /** A selector that no task of the tree has. */
  'no-such-task',
  /** A device whose transfers make no system call. */
  'opaque-device',
  /** A distance from nothing: no golden, or no capture on this machine. */
  'no-baseline',
  /** The golden's level has no count of these calls. */
  'not-pinned',
] as const;
export type NotEvaluatedReason = (typeof notEvaluatedReasons)[number];

/** An assertion that says nothing about a target, and why: never the same as one that holds. With severity error there is no verdict. */
export interface NotEvaluatedFinding extends FindingBase {
  readonly code: 'assertion/not-evaluated';
  readonly assertion: string;
  readonly reason: NotEvaluatedReason;
}

/** The target ended in another way than its table says. */
export interface OutcomeFinding extends FindingBase {
  readonly code: 'target/exit-code';
  readonly expected: string;
  readonly actual: string;
}

/** What a difference is about; reports order and group by it. */
export type ChangeKind =
  | 'added' /** the candidate does something the golden does not */
  | 'removed'
  | 'changed' /** one step with other arguments or another outcome */
  | 'moved' /** the same step at another place in the order of its task */
  | 'count' /** the same step another number of times */
  | 'figure' /** a total out of its range: calls of a class, memory, reads of an object */
  | 'end' /** another exit code or signal of a process */
  | 'environment'; /** libraries, loader and locale: a new library is a change, a different libc is not */

/** Behaviour differs from the golden: one group of differences of the same shape. */
export interface GoldenFinding extends FindingBase {
  readonly code: 'golden/differs' | 'golden/unstable';
  readonly change: ChangeKind;
  /** Where in the tree: a process's creation path and program; '' for the whole tree. */
  readonly process: string;
  /** The golden's steps, empty for `added`. For a group of many alike, the first few. */
  readonly before: readonly Step[];
  /** The candidate's steps, empty for `removed`. */
  readonly after: readonly Step[];
  /** How many steps of the golden and of the candidate the group covers. */
  readonly counts: { readonly before: number; readonly after: number };
  /** For `figure`: its name; for `moved`: the step it now follows is in `after[1]`. */
  readonly subject?: string;
  /** A file written, an endpoint or a program that the golden does not know: a violation even in one run of several. */
  readonly novelty: boolean;
  readonly seen?: Seen;
}

/** The golden needs a person. */
export interface GoldenStateFinding extends FindingBase {
  /** new, removed: against a commit, `diff --against`. */
  readonly code: 'golden/missing' | 'golden/pending' | 'golden/unreferenced' | 'golden/new' | 'golden/removed';
}

/** Something that a reader should know and that fails nothing. */
export interface NoteFinding extends FindingBase {
  readonly code: 'note/unparsed' | 'note/io-uring' | 'note/environment' | 'note/level' | 'note/unstable-target';
  readonly detail: string;
}

export type Finding =
  | AssertionFinding
  | PatternFinding
  | NotEvaluatedFinding
  | OutcomeFinding
  | GoldenFinding
  | GoldenStateFinding
  | NoteFinding;

/** Exit codes: closed, a contract. See `--help`. */
export const exitCodes = { passed: 0, violated: 1, usage: 2, noVerdict: 3, golden: 4, defect: 70 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
