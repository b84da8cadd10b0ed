/** Does a series rise or fall all along, and how fast? Both answers rest on the order of pairs of values, so that outliers count little. */
import { median } from '../model/median.js';
import { normalCdf, normalQuantile } from './normal.js';

export interface Slope {
  /** Per place in the series, in the unit of the values. */
  readonly slope: number;
  readonly low: number;
  readonly high: number;
}

/** The variance of Kendall's S when there is no trend, less what groups of equal values take from it. */
function varianceOfS(values: readonly number[]): number {
  const groups = new Map<number, number>();
  for (const value of values) groups.set(value, (groups.get(value) ?? 0) + 1);
  const of = (count: number): number => count * (count - 1) * (2 * count + 5);
  return [...groups.values()].reduce((sum, count) => sum - of(count), of(values.length)) / 18;
}

/**
 * The two-sided p of the test of Mann (1945) and Kendall: of as many more rising (or falling) pairs in a series without a trend. The normal
 * approximation with tie and continuity correction, good from ten values on. Time grows with the square of the length.
 */
export function mannKendall(values: readonly number[]): number {
  let rising = 0;
  for (let later = 1; later < values.length; later++) {
    for (let earlier = 0; earlier < later; earlier++) rising += Math.sign(values[later]! - values[earlier]!);
  }
  const deviation = Math.sqrt(varianceOfS(values));
  return deviation === 0 ? 1 : Math.min(1, 2 * normalCdf(-Math.max(0, Math.abs(rising) - 1) / deviation));
}

/**
 * The median slope of all pairs (Theil 1950), with the interval of Sen, "Estimates of the regression coefficient based on Kendall's tau", Journal of
 * the American Statistical Association 63, 1968. Of two values at least. Time and space grow with the square of the length.
 */
export function theilSen(values: readonly number[], confidence = 0.95): Slope {
  if (values.length < 2 || !values.every(Number.isFinite)) throw new RangeError('A slope needs two finite values.');
  const slopes: number[] = [];
  for (let later = 1; later < values.length; later++) {
    for (let earlier = 0; earlier < later; earlier++)
      slopes.push((values[later]! - values[earlier]!) / (later - earlier));
  }
  const sorted = Float64Array.from(slopes).sort();
  const reach = normalQuantile((1 + confidence) / 2) * Math.sqrt(varianceOfS(values));
  const last = sorted.length - 1;
  return {
    slope: median(slopes),
    low: sorted[Math.max(0, Math.round((sorted.length - reach) / 2) - 1)]!,
    high: sorted[Math.min(last, Math.round((sorted.length + reach) / 2))]!,
  };
}
