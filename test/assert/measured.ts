import type { Assertion, ConfigPlace } from '../../src/model/config.js';
import type { CriticalPath } from '../../src/model/critical-path.js';
import type { Measurements, RecordingFigures, Timing } from '../../src/model/measurements.js';

export const place: ConfigPlace = { file: 'renacer.toml', line: 10, column: 1 };
export const limitPlace: ConfigPlace = { file: 'renacer.toml', line: 13, column: 1 };

/** What every assertion has, switched on. */
export const base = { name: 'budget', enabled: true, severity: 'error', optional: false, place } as const;
export const placesOf = (key: string): ReadonlyMap<string, ConfigPlace> => new Map([[key, limitPlace]]);

export const assertionsOfEachType: { readonly [T in Assertion['type']]: Extract<Assertion, { type: T }> } = {
  critical_path: {
    ...base,
    type: 'critical_path',
    measure: 'wall',
    maxDurationMs: 100,
    places: placesOf('max_duration_ms'),
  },
  span_count: { ...base, type: 'span_count', maxSpans: 500, places: placesOf('max_spans') },
  memory_usage: {
    ...base,
    type: 'memory_usage',
    maxBytes: 104_857_600,
    trackingMode: 'allocations',
    places: placesOf('max_bytes'),
  },
  anti_pattern: {
    ...base,
    type: 'anti_pattern',
    pattern: 'FsyncStorm',
    threshold: 0.5,
    devices: [],
    places: placesOf('pattern'),
  },
  custom: {
    ...base,
    type: 'custom',
    expression: 'calls <= 500',
    condition: {
      kind: 'comparison',
      operator: '<=',
      left: { kind: 'measure', measure: 'calls' },
      right: { kind: 'number', value: 500 },
      unit: 'calls',
    },
    places: placesOf('expression'),
  },
  limit: {
    ...base,
    type: 'limit',
    measure: 'calls',
    max: { limit: 500, key: 'max' },
    places: placesOf('max'),
  },
  delta: {
    ...base,
    type: 'delta',
    measure: 'steps',
    maxPercent: 10,
    twoSided: false,
    key: 'max_percent',
    places: placesOf('max_percent'),
  },
};

/** Every figure that is no call is as many as `calls` are together. */
export const recording = (calls: Readonly<Record<string, number>>, allocatedBytes = 4096): RecordingFigures => {
  const total = Object.values(calls).reduce((sum, count) => sum + count, 0);
  return {
    calls: new Map(Object.entries(calls)),
    byCall: new Map(
      Object.entries(calls).map(([name, count]) => [name, { calls: count, failed: count, timeNs: count * 1000 }]),
    ),
    processes: total,
    threads: total,
    programs: total,
    filesOpened: total,
    bytesRead: total,
    bytesWritten: total,
    allocatedBytes,
    tasks: [{ comm: 'ls', program: '/bin/ls' }],
  };
};

export const timing = (wallNs: number, peakRssBytes = 1_000_000): Timing => ({
  wallNs,
  userNs: wallNs,
  systemNs: wallNs,
  peakRssBytes,
  treeRssBytes: peakRssBytes,
});

/** A path on which each of these tasks sleeps once, for so many nanoseconds. */
export const pathOf = (
  durationNs: number,
  tasks: Readonly<Record<string, number>> = { ls: durationNs },
): CriticalPath => {
  const named = Object.entries(tasks).map(([comm, onPathNs], index) => ({
    task: { process: index === 0 ? '0' : `0.${index}`, thread: 0, program: `/bin/${comm}`, comm },
    onPathNs,
  }));
  const links = named.map(({ task, onPathNs }) => ({
    ...task,
    kind: 'wait' as const,
    class: 'scheduling' as const,
    call: 'nanosleep',
    object: '',
    calls: 1,
    startNs: 0,
    durationNs: onPathNs,
  }));
  return {
    durationNs,
    links,
    stretches: links,
    tasks: named.map(({ task, onPathNs }) => ({ ...task, onPathNs })),
    classes: [{ class: 'scheduling', onPathNs: durationNs }],
  };
};

export const measured = (figures: Partial<Measurements>): Measurements => ({
  target: 'ls',
  recordings: [],
  timings: [],
  ...figures,
});
