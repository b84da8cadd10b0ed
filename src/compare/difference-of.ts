/** A change of one step as a difference of a process or a program. */
import type { Difference, GoldenSpot } from '../model/difference.js';
import type { StepChange } from './compare-steps.js';
import type { Known } from './novelty.js';

export function differenceOf(change: StepChange, process: string, spot: GoldenSpot, known: Known): Difference {
  const base = { process, spot, novelty: false } as const;
  switch (change.kind) {
    case 'added':
      return {
        ...base,
        change: 'added',
        before: [],
        after: [change.after],
        counts: { before: 0, after: 1 },
        novelty: known.isNovel(change.after),
      };
    case 'removed':
      return { ...base, change: 'removed', before: [change.before], after: [], counts: { before: 1, after: 0 } };
    case 'changed':
      return {
        ...base,
        change: 'changed',
        before: [change.before],
        after: [change.after],
        counts: { before: 1, after: 1 },
        novelty: known.isNovel(change.after),
      };
    case 'moved':
      return {
        ...base,
        change: 'moved',
        before: [change.before, ...(change.previousBefore ? [change.previousBefore] : [])],
        after: [change.before, ...(change.previousAfter ? [change.previousAfter] : [])],
        counts: { before: 1, after: 1 },
      };
  }
}
