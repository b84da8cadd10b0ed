/** Levels: what `structure` and `contract` leave of the steps; pools, data of an object, totals. */
import { test } from 'tap';
import { compare } from '../../src/compare/compare.js';
import type { Shape } from '../../src/model/golden.js';
import { at, cwd, pid, shapeOf, stepsOf, whole } from './behaviour-of.js';

const file = (name: string): string => `3<${cwd}/${name}>`;
const read = (name: string, bytes: number): string => `read(${file(name)}, "a"..., ${bytes}) = ${bytes}`;
const write = (name: string, bytes: number): string => `write(${file(name)}, "a"..., ${bytes}) = ${bytes}`;
const thread = (tid: number): string =>
  `clone3({flags=CLONE_VM|CLONE_THREAD, stack=0x7f, stack_size=0x9000}, 88) = ${tid}`;
const open = (tid: number, name: string): string => `${tid} openat(${at}, "${name}", O_RDONLY) = 3<${cwd}/${name}>`;

/** Threads with the work that each of them does. */
function pool(work: readonly (readonly string[])[], before: readonly string[] = []): string[] {
  const tids = work.map((_, index) => 4712 + index);
  return whole(
    ...before,
    ...tids.map(thread),
    ...work.flatMap((names, index) => names.map((name) => open(tids[index] ?? 0, name))),
    ...tids.map((tid) => `${tid} +++ exited with 0 +++`),
  );
}

const differ = (one: Shape, other: Shape): string[] => compare(one, other).map(({ change }) => change);

test('below exact the data of an object between two effects is one step with its bytes', (t) => {
  const few = stepsOf([read('a', 100), read('a', 50), `fsync(${file('a')}) = 0`, read('a', 7)], 'structure');
  t.strictSame(few, [
    { call: 'read', fd: '$CWD/a', bytes: 150 },
    { call: 'fsync', fd: '$CWD/a' },
    { call: 'read', fd: '$CWD/a', bytes: 7 },
  ]);
  t.strictSame(stepsOf([read('a', 150)], 'structure'), stepsOf([read('a', 149), read('a', 1)], 'structure'));
  t.notSame(stepsOf([read('a', 150)], 'structure'), stepsOf([read('a', 151)], 'structure'));
  t.notSame(stepsOf([read('a', 150)], 'structure'), stepsOf([write('a', 150)], 'structure'));
  t.notSame(stepsOf([read('a', 5), read('b', 5)], 'structure'), stepsOf([read('a', 10)], 'structure'));
  t.end();
});

test('how a stream gives its bytes is no behaviour below exact', (t) => {
  const stream = (...sizes: number[]): string[] => sizes.map((size) => `read(3<pipe:[1]>, "a"..., 4096) = ${size}`);
  t.strictSame(stepsOf(stream(1, 2, 3), 'structure'), stepsOf(stream(6), 'structure'));
  t.strictSame(stepsOf(stream(6), 'structure'), [{ call: 'read', fd: '<pipe>' }]);
  t.end();
});

test('what fails is another step than what works', (t) => {
  t.notSame(
    stepsOf([write('a', 5), `write(${file('a')}, "a", 1) = -1 ENOSPC (No space left on device)`], 'structure'),
    stepsOf([write('a', 5)], 'structure'),
  );
  t.end();
});

test('which thread of a pool did it is no behaviour, how often it was done is', (t) => {
  const golden = shapeOf(pool([['a', 'b'], ['c']]), 'structure');
  t.strictSame(golden, shapeOf(pool([['c'], ['b', 'a']]), 'structure'), 'in any order by any thread');
  t.strictSame(
    differ(
      golden,
      shapeOf(
        pool([
          ['a', 'b'],
          ['c', 'c'],
        ]),
        'structure',
      ),
    ),
    ['count'],
  );
  t.strictSame(differ(golden, shapeOf(pool([['a', 'b'], []]), 'structure')), ['removed']);
  t.strictSame(
    differ(
      golden,
      shapeOf(
        pool([
          ['a', 'b'],
          ['c', 'd'],
        ]),
        'structure',
      ),
    ),
    ['added'],
  );
  t.end();
});

test('one thread more is a finding', (t) => {
  const [two, three] = [shapeOf(pool([['a'], []]), 'structure'), shapeOf(pool([['a'], [], []]), 'structure')];
  t.match(compare(two, three), [{ change: 'added', after: [{ call: 'thread' }] }]);
  t.equal(compare(two, three).length, 1, 'told once');
  t.match(compare(three, two), [{ change: 'removed', before: [{ call: 'thread' }] }]);
  t.end();
});

