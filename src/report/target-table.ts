/** The table of targets: what each one is and does, one line each. Columns that don't fit are left out, the least telling first. */
import type { GoldenState, TargetVerdict } from '../model/verdict.js';
import { formatBytes, formatCount, formatMs } from './format-units.js';
import { printable } from './text.js';
import { fitText, padText, textWidth } from './wrap.js';

const goldenWords: Readonly<Record<GoldenState, string>> = {
  none: 'none',
  same: 'unchanged',
  new: 'new',
  pending: 'pending',
  differs: 'differs',
  missing: 'missing',
  unreadable: 'unreadable',
};

export interface Column {
  readonly title: string;
  readonly align: 'left' | 'right';
  /** Columns with the highest number go first when the terminal is narrow. */
  readonly dispensable: number;
  readonly text: (target: TargetVerdict) => string;
}

const orDash = <T>(value: T | undefined, text: (value: T) => string): string =>
  value === undefined ? '–' : text(value);

const columns: readonly Column[] = [
  { title: 'target', align: 'left', dispensable: 0, text: ({ name }) => printable(name) },
  { title: 'level', align: 'left', dispensable: 1, text: ({ level }) => level ?? '–' },
  { title: 'calls', align: 'right', dispensable: 2, text: ({ figures }) => orDash(figures.calls, formatCount) },
  { title: 'processes', align: 'right', dispensable: 5, text: ({ figures }) => orDash(figures.processes, formatCount) },
  {
    title: 'wall',
    align: 'right',
    dispensable: 4,
    text: ({ figures }) => orDash(figures.wallMs, (ms) => formatMs(ms, ' ')),
  },
  {
    title: 'memory',
    align: 'right',
    dispensable: 3,
    text: ({ figures }) => orDash(figures.peakRssBytes ?? figures.allocatedBytes, (bytes) => formatBytes(bytes)),
  },
  {
    title: 'golden',
    align: 'left',
    dispensable: 0,
    text: ({ golden, status }) => (status === 'no-verdict' ? 'no verdict' : goldenWords[golden]),
  },
];

const gap = 2;
/** A longer name is cut before a column is given up; a shorter rest says no more which target it is. */
const comfortableName = 24;
const narrowestName = 12;

/** The columns that say something about at least one of these targets. */
export function telling(targets: readonly TargetVerdict[]): readonly Column[] {
  return columns.filter(({ dispensable, text }) => dispensable === 0 || targets.some((target) => text(target) !== '–'));
}

/** The header and one line for each target, none wider than `width`. */
export function renderTargetTable(targets: readonly TargetVerdict[], width: number): string[] {
  let shown = telling(targets);
  const widthOf = (column: Column): number =>
    Math.max(textWidth(column.title), ...targets.map((target) => textWidth(column.text(target))));
  const others = (): number => shown.slice(1).reduce((sum, column) => sum + gap + widthOf(column), 0);
  const name = columns[0] ? widthOf(columns[0]) : narrowestName;
  while (Math.min(name, comfortableName) + others() > width && shown.some(({ dispensable }) => dispensable > 0)) {
    const worst = Math.max(...shown.map(({ dispensable }) => dispensable));
    shown = shown.filter(({ dispensable }) => dispensable !== worst);
  }
  const widths = shown.map((column, index) =>
    index === 0 ? Math.min(name, Math.max(narrowestName, width - others())) : widthOf(column),
  );
  const row = (text: (column: Column) => string): string =>
    shown
      .map((column, index) => padText(fitText(text(column), widths[index] ?? 0), widths[index] ?? 0, column.align))
      .join(' '.repeat(gap))
      .trimEnd();
  return [row(({ title }) => title), ...targets.map((target) => row((column) => column.text(target)))];
}
