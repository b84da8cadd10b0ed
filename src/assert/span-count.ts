import type { SpanCountAssertion } from '../model/config.js';
import type { RecordingFigures } from '../model/measurements.js';
import { type AssertionKind, isFigure, judge, notEvaluated } from './evaluation.js';

/** Lines of evidence: enough to see what grew, few enough to read. */
const evidenceLines = 5;

/** `span_count`: system calls of the whole tree, by their real name. Of several recordings the largest number is judged. */
export const spanCount: AssertionKind<SpanCountAssertion> = {
  needs: () => 'recordings',
  evaluate(assertion, { target, recordings }) {
    if (recordings.length === 0 || recordings.some(({ calls }) => total([...calls]) === 0)) {
      return notEvaluated('nothing-recorded');
    }
    const selected = recordings.map((recording) => selectCalls(recording, assertion.spanNamePattern));
    const values = selected.map(total);
    if (!values.every(isFigure)) return notEvaluated('not-a-figure');
    const actual = Math.max(...values);
    const figure = { measure: 'calls', unit: 'calls', actual, limit: assertion.maxSpans, values } as const;
    return judge(assertion, target, 'max_spans', figure, mostFrequent(selected[values.indexOf(actual)] ?? []));
  },
};

type CallCount = readonly [name: string, count: number];

function selectCalls({ calls }: RecordingFigures, pattern: RegExp | undefined): CallCount[] {
  return [...calls].filter(([name]) => pattern === undefined || pattern.test(name));
}

const total = (calls: readonly CallCount[]): number => calls.reduce((sum, [, count]) => sum + count, 0);

/** `120 read`, the most frequent first; names decide between equals, so that reports don't depend on the order of events. */
export function mostFrequent(calls: readonly CallCount[]): string[] {
  return [...calls]
    .sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1))
    .slice(0, evidenceLines)
    .map(([name, count]) => `${count} ${name}`);
}
