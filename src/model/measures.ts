/**
 * What can be measured of a target: a closed registry, from which renacer.toml's keys, the schema for editors, the evaluation and the words
 * of reports take what they need.
 */

/** ms: milliseconds. percent: 0…100. calls: system calls. count: of anything else. */
export const units = ['ms', 'calls', 'bytes', 'percent', 'count'] as const;
export type Unit = (typeof units)[number];

interface MeasureSpec {
  readonly unit: Unit;
  /** timings: untraced runs, of which the median is judged, for memory the largest. recordings: traces, of which the largest is judged. */
  readonly from: 'timings' | 'recordings';
  /** May be of some system calls only. */
  readonly ofCalls?: true;
  readonly description: string;
}

export const measures = {
  wall: { unit: 'ms', from: 'timings', description: 'Wall time of an untraced run.' },
  cpu: { unit: 'ms', from: 'timings', description: 'User and system time of the whole tree in an untraced run.' },
  cpu_user: { unit: 'ms', from: 'timings', description: 'User time of the whole tree in an untraced run.' },
  cpu_system: { unit: 'ms', from: 'timings', description: 'System time of the whole tree in an untraced run.' },
  peak_rss: {
    unit: 'bytes',
    from: 'timings',
    description: 'Peak resident memory of the largest process in an untraced run.',
  },
  rss_tree: {
    unit: 'bytes',
    from: 'timings',
    description:
      'Peak resident memory of all processes at the same time in an untraced run, in samples 5 ms apart; pages that processes share count in each.',
  },
  allocated: { unit: 'bytes', from: 'recordings', description: 'Private memory that became writable.' },
  calls: { unit: 'calls', from: 'recordings', ofCalls: true, description: 'System calls of the whole tree.' },
  failed_calls: { unit: 'calls', from: 'recordings', ofCalls: true, description: 'System calls that failed.' },
  calls_percent: {
    unit: 'percent',
    from: 'recordings',
    ofCalls: true,
    description: 'Share of the number of all system calls.',
  },
  time_percent: {
    unit: 'percent',
    from: 'recordings',
    ofCalls: true,
    description: 'Share of the time spent in all system calls, as in the `% time` column of `strace -c -w`.',
  },
  processes: { unit: 'count', from: 'recordings', description: 'Processes of the tree.' },
  threads: { unit: 'count', from: 'recordings', description: 'Threads beside the first one of each process.' },
  programs: { unit: 'count', from: 'recordings', description: 'Programs executed, each time counted.' },
  files_opened: { unit: 'count', from: 'recordings', description: 'Different files opened.' },
  bytes_read: { unit: 'bytes', from: 'recordings', description: 'Bytes read and received.' },
  bytes_written: { unit: 'bytes', from: 'recordings', description: 'Bytes written and sent.' },
} as const satisfies Record<string, MeasureSpec>;

export type Measure = keyof typeof measures;

export const measureNames = Object.keys(measures) as readonly Measure[];

/** Measures that a golden has as well: it is committed, so that a distance from it can be judged everywhere. */
const inGoldens: ReadonlySet<string> = new Set(['steps', 'calls', 'processes', 'threads', 'programs']);

/** Whether a distance in this measure is one from the golden; of any other it is one from this machine's last capture. */
export const isGoldenMeasure = (measure: string): boolean => inGoldens.has(measure);

export function measureSpec(measure: Measure): MeasureSpec {
  return measures[measure];
}
