/**
 * Budgets of single benchmarks, in document 000's terms: its table has a baseline, a budget of 5 % above it and a hard limit of 10 % above it. What stands in renacer.toml is the budget: above it
 * is a warning, above the hard limit, which follows from it, a failure. Exactly at a limit is not above it.
 */
import type { BenchBudget, BudgetResult } from '../model/bench-baseline.js';
import type { Benchmark } from '../model/benchmark.js';

/** 61.4 ns → 64.32 ns, which the table rounds to 64.4. */
const hardOverBudget = 110 / 105;

/** One result for every benchmark that has a budget, in the run's order; then the budgets of which the run has no benchmark. `matches`: does a glob match a name? */
export function judgeBudgets(
  benchmarks: readonly Benchmark[],
  budgets: readonly BenchBudget[],
  matches: (glob: string, name: string) => boolean,
): BudgetResult[] {
  const budgetOf = (name: string): BenchBudget | undefined =>
    budgets.find(({ pattern }) => pattern === name) ?? budgets.find(({ pattern }) => matches(pattern, name));
  const judged = benchmarks.flatMap(({ name, ns }): BudgetResult[] => {
    const budget = budgetOf(name);
    return budget === undefined ? [] : [judge(budget, name, ns)];
  });
  const unused = budgets.filter(
    ({ pattern }) => !benchmarks.some(({ name }) => pattern === name || matches(pattern, name)),
  );
  return [
    ...judged,
    ...unused.map(({ pattern, ns }): BudgetResult => ({
      pattern,
      verdict: 'MISSING',
      budgetNs: ns,
      hardNs: ns * hardOverBudget,
    })),
  ];
}

function judge({ pattern, ns: budgetNs }: BenchBudget, name: string, ns: number): BudgetResult {
  const hardNs = budgetNs * hardOverBudget;
  // What doubles round is no excess, as in stored-rule.ts.
  const exceeds = (limit: number): boolean => ns / limit - 1 > 1e-9;
  const verdict = exceeds(hardNs) ? 'FAIL' : exceeds(budgetNs) ? 'WARN' : 'PASS';
  return { pattern, verdict, name, ns, budgetNs, hardNs };
}
