/** Any measure of a target's runs as numbers. */
import { type Measure, measureSpec } from '../model/measures.js';
import type { CallFigures, Measurements, RecordingFigures, Timing } from '../model/measurements.js';
import { median } from '../model/median.js';

/** A measure, of some system calls where it is one of calls. */
export interface Measured {
  readonly measure: Measure;
  /** Real names; absent: all. */
  readonly syscalls?: readonly string[];
}

const timingFigures = {
  wall: ({ wallNs }: Timing) => wallNs / 1e6,
  cpu: ({ userNs, systemNs }: Timing) => (userNs + systemNs) / 1e6,
  cpu_user: ({ userNs }: Timing) => userNs / 1e6,
  cpu_system: ({ systemNs }: Timing) => systemNs / 1e6,
  peak_rss: ({ peakRssBytes }: Timing) => peakRssBytes,
  rss_tree: ({ treeRssBytes }: Timing) => treeRssBytes ?? NaN,
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

/** The value of every run, in the unit of the measure; or why there is none. */
export function valuesOf(
  { measure, syscalls }: Measured,
  { recordings, timings }: Pick<Measurements, 'recordings' | 'timings'>,
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

/** The one value that stands for several runs: the median of times, of anything else the largest. */
export function typicalValue(measure: Measure, values: readonly number[]): number {
  return measureSpec(measure).unit === 'ms' ? median(values) : Math.max(...values);
}

/** Under which a baseline keeps the value of a measure. */
export function baselineKey({ measure, syscalls }: Measured): string {
  return syscalls === undefined ? measure : `${measure} of ${syscalls.join(', ')}`;
}
