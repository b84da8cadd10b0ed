/**
 * What renacer.toml says, with every default filled in and every pattern compiled, and what can be wrong with it.
 * Positions are kept per key, so that a finding can point at the very line whose limit it contradicts.
 */
import type { BenchBudget, MissingRule } from './bench-baseline.js';
import type { Place, Severity } from './finding.js';
import type { Condition } from './expression.js';
import type { Measure } from './measures.js';
import type { PatternName } from './patterns.js';

/** A place in renacer.toml; line and column are always known and 1-based. */
export interface ConfigPlace extends Place {
  readonly line: number;
  readonly column: number;
}

/** Where each key of a table stands, by the key's name as written. */
export type KeyPlaces = ReadonlyMap<string, ConfigPlace>;

export const comparisonLevels = ['exact', 'structure', 'objects', 'contract'] as const;
export type ComparisonLevel = (typeof comparisonLevels)[number];

/** One program to run and watch; a table with several names is one Target for each. `{name}` is expanded everywhere. */
export interface Target {
  readonly name: string;
  /** argv; never empty, no shell. A program with a slash is relative to `cwd`. */
  readonly command: readonly [program: string, ...args: string[]];
  /** Folder of the run: joined to the folder of renacer.toml, so it is as relative as the file's own path was. */
  readonly cwd: string;
  /** Added to the small fixed environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Names of the caller's variables that the target gets. */
  readonly passEnv: readonly string[];
  /** Environments that must all match one golden. Empty: the target runs once, with `env` alone. */
  readonly variants: readonly Readonly<Record<string, string>>[];
  /** A file, joined to the folder of renacer.toml. Absent: standard input is empty. */
  readonly stdin?: string;
  readonly timeoutMs: number;
  /** Recordings of one capture. */
  readonly runs: number;
  /** changed: they differ in what must not matter. */
  readonly surroundings: 'changed' | 'fixed';
  /** Untraced runs for latency and memory. */
  readonly timingRuns: number;
  /** Runs before anything is measured. */
  readonly warmup: number;
  readonly exitCode: number;
  /** argv, run once in the folder of renacer.toml before the first target that names it. */
  readonly build?: readonly string[];
  /** argv, run in the target's working folder before every single run, not recorded. */
  readonly setup?: readonly string[];
  /** As `setup`, after every run. */
  readonly cleanup?: readonly string[];
  readonly workdir: 'inplace' | 'copy';
  readonly level: 'auto' | ComparisonLevel;
  /** false: budgets only, no golden is expected. */
  readonly golden: boolean;
  readonly tags: readonly string[];
  readonly place: ConfigPlace;
  readonly places: KeyPlaces;
}

/** What a selector of an assertion looks at: a target of the file, or the command after `--`. */
export interface TargetIdentity {
  /** It has a golden, or will have one. */
  readonly golden: boolean;
  readonly name: string;
  /** The command's program as written. */
  readonly program: string;
}

interface AssertionBase {
  readonly name: string;
  /** false: `enabled = false` or `severity = "off"`; nothing is evaluated. */
  readonly enabled: boolean;
  /** What a violation counts as: `warn` for `fail_on_violation = false` or `severity = "warn"`. */
  readonly severity: Severity;
  /** Globs (`*`, `?`) of target names; absent: every target. */
  readonly appliesTo?: readonly string[];
  /** A selector that matches nothing is noted and not an error. */
  readonly optional: boolean;
  readonly why?: string;
  readonly place: ConfigPlace;
  readonly places: KeyPlaces;
}

/** Latency: median wall time of the untraced runs, or the length of the critical path of the recordings. */
export interface CriticalPathAssertion extends AssertionBase {
  readonly type: 'critical_path';
  readonly measure: 'wall' | 'critical_path';
  readonly maxDurationMs: number;
  /**
   * wall: selects targets, by name or by the base name of their program. critical_path: selects the tasks whose part of the path counts, by their
   * command name or the base name of their program.
   */
  readonly traceNamePattern?: RegExp;
}

