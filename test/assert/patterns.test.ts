/** Every anti-pattern: found at its threshold, not one below it, not in what only looks like it. */
import { test } from 'tap';
import { lint } from '../../src/assert/anti-pattern.js';
import { detectors } from '../../src/assert/detectors.js';
import { evaluateAssertion } from '../../src/assert/registry.js';
import type { Activity } from '../../src/model/activity.js';
import { defaultDevices, type PatternName, patternNames } from '../../src/model/patterns.js';
import { act, activityOf, activityOfProcesses, processOf, times } from './activity.js';
import { assertionsOfEachType, measured, recording } from './measured.js';

interface Sample {
  /** An activity in which the pattern has this count. */
  readonly having: (count: number) => Activity;
  readonly count: number;
  /** By the documented formula, worked out by hand. */
  readonly confidence: number;
  /** Alike, and not it. */
  readonly harmless: readonly Activity[];
}

const open = (path: string, value: number, ...flags: string[]) => act('openat', { path, value, flags });
const read = (path: string, value: number) => act('read', { object: path, fd: 3, value });
const write = (path: string, value: number) => act('write', { object: path, fd: 3, value });
const child = (index: number, program: string, calls = [act('getpid')]) =>
  processOf(calls, { process: `0.${index + 1}`, parent: '0', program, from: 1e6 });
const transfer = (durationNs: number) =>
  act('read', { object: '/dev/nvidia0', fd: 3, fdKind: 'device', value: 4096, durationNs });

