/** Times of several libraries → how many operations of one are as fast as those of another, but for a share. */
import type { GoalOperation } from '../model/bench-goal.js';
import type { Benchmark } from '../model/benchmark.js';

/** By library, then by `operation/size`. */
export type LibraryTimes = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** Named `library/operation/size`, as format-numpy.ts has them. */
export function libraryTimes(benchmarks: readonly Benchmark[]): LibraryTimes {
  const libraries = new Map<string, Map<string, number>>();
  for (const { name, ns } of benchmarks) {
    const slash = name.indexOf('/');
    const library = name.slice(0, slash);
    const times = libraries.get(library) ?? new Map<string, number>();
    libraries.set(library, times.set(name.slice(slash + 1), ns));
  }
  return libraries;
}

/** Of criterion's `operation/backend/size` the fastest backend: it is what a user of the library gets. */
export function fastestTimes(benchmarks: readonly Benchmark[]): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const { name, ns } of benchmarks) {
    const parts = name.split('/');
    const key = `${parts[0]}/${parts.at(-1)}`;
    if (parts.length > 1) times.set(key, Math.min(ns, times.get(key) ?? Infinity));
  }
  return times;
}

/** What rounding does is no difference, as in stored-rule.ts. */
const slack = 1e-9;

/** What the library has no time of is not within: an operation left out would make the goal easier. */
export function goalOperations(
  times: LibraryTimes,
  { library, reference, within }: { readonly library: string; readonly reference: string; readonly within: number },
): GoalOperation[] {
  return [...(times.get(reference) ?? [])].map(([key, referenceNs]) => {
    const own = times.get(library)?.get(key);
    const ratio = own === undefined ? undefined : own === referenceNs ? 1 : own / referenceNs;
    const slash = key.lastIndexOf('/');
    const entries = [...times].flatMap(([name, known]) => {
      const ns = known.get(key);
      return ns === undefined ? [] : [[name, ns] as const];
    });
    return {
      operation: key.slice(0, slash),
      size: key.slice(slash + 1),
      ns: Object.fromEntries(entries),
      ...(ratio === undefined ? {} : { ratio }),
      isWithin: ratio !== undefined && ratio - (1 + within) <= slack,
    };
  });
}

export function unmatchedOperations(times: LibraryTimes, library: string, reference: string): string[] {
  return [...(times.get(library)?.keys() ?? [])].filter((key) => times.get(reference)?.has(key) !== true);
}

export function reachedShare(operations: readonly GoalOperation[]): { readonly count: number; readonly share: number } {
  const count = operations.filter(({ isWithin }) => isWithin).length;
  return { count, share: operations.length === 0 ? 0 : count / operations.length };
}

export const isReached = (share: number, goal: number): boolean => goal - share <= slack;
