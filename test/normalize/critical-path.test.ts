import fc from 'fast-check';
import t from 'tap';
import { longestLinks, type CriticalPath } from '../../src/model/critical-path.js';
import type { Trace } from '../../src/model/trace.js';
import { causalityOf } from '../../src/normalize/causality.js';
import { criticalPathOf } from '../../src/normalize/critical-path.js';
import { context, traceOf } from './behaviour-of.js';
import { exited, forked, timedTrace, type Line } from './timed-log.js';

const pipe = (fd: number): string => `${fd}<pipe:[7]>`;
const pathOf = (trace: Trace): CriticalPath => criticalPathOf(trace, context);

/** `0.1 wait nanosleep 5-45`, in milliseconds. */
const shown = (links: CriticalPath['links']): string[] =>
  links.map(
    ({ process, thread, kind, call, startNs, durationNs }) =>
      `${process}${thread === 0 ? '' : `/${thread}`} ${kind}${call === '' ? '' : ` ${call}`} ${startNs / 1e6}-${(startNs + durationNs) / 1e6}`,
  );
const linksOf = (...lines: readonly Line[]): string[] => shown(pathOf(timedTrace(...lines)).links);
const sleep = (tid: number, at: number, lasts: number): Line => [
  tid,
  at,
  'nanosleep({tv_sec=9, tv_nsec=0}, NULL) = 0',
  lasts,
];

t.test('one task: work between its calls, and its waits', (t) => {
  t.strictSame(linksOf([1, 0, 'getpid() = 1', 1], sleep(1, 4, 10), ...exited(1, 20)), [
    '0 call getpid 0-1',
    '0 work 1-4',
    '0 wait nanosleep 4-14',
    '0 work 14-20',
    '0 call exit_group 20-21',
  ]);
  t.end();
});

t.test('a wait belongs to who ended it', (t) => {
  const reader: readonly Line[] = [[1, 5, `read(${pipe(3)}, "x", 1) = 1`, 46], ...exited(1, 60)];
  const writer: readonly Line[] = [sleep(2, 2, 40), [2, 50, `write(${pipe(4)}, "x", 1) = 1`, 0.5]];
  t.strictSame(linksOf(...forked, ...reader, ...writer), [
    '0 call fork 0-1',
    '0.1 work 1-2',
    '0.1 wait nanosleep 2-42',
    '0.1 work 42-50',
    '0.1 call write 50-50.5',
    '0 call read 50.5-51',
    '0 work 51-60',
    '0 call exit_group 60-61',
  ]);
  t.strictSame(
    linksOf(...forked, ...reader).slice(1, 3),
    ['0 work 1-5', '0 wait read 5-51'],
    'or to the reader, where nobody is seen to write',
  );
  t.end();
});

t.test('what was there already was not waited for', (t) => {
  const links = linksOf(
    ...forked,
    [2, 2, `write(${pipe(4)}, "x", 1) = 1`, 1],
    sleep(1, 5, 40),
    [2, 45.2, `write(${pipe(4)}, "y", 1) = 1`, 0.1],
    [1, 45.1, `read(${pipe(3)}, "x", 1) = 1`, 0.5],
    ...exited(1, 50),
  );
  t.ok(links.includes('0 wait nanosleep 5-45') && links.includes('0 call read 45.1-45.6'));
  t.notOk(links.some((link) => link.startsWith('0.1')));
  t.end();
});

t.test('a slow reader is what a writer waits for', (t) => {
  const slow = Array.from({ length: 4 }, (_, index): Line[] => [
    sleep(2, 2 + index * 20, 18),
    [2, 20.5 + index * 20, `read(${pipe(3)}, "x"..., 65536) = 65536`, 0.2],
  ]).flat();
  const { tasks } = pathOf(
    timedTrace(...forked, [1, 3, `write(${pipe(4)}, "x"..., 262144) = 262144`, 78], ...slow, ...exited(1, 82)),
  );
  t.ok((tasks.find(({ process }) => process === '0.1')?.onPathNs ?? 0) > 75e6, 'not the 78 ms in which it wrote');
  t.end();
});

