/** A comparison with a stored baseline → GitHub's Markdown. Names of benchmarks stand in code spans, as all data does: see markdown.ts. */
import type { StoredComparison, StoredResult } from '../model/bench-baseline.js';
import { exitCodes } from '../model/finding.js';
import { cell, code } from '../model/markdown-code.js';
import {
  budgetText,
  countOf,
  formatChange,
  formatTime,
  isBinding,
  nameOf,
  resultText,
  sourceLines,
  toldBudgets,
  worthLines,
} from './describe-stored.js';
import { shortened } from './text.js';

/** A comment takes 65,536 characters; the worst come first. */
const mostRows = 200;
const longestName = 200;
const order = ['FAIL', 'MISSING', 'WARN', 'IMPROVED', 'NEW'];

function row({ verdict, baseline, current, change, ...result }: StoredResult, comparison: StoredComparison): string {
  const time = (ns: number | undefined): string => (ns === undefined ? '–' : formatTime(ns));
  const name = cell(code(shortened(nameOf({ verdict, ...result }), longestName)));
  const shown = verdict === 'FAIL' && !isBinding(comparison) ? 'FAIL (not counted)' : verdict;
  const by = change === undefined ? '–' : formatChange(change, comparison.limits);
  return `| ${name} | ${time(baseline?.ns)} | ${time(current?.ns)} | ${by} | ${shown} |`;
}

/** Ends with a line feed. */
export function renderStoredMarkdown(comparison: StoredComparison): string {
  const told = comparison.results
    .filter(({ verdict }) => verdict !== 'PASS')
    .sort((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict));
  const table = [
    '| benchmark | baseline | current | change | verdict |',
    '| :-- | --: | --: | --: | :-- |',
    ...told.slice(0, mostRows).map((result) => row(result, comparison)),
  ];
  const left = told.length - mostRows;
  const budgets = toldBudgets(comparison).slice(0, mostRows);
  return [
    `**${comparison.exitCode === exitCodes.passed ? '✓' : '✗'} ${resultText(comparison)}**`,
    '',
    `${comparison.results.length} benchmarks, ${countOf(comparison, 'PASS')} unchanged`,
    '',
    ...(told.length === 0 ? [] : [...table, '']),
    ...(left > 0 ? [`and ${left} more`, ''] : []),
    ...(budgets.length === 0 ? [] : ['Budgets:', ...budgets.map((budget) => `- ${code(budgetText(budget))}`), '']),
    ...sourceLines(comparison).map((line) => `- ${code(line)}`),
    '',
    worthLines.join(' '),
    '',
  ].join('\n');
}
