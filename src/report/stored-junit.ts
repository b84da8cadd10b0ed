/** A comparison with a stored baseline → JUnit's XML, as in junit.ts: a case for every benchmark and every budget. skipped: what only warns. */
import type { BudgetResult, StoredComparison, StoredResult } from '../model/bench-baseline.js';
import { budgetText, formatChange, formatTime, isBinding, nameOf, sourceLines } from './describe-stored.js';
import { element } from './xml.js';

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
  return { name, outcome: { kind, type, message: `${times}: ${formatChange(change)}` } };
}

function budgetCase(budget: BudgetResult, index: number, { missing }: StoredComparison): Case {
  const { verdict: type } = budget;
  const name = `budget ${index + 1}: ${nameOf({ name: budget.name ?? budget.pattern, verdict: 'PASS' })}`;
  if (type === 'PASS') return { name };
  const kind = type === 'FAIL' || (type === 'MISSING' && missing === 'error') ? 'failure' : 'skipped';
  return { name, outcome: { kind, type, message: budgetText(budget) } };
}

function render({ name, outcome }: Case): string {
  const content = outcome ? [element(outcome.kind, { type: outcome.type, message: outcome.message })] : [];
  return element('testcase', { name, classname: 'trace-gate.bench' }, content);
}

/** Ends with a line feed. */
export function renderStoredJunit(comparison: StoredComparison): string {
  const cases = [
    ...comparison.results.map((result) => caseOf(result, comparison)),
    ...comparison.budgets.map((budget, index) => budgetCase(budget, index, comparison)),
  ];
  const count = (kind: 'failure' | 'skipped'): number => cases.filter(({ outcome }) => outcome?.kind === kind).length;
  const totals = { tests: cases.length, failures: count('failure'), errors: 0 };
  const properties = [
    element('property', { name: 'exit code', value: comparison.exitCode }),
    ...sourceLines(comparison).map((value, index) => element('property', { name: `note ${index + 1}`, value })),
  ];
  const suite = element('testsuite', { name: 'trace-gate bench compare', ...totals, skipped: count('skipped') }, [
    element('properties', {}, properties),
    ...cases.map(render),
  ]);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    element('testsuites', { name: 'trace-gate', ...totals }, [suite]),
    '',
  ].join('\n');
}
