/** `delta`: how far a target is from what it was: from its golden in steps, from this machine's baseline in time. */
import type { DeltaAssertion } from '../model/config.js';
import { type AssertionKind, isFigure, judge, notEvaluated } from './evaluation.js';
import { median } from './median.js';

export const delta: AssertionKind<DeltaAssertion> = {
  needs: ({ measure }) => (measure === 'wall' ? 'timings' : 'recordings'),
  evaluate(assertion, { target, recordings, timings, steps, wallBefore }) {
    const { measure, maxPercent, twoSided, key } = assertion;
    const before = measure === 'wall' ? wallBefore : steps?.before;
    if (measure === 'wall' ? timings.length === 0 : recordings.length === 0)
      return notEvaluated(measure === 'wall' ? 'no-timing' : 'nothing-recorded');
    if (before === undefined || before === 0) return notEvaluated('no-baseline');
    const after = measure === 'wall' ? [median(timings.map(({ wallNs }) => wallNs / 1e6))] : (steps?.after ?? []);
    if (after.length === 0 || !after.every(isFigure) || !isFigure(before)) return notEvaluated('not-a-figure');
    // 2.2 is 10 % more than 2, which doubles don't say to the last digit.
    const distances = after.map((value) => Number(((100 * (value - before)) / before).toFixed(9)));
    const farthest = twoSided ? Math.max(...distances.map(Math.abs)) : Math.max(0, ...distances);
    const figure = { measure, unit: 'percent', actual: farthest, limit: maxPercent, values: distances } as const;
    const shown = (value: number): string => (measure === 'wall' ? `${value.toFixed(2)} ms` : `${value} steps`);
    return judge(assertion, target, key, figure, [`was ${shown(before)}, is ${after.map(shown).join(', ')}`]);
  },
};
