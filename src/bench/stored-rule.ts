/**
 * The verdicts of a run against a stored baseline: the user's thresholds on the central values, as document 000 has them. Between the two runs lies
 * whatever happened to the machine, and no statistics of two runs can tell that from a change of the program: CONTRIBUTING.md has how often this is
 * wrong.
 */
import type { StoredLimits, StoredResult } from '../model/bench-baseline.js';
import type { Benchmark } from '../model/benchmark.js';

export const storedLimits: StoredLimits = { regression: 0.05, warning: 0.02 };

/**
 * Whether one exceeds the other by more than what rounding does: 105 ns is exactly 5 % more than 100 ns, and 0.05000000000000004 in doubles. Tools
 * print four to seven digits, so that a real difference is never as small.
 */
const exceeds = (value: number, limit: number): boolean => value - limit > 1e-9;

/** From nothing to something is no number of per cents, and a regression. */
const changeOf = (before: number, after: number): number => (before === after ? 0 : after / before - 1);

/** Exactly at a threshold is not over it. */
export function judgeChange(
  change: number,
  limits: StoredLimits = storedLimits,
): 'FAIL' | 'WARN' | 'PASS' | 'IMPROVED' {
  if (exceeds(change, limits.regression)) return 'FAIL';
  if (exceeds(change, limits.warning)) return 'WARN';
  return exceeds(-change, limits.warning) ? 'IMPROVED' : 'PASS';
}

function byName(benchmarks: readonly Benchmark[]): Map<string, Benchmark> {
  const named = new Map<string, Benchmark>();
  for (const benchmark of benchmarks) {
    if (!(benchmark.ns >= 0 && benchmark.ns < Infinity))
      throw new RangeError(`${benchmark.name}: no time: ${benchmark.ns}`);
    if (named.has(benchmark.name)) throw new RangeError(`${benchmark.name}: measured twice in one run`);
    named.set(benchmark.name, benchmark);
  }
  return named;
}

/** One result for every benchmark of either run: in the baseline's order, then what is new in the current run's. Limits may differ by name. */
export function judgeStored(
  baseline: readonly Benchmark[],
  current: readonly Benchmark[],
  limitsOf: (name: string) => StoredLimits = () => storedLimits,
): StoredResult[] {
  const [before, after] = [byName(baseline), byName(current)];
  const known = baseline.map((benchmark): StoredResult => {
    const { name } = benchmark;
    const now = after.get(name);
    if (now === undefined) return { name, verdict: 'MISSING', baseline: benchmark };
    const change = changeOf(benchmark.ns, now.ns);
    return { name, verdict: judgeChange(change, limitsOf(name)), baseline: benchmark, current: now, change };
  });
  const added = current.filter(({ name }) => !before.has(name));
  return [...known, ...added.map((now): StoredResult => ({ name: now.name, verdict: 'NEW', current: now }))];
}
