/**
 * The verdict on one benchmark of two builds that were run in turn (A B A B …) on one machine: what the machine does to one it does to the other, so
 * that this verdict may fail a build. scripts/simulate-bench.mjs measures how often it is wrong; CONTRIBUTING.md has the figures.
 */
import type { DuetEstimate, DuetLimits, DuetVerdict } from '../model/duet.js';
import { type Ratio, ratioOfTimes } from './hodges-lehmann.js';
import { mannWhitney } from './mann-whitney.js';

export interface DuetResult extends DuetEstimate {
  readonly verdict: DuetVerdict;
}

export const duetLimits: DuetLimits = { regression: 0.05, warning: 0.02, confidence: 0.95 };

/** Of the interval, as a share of the estimate: 0.05 is ±5 %. */
export function halfWidth({ ratio, low, high }: Pick<Ratio, 'ratio' | 'low' | 'high'>): number {
  return (high - low) / 2 / ratio;
}

/** What is shown is said, however wide the interval; a wide one that shows nothing could have missed a regression, so that is no PASS. */
function judge({ ratio, low, high, confidence }: Ratio, limits: DuetLimits): DuetVerdict {
  if (confidence < limits.confidence) return 'INCONCLUSIVE';
  if (ratio > 1 + limits.regression && low > 1 + limits.warning) return 'FAIL';
  if (ratio > 1 + limits.warning && low > 1) return 'WARN';
  if (ratio < 1 - limits.warning && high < 1) return 'IMPROVED';
  return halfWidth({ ratio, low, high }) > limits.regression ? 'INCONCLUSIVE' : 'PASS';
}

/**
 * Judges the times of B against those of A: raw, above 0, in any one unit. Four of each are needed for an interval of 95 %, ten for the figures that
 * the rule is known by.
 */
export function judgeDuet(a: readonly number[], b: readonly number[], options: Partial<DuetLimits> = {}): DuetResult {
  const limits = { ...duetLimits, ...options };
  const ratio = ratioOfTimes(a, b, limits.confidence);
  return { verdict: judge(ratio, limits), ...ratio, p: mannWhitney(a, b).p };
}
