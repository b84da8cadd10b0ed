/** A library against another one, operation by operation: document 003's goal. */
import type { ExitCode } from './finding.js';

export interface GoalOperation {
  readonly operation: string;
  readonly size: string;
  /** By library; absent where one was not measured. Nanoseconds. */
  readonly ns: Readonly<Record<string, number>>;
  /** The library's time over the reference's; absent where it was not measured. */
  readonly ratio?: number;
  readonly isWithin: boolean;
}

export interface GoalReport {
  readonly file: string;
  readonly library: string;
  readonly reference: string;
  /** In the file's order, the reference first and the library last. */
  readonly libraries: readonly string[];
  /** How much slower may be how many: shares. */
  readonly goal: { readonly within: number; readonly share: number };
  /** Every operation that the reference has, at every size. */
  readonly operations: readonly GoalOperation[];
  /** What the reference has no time of: `gelu/1000`. */
  readonly unmatched: readonly string[];
  readonly reached: { readonly count: number; readonly share: number };
  readonly exitCode: ExitCode;
}
