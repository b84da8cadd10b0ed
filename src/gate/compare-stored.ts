/** A run against a stored baseline: every benchmark judged, every budget, and the exit code that all of it means. */
import { judgeBudgets } from '../bench/budgets.js';
import { withoutProcs } from '../bench/format-go.js';
import { machineDifferences, matchMachines } from '../bench/machine-match.js';
import { judgeStored } from '../bench/stored-rule.js';
import { matchesGlob } from '../config/select-assertions.js';
import type { Benchmark } from '../model/benchmark.js';
import { exitCodes } from '../model/finding.js';
import type {
  AbsentBaseline,
  BenchBudget,
  BenchmarkFile,
  BenchMachine,
  StoredComparison,
  StoredLimits,
} from '../model/bench-baseline.js';

export interface StoredRules {
  readonly limits: StoredLimits;
  readonly missing: StoredComparison['missing'];
  readonly budgets: readonly BenchBudget[];
  /** Timings of different machines are compared as if they were one. */
  readonly acrossMachines: boolean;
}

/** `machine`: this one, of which a file is that does not say where it was made. */
export function compareStored(
  baseline: BenchmarkFile | AbsentBaseline,
  current: BenchmarkFile,
  rules: StoredRules,
  machine: BenchMachine,
): StoredComparison {
  const { limits, missing } = rules;
  const now = current.header?.machine ?? machine;
  const isAbsent = 'absent' in baseline;
  const before = isAbsent ? now : (baseline.header?.machine ?? machine);
  const machines = {
    match: matchMachines(before, now),
    differences: machineDifferences(before, now),
    asked: rules.acrossMachines,
  };
  const isOtherGo =
    !isAbsent && isGo(baseline) && isGo(current) && machines.differences.some(({ what }) => what === 'cores');
  const benchmarksOf = ({ run }: BenchmarkFile): readonly Benchmark[] =>
    isOtherGo ? withoutProcs(run.benchmarks) : run.benchmarks;
  const judged = {
    baseline: isAbsent ? baseline : sideOf(baseline),
    current: { ...sideOf(current), ...(current.older && { older: current.older }) },
    limits,
    missing,
    machines,
    results: judgeStored(isAbsent ? [] : benchmarksOf(baseline), benchmarksOf(current), () => limits),
    budgets: judgeBudgets(current.run.benchmarks, rules.budgets, matchesGlob),
  };
  return { ...judged, exitCode: isViolated(judged) ? exitCodes.violated : exitCodes.passed };
}

const isGo = ({ header, run }: BenchmarkFile): boolean => (header?.format ?? run.format) === 'go';

function sideOf({ file, header }: BenchmarkFile): StoredComparison['baseline'] {
  return { file, ...(header && { header }) };
}

function isViolated({ machines, missing, results, budgets }: Omit<StoredComparison, 'exitCode'>): boolean {
  const verdicts = new Set(results.map(({ verdict }) => verdict));
  const budgetVerdicts = new Set(budgets.map(({ verdict }) => verdict));
  const binding = machines.match !== 'other' || machines.asked;
  const isMissing = verdicts.has('MISSING') || budgetVerdicts.has('MISSING');
  return (binding && verdicts.has('FAIL')) || (missing === 'error' && isMissing) || budgetVerdicts.has('FAIL');
}