test('a pool that is as large as the machine may be any size', (t) => {
  const ask = 'sched_getaffinity(0, 128, [0 1 2 3]) = 8';
  const sized = (count: number): Shape =>
    shapeOf(
      pool(
        Array.from({ length: count }, () => ['a']),
        [ask],
      ),
      'structure',
    );
  t.strictSame(
    sized(2).figures.filter(({ figure }) => figure === 'threads'),
    [],
    'their number is not pinned',
  );
  t.strictSame(differ(sized(2), sized(5)), []);
  t.strictSame(differ(sized(5), sized(2)), []);
  const other = shapeOf(pool([['a'], ['b']], [ask]), 'structure');
  t.strictSame(differ(sized(2), other), ['added'], 'what it does is');
  t.strictSame(differ(other, sized(2)), ['removed']);
  t.end();
});

test('contract: the set of effects of the tree, whoever did them and how often', (t) => {
  const effects = (lines: readonly string[]): unknown => shapeOf(lines, 'contract').effects;
  t.strictSame(effects(pool([['a', 'b'], ['c']])), effects(pool([['a'], ['b', 'c', 'c']])));
  t.notSame(effects(pool([['a']])), effects(pool([['b']])));
  const failing = whole(`openat(${at}, "a", O_RDONLY) = -1 EACCES (Permission denied)`);
  t.notSame(effects(failing), effects(whole(`openat(${at}, "a", O_RDONLY) = 3<${cwd}/a>`)), 'outcomes are part of it');
  t.end();
});

test('contract: how every program ends, how many there are, what is written', (t) => {
  const tree = (code: number, size: number): Shape =>
    shapeOf(
      whole(
        'fork() = 4712',
        '4712 execve("/opt/c", ["c"], 0x7ff0 /* 9 vars */) = 0',
        `4712 write(${file('a')}, ""..., ${size}) = ${size}`,
        `4712 +++ exited with ${code} +++`,
      ),
      'contract',
    );
  const golden = tree(0, 10);
  t.match(compare(golden, tree(1, 10)), [{ change: 'changed', before: [{ call: 'end', program: '/opt/c', exit: 0 }] }]);
  t.match(compare(golden, tree(0, 11)), [
    { change: 'figure', subject: 'written $CWD/a', counts: { before: 10, after: 11 } },
  ]);
  t.match(
    golden.figures.find(({ figure, of }) => figure === 'processes' && of === '/opt/c'),
    { rule: 'exact', most: 1 },
  );
  t.end();
});

test('order counts within a task and not between tasks', (t) => {
  const a = `openat(${at}, "a", O_RDONLY) = 3<${cwd}/a>`;
  const b = `openat(${at}, "b", O_RDONLY) = 3<${cwd}/b>`;
  t.notSame(shapeOf(whole(a, b), 'structure'), shapeOf(whole(b, a), 'structure'));
  t.strictSame(
    shapeOf(whole('fork() = 4712', a, `4712 ${b}`, '4712 +++ exited with 0 +++'), 'structure'),
    shapeOf(whole('fork() = 4712', `4712 ${b}`, a, '4712 +++ exited with 0 +++'), 'structure'),
  );
  t.strictSame(shapeOf(whole(a, b), 'contract').effects, shapeOf(whole(b, a), 'contract').effects);
  t.end();
});

test('contract: a signal to a process outside the tree is an effect, one inside is how the tree is built', (t) => {
  const killed = (target: number): unknown =>
    shapeOf(whole(`kill(${target}, SIGTERM) = 0`), 'contract').effects.filter(({ step }) => step.call === 'kill');
  t.match(killed(99), [{ step: { pid: '<pid>', signal: 'SIGTERM' } }]);
  t.strictSame(killed(pid), []);
  t.end();
});

test('how often the kernel is asked for its own figures is a wide figure', (t) => {
  const reads = (path: string): unknown =>
    shapeOf(whole(...Array.from({ length: 9 }, () => `read(3<${path}>, ""..., 9) = 9`))).figures.find(
      ({ figure }) => figure === 'reads',
    )?.rule;
  t.equal(reads('/proc/self/status'), 'wide');
  t.equal(reads('/sys/fs/cgroup/memory.stat'), 'wide');
  t.end();
});
