/** Duet → text for a terminal or a log. */
import picocolors from 'picocolors';
import type { Duet, DuetComparison, DuetVerdict } from '../model/duet.js';
import {
  changeText,
  commentLines,
  headLines,
  isTold,
  measureText,
  nameOf,
  resultText,
  sorted,
  timesText,
  unmatchedLines,
} from './describe-duet.js';

type Colour = (text: string) => string;

function colourOf(verdict: DuetVerdict, colors: ReturnType<typeof picocolors.createColors>): Colour {
  if (verdict === 'FAIL') return colors.red;
  if (verdict === 'WARN' || verdict === 'INCONCLUSIVE') return colors.yellow;
  return colors.green;
}

/** Ends with a line feed. */
export function renderDuetText(
  duet: Duet,
  { color, verbose }: { readonly color: boolean; readonly verbose?: boolean },
): string {
  const colors = picocolors.createColors(color);
  const told = (comparison: DuetComparison): string[] => [
    '',
    `${colourOf(comparison.verdict, colors)(comparison.verdict)} ${nameOf(comparison)}: ${changeText(comparison)}`,
    `  ${timesText(comparison)} (medians), ${measureText(comparison.measure)}`,
    ...commentLines(comparison, duet).map((line) => `  ${line}`),
  ];
  const unmatched = unmatchedLines(duet);
  return [
    ...headLines(duet),
    ...sorted(duet)
      .filter((comparison) => verbose === true || isTold(comparison, duet))
      .flatMap(told),
    ...(unmatched.length > 0 ? ['', ...unmatched] : []),
    '',
    resultText(duet),
    '',
  ].join('\n');
}
