/**
 * Behaviour in the form that is committed: what of a trace stays the same until the program changes.
 */
import type { BackendClass, BackendLimit } from './trace.js';

/** A normalized argument: text, a number, or a list (argv). */
export type StepValue = string | number | readonly StepValue[];

/**
 * One normalized call. `call` is the family's name (`open` for open, openat, openat2), `via` the real one where it differs; `via` is
 * for readers and never compared. `error` is the errno's name; absent: it succeeded. Everything else is an argument by the name
 * of the syscall table: `path`, `flags`, `fd`, `bytes`, `argv`.
 */
export interface Step {
  readonly call: string;
  readonly via?: string;
  readonly error?: string;
  readonly [argument: string]: StepValue | undefined;
}

/**
 * How tightly a golden pins a target; each level allows more freedom than the one before. exact: every step in order, task by task. structure: effects in
 * order, task by task. objects: what happens to each object, in order of time. contract: the set of effects.
 */
export const levels = ['exact', 'structure', 'objects', 'contract'] as const;
export type Level = (typeof levels)[number];

/** How a process ended. `unknown`: the trace does not say (an imported log that stops early). */
export type ProcessEnd = { readonly exit: number } | { readonly signal: string } | { readonly unknown: true };

/** What a program loads before its own code runs: library names without folders, `locale`, `timezone`. */
export interface Loads {
  readonly program: string;
  readonly loads: readonly string[];
}

/**
 * A step of a pool or of a set, with how often it was seen. `least` differs from `most` where recordings of one capture differed:
 * the alternatives that are accepted. `least` 0: not in every run.
 */
export interface CountedStep {
  readonly step: Step;
  readonly least: number;
  readonly most: number;
}

/**
 * A value of a learned step that differs from run to run and has no fixed form: a number, or a part of a text. It stands for any value without white space,
 * quotes, slashes, colons and commas.
 */
export const anyValue = '~';

/**
 * What a program does to one object: a session from the call that makes its descriptor to the one that closes it, or a single call that names the
 * object. Steps hold the object's name as any step does. `least` and `most`: how often, as in `CountedStep`.
 */
export interface Life {
  /** The program that began it: `<PATH>/sort`. */
  readonly by: string;
  readonly steps: readonly Step[];
  readonly least: number;
  readonly most: number;
}

/** One object at the level `objects`: a file, an endpoint, a kind of pipe, a program that is run. */
export interface ObjectShape {
  readonly object: string;
  readonly lives: readonly Life[];
  /**
   * Changes of the object in the order of time, whoever made them; repetition is written once. Absent: it is changed once at most, or the order is not the
   * same in every run.
   */
  readonly order?: readonly string[];
}

/**
 * A rule of durable order between objects: directly before each `event`, the task that makes it has made `after`; with a second rule whose `after` is empty, or
 * nothing durable yet. Both are a call with what it is made on, numbers blanked.
 */
export interface OrderRule {
  readonly event: string;
  readonly after: string;
  /** Of one recording: how often. A golden does not hold it. */
  readonly times?: number;
}

/** One process of the tree, at levels `exact` and `structure`. */
export interface ProcessShape {
  /** Creation path: `0` is the root, `0.2` its second child process. */
  readonly process: string;
  /** The program it ended as: `<PATH>/sort`. */
  readonly program: string;
  /** Calls of the first thread in order. */
  readonly steps: readonly Step[];
  /** Calls of all its other threads, as a multiset: a pool gives the same work to other threads every time. */
  readonly pool: readonly CountedStep[];
  readonly end: ProcessEnd;
}

/**
 * A total that is not part of the sequence. `rule` says when a candidate's value is a finding:
 * exact: outside least…most. double: more than twice the most and more than 16 over. wide: more than four times the most plus 16.
 * loose: more than 16 times the most plus 64.
 * bytes: more than 1.5 times the most plus 16 MiB.
 */
export interface Figure {
  /** What is counted: `calls`, `allocated`, `processes`, `threads`, `signals`, `written`. */
  readonly figure: string;
  /** Of what: a family, a program, an object. */
  readonly of: string;
  readonly rule: FigureRule;
  readonly least: number;
  readonly most: number;
}
export const figureRules = ['exact', 'double', 'wide', 'loose', 'bytes'] as const;
export type FigureRule = (typeof figureRules)[number];

/** What of one recording, or of several, is compared: the body of a golden. */
export interface Shape {
  readonly level: Level;
  readonly environment: readonly Loads[];
  /** `exact` and `structure`: the tree in creation order. Empty below. */
  readonly processes: readonly ProcessShape[];
  /** `contract`: the set of effects of the whole tree, sorted. Empty above. */
  readonly effects: readonly CountedStep[];
  /** `objects`: every object, sorted by name. Empty at the other levels. */
  readonly objects: readonly ObjectShape[];
  /** `objects`: durable order between objects, sorted. Empty at the other levels. */
  readonly order: readonly OrderRule[];
  readonly figures: readonly Figure[];
}

/** An accepted golden. Nothing in it changes while behaviour does not. */
export interface Golden extends Shape {
  readonly format: 'trace-gate/golden';
  readonly version: 2;
  /** Version of the normalization rules; another one asks for a new capture. */
  readonly normalizer: number;
  readonly arch: string;
  readonly backend: BackendClass;
  /** What the backend never shows, sorted. Absent: it shows everything. */
  readonly limits?: readonly BackendLimit[];
  /** Why the level is not a higher one; empty at `exact`. */
  readonly reasons: readonly string[];
  /** Names with a random part that recordings created, `*` for the part: recognized in later runs however the part looks. */
  readonly temporary: readonly string[];
  /** Names that recordings in changed surroundings showed to differ from run to run: `$TMP/session-<drawn>.sock`. Sorted. */
  readonly learned: readonly string[];
  /** Folders under which the set of effects would be too long to read: every path in them is `FOLDER/**`. */
  readonly summarized?: readonly string[];
}

/** Version of the rules in normalize/. Raise it when the same trace normalizes to something else. */
export const normalizerVersion = 2;
