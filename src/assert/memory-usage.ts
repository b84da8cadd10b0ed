import type { MemoryUsageAssertion } from '../model/config.js';
import type { Measurements } from '../model/measurements.js';
import { type AssertionKind, type Evaluation, isFigure, judge, notEvaluated } from './evaluation.js';

/** `memory_usage`: what the trace shows to be allocated, or the peak resident memory of the untraced runs; the largest of several. */
export const memoryUsage: AssertionKind<MemoryUsageAssertion> = {
  needs: ({ trackingMode }) => (trackingMode === 'rss' ? 'timings' : 'recordings'),
  evaluate(assertion, measurements) {
    return assertion.trackingMode === 'rss'
      ? judgeRss(assertion, measurements)
      : judgeAllocations(assertion, measurements);
  },
};

function judgeAllocations(assertion: MemoryUsageAssertion, { target, recordings }: Measurements): Evaluation {
  // A program may allocate nothing, but none runs without a call.
  if (recordings.length === 0 || recordings.some(({ calls }) => calls.size === 0))
    return notEvaluated('nothing-recorded');
  return judgeLargest(
    assertion,
    target,
    'allocated',
    recordings.map(({ allocatedBytes }) => allocatedBytes),
  );
}

function judgeRss(assertion: MemoryUsageAssertion, { target, timings }: Measurements): Evaluation {
  const values = timings.map(({ peakRssBytes }) => peakRssBytes);
  // A process without a resident page has not run.
  if (values.length === 0 || values.includes(0)) return notEvaluated('no-timing');
  return judgeLargest(assertion, target, 'peak_rss', values);
}

function judgeLargest(
  assertion: MemoryUsageAssertion,
  target: string,
  measure: string,
  values: readonly number[],
): Evaluation {
  if (!values.every(isFigure)) return notEvaluated('not-a-figure');
  const figure = { measure, unit: 'bytes', actual: Math.max(...values), limit: assertion.maxBytes, values } as const;
  return judge(assertion, target, 'max_bytes', figure, []);
}
