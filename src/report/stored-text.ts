/** A comparison with a stored baseline → the report that scripts/check_regression.py printed, line by line; what that one did not know stands in sections of its own. */
import type { StoredComparison, StoredResult, StoredVerdict } from '../model/bench-baseline.js';
import {
  budgetText,
  countOf,
  failMark,
  formatChange,
  formatShare,
  formatTime,
  nameOf,
  resultText,
  sourceLines,
  toldBudgets,
  worthLines,
} from './describe-stored.js';

const width = 60;
const double = '='.repeat(width);
const single = '-'.repeat(width);

function changed(
  { name, baseline, current, change }: StoredResult,
  { limits }: StoredComparison,
  mark: string,
): string[] {
  if (!baseline || !current || change === undefined) return [];
  return [
    `  ${name}`,
    `    Baseline: ${formatTime(baseline.ns)}`,
    `    Current:  ${formatTime(current.ns)}`,
    `    Change:   ${formatChange(change, limits)}${mark}`,
    '',
  ];
}

const listed = ({ name, baseline, current }: StoredResult): string[] => {
  const ns = (baseline ?? current)?.ns;
  return [`  ${name}${ns === undefined ? '' : ` (${formatTime(ns)})`}`];
};

function section(title: string, items: readonly string[], count: number): string[] {
  if (count === 0) return [];
  const end = items.at(-1) === '' ? [] : [''];
  return [`${title}: ${count}`, single, ...items, ...end];
}

function sections(comparison: StoredComparison): string[] {
  const { limits, results, missing } = comparison;
  const of = (verdict: StoredVerdict, lines: (result: StoredResult) => string[]): string[] =>
    results
      .filter((result) => result.verdict === verdict)
      .flatMap((result) => lines({ ...result, name: nameOf(result) }));
  const part = (title: string, verdict: StoredVerdict, lines: (result: StoredResult) => string[]): string[] =>
    section(title, of(verdict, lines), countOf(comparison, verdict));
  const [regression, warning] = [formatShare(limits.regression), formatShare(limits.warning)];
  const budgets = toldBudgets(comparison);
  return [
    ...part(`REGRESSIONS (>${regression} slower)`, 'FAIL', (result) =>
      changed(result, comparison, ` (${failMark(comparison)})`),
    ),
    ...part(`WARNINGS (${warning}-${regression} slower)`, 'WARN', (result) => changed(result, comparison, '')),
    ...part(`IMPROVEMENTS (>${warning} faster)`, 'IMPROVED', (result) => changed(result, comparison, '')),
    ...part(`MISSING (${missing === 'error' ? 'FAIL' : 'WARN'})`, 'MISSING', listed),
    ...part('NEW', 'NEW', listed),
    ...section(
      'BUDGETS EXCEEDED',
      budgets.map((budget) => `  ${budgetText(budget)}`),
      budgets.length,
    ),
  ];
}

function summary(comparison: StoredComparison): string[] {
  const line = (title: string, count: number): string => `  ${`${title}:`.padEnd(17)} ${count}`;
  const optional = (title: string, count: number): string[] => (count === 0 ? [] : [line(title, count)]);
  return [
    line('Total benchmarks', comparison.results.length),
    line('Regressions', countOf(comparison, 'FAIL')),
    line('Warnings', countOf(comparison, 'WARN')),
    line('Improvements', countOf(comparison, 'IMPROVED')),
    line('Unchanged', countOf(comparison, 'PASS')),
    ...optional('Missing', countOf(comparison, 'MISSING')),
    ...optional('New', countOf(comparison, 'NEW')),
    ...optional('Over budget', toldBudgets(comparison).length),
  ];
}

/** Ends with a line feed. */
export function renderStoredText(comparison: StoredComparison): string {
  return [
    double,
    'BENCHMARK REGRESSION REPORT',
    double,
    '',
    ...sections(comparison),
    double,
    'SUMMARY',
    double,
    ...summary(comparison),
    '',
    resultText(comparison),
    double,
    '',
    ...sourceLines(comparison),
    '',
    ...worthLines,
    '',
  ].join('\n');
}