t.test('a child that ends later is the path, one that ends earlier is not', (t) => {
  const wait = '[{WIFEXITED(s) && WEXITSTATUS(s) == 0}], 0, NULL';
  const later = linksOf(
    ...forked,
    sleep(2, 2, 40),
    ...exited(2, 45),
    [1, 5, `wait4(-1, ${wait}) = 2`, 42],
    ...exited(1, 50),
  );
  t.ok(later.includes('0.1 wait nanosleep 2-42') && later.includes('0 call wait4 46-47'));
  const earlier = linksOf(
    ...forked,
    sleep(2, 2, 10),
    ...exited(2, 15),
    sleep(1, 3, 40),
    [1, 45, `wait4(-1, ${wait}) = 2`, 1],
    ...exited(1, 50),
  );
  t.ok(earlier.includes('0 wait nanosleep 3-43') && earlier.includes('0 wait wait4 45-46'));
  t.end();
});

t.test('a path goes on in the background when the first process has ended', (t) => {
  t.strictSame(
    linksOf(...forked, ...exited(1, 5), sleep(2, 3, 40), ...exited(2, 45)).at(-3),
    '0.1 wait nanosleep 3-43',
  );
  t.end();
});

t.test('a killed task is what its killer waited for', (t) => {
  const links = linksOf(
    ...forked,
    sleep(1, 3, 40),
    [1, 45, 'kill(2, SIGTERM) = 0', 0.2],
    [2, 46, '+++ killed by SIGTERM +++'],
  );
  t.ok(links.includes('0 wait nanosleep 3-43'));
  t.strictSame(links.slice(-2), ['0 call kill 45-45.2', '0.1 work 45.2-46']);
  t.end();
});

t.test('tasks that the trace shows no beginning of', (t) => {
  const links = linksOf([1, 0, 'getpid() = 1', 1], ...exited(1, 10), [9, 20, 'getpid() = 9', 1], ...exited(9, 30));
  t.strictSame(links, [
    '0 call getpid 0-1',
    '0 work 1-10',
    '0 call exit_group 10-11',
    '0 work 11-20',
    '0.1 call getpid 20-21',
    '0.1 work 21-30',
    '0.1 call exit_group 30-31',
  ]);
  t.end();
});

t.test('names: the program that was executed, and what a thread calls itself', (t) => {
  const { tasks, links, stretches } = pathOf(
    timedTrace(
      [1, 0, 'execve("/usr/bin/a-program-with-a-long-name", ["x"], 0x1 /* 0 vars */) = 0', 1],
      [1, 2, 'fork() = 2', 1],
      [2, 3, 'prctl(PR_SET_NAME, "worker") = 0', 0.1],
      sleep(2, 4, 10),
      [2, 15, 'execve("/bin/sh", ["sh"], 0x1 /* 0 vars */) = 0', 1],
      sleep(2, 17, 10),
      ...exited(2, 30),
    ),
  );
  t.strictSame(
    tasks.map(({ process, program, comm }) => `${process} ${program} ${comm}`),
    [
      '0 /usr/bin/a-program-with-a-long-name a-program-with-',
      '0.1 /usr/bin/a-program-with-a-long-name a-program-with-',
      '0.1 /usr/bin/a-program-with-a-long-name worker',
      '0.1 /usr/bin/sh sh',
    ],
  );
  t.strictSame(
    longestLinks({ stretches } as CriticalPath, 2).map(({ comm, call }) => `${comm} ${call}`),
    ['worker nanosleep', 'sh nanosleep'],
  );
  t.equal(links.filter(({ kind }) => kind === 'wait').length, 2);
  t.end();
});

t.test('neighbours that do not wait are one link for people', (t) => {
  const reads = Array.from({ length: 10 }, (_, index): Line => [1, 1 + index, 'read(3</data>, "x", 1) = 1', 0.9]);
  const { stretches, classes } = pathOf(
    timedTrace([1, 0, 'getpid() = 1', 0.1], ...reads, sleep(1, 12, 5), ...exited(1, 20)),
  );
  t.match(stretches, [
    { kind: 'call', call: 'read', object: '/data', calls: 11 },
    { kind: 'wait' },
    { kind: 'work', call: '' },
  ]);
  t.strictSame(
    classes.map((each) => each.class),
    ['data', 'work', 'scheduling', 'plumbing', 'query'],
  );
  t.end();
});

