/**
 * The test of Mann and Whitney (1947), also Wilcoxon's rank-sum test: do values of one sample tend to be larger than values of another? It sees ranks
 * only, so that an outlier counts no more than the largest ordinary value.
 */
import { normalCdf, normalQuantile } from './normal.js';

export interface MannWhitney {
  /** Of all pairs of a value of A and one of B, how many have the larger one in B; equal ones count ½. */
  readonly u: number;
  /** The probability of a U as far from the middle when nothing differs: two-sided. */
  readonly p: number;
  /** One-sided: of a U as large. */
  readonly pGreater: number;
  /** One-sided: of a U as small. */
  readonly pLess: number;
  /** Counted over all orders, or the normal approximation with continuity and tie correction. */
  readonly exact: boolean;
}

/** Up to so many pairs all orders are counted: 50 × 50, as far as R's wilcox.test does. */
const mostPairs = 2500;

/** A suite has many benchmarks of a few sizes, and for 50 × 50 there are some million additions. */
const distributions = new Map<string, Float64Array>();

/**
 * P(U ≤ u) for each u from 0 to n·m when nothing differs and no two values are equal. Orders are counted by Mann and Whitney's recursion: the largest
 * value of all is one of the n (and then larger than all of the m), or one of the m.
 */
function cumulative(n: number, m: number): Float64Array {
  const key = `${n} ${m}`;
  const known = distributions.get(key);
  if (known !== undefined) return known;
  const orders = Array.from({ length: n + 1 }, (_, i) => new Float64Array(i * m + 1));
  for (const row of orders) row[0] = 1;
  for (let j = 1; j <= m; j++) {
    for (let i = 1; i <= n; i++) {
      for (let u = i * j; u >= j; u--) orders[i]![u]! += orders[i - 1]![u - j]!;
    }
  }
  const sums = orders[n]!;
  for (let u = 1; u < sums.length; u++) sums[u]! += sums[u - 1]!;
  const result = sums.map((sum) => sum / sums.at(-1)!);
  distributions.set(key, result);
  return result;
}

const standardDeviation = (n: number, m: number, ties = 0): number =>
  Math.sqrt(((n * m) / 12) * (n + m + 1 - ties / ((n + m) * (n + m - 1))));

/** U of B, and the sum of t³ − t over all groups of t equal values. */
function countWins(a: readonly number[], b: readonly number[]): { u: number; ties: number } {
  const all = [...a.map((value) => ({ value, inB: 0 })), ...b.map((value) => ({ value, inB: 1 }))];
  all.sort((one, other) => one.value - other.value);
  let [u, ties, smallerInA] = [0, 0, 0];
  for (let first = 0, next = 0; first < all.length; first = next) {
    let inB = 0;
    for (next = first; all[next]?.value === all[first]!.value; next++) inB += all[next]!.inB;
    const alike = next - first;
    u += inB * (smallerInA + (alike - inB) / 2);
    ties += alike ** 3 - alike;
    smallerInA += alike - inB;
  }
  return { u, ties };
}

/** Compares two samples of finite numbers, each with one value at least; only their order matters, so the unit may be any. */
export function mannWhitney(a: readonly number[], b: readonly number[]): MannWhitney {
  if (a.length === 0 || b.length === 0 || ![...a, ...b].every(Number.isFinite))
    throw new RangeError('Two samples of finite numbers are needed.');
  const pairs = a.length * b.length;
  const { u, ties } = countWins(a, b);
  const exact = ties === 0 && pairs <= mostPairs;
  const atLeast = (wins: number): number => {
    if (exact) return cumulative(a.length, b.length)[pairs - wins]!;
    const deviation = standardDeviation(a.length, b.length, ties);
    // All values are equal: nothing speaks for a difference.
    return deviation === 0 ? 1 : normalCdf(-(wins - pairs / 2 - 0.5) / deviation);
  };
  const [pGreater, pLess] = [atLeast(u), atLeast(pairs - u)];
  return { u, p: Math.min(1, 2 * Math.min(pGreater, pLess)), pGreater, pLess, exact };
}

/**
 * Where the lower `tail` of U's distribution ends: the least u with P(U ≤ u) ≥ tail, as R's qwilcox, but 1 at least; and P(U < u), which is less than
 * the tail unless the samples are too small for one. Ties are not looked at.
 */
export function criticalU(n: number, m: number, tail: number): { u: number; below: number } {
  if (n * m <= mostPairs) {
    const sums = cumulative(n, m);
    const u = Math.max(
      1,
      sums.findIndex((sum) => sum >= tail),
    );
    return { u, below: sums[u - 1]! };
  }
  const [mean, deviation] = [(n * m) / 2, standardDeviation(n, m)];
  const u = Math.max(1, Math.ceil(mean + normalQuantile(tail) * deviation - 0.5));
  return { u, below: normalCdf((u - 0.5 - mean) / deviation) };
}