/** Number of system calls of the whole tree. */
export interface SpanCountAssertion extends AssertionBase {
  readonly type: 'span_count';
  readonly maxSpans: number;
  /** Which calls are counted, by their real name; absent: all. */
  readonly spanNamePattern?: RegExp;
}

export interface MemoryUsageAssertion extends AssertionBase {
  readonly type: 'memory_usage';
  readonly maxBytes: number;
  /** allocations: what the trace shows to have become writable. rss: peak resident memory of the untraced runs. */
  readonly trackingMode: 'allocations' | 'rss';
}

/** Any figure of the registry of measures (model/measures.ts) between bounds, in the measure's unit. At least one bound is there. */
export interface LimitAssertion extends AssertionBase {
  readonly type: 'limit';
  readonly measure: Measure;
  /** Real names of the system calls that are measured; absent: all. */
  readonly syscalls?: readonly string[];
  readonly max?: Bound;
  readonly min?: Bound;
}

export interface Bound {
  readonly limit: number;
  /** The key that says so, for the place of a finding. */
  readonly key: string;
}

/** How far a target may be from what it was: from its golden in what that counts, from this machine's baseline in everything else. */
export interface DeltaAssertion extends AssertionBase {
  readonly type: 'delta';
  readonly measure: 'steps' | Measure;
  /** Real names of the system calls that are measured; absent: all. */
  readonly syscalls?: readonly string[];
  /** Which calls are counted, by their real name; absent: all. */
  readonly callPattern?: RegExp;
  /** Selects targets by name or by the base name of their program. */
  readonly traceNamePattern?: RegExp;
  /** At least one of the two; of both, both must be exceeded. */
  readonly maxPercent?: number;
  /** In the unit of the measure. */
  readonly maxAbsolute?: number;
  /** Less is as far away as more. */
  readonly twoSided: boolean;
  readonly key: string;
}

/** An anti-pattern with at least this confidence. */
export interface AntiPatternAssertion extends AssertionBase {
  readonly type: 'anti_pattern';
  readonly pattern: PatternName;
  /** 0…1. */
  readonly threshold: number;
  /** Selects processes by the base name of their program; absent: all. */
  readonly processNamePattern?: RegExp;
  /** Globs of accelerators' device files. */
  readonly devices: readonly string[];
}

/** A condition over measures. */
export interface CustomAssertion extends AssertionBase {
  readonly type: 'custom';
  /** As written. */
  readonly expression: string;
  readonly condition: Condition;
}

export type Assertion =
  | CriticalPathAssertion
  | SpanCountAssertion
  | MemoryUsageAssertion
  | AntiPatternAssertion
  | CustomAssertion
  | LimitAssertion
  | DeltaAssertion;
export type AssertionType = Assertion['type'];

/** A user's pattern of text that must never be written. Compiled with `g` for replaceAll: don't `test` with it, it keeps state. */
export interface RedactPattern {
  readonly pattern: RegExp;
  readonly place: ConfigPlace;
}

export interface Config {
  /** As it was given to readConfig. */
  readonly file: string;
  /** Its folder. */
  readonly directory: string;
  readonly targets: readonly Target[];
  readonly assertions: readonly Assertion[];
  readonly redact: readonly RedactPattern[];
  /** `[reporting]`; absent: only what `--reporter` asks for. */
  readonly reporting?: Reporting;
  readonly bench?: BenchConfig;
}

/** `[bench]`; what is absent is not said. */
export interface BenchConfig {
  /** Shares: 0.05 is 5 %. */
  readonly regression?: number;
  readonly warning?: number;
  /** Joined to the folder of renacer.toml. */
  readonly baselineDir?: string;
  readonly missing?: MissingRule;
  readonly acrossMachines?: boolean;
  readonly sizeLimit?: number;
  readonly sizeWarning?: number;
  readonly budgets: readonly BenchBudget[];
}

export const reportFormats = ['json', 'markdown', 'junit'] as const;

