/** Document 003's comparison as Markdown, and as JSON. */
import type { GoalOperation, GoalReport } from '../model/bench-goal.js';
import { exitCodes } from '../model/finding.js';
import { cell, code } from '../model/markdown-code.js';
import { formatShare, formatTime } from './describe-stored.js';
import { formatCount } from './format-units.js';
import { printable } from './text.js';

/** `1.05`, `0.93`, `0.0012`: over the reference's time. */
const ratioText = (ratio: number | undefined): string =>
  ratio === undefined ? 'not measured' : Number.isFinite(ratio) ? `${Number(ratio.toPrecision(3))}` : 'from nothing';

function row({ operation, size, ns, ratio, isWithin }: GoalOperation, libraries: readonly string[]): string {
  const times = libraries.map((library) => (Object.hasOwn(ns, library) ? formatTime(ns[library] ?? NaN) : '–'));
  const cells = [cell(code(printable(operation))), cell(code(printable(size))), ...times, ratioText(ratio)];
  return `| ${cells.join(' | ')} | ${isWithin ? '✓' : '✗'} |`;
}

/** Cut, not rounded: 79.96 % are not 80 %. */
const percent = (share: number): string => `${Math.floor(share * 1000 + 1e-6) / 10}%`;

function resultText({ library, reference, goal, operations, reached, exitCode }: GoalReport): string {
  const met = exitCode === exitCodes.passed ? 'PASS' : 'FAIL';
  const counted = `${formatCount(reached.count)} of ${formatCount(operations.length)} operations (${percent(reached.share)})`;
  return `RESULT: ${met} - ${printable(library)} is within ${formatShare(goal.within)} of ${printable(reference)} in ${counted}; ${formatShare(goal.share)} are needed`;
}

/** Ends with a line feed. */
export function renderGoal(report: GoalReport): string {
  const { library, reference, libraries, operations, unmatched, file } = report;
  const title = ['operation', 'size', ...libraries.map((name) => cell(code(printable(name))))];
  const missing = operations.filter(({ ratio }) => ratio === undefined).length;
  return [
    `**${report.exitCode === exitCodes.passed ? '✓' : '✗'} ${code(resultText(report))}**`,
    '',
    `| ${title.join(' | ')} | ${cell(code(`${printable(library)} / ${printable(reference)}`))} | |`,
    `| :-- | --: | ${libraries.map(() => '--:').join(' | ')} | --: | :-- |`,
    ...operations.map((one) => row(one, libraries)),
    '',
    `- Every size counts as an operation of its own, from ${code(printable(file))}.`,
    ...(missing > 0 ? [`- ${missing} not measured: they count as not within.`] : []),
    ...(unmatched.length > 0
      ? [`- Not counted, since ${code(printable(reference))} has no such: ${code(printable(unmatched.join(', ')))}`]
      : []),
    '',
  ].join('\n');
}

/** Ends with a line feed. */
export function renderGoalJson({ operations, ...report }: GoalReport): string {
  const shown = operations.map(({ ratio, ...one }) => ({
    ...one,
    ...(ratio !== undefined && Number.isFinite(ratio) && { ratio }),
  }));
  return `${JSON.stringify({ format: 'trace-gate/library-comparison', version: 1, ...report, operations: shown }, undefined, 2)}\n`;
}
