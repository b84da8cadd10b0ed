/** Sizes of binaries, and what they are against stored ones. */
import type { StoredLimits } from './bench-baseline.js';
import type { ExitCode } from './finding.js';

/** What `bench size --save` writes; `files`: bytes by path, seen from the folder that holds the folder of baselines. */
export interface SizeBaseline {
  readonly format: 'trace-gate/bench-sizes';
  readonly version: 1;
  readonly commit?: string;
  readonly branch?: string;
  /** YYYYMMDD-HHMMSS. */
  readonly date: string;
  readonly files: Readonly<Record<string, number>>;
}

export interface MeasuredSize {
  readonly name: string;
  /** Absent: there is no such file. */
  readonly bytes?: number;
}

export interface SizeResult extends MeasuredSize {
  readonly verdict: 'FAIL' | 'WARN' | 'PASS' | 'IMPROVED' | 'MISSING' | 'NEW';
  /** Absent of what is NEW. */
  readonly before?: number;
  /** Larger by that share; absent where one of the two is, or where there was nothing before. */
  readonly change?: number;
}

export interface SizeComparison {
  readonly baseline: { readonly file: string; readonly commit?: string; readonly date: string };
  /** `regression`: fails what is larger by more. */
  readonly limits: StoredLimits;
  readonly results: readonly SizeResult[];
  readonly exitCode: ExitCode;
}