export interface Reporting {
  readonly formats: readonly (typeof reportFormats)[number][];
  /** Joined to the folder of renacer.toml. */
  readonly outputDir: string;
}

/** The facts of each kind of problem; errors.ts has the sentence for each. */
export interface ConfigProblemFacts {
  /** The file is not TOML. */
  syntax: { readonly detail: string };
  /** `tables`: the ones to write. `known`: those, and all that are recognised. `elsewhere`: as for a key. */
  'unknown-table': {
    readonly table: string;
    readonly tables: readonly string[];
    readonly known: readonly string[];
    readonly elsewhere: readonly string[];
  };
  /** `elsewhere`: the tables or types that do have this key. */
  'unknown-key': {
    readonly table: string;
    readonly key: string;
    readonly known: readonly string[];
    readonly elsewhere: readonly string[];
  };
  /** A known table, type or key that is not built yet, as written: `[ci]`, `type = "custom"`, `max_delta`. */
  unsupported: { readonly what: string };
  /** A table of the wrong kind: `[target]` for `[[target]]`, and the other way round. `wanted` is how to write it. */
  'wrong-table-kind': { readonly table: string; readonly wanted: string };
  'missing-key': { readonly table: string; readonly key: string };
  'wrong-type': { readonly key: string; readonly expected: readonly string[]; readonly got: string };
  'not-one-of': { readonly key: string; readonly got: string; readonly known: readonly string[] };
  /** `limit`: `at least 1`. */
  'out-of-range': { readonly key: string; readonly got: string; readonly limit: string };
  empty: { readonly key: string };
  /** `rule`: what the key's values look like. */
  'bad-format': { readonly key: string; readonly got: string; readonly rule: string };
  'bad-expression': { readonly expression: string; readonly detail: string };
  'bad-pattern': { readonly key: string; readonly pattern: string; readonly detail: string };
  'unknown-type': { readonly type: string; readonly known: readonly string[] };
  'duplicate-target': { readonly name: string; readonly first: ConfigPlace };
  'duplicate-assertion': { readonly name: string; readonly first: ConfigPlace };
  /** Several names, and nothing that differs between them. */
  'template-without-name': { readonly names: readonly string[] };
  /** `fail_on_violation = false` beside `severity = "error"`. */
  contradiction: { readonly assertion: string };
  /** A selector that matches no target, or a span_name_pattern that matches no system call. */
  'selects-nothing': {
    readonly assertion: string;
    readonly key: string;
    readonly pattern: string;
    readonly of: 'target' | 'syscall';
    readonly known: readonly string[];
  };
  /** A budget or a baseline of a target that the file doesn't have. */
  'no-such-target': { readonly target: string; readonly wantedBy: string; readonly known: readonly string[] };
  'unknown-syscall': { readonly syscall: string; readonly known: readonly string[] };
  /** A limit without a bound. */
  'no-bound': { readonly assertion: string };
  'never-fails': { readonly assertion: string; readonly why: string };
  'compares-no-golden': { readonly assertion: string; readonly targets: readonly string[] };
  /** `syscall` beside a measure that is not of calls. */
  'not-of-calls': { readonly measure: string };
  /** `golden_traces/` and the names in it are ours to give. */
  'golden-elsewhere': { readonly key: string; readonly got: string; readonly expected: string };
  /** Only ever notes: */
  'ignored-table': { readonly table: string };
  /** A key that is known and has no effect, and what is done instead. */
  'ignored-key': { readonly key: string; readonly instead: string };
  'unchecked-target': { readonly target: string };
}

export type ConfigProblemCode = keyof ConfigProblemFacts;

/** One problem of renacer.toml. `error` stops the run with exit code 2; a `note` is told once and stops nothing. */
export type ConfigProblem = {
  readonly [C in ConfigProblemCode]: {
    readonly code: C;
    readonly severity: 'error' | 'note';
    readonly place: ConfigPlace;
    readonly facts: ConfigProblemFacts[C];
  };
}[ConfigProblemCode];
