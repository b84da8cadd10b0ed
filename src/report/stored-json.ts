/** A comparison with a stored baseline → JSON, as schema/stored-comparison.ts describes it. */
import type { StoredComparison, StoredResult } from '../model/bench-baseline.js';
import type { Benchmark } from '../model/benchmark.js';

/** Raw samples stay where they were measured. */
const measured = ({ ns, interval }: Benchmark): object => ({ ns, ...(interval && { interval }) });

function resultOf({ name, verdict, baseline, current, change }: StoredResult): object {
  return {
    name,
    verdict,
    ...(baseline && { baseline: measured(baseline) }),
    ...(current && { current: measured(current) }),
    // From nothing to something is no share.
    ...(change !== undefined && Number.isFinite(change) && { change }),
  };
}

/** Ends with a line feed. */
export function renderStoredJson(comparison: StoredComparison): string {
  const { baseline, current, limits, missing, machines, results, budgets, exitCode } = comparison;
  const document = {
    format: 'trace-gate/bench-comparison',
    version: 1,
    exitCode,
    baseline,
    current,
    limits,
    missing,
    machines,
    results: results.map(resultOf),
    budgets,
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
