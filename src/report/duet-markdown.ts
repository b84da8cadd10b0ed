/** Duet → GitHub's Markdown, for a comment on a pull request. Names are data, and stand in code spans. */
import { cell, code } from '../model/markdown-code.js';
import type { Duet } from '../model/duet.js';
import {
  changeText,
  commentLines,
  headLines,
  isTold,
  measureText,
  nameOf,
  resultText,
  sorted,
  unmatchedLines,
} from './describe-duet.js';
import { formatTime } from './describe-stored.js';
import { shortened } from './text.js';

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** A comment takes 65,536 characters; rows are up to 300 of them. */
const mostRows = 150;
const longestName = 150;

/** Ends with a line feed. */
export function renderDuetMarkdown(duet: Duet): string {
  const all = sorted(duet);
  const shown = all.slice(0, mostRows);
  const name = (text: string): string => cell(code(shortened(text, longestName)));
  return [
    `**${resultText(duet)}**`,
    '',
    ...headLines(duet).map((line) => `- ${code(line)}`),
    '',
    row(['verdict', 'benchmark', 'A', 'B', 'change (interval)', 'measure']),
    row([':--', ':--', '--:', '--:', '--:', ':--']),
    ...shown.map((one) =>
      row([
        one.verdict,
        name(nameOf(one)),
        formatTime(one.a.medianNs),
        formatTime(one.b.medianNs),
        changeText(one),
        measureText(one.measure),
      ]),
    ),
    ...(all.length > shown.length ? ['', `and ${all.length - shown.length} more`] : []),
    '',
    ...shown
      .filter((one) => isTold(one, duet))
      .map((one) => `- ${code(shortened(nameOf(one), longestName))}: ${commentLines(one, duet).join('; ')}`),
    ...unmatchedLines(duet).map((line) => `- ${code(shortened(line, longestName))}`),
    '',
  ].join('\n');
}
