/** --regression-threshold and --warning-threshold of every command of `bench`. */
import { InvalidArgumentError } from 'commander';
import { sizeLimits } from '../bench/sizes.js';
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

export interface SizeOptions {
  readonly sizeLimit?: number;
  readonly sizeWarning?: number;
}

interface Asked {
  readonly regression: number | undefined;
  readonly warning: number | undefined;
}
interface Words {
  readonly regression: string;
  readonly warning: string;
  readonly hint: string;
}

function inOrder(asked: Asked, usual: StoredLimits, words: Words): StoredLimits {
  const regression = asked.regression ?? usual.regression;
  // A threshold of 1 % alone leaves no room for a warning at 2 %.
  const warning = asked.warning ?? Math.min(usual.warning, regression);
  if (warning > regression)
    throw new TraceGateError('E_USAGE', {
      detail: `the ${words.warning}, ${warning}, is above the ${words.regression}, ${regression}`,
      hint: words.hint,
    });
  return { regression, warning };
}

/** Of times: as given, or by [bench]. Throws E_USAGE. */
export function benchLimits(options: ThresholdOptions, { bench }: BenchProject): StoredLimits {
  const asked = {
    regression: options.regressionThreshold ?? bench.regression,
    warning: options.warningThreshold ?? bench.warning,
  };
  return inOrder(asked, storedLimits, {
    regression: 'regression threshold',
    warning: 'warning threshold',
    hint: 'give both: --regression-threshold 0.05 --warning-threshold 0.02',
  });
}

/** Of sizes: as given, or by [bench]. Throws E_USAGE. */
export function sizeLimitsOf(options: SizeOptions, { bench }: BenchProject): StoredLimits {
  const asked = {
    regression: options.sizeLimit ?? bench.sizeLimit,
    warning: options.sizeWarning ?? bench.sizeWarning,
  };
  return inOrder(asked, sizeLimits, {
    regression: 'limit',
    warning: 'warning',
    hint: 'give both: --size-limit 0.1 --size-warning 0.05',
  });
}
