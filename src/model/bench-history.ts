/** What stored baselines say of a benchmark over time. */
import type { BenchMachine } from './bench-baseline.js';
import type { Benchmark } from './benchmark.js';

/** Of fewer there is no change to be sure of, and no trend. */
export const fewestValues = 8;

/** Of fewer no step is 99.9 % sure, however large: 2 of the C(18, 9) ways to divide the ranks are as far apart, times 18 places where it could be. */
export const fewestForStep = 18;

/** Where a value of a series comes from. */
export interface HistoryPlace {
  /** Of the header, or of git where the header has none: YYYYMMDD-HHMMSS. */
  readonly date: string;
  /** That was measured; absent: the header does not say. */
  readonly commit?: string;
  /** A file, or a commit of one (`3f2a1bc:baseline-current.txt`). */
  readonly source: string;
}

/** One stored baseline that has its place in time. */
export interface HistoryEntry extends HistoryPlace {
  /** Days, from any day on: for what happens in a week. */
  readonly day: number;
  readonly machine: BenchMachine;
  readonly benchmarks: readonly Benchmark[];
}

export interface HistoryPoint extends HistoryPlace {
  readonly ns: number;
}

/** A share and its interval of 95 %: 0.002 is 0.2 % slower. */
export interface HistoryRate {
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

export interface HistoryStep {
  readonly kind: 'step';
  /** 0.06 is 6 % slower. */
  readonly change: number;
  /** The last value before it, the first one after it. */
  readonly before: HistoryPoint;
  readonly at: HistoryPoint;
  readonly confidence: number;
}

export interface HistoryDrift {
  readonly kind: 'drift';
  /** From its first value to its last. */
  readonly change: number;
  readonly from: HistoryPoint;
  readonly to: HistoryPoint;
  readonly values: number;
  readonly perValue: HistoryRate;
  /** Absent where it took less than a day. */
  readonly perWeek?: number;
  readonly confidence: number;
}

export type HistoryChange = HistoryStep | HistoryDrift;

export interface HistoryTrend extends HistoryRate {
  /** Mann and Kendall's: of such a rise or fall where there is none. */
  readonly p: number;
}

/** One benchmark on one machine. */
export interface HistorySeries {
  readonly name: string;
  /** In the order of their dates; never empty. */
  readonly points: readonly HistoryPoint[];
  /** From value to value, over the whole series; absent where there are too few, or a time of 0. */
  readonly trend?: HistoryTrend;
  readonly changes: readonly HistoryChange[];
  /** Why no change is looked for. */
  readonly unseen?: 'too few' | 'a time of 0';
}

/** Timings of different machines are never in one series. */
export interface MachineHistory {
  readonly machine: BenchMachine;
  readonly baselines: number;
  readonly series: readonly HistorySeries[];
}

export interface BenchHistory {
  readonly machines: readonly MachineHistory[];
  /** Baselines that are in no series, each with its reason. */
  readonly left: readonly { readonly source: string; readonly reason: string }[];
}
