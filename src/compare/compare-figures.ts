/** Totals against the ranges of a golden. Above all one-sided: doing less of what is not pinned is no news. */
import type { Difference } from '../model/difference.js';
import type { Figure } from '../model/golden.js';

const mebibyte = 1024 * 1024;

/** The greatest value that a figure accepts. */
export function figureLimit(figure: Pick<Figure, 'rule' | 'most'>): number {
  switch (figure.rule) {
    case 'exact':
      return figure.most;
    case 'double':
      return Math.max(2 * figure.most, figure.most + 16);
    case 'wide':
      return 4 * figure.most + 16;
    case 'loose':
      return 16 * figure.most + 64;
    case 'bytes':
      return 1.5 * figure.most + 16 * mebibyte;
  }
}

function accepts(golden: Figure, value: number): boolean {
  return value <= figureLimit(golden) && (golden.rule !== 'exact' || value >= golden.least);
}

export function compareFigures(before: readonly Figure[], after: readonly Figure[]): Difference[] {
  const key = (figure: Figure): string => `${figure.figure} ${figure.of}`;
  const values = new Map(after.map((figure) => [key(figure), figure]));
  const known = new Set(before.map(key));
  const differences: Difference[] = [];
  const report = (figure: Figure, least: number, value: number, index?: number): void => {
    differences.push({
      change: 'figure',
      process: '',
      before: [],
      after: [],
      counts: { before: least, after: value },
      subject: key(figure),
      novelty: false,
      ...(index === undefined ? {} : { spot: { list: 'figures' as const, index } }),
    });
  };
  before.forEach((figure, index) => {
    const value = values.get(key(figure))?.most ?? 0;
    if (!accepts(figure, value)) report(figure, figure.most, value, index);
  });
  for (const figure of after) {
    if (known.has(key(figure))) continue;
    const unseen: Figure = { ...figure, least: 0, most: 0 };
    if (!accepts(unseen, figure.most)) report(figure, 0, figure.most);
  }
  return differences;
}
