/** --regression-threshold and --warning-threshold of every command of `bench`. */
import { InvalidArgumentError } from 'commander';
import { storedLimits } from '../bench/stored-rule.js';
import { TraceGateError } from '../errors.js';
import type { StoredLimits } from '../model/bench-baseline.js';
import type { BenchProject } from './bench-project.js';

export interface ThresholdOptions {
  readonly regressionThreshold?: number;
  readonly warningThreshold?: number;
}

export function share(value: string): number {
  const number = Number(value);
  if (value.trim() !== '' && number >= 0 && number <= 1) return number;
  throw new InvalidArgumentError('a share from 0 to 1 is needed: 0.05 is 5 %');
}

/** As given, or by [bench]. Throws E_USAGE. */
export function benchLimits(
  { regressionThreshold, warningThreshold }: ThresholdOptions,
  { bench }: BenchProject,
): StoredLimits {
  const regression = regressionThreshold ?? bench.regression ?? storedLimits.regression;
  // A threshold of 1 % alone leaves no room for a warning at 2 %.
  const warning = warningThreshold ?? bench.warning ?? Math.min(storedLimits.warning, regression);
  if (warning > regression)
    throw new TraceGateError('E_USAGE', {
      detail: `the warning threshold, ${warning}, is above the regression threshold, ${regression}`,
      hint: 'give both: --regression-threshold 0.05 --warning-threshold 0.02',
    });
  return { regression, warning };
}