const samples: Readonly<Record<PatternName, Sample>> = {
  GodProcess: {
    // Nine calls of ten, of 1000 in two processes: (0.9 - 0.5) / 0.5.
    having: (count) =>
      activityOfProcesses([
        processOf(times(count, () => act('getpid'))),
        child(
          0,
          '/bin/b',
          times(1000 - count, () => act('getpid')),
        ),
      ]),
    count: 900,
    confidence: 0.8,
    harmless: [
      activityOf(times(1000, () => act('getpid'))),
      activityOfProcesses(
        times(4, (index) =>
          child(
            index,
            '/bin/b',
            times(250, () => act('getpid')),
          ),
        ),
      ),
    ],
  },
  TightLoop: {
    having: (count) => activityOf([act('close'), ...times(count, () => read('$CWD/data', 1))]),
    count: 444,
    confidence: 0.8,
    harmless: [
      activityOf(times(1000, (index) => read(`$CWD/data${index}`, 1))),
      activityOf(times(1000, () => act('sched_yield'))),
      activityOf(times(1000, (index) => act(['read', 'write', 'lseek', 'getpid', 'gettid'][index % 5] ?? ''))),
    ],
  },
  PcieBottleneck: {
    // All of a run of `count` transfers of 1 ms.
    having: (count) =>
      activityOf(
        times(count, () => transfer(1e6)),
        count * 1e6,
      ),
    count: 9,
    confidence: 0.9,
    harmless: [activityOf([act('read', { object: '/dev/null', fd: 3, fdKind: 'device', durationNs: 1e9 })])],
  },
  MetadataPerItem: {
    having: (count) => activityOf(times(count, (index) => act('newfstatat', { path: `$CWD/data/${index}` }))),
    count: 100,
    confidence: 0.8,
    harmless: [
      activityOf(times(200, (index) => act('newfstatat', { path: `$CWD/${index}/file` }))),
      activityOf(times(200, () => act('newfstatat', { path: '$CWD/data/file' }))),
    ],
  },
  TinyReads: {
    having: (count) => activityOf(times(count, () => read('$CWD/data', 64))),
    count: 100,
    confidence: 0.8,
    harmless: [activityOf(times(200, () => read('$CWD/data', 65)))],
  },
  TinyWrites: {
    having: (count) => activityOf(times(count, () => write('$CWD/data', 64))),
    count: 100,
    confidence: 0.8,
    harmless: [activityOf(times(200, () => write('$CWD/data', 65)))],
  },
  UnbufferedOutput: {
    having: (count) => activityOf(times(count, () => act('write', { object: '<stdout>', fd: 1, value: 10 }))),
    count: 100,
    confidence: 0.8,
    harmless: [activityOf(times(200, () => act('write', { object: '<stdout>', fd: 1, value: 4096 })))],
  },
  RepeatedRead: {
    having: (count) => activityOf(times(count, () => open('$CWD/data', 3, 'O_RDONLY'))),
    count: 9,
    confidence: 0.8,
    harmless: [
      activityOf(times(20, (index) => act('openat', { path: '$CWD/<hash>', file: `/w/${index}`, value: 3 }))),
      activityOf(times(20, () => open('$CWD/log', 3, 'O_WRONLY'))),
    ],
  },
  BusyPolling: {
    having: (count) => activityOf(times(count, () => act('poll', { object: '<pipe>', fd: 3 }))),
    count: 200,
    confidence: 0.8,
    harmless: [activityOf(times(400, () => act('poll', { object: '<pipe>', fd: 3, value: 1 })))],
  },
  DescriptorLeak: {
    having: (count) => activityOf(times(count, (index) => open(`$CWD/${index}`, 3 + index))),
    count: 16,
    confidence: 0.8,
    harmless: [activityOf(times(40, (index) => (index % 2 === 0 ? open('$CWD/a', 3) : act('close', { fd: 3 }))))],
  },
  InheritedDescriptor: {
    having: (count) =>
      activityOf([
        ...times(count, (index) => open(`$CWD/${index}`, 3 + index, 'O_RDONLY')),
        act('execve', { path: '/bin/b' }),
      ]),
    count: 2,
    confidence: 0.95,
    harmless: [
      activityOf([open('$CWD/a', 3, 'O_RDONLY', 'O_CLOEXEC'), act('execve', { path: '/bin/b' })]),
      activityOf([open('$CWD/a', 3), act('close', { fd: 3 }), act('execve', { path: '/bin/b' })]),
      activityOf([open('$CWD/a', 1), act('execve', { path: '/bin/b' })]),
    ],
  },
  FsyncStorm: {
    having: (count) => activityOf(times(count, (index) => act('fsync', { object: `$CWD/${index}`, fd: 3 }))),
    count: 20,
    confidence: 0.8,
    harmless: [activityOf(times(40, () => write('$CWD/data', 4096)))],
  },
  BadDescriptor: {
    having: (count) =>
      activityOf(times(count * 2, (index) => act('close', index % 2 ? {} : { fd: 9, error: 'EBADF' })).map(spaced)),
    count: 2,
    confidence: 0.95,
    harmless: [
      activityOf(times(100, (index) => act('close', { fd: 3 + index, error: 'EBADF' }))),
      activityOf([act('fcntl', { fd: 3, error: 'EBADF' })]),
      activityOf([act('read', { fd: 3, error: 'EIO' })]),
    ],
  },
  MissingFsync: {
    having: (count) =>
      activityOf(
        times(count, (index) => [write(`$CWD/${index}.tmp`, 9), rename(`$CWD/${index}.tmp`, `$CWD/${index}`)]).flat(),
      ),
    count: 2,
    confidence: 0.95,
    harmless: [
      activityOf([write('$CWD/a', 9), act('fsync', { object: '$CWD/a', fd: 3 }), rename('$CWD/a', '$CWD/b')]),
      activityOf([rename('$CWD/a', '$CWD/b')]),
      activityOf([write('$CWD/c', 9), rename('$CWD/a', '$CWD/b')]),
    ],
  },
  ForkPerItem: {
    having: (count) => activityOfProcesses([processOf([]), ...times(count, (index) => child(index, '/bin/b'))]),
    count: 21,
    confidence: 0.8,
    harmless: [
      activityOfProcesses([processOf([]), ...times(40, (index) => child(index, '$CWD/program'))]),
      activityOfProcesses([processOf([]), ...times(40, (index) => child(index, `/bin/${index}`))]),
    ],
  },
  PredictableTempFile: {
    having: (count) => activityOf(times(count, (index) => open(`$TMP/${index}`, 3, 'O_WRONLY', 'O_CREAT'))),
    count: 2,
    confidence: 0.95,
    harmless: [
      activityOf([open('$TMP/a', 3, 'O_RDWR', 'O_CREAT', 'O_EXCL'), open('$TMP/a', 4, 'O_WRONLY', 'O_CREAT')]),
      activityOf([act('execve', { argv: ['tar', 'cf', '$TMP/a'] }), open('$TMP/a', 3, 'O_CREAT')]),
      activityOf([open('$TMP/own-folder/a', 3, 'O_CREAT')]),
    ],
  },
  MmapChurn: {
    having: (count) =>
      activityOf(
        times(count, () => [
          act('mmap', { sizes: [4096], flags: ['MAP_PRIVATE', 'MAP_ANONYMOUS'] }),
          act('munmap', { sizes: [4096] }),
        ]).flat(),
      ),
    count: 100,
    confidence: 0.8,
    harmless: [activityOf(times(200, () => act('mmap', { sizes: [4096], flags: ['MAP_ANONYMOUS'] })))],
  },
};

