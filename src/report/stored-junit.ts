/** A comparison with a stored baseline → JUnit's XML, as in junit.ts: a case for every benchmark and every budget. skipped: what only warns. */
import type { BudgetResult, StoredComparison, StoredResult } from '../model/bench-baseline.js';
import { budgetText, formatChange, formatTime, isBinding, nameOf, sourceLines } from './describe-stored.js';
import { renderSuite } from './junit-suite.js';

interface Case {
  readonly name: string;
  readonly outcome?: { readonly kind: 'failure' | 'skipped'; readonly type: string; readonly message: string };
}

function caseOf(result: StoredResult, comparison: StoredComparison): Case {
  const name = nameOf(result);
  const { verdict: type, baseline, current, change = 0 } = result;
  if (type === 'MISSING') {
    const kind = comparison.missing === 'error' ? 'failure' : 'skipped';
    return { name, outcome: { kind, type, message: 'the baseline has it, and the run does not' } };
  }
  if ((type !== 'FAIL' && type !== 'WARN') || !baseline || !current) return { name };
  const kind = type === 'FAIL' && isBinding(comparison) ? 'failure' : 'skipped';
  const times = `${formatTime(baseline.ns)} → ${formatTime(current.ns)}`;
  return { name, outcome: { kind, type, message: `${times}: ${formatChange(change, comparison.limits)}` } };
}

function budgetCase(budget: BudgetResult, index: number, { missing }: StoredComparison): Case {
  const { verdict: type } = budget;
  const name = `budget ${index + 1}: ${nameOf({ name: budget.name ?? budget.pattern, verdict: 'PASS' })}`;
  if (type === 'PASS') return { name };
  const kind = type === 'FAIL' || (type === 'MISSING' && missing === 'error') ? 'failure' : 'skipped';
  return { name, outcome: { kind, type, message: budgetText(budget) } };
}

/** Ends with a line feed. */
export function renderStoredJunit(comparison: StoredComparison): string {
  const cases = [
    ...comparison.results.map((result) => caseOf(result, comparison)),
    ...comparison.budgets.map((budget, index) => budgetCase(budget, index, comparison)),
  ];
  const properties = [
    { name: 'exit code', value: comparison.exitCode },
    ...sourceLines(comparison).map((value, index) => ({ name: `note ${index + 1}`, value })),
  ];
  return renderSuite({
    name: 'trace-gate bench compare',
    cases: cases.map((one) => ({ ...one, classname: 'trace-gate.bench' })),
    properties,
  });
}
