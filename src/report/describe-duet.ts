/** What a duet found, in sentences: for every report of it. */
import { duetVerdicts, type Duet, type DuetComparison, type DuetMeasure, type DuetVerdict } from '../model/duet.js';
import { formatChange, formatShare, formatTime } from './describe-stored.js';
import { counted } from './format-units.js';
import { commandText, printable } from './text.js';

const measures: Readonly<Record<DuetMeasure, string>> = {
  wall: 'wall time',
  cpu: 'CPU time',
  printed: 'the time that it prints',
};

export const measureText = (measure: DuetMeasure): string => measures[measure];

export const nameOf = ({ name }: DuetComparison): string => (name === undefined ? 'B against A' : printable(name));

/** `+8.1% (+7.2% to +9.0%)`. */
export function changeText({ ratio, low, high }: DuetComparison): string {
  return `${formatChange(ratio - 1)} (${formatChange(low - 1)} to ${formatChange(high - 1)})`;
}

export const timesText = ({ a, b }: DuetComparison): string => `${formatTime(a.medianNs)} → ${formatTime(b.medianNs)}`;

/** What ran, and how. */
export function headLines({ a, b, self, pairs, inner, limits }: Duet): string[] {
  const shortest = inner === 1 ? '' : `, each sample the shortest of ${inner} runs`;
  return [
    `A: ${commandText(a)}`,
    self ? 'B: the same command, for the noise floor of this machine' : `B: ${commandText(b)}`,
    `${counted(pairs, 'pair')} in turn (A B B A …)${shortest}; fails above +${formatShare(limits.regression)}, warns above +${formatShare(limits.warning)}`,
  ];
}

function verdictLine({ verdict, ratio }: DuetComparison): string {
  const percent = `${Math.abs(100 * (ratio - 1)).toFixed(1)}%`;
  switch (verdict) {
    case 'FAIL':
      return `B takes ${percent} longer than A: a regression`;
    case 'WARN':
      return `B takes ${percent} longer than A: not enough to fail, or not sure enough`;
    case 'IMPROVED':
      return `B takes ${percent} less than A`;
    case 'PASS':
      return 'no difference that counts, and the interval is narrow enough to have shown one';
    case 'INCONCLUSIVE':
      return 'the interval is too wide to tell: take more --runs, or a quieter machine';
  }
}

/** Below the figures: the verdict in words, and how much it is worth. */
export function commentLines(comparison: DuetComparison, duet: Duet): string[] {
  const { measure, confirmed, floor } = comparison;
  return [
    verdictLine(comparison),
    ...(confirmed === true ? ['measured again, and seen again: these are the figures of both measurements'] : []),
    ...(confirmed === false
      ? ['it failed, and a second measurement did not show that: these are the figures of both']
      : []),
    ...(measure === 'cpu' ? ['CPU time: what it waits for (disk, network, sleep, a processor) is not in it'] : []),
    ...(floor ? floorLines(floor, duet) : []),
  ];
}

function floorLines({ halfWidth, seen }: NonNullable<DuetComparison['floor']>, { limits }: Duet): string[] {
  return [
    `noise floor: ±${(100 * halfWidth).toFixed(2)}%; the smallest regression that fails in 19 of 20 duets: ${formatChange(seen)}`,
    ...(limits.regression < halfWidth
      ? [
          `a threshold of ${formatShare(limits.regression)} is below the noise floor, and no verdict by it means anything`,
        ]
      : []),
  ];
}

/** What only one of the two has. */
export function unmatchedLines({ missing, added }: Duet): string[] {
  return [
    ...missing.map((name) => `MISSING ${printable(name)}: B does not print it`),
    ...added.map((name) => `NEW ${printable(name)}: A does not print it`),
  ];
}

/** Worst first; of one verdict, the largest change first. */
export function sorted({ comparisons }: Duet): DuetComparison[] {
  const rank = ({ verdict }: DuetComparison): number => duetVerdicts.indexOf(verdict);
  return [...comparisons].sort((one, other) => rank(one) - rank(other) || other.ratio - one.ratio);
}

/** Worth a look of its own: all of a single comparison, of many those that are not as they were. */
export function isTold({ verdict }: DuetComparison, { comparisons }: Duet): boolean {
  return comparisons.length === 1 || verdict !== 'PASS';
}

const kinds: Readonly<Record<DuetVerdict, string>> = {
  FAIL: 'regression',
  WARN: 'warning',
  INCONCLUSIVE: 'inconclusive',
  PASS: 'unchanged',
  IMPROVED: 'improved',
};

/** `1 regression, 122 unchanged`. */
function tally({ comparisons, missing, added }: Duet): string {
  const parts = duetVerdicts.flatMap((verdict) => {
    const count = comparisons.filter((comparison) => comparison.verdict === verdict).length;
    if (count === 0) return [];
    return [verdict === 'FAIL' || verdict === 'WARN' ? counted(count, kinds[verdict]) : `${count} ${kinds[verdict]}`];
  });
  if (missing.length > 0) parts.push(`${missing.length} missing`);
  if (added.length > 0) parts.push(`${added.length} new`);
  return parts.join(', ');
}

/** The last line. */
export function resultText(duet: Duet): string {
  const { exitCode, comparisons } = duet;
  const unclear = exitCode === 3 || comparisons.every(({ verdict }) => verdict === 'INCONCLUSIVE');
  const word = exitCode === 1 ? 'FAIL' : unclear ? 'INCONCLUSIVE' : 'PASS';
  return `RESULT: ${word} - ${tally(duet)}`;
}