function rename(path: string, newPath: string) {
  return act('rename', { path, newPath });
}

/** Other calls between closes: a row of closes is a daemon's. */
function spaced<T extends { readonly name: string }>(call: T, index: number): T {
  return index % 2 ? { ...call, ...act('getpid') } : call;
}

const options = { devices: defaultDevices };
const close = (a: number, b: number): boolean => Math.abs(a - b) < 1e-9;

for (const pattern of patternNames) {
  const { having, count, confidence, harmless } = samples[pattern];
  const surest = (activity: Activity) =>
    detectors[pattern](activity, options).toSorted((a, b) => b.confidence - a.confidence)[0];
  const state = (activity: Activity, threshold: number) =>
    evaluateAssertion(
      { ...assertionsOfEachType.anti_pattern, pattern, threshold, devices: defaultDevices },
      measured({ recordings: [recording({ read: 1 })], activities: [activity] }),
    ).state;

  test(`${pattern}: found at its threshold, not one below`, (t) => {
    const found = surest(having(count));
    t.equal(found?.count, count);
    t.ok(close(found?.confidence ?? NaN, confidence), `${found?.confidence} is ${confidence}`);
    t.equal(found?.pattern, pattern);
    t.ok((found?.evidence.length ?? 0) > 0, 'it gives evidence');
    const threshold = found?.confidence ?? NaN;
    t.equal(state(having(count), threshold), 'violated', 'exactly the threshold');
    t.equal(state(having(count - 1), threshold), 'passed', 'one less');
    t.equal(state(having(count + 1), threshold), 'violated', 'one more');
    t.equal(state(having(count + 1), threshold + 1e-12), 'violated');
    t.equal(state(having(count), threshold + 1e-6), 'passed', 'just above');
    const confidences = [1, 2, 3, 10, count, 10 * count]
      .filter((each) => pattern !== 'GodProcess' || each < 1000)
      .map((each) => surest(having(each))?.confidence ?? 0);
    t.ok(
      confidences.every((each) => each >= 0 && each <= 1),
      `0…1: ${confidences.join()}`,
    );
    t.end();
  });

  test(`${pattern}: not in what only looks like it`, (t) => {
    harmless.forEach((activity, index) => {
      t.equal(state(activity, 0.2), 'passed', `harmless ${index}`);
    });
    t.end();
  });

  test(`${pattern}: says nothing of nothing, or of what was not selected`, (t) => {
    const assertion = { ...assertionsOfEachType.anti_pattern, pattern, threshold: 0 };
    const nothing = { state: 'not-evaluated', reason: 'nothing-recorded' };
    t.strictSame(evaluateAssertion(assertion, measured({})), nothing);
    t.strictSame(evaluateAssertion(assertion, measured({ activities: [activityOf([])] })), nothing);
    const other = { ...assertion, processNamePattern: /^never$/ };
    t.strictSame(evaluateAssertion(other, measured({ activities: [having(count)] })), {
      state: 'not-evaluated',
      reason: 'no-such-task',
    });
    t.end();
  });
}

