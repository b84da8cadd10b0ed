/**
 * Cuts a series into flat pieces: the cheapest of all ways to cut it, where a piece costs how far its values are from their mean, and each cut a
 * price that chance rarely pays. Jackson et al., "An algorithm for optimal partitioning of data on an interval", IEEE Signal Processing Letters
 * 12(2), 2005.
 */
import { median } from '../model/median.js';

/** So few values at least make a piece, or one spike would be one. */
const shortest = 4;

/** 1 / the 75th percentile of the standard normal distribution: makes a median deviation comparable with a standard one. */
const normalMad = 1.4826;

/** The standard deviation of the noise of a series, whatever steps and slopes it has: from the median of the differences of neighbours. */
export function noiseOf(values: readonly number[]): number {
  const differences = values.slice(1).map((value, index) => Math.abs(value - values[index]!));
  return (normalMad * median(differences)) / Math.SQRT2;
}

/** Outliers are brought to within three standard deviations of the median of the seven values about them (Hampel's identifier). */
export function clampOutliers(values: readonly number[], deviation: number): number[] {
  return values.map((value, index) => {
    const middle = median(values.slice(Math.max(0, index - 3), index + 4));
    return Math.max(middle - 3 * deviation, Math.min(middle + 3 * deviation, value));
  });
}

/**
 * Where pieces start, but for the first. `price` is in squared standard deviations. Values should be about 0: their squares are summed. Time grows
 * with the square of the length.
 */
export function cutIntoPieces(values: readonly number[], deviation: number, price: number): number[] {
  const sums = new Float64Array(values.length + 1);
  const squares = new Float64Array(values.length + 1);
  values.forEach((value, index) => {
    sums[index + 1] = sums[index]! + value;
    squares[index + 1] = squares[index]! + value * value;
  });
  const restOf = (start: number, end: number): number =>
    squares[end]! - squares[start]! - (sums[end]! - sums[start]!) ** 2 / (end - start);

  const cutPrice = price * deviation * deviation;
  const cheapest = new Float64Array(values.length + 1).fill(Infinity);
  const lastStart = new Uint32Array(values.length + 1);
  // The first piece has no cut before it.
  cheapest[0] = -cutPrice;
  for (let end = shortest; end <= values.length; end++) {
    for (let start = 0; start <= end - shortest; start++) {
      const total = cheapest[start]! + cutPrice + restOf(start, end);
      if (total < cheapest[end]!) [cheapest[end], lastStart[end]] = [total, start];
    }
  }
  const cuts: number[] = [];
  for (let start = lastStart[values.length]!; start > 0; start = lastStart[start]!) cuts.unshift(start);
  return cuts;
}
