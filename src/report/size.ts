/** Sizes of binaries against stored ones, as text, Markdown, JUnit and JSON. */
import { exitCodes } from '../model/finding.js';
import { cell, code } from '../model/markdown-code.js';
import type { SizeComparison, SizeResult } from '../model/bench-size.js';
import { formatChange, formatShare } from './describe-stored.js';
import { counted, formatCount } from './format-units.js';
import { printable } from './text.js';
import { renderSuite } from './junit-suite.js';

const bytesText = (bytes: number | undefined): string => (bytes === undefined ? '–' : counted(bytes, 'byte'));

function changeOf({ verdict, change, bytes, before }: SizeResult, { limits }: SizeComparison): string {
  if (verdict === 'MISSING') return 'there is no such file';
  if (verdict === 'NEW') return 'not in the baseline';
  return change === undefined
    ? 'from nothing'
    : `${formatChange(change, limits)}, ${signed((bytes ?? 0) - (before ?? 0))} bytes`;
}

const signed = (bytes: number): string => `${bytes < 0 ? '' : '+'}${formatCount(bytes)}`;

const failed = ({ results }: SizeComparison): SizeResult[] =>
  results.filter(({ verdict }) => verdict === 'FAIL' || verdict === 'MISSING');

export function sizeResultText(comparison: SizeComparison): string {
  const { results, limits } = comparison;
  const count = (verdict: SizeResult['verdict']): number => results.filter((one) => one.verdict === verdict).length;
  const parts = [
    ...(count('FAIL') > 0 ? [`${count('FAIL')} more than ${formatShare(limits.regression)} larger`] : []),
    ...(count('MISSING') > 0 ? [`${count('MISSING')} missing`] : []),
    ...(count('WARN') > 0 ? [`${count('WARN')} more than ${formatShare(limits.warning)} larger`] : []),
  ];
  const verdict = comparison.exitCode === exitCodes.passed ? 'PASS' : 'FAIL';
  return `RESULT: ${verdict} - ${parts.length === 0 ? `no size grew by more than ${formatShare(limits.warning)}` : parts.join(', ')}`;
}

export function sizeSource({ baseline: { file, commit, date } }: SizeComparison): string {
  return `Baseline: ${printable(file)} (${printable([...(commit === undefined ? [] : [`commit ${commit}`]), date].join(', '))})`;
}

export function sizeLines(comparison: SizeComparison): string[] {
  return comparison.results.map((one) => {
    const sizes = `${bytesText(one.before)} → ${bytesText(one.bytes)}`;
    return `  ${one.verdict.padEnd(8)}  ${printable(one.name)}: ${sizes}: ${changeOf(one, comparison)}`;
  });
}

/** Ends with a line feed. */
export function renderSizes(comparison: SizeComparison): string {
  return ['SIZES', ...sizeLines(comparison), '', sizeResultText(comparison), '', sizeSource(comparison), ''].join('\n');
}

export function sizeTable(comparison: SizeComparison): string[] {
  return [
    '| file | baseline | current | change | verdict |',
    '| :-- | --: | --: | --: | :-- |',
    ...comparison.results.map((one) => {
      const name = cell(code(printable(one.name)));
      return `| ${name} | ${bytesText(one.before)} | ${bytesText(one.bytes)} | ${changeOf(one, comparison)} | ${one.verdict} |`;
    }),
  ];
}

/** Ends with a line feed. */
export function renderSizesMarkdown(comparison: SizeComparison): string {
  const mark = comparison.exitCode === exitCodes.passed ? '✓' : '✗';
  return [
    `**${mark} ${sizeResultText(comparison)}**`,
    '',
    ...sizeTable(comparison),
    '',
    `- ${code(sizeSource(comparison))}`,
    '',
  ].join('\n');
}

/** Ends with a line feed. */
export function renderSizesJunit(comparison: SizeComparison): string {
  const failures = failed(comparison);
  const cases = comparison.results.map((one) => {
    const kind = failures.includes(one) ? 'failure' : one.verdict === 'WARN' ? 'skipped' : undefined;
    const outcome = kind && ({ kind, type: one.verdict, message: changeOf(one, comparison) } as const);
    return { name: printable(one.name), classname: 'trace-gate.bench.size', ...(outcome ? { outcome } : {}) };
  });
  return renderSuite({ name: 'trace-gate bench size', cases });
}

/** Ends with a line feed. */
export function renderSizesJson({ exitCode, baseline, limits, results }: SizeComparison): string {
  const document = { format: 'trace-gate/size-comparison', version: 1, exitCode, baseline, limits, results };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