test('of a selected process its parents and children count, too', (t) => {
  const starts = activityOfProcesses([processOf([], { program: '/bin/a' }), ...times(9, (n) => child(n, '/bin/b'))]);
  const assertion = { ...assertionsOfEachType.anti_pattern, pattern: 'ForkPerItem', threshold: 0.5 } as const;
  const stateOf = (processNamePattern: RegExp) =>
    evaluateAssertion({ ...assertion, processNamePattern }, measured({ activities: [starts] })).state;
  t.equal(stateOf(/^a$/), 'violated');
  t.equal(stateOf(/^b$/), 'passed');
  t.end();
});

test('a loop is named with its round', (t) => {
  const round = [act('lseek', { object: '$CWD/data', fd: 3 }), read('$CWD/data', 1)];
  const [found] = detectors.TightLoop(activityOf(times(500, () => round).flat()), options);
  t.match(found, { count: 500, object: '$CWD/data', evidence: ['lseek $CWD/data = 0', 'read $CWD/data = 1'] });
  t.end();
});

test('PcieBottleneck tells transfers from the rest, and what it cannot see', (t) => {
  const wait = act('poll', { object: '/dev/nvidia0', fd: 3, fdKind: 'device', durationNs: 1e6 });
  const ioctl = act('ioctl', { object: '/dev/nvidia0', fd: 3, fdKind: 'device', durationNs: 9e9 });
  const [found] = detectors.PcieBottleneck(activityOf([...times(9, () => transfer(5e6)), wait, ioctl], 50e6), options);
  t.match(found, {
    count: 9,
    object: '/dev/nvidia0',
    evidence: [
      'GPU transfers: 45ms (90% of total time)',
      'Compute time: 5ms (10% of total time)',
      '/dev/nvidia0: 9 transfers, 36864 bytes, 9000ms of control, 1ms of waiting',
    ],
  });
  const assertion = {
    ...assertionsOfEachType.anti_pattern,
    pattern: 'PcieBottleneck',
    devices: defaultDevices,
  } as const;
  t.match(
    evaluateAssertion(assertion, measured({ activities: [activityOf([ioctl, ioctl])] })),
    { state: 'not-evaluated', reason: 'opaque-device' },
    'an ioctl is no transfer, however long it takes',
  );
  t.equal(
    evaluateAssertion(assertion, measured({ activities: [activityOf([act('getpid')])] })).state,
    'passed',
    'no device, no bottleneck',
  );
  t.end();
});

test('lint tells what is sure enough, the surest first', (t) => {
  const activity = activityOf([
    ...times(5, () => act('fsync', { fd: 3, object: '$CWD/a' })),
    rename('$CWD/a', '$CWD/b'),
  ]);
  const dirty = {
    ...activity,
    processes: [
      processOf([
        write('$CWD/a', 9),
        ...times(5, () => act('fsync', { fd: 4, object: '$CWD/c' })),
        rename('$CWD/a', '$CWD/b'),
      ]),
    ],
  };
  const told = (threshold: number) =>
    lint('ls', dirty, { threshold, severity: 'warn', devices: defaultDevices }).map(({ pattern }) => pattern);
  t.strictSame(told(0.5), ['MissingFsync', 'FsyncStorm']);
  t.strictSame(told(0.51), ['MissingFsync']);
  t.strictSame(told(0.91), []);
  t.end();
});
