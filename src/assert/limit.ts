/**
 * `limit`: any measure between bounds. Of untraced runs the median is judged, for memory the largest; of recordings the one that is farthest
 * on the side of the bound.
 */
import type { LimitAssertion } from '../model/config.js';
import { type Measure, measureSpec } from '../model/measures.js';
import type { CallFigures, Measurements, RecordingFigures, Timing } from '../model/measurements.js';
import { type AssertionKind, type Evaluation, isFigure, judge, type JudgedFigure, notEvaluated } from './evaluation.js';
import { median } from './median.js';
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

const timingFigures = {
  wall: ({ wallNs }: Timing) => wallNs / 1e6,
  cpu: ({ userNs, systemNs }: Timing) => (userNs + systemNs) / 1e6,
  cpu_user: ({ userNs }: Timing) => userNs / 1e6,
  cpu_system: ({ systemNs }: Timing) => systemNs / 1e6,
  peak_rss: ({ peakRssBytes }: Timing) => peakRssBytes,
} as const satisfies Partial<Record<Measure, (timing: Timing) => number>>;

type CallSum = { readonly [K in keyof CallFigures]: number };

function sumOf(figures: RecordingFigures, syscalls: readonly string[] | undefined): CallSum {
  const sum = { calls: 0, failed: 0, timeNs: 0 };
  for (const [name, each] of figures.byCall) {
    if (syscalls !== undefined && !syscalls.includes(name)) continue;
    sum.calls += each.calls;
    sum.failed += each.failed;
    sum.timeNs += each.timeNs;
  }
  return sum;
}

// Times 100 before the division: 7 of 20 is 35 exactly, as 0.35 × 100 is not.
const percentOf = (part: number, whole: number): number => (100 * part) / whole;

type RecordingMeasure = Exclude<Measure, keyof typeof timingFigures>;

const recordingFigures: {
  readonly [M in RecordingMeasure]: (figures: RecordingFigures, syscalls: readonly string[] | undefined) => number;
} = {
  allocated: ({ allocatedBytes }) => allocatedBytes,
  calls: (figures, syscalls) => sumOf(figures, syscalls).calls,
  failed_calls: (figures, syscalls) => sumOf(figures, syscalls).failed,
  calls_percent: (figures, syscalls) => percentOf(sumOf(figures, syscalls).calls, sumOf(figures, undefined).calls),
  time_percent: (figures, syscalls) => percentOf(sumOf(figures, syscalls).timeNs, sumOf(figures, undefined).timeNs),
  processes: ({ processes }) => processes,
  threads: ({ threads }) => threads,
  programs: ({ programs }) => programs,
  files_opened: ({ filesOpened }) => filesOpened,
  bytes_read: ({ bytesRead }) => bytesRead,
  bytes_written: ({ bytesWritten }) => bytesWritten,
};

function isTimingMeasure(measure: Measure): measure is keyof typeof timingFigures {
  return measureSpec(measure).from === 'timings';
}

function valuesOf(
  { measure, syscalls }: LimitAssertion,
  { recordings, timings }: Measurements,
): readonly number[] | 'no-timing' | 'nothing-recorded' {
  if (isTimingMeasure(measure)) {
    // A run of no length, and a process without a resident page, was not measured.
    const unmeasured = timings.some(({ wallNs, peakRssBytes }) => wallNs === 0 || peakRssBytes === 0);
    return timings.length === 0 || unmeasured ? 'no-timing' : timings.map(timingFigures[measure]);
  }
  if (recordings.length === 0 || recordings.some((figures) => sumOf(figures, undefined).calls === 0))
    return 'nothing-recorded';
  return recordings.map((figures) => recordingFigures[measure](figures, syscalls));
}

/** Which calls it was, most frequent first, where the measure is of several. */
function evidenceOf({ measure, syscalls }: LimitAssertion, { recordings }: Measurements): string[] {
  if (measureSpec(measure).ofCalls !== true || syscalls?.length === 1) return [];
  const byCall = [...(recordings[0]?.byCall ?? [])].filter(([name]) => syscalls?.includes(name) ?? true);
  const of = measure === 'failed_calls' ? 'failed' : 'calls';
  return mostFrequent(byCall.map(([name, each]) => [name, each[of]] as const).filter(([, count]) => count > 0));
}
