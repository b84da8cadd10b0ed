/** Two commands that ran in turn on one machine, and what was concluded. Its JSON form is a contract (schema/duet.ts). */
import type { MissingRule } from './bench-baseline.js';
import type { ExitCode } from './finding.js';

/** Worst first. */
export const duetVerdicts = ['FAIL', 'WARN', 'INCONCLUSIVE', 'PASS', 'IMPROVED'] as const;
export type DuetVerdict = (typeof duetVerdicts)[number];

/** wall: from start to end. cpu: user and system time of the command and of all that it waited for. printed: what the command printed, as a benchmark tool. */
export const duetMeasures = ['wall', 'cpu', 'printed'] as const;
export type DuetMeasure = (typeof duetMeasures)[number];

/** Shares: 0.05 is 5 %. */
export interface DuetLimits {
  /** Slower by more than that fails. */
  readonly regression: number;
  /** What the interval of a failing one must lie above, and what an estimate must exceed to be worth a word. */
  readonly warning: number;
  readonly confidence: number;
}

/** How many times as long B takes as A (1.05: 5 % slower), with its interval, and the p of the two-sided Mann–Whitney test. */
export interface DuetEstimate {
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
  readonly confidence: number;
  readonly p: number;
}

export interface DuetSide {
  readonly medianNs: number;
  /** One a run, in their order. */
  readonly samplesNs: readonly number[];
}

export interface DuetComparison extends DuetEstimate {
  /** Of the benchmark; absent: the commands themselves were timed. */
  readonly name?: string;
  readonly verdict: DuetVerdict;
  readonly measure: DuetMeasure;
  readonly a: DuetSide;
  readonly b: DuetSide;
  /** A regression that was measured again, and whether that showed it, too. The figures are then those of both measurements. */
  readonly confirmed?: boolean;
  /** Of one command against itself. */
  readonly floor?: NoiseFloor;
}

/** Shares, as in DuetLimits. */
export interface NoiseFloor {
  /** Half of the interval's width: a smaller difference is noise here. */
  readonly halfWidth: number;
  /** The smallest regression that fails in 19 of 20 duets of as many runs. */
  readonly seen: number;
}

export interface Duet {
  readonly format: 'trace-gate/duet';
  readonly version: 1;
  readonly exitCode: ExitCode;
  readonly a: readonly string[];
  readonly b: readonly string[];
  /** One command against itself. */
  readonly self: boolean;
  /** How often each ran for one measurement, warm-up not counted. */
  readonly pairs: number;
  /** A sample is the shortest of so many runs. */
  readonly inner: number;
  readonly limits: DuetLimits;
  readonly comparisons: readonly DuetComparison[];
  /** Benchmarks that only A has. */
  readonly missing: readonly string[];
  /** Whether those fail. */
  readonly missingRule: MissingRule;
  /** Benchmarks that only B has. */
  readonly added: readonly string[];
}
