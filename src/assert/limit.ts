/**
 * `limit`: any measure between bounds. Of untraced runs the median is judged, for memory the largest; of recordings the one that is farthest
 * on the side of the bound.
 */
import type { LimitAssertion } from '../model/config.js';
import { measureSpec } from '../model/measures.js';
import type { Measurements } from '../model/measurements.js';
import { type AssertionKind, type Evaluation, isFigure, judge, type JudgedFigure, notEvaluated } from './evaluation.js';
import { valuesOf } from './measure-values.js';
import { median } from '../model/median.js';
import { mostFrequent } from './span-count.js';

export const limit: AssertionKind<LimitAssertion> = {
  needs: ({ measure }) => measureSpec(measure).from,
  evaluate(assertion, measurements) {
    const values = valuesOf(assertion, measurements);
    if (typeof values === 'string') return notEvaluated(values);
    if (!values.every(isFigure)) return notEvaluated('not-a-figure');
    const upper = assertion.max && judgeBound(assertion, measurements, values, 'max');
    if (assertion.min === undefined || (upper !== undefined && upper.state !== 'passed'))
      return upper ?? notEvaluated('no-bound');
    return judgeBound(assertion, measurements, values, 'min');
  },
};

function judgeBound(
  assertion: LimitAssertion,
  measurements: Measurements,
  values: readonly number[],
  bound: 'max' | 'min',
): Evaluation {
  const { measure } = assertion;
  const { unit } = measureSpec(measure);
  const { limit: value, key } = assertion[bound] ?? { limit: NaN, key: bound };
  const farthest = bound === 'max' ? Math.max(...values) : Math.min(...values);
  const figure: JudgedFigure = {
    measure,
    unit,
    actual: unit === 'ms' ? median(values) : farthest,
    limit: value,
    values,
    ...(bound === 'min' ? { bound } : {}),
  };
  return judge(assertion, measurements.target, key, figure, evidenceOf(assertion, measurements));
}

/** Which calls it was, most frequent first, where the measure is of several. */
function evidenceOf({ measure, syscalls }: LimitAssertion, { recordings }: Measurements): string[] {
  if (measureSpec(measure).ofCalls !== true || syscalls?.length === 1) return [];
  const byCall = [...(recordings[0]?.byCall ?? [])].filter(([name]) => syscalls?.includes(name) ?? true);
  const of = measure === 'failed_calls' ? 'failed' : 'calls';
  return mostFrequent(byCall.map(([name, each]) => [name, each[of]] as const).filter(([, count]) => count > 0));
}