t.test('without times there is no path', (t) => {
  t.match(pathOf(traceOf('getpid() = 1', 'exit_group(0) = ?', '+++ exited with 0 +++')), {
    durationNs: NaN,
    links: [],
  });
  t.match(pathOf(traceOf()), { durationNs: NaN });
  t.end();
});

/** Any mixture of calls that wait for each other, sensible or not. */
const anyTrace = fc
  .array(
    fc.record({
      tid: fc.integer({ min: 1, max: 4 }),
      gap: fc.integer({ min: 0, max: 20 }),
      lasts: fc.integer({ min: 0, max: 30 }),
      what: fc.constantFrom(
        'fork() = 2',
        'fork() = 3',
        'vfork() = 4',
        'getpid() = 1',
        `read(${pipe(3)}, "x", 1) = 1`,
        `read(${pipe(3)}, "", 1) = 0`,
        `write(${pipe(4)}, "x", 1) = 1`,
        `write(${pipe(4)}, "x"..., 9000) = 9000`,
        `read(${pipe(3)}, "x"..., 9000) = 9000`,
        `poll([{fd=${pipe(3)}, events=POLLIN|POLLOUT}], 1, -1) = 1 ([{fd=3, revents=POLLIN|POLLOUT}])`,
        'wait4(-1, NULL, 0, NULL) = 2',
        'wait4(-1, NULL, 0, NULL) = 3',
        'futex(0x500, FUTEX_WAIT, 1, NULL) = 0',
        'futex(0x500, FUTEX_WAKE, 1) = 1',
        'kill(2, SIGTERM) = 0',
        'pause() = ? ERESTARTNOHAND (To be restarted if no handler)',
        'execve("/bin/sh", ["sh"], 0x1 /* 0 vars */) = 0',
        '--- SIGTERM {si_signo=SIGTERM, si_code=SI_USER, si_pid=1, si_uid=0} ---',
        '+++ exited with 0 +++',
        '+++ killed by SIGTERM +++',
      ),
    }),
    { minLength: 2, maxLength: 60 },
  )
  .map((parts) => {
    const free = new Map<number, number>();
    return parts.map(({ tid, gap, lasts, what }): Line => {
      const at = (free.get(tid) ?? 0) + gap;
      const isCall = !/^[-+]/.test(what);
      free.set(tid, at + (isCall ? lasts : 0));
      return [tid, at, what, ...(isCall ? [lasts] : [])] as unknown as Line;
    });
  });

t.test('of any trace the links cover the whole time, without gap or overlap', (t) => {
  fc.assert(
    fc.property(anyTrace, (lines) => {
      const path = pathOf(timedTrace(...lines));
      if (Number.isNaN(path.durationNs)) return true;
      let at = 0;
      for (const { startNs, durationNs } of path.links) {
        if (startNs !== at || durationNs <= 0) return false;
        at += durationNs;
      }
      const sums = [
        path.stretches.map(({ durationNs }) => durationNs),
        path.tasks.map(({ onPathNs }) => onPathNs),
        path.classes.map(({ onPathNs }) => onPathNs),
      ];
      return at === path.durationNs && sums.every((parts) => parts.reduce((sum, part) => sum + part, 0) === at);
    }),
    { numRuns: 500 },
  );
  t.pass();
  t.end();
});

t.test('of any trace the clocks follow the edges and the order in each task', (t) => {
  fc.assert(
    fc.property(anyTrace, (lines) => {
      const trace = timedTrace(...lines);
      const { edges, clocks } = causalityOf(trace);
      const last = new Map<number, number>();
      const ordered = trace.events.every(({ tid, kind }, index) => {
        const { begin = 0, end = 0 } = clocks[index] ?? {};
        const before = last.get(tid) ?? 0;
        // A thread id that comes back is another task.
        if (kind === 'exit') last.delete(tid);
        else last.set(tid, end);
        return begin > before && end > begin;
      });
      return ordered && edges.every(({ from, to }) => (clocks[from]?.begin ?? Infinity) < (clocks[to]?.end ?? 0));
    }),
    { numRuns: 500 },
  );
  t.pass();
  t.end();
});
