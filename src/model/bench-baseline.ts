/** A stored baseline of benchmarks, and what a run is found to be against it. */
import type { Benchmark, BenchmarkRun } from './benchmark.js';
import type { ExitCode } from './finding.js';

/** What makes timings of one machine unlike those of another. What is absent is not known. */
export interface BenchMachine {
  readonly cpu?: string;
  readonly cores?: number;
  /** Major and minor number: patches of a kernel are no other machine. */
  readonly kernel?: string;
  /** Of CPU frequencies: `performance`; `none` where nothing sets them from within. */
  readonly governor?: string;
}

/** What stands above the benchmarks of a stored baseline. */
export interface BaselineHeader {
  /** `Trueno` of `# Trueno Performance Baseline`. */
  readonly project: string;
  readonly commit?: string;
  readonly branch?: string;
  /** How many tracked files differed from that commit. */
  readonly uncommitted?: number;
  /** YYYYMMDD-HHMMSS. */
  readonly date?: string;
  readonly machine: BenchMachine;
  /** Whose result it was made of. */
  readonly format?: string;
}

/** A file of benchmarks: a stored baseline has a header, a tool's own result has none. */
export interface BenchmarkFile {
  /** Its name for messages. */
  readonly file: string;
  readonly header?: BaselineHeader;
  readonly run: BenchmarkRun;
  readonly older?: OlderResults;
}

/** Where a baseline would be. */
export interface AbsentBaseline {
  readonly file: string;
  readonly absent: true;
}

/** Results of earlier runs, which lie beside those of the last one. */
export interface OlderResults {
  readonly names: readonly string[];
  /** They are in the run: nothing says for sure that they are none of it. */
  readonly counted: boolean;
}

/** What a baseline's machine is to another: `unknown` where nothing of it is told. */
export type MachineMatch = 'same' | 'unknown' | 'other';

export interface MachineDifference {
  readonly what: keyof BenchMachine;
  readonly baseline: string;
  readonly current: string;
}

export type StoredVerdict = 'FAIL' | 'WARN' | 'PASS' | 'IMPROVED' | 'MISSING' | 'NEW';

/** Shares: 0.05 is 5 %. */
export interface StoredLimits {
  readonly regression: number;
  readonly warning: number;
}

export interface StoredResult {
  readonly name: string;
  readonly verdict: StoredVerdict;
  /** Absent of what is NEW. */
  readonly baseline?: Benchmark;
  /** Absent of what is MISSING. */
  readonly current?: Benchmark;
  /** Slower by that share, negative where faster: 0.05 is 5 %. Absent where one of the two is. */
  readonly change?: number;
}

/** A line of [bench] budgets. */
export interface BenchBudget {
  /** A name, or a glob of names. */
  readonly pattern: string;
  readonly ns: number;
}

export interface BudgetResult {
  readonly pattern: string;
  /** WARN: above the budget. FAIL: above the hard limit. MISSING: no benchmark of the run has such a name. */
  readonly verdict: 'PASS' | 'WARN' | 'FAIL' | 'MISSING';
  /** Absent where it is MISSING. */
  readonly name?: string;
  readonly ns?: number;
  readonly budgetNs: number;
  readonly hardNs: number;
}

/** What a benchmark is that is missing. */
export const missingRules = ['error', 'warn'] as const;
export type MissingRule = (typeof missingRules)[number];

export interface MachineCheck {
  readonly match: MachineMatch;
  readonly differences: readonly MachineDifference[];
  /** Regressions count although the machines differ. */
  readonly asked: boolean;
}

/** A run against a stored baseline. */
export interface StoredComparison {
  /** `absent`: there is none, so that all results are new; nothing was measured at all where there are no budgets. */
  readonly baseline: { readonly file: string; readonly header?: BaselineHeader; readonly absent?: true };
  readonly current: { readonly file: string; readonly header?: BaselineHeader; readonly older?: OlderResults };
  readonly limits: StoredLimits;
  /** What a missing benchmark is. */
  readonly missing: MissingRule;
  readonly machines: MachineCheck;
  readonly results: readonly StoredResult[];
  readonly budgets: readonly BudgetResult[];
  readonly exitCode: ExitCode;
}

/** A baseline that `bench list` shows. */
export interface ListedBaseline {
  readonly file: string;
  readonly kind: 'current' | 'archived';
  /** A current one of this machine: what `bench compare` would take. */
  readonly used: boolean;
  readonly header?: BaselineHeader;
  /** Absent: it can not be read, and `problem` says why. */
  readonly benchmarks?: number;
  /** Whose result it was made of; absent as `benchmarks` is. */
  readonly format?: string;
  readonly problem?: string;
}

/** What `bench save` has done. */
export interface SavedBaseline {
  readonly file: string;
  /** Where the earlier one of this machine went; absent: there was none. */
  readonly archived?: string;
  /** Current baselines of other machines, which stay. */
  readonly others: readonly string[];
  /** Benchmarks of the earlier one that this one does not have. */
  readonly gone: readonly string[];
}
