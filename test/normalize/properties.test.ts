/** What holds for any log: which changes of it are silent, and which are loud. */
import fc from 'fast-check';
import { test } from 'tap';
import { compare } from '../../src/compare/compare.js';
import { levels, type Shape } from '../../src/model/golden.js';
import { at, cwd, shapeOf } from './behaviour-of.js';

/** Numbers that the kernel hands out in one run. */
interface Run {
  readonly pids: readonly number[];
  readonly address: number;
  readonly inode: number;
  readonly port: number;
}

/** One call of a task, written with the numbers of a run. */
type Call = (run: Run) => string;

const hex = (value: number): string => `0x${value.toString(16)}`;
const name = fc.constantFrom('a', 'b', 'data/c', '/etc/hosts', '/usr/share/d');
const absolute = (path: string): string => (path.startsWith('/') ? path : `${cwd}/${path}`);

const call: fc.Arbitrary<Call> = fc.oneof(
  fc.tuple(name, fc.constantFrom('O_RDONLY', 'O_RDWR|O_CREAT', 'O_RDONLY|O_CLOEXEC')).map(
    ([path, flags]): Call =>
      () =>
        `openat(${at}, "${path}", ${flags}) = 3<${absolute(path)}>`,
  ),
  name.map(
    (path): Call =>
      () =>
        `openat(${at}, "${path}", O_RDONLY) = -1 EACCES (Permission denied)`,
  ),
  name.map(
    (path): Call =>
      () =>
        `stat("${path}", {st_size=4, ...}) = 0`,
  ),
  name.map(
    (path): Call =>
      () =>
        `rename("${path}", "moved") = 0`,
  ),
  name.map(
    (path): Call =>
      () =>
        `fsync(3<${absolute(path)}>) = 0`,
  ),
  fc.tuple(name, fc.integer({ min: 1, max: 99 })).map(
    ([path, size]): Call =>
      () =>
        `read(3<${absolute(path)}>, "x"..., 4096) = ${size}`,
  ),
  fc.integer({ min: 1, max: 99 }).map(
    (size): Call =>
      () =>
        `write(3<${cwd}/a>, "x"..., ${size}) = ${size}`,
  ),
  fc.constant<Call>(({ inode }) => `write(4<pipe:[${inode}]>, "x", 1) = 1`),
  fc.constant<Call>(
    ({ address }) => `mmap(NULL, 4096, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = ${hex(address)}`,
  ),
  fc.constant<Call>(({ pids }) => `openat(${at}, "run.${pids[0]}.log", O_RDONLY) = 3<${cwd}/run.${pids[0]}.log>`),
  fc.constant<Call>(({ pids }) => `kill(${pids[1]}, SIGUSR1) = 0`),
  fc.constant<Call>(
    ({ port }) =>
      `connect(5<TCP:[7]>, {sa_family=AF_INET, sin_port=htons(${port}), sin_addr=inet_addr("127.0.0.1")}, 16) = 0`,
  ),
  fc.constant<Call>(
    ({ port }) =>
      `getsockname(5<TCP:[127.0.0.1:${port}]>, {sa_family=AF_INET, sin_port=htons(${port}), sin_addr=inet_addr("127.0.0.1")}, [128 => 16]) = 0`,
  ),
  fc.constant<Call>(() => 'chmod("a", 0600) = 0'),
  fc.constant<Call>(() => 'getpid() = 1'),
);

/** The calls of the target and of two children of it. */
const program = fc.tuple(...[0, 1, 2].map(() => fc.array(call, { maxLength: 12 })));

const run: fc.Arbitrary<Run> = fc.record({
  pids: fc.uniqueArray(fc.integer({ min: 1000, max: 4_000_000 }), { minLength: 3, maxLength: 3 }),
  address: fc.integer({ min: 0x7f0000000, max: 0x7fffffff0 }).map((page) => page * 4096),
  inode: fc.integer({ min: 1, max: 999_999 }),
  port: fc.integer({ min: 32768, max: 60999 }),
});

/** Lines of the log; `turns` says whose call comes next when several tasks have one. */
function logOf(tasks: readonly (readonly Call[])[], numbers: Run, turns: readonly number[] = []): string[] {
  const { pids, port } = numbers;
  const first = [
    'execve("/opt/t", ["t"], 0x7ff0 /* 9 vars */) = 0',
    `getsockname(5<TCP:[127.0.0.1:${port}]>, {sa_family=AF_INET, sin_port=htons(${port}), sin_addr=inet_addr("127.0.0.1")}, [128 => 16]) = 0`,
    `fork() = ${pids[1]}`,
    `fork() = ${pids[2]}`,
  ].map((line) => `${pids[0]} ${line}`);
  const queues = tasks.map((calls, task) =>
    [...calls.map((make) => make(numbers)), '+++ exited with 0 +++'].map((line) => `${pids[task]} ${line}`),
  );
  const rest: string[] = [];
  let turn = 0;
  while (queues.some((queue) => queue.length > 0)) {
    const waiting = queues.filter((queue) => queue.length > 0);
    rest.push(waiting[(turns[turn] ?? 0) % waiting.length]?.shift() ?? '');
    turn += 1;
  }
  return [...first, ...rest];
}

const numbers: Run = { pids: [4711, 4712, 4713], address: 0x7f0000000000, inode: 99, port: 41639 };
const text = (shape: Shape): string => JSON.stringify(shape);
const withoutFigures = (shape: Shape): string => JSON.stringify({ ...shape, figures: [] });
const level = fc.constantFrom(...levels);

test('the numbers that a kernel hands out are no behaviour', (t) => {
  fc.assert(
    fc.property(
      program,
      run,
      run,
      level,
      (tasks, one, other, at) => text(shapeOf(logOf(tasks, one), at)) === text(shapeOf(logOf(tasks, other), at)),
    ),
    { numRuns: 300 },
  );
  t.pass('300 programs in two runs each');
  t.end();
});

test('which task comes first is no behaviour where order is pinned task by task, or not at all', (t) => {
  const turns = fc.array(fc.nat(2), { maxLength: 45 });
  fc.assert(
    fc.property(
      program,
      turns,
      turns,
      // What happens to one object is pinned in the order of time, whoever does it.
      level.filter((at) => at !== 'objects'),
      (tasks, one, other, at) =>
        text(shapeOf(logOf(tasks, numbers, one), at)) === text(shapeOf(logOf(tasks, numbers, other), at)),
    ),
    { numRuns: 300 },
  );
  t.pass('300 programs in two orders each');
  t.end();
});

test('one step less, more, or at another place is a difference at exact', (t) => {
  const changed = fc.tuple(program, fc.nat(), fc.constantFrom('delete', 'repeat', 'swap')).map(([tasks, pick, how]) => {
    const task = tasks.findIndex((calls) => calls.length > 1);
    const calls = tasks[task];
    if (calls === undefined) return undefined;
    const index = pick % (calls.length - 1);
    const [one, other] = [calls[index] as Call, calls[index + 1] as Call];
    const instead = { delete: [other], repeat: [one, one, other], swap: [other, one] }[how];
    return {
      tasks,
      changed: tasks.toSpliced(task, 1, calls.toSpliced(index, 2, ...instead)),
      lines: [one, other].map((make) => make(numbers)),
      how,
    };
  });
  fc.assert(
    fc.property(changed, (change) => {
      if (change === undefined) return true;
      const [line, next] = change.lines;
      // Memory and queries are figures, a folder's and the system's files come in pieces, and to swap two equal ones changes nothing.
      const quiet = (text: string | undefined): boolean => /^(?:mmap|getpid|read\(3<\/(?:etc|usr))/.test(text ?? '');
      if (quiet(line) || (change.how === 'swap' && (line === next || quiet(next)))) return true;
      const [before, after] = [shapeOf(logOf(change.tasks, numbers)), shapeOf(logOf(change.changed, numbers))];
      return compare(before, after).length > 0;
    }),
    { numRuns: 500 },
  );
  t.pass('500 programs');
  t.end();
});

test('a comparison is empty when and only when shapes are equal but for figures', (t) => {
  fc.assert(
    fc.property(program, program, level, (one, other, at) => {
      const [a, b] = [shapeOf(logOf(one, numbers), at), shapeOf(logOf(other, numbers), at)];
      const beyondFigures = compare(a, b).some(({ change }) => change !== 'figure');
      return (
        compare(a, a).length === 0 &&
        compare(b, b).length === 0 &&
        // Of an order that one of them has not, the other says nothing.
        ((at === 'objects' && !beyondFigures) || beyondFigures === (withoutFigures(a) !== withoutFigures(b)))
      );
    }),
    { numRuns: 500 },
  );
  t.pass('500 pairs');
  t.end();
});

test('normalizing twice gives the same', (t) => {
  fc.assert(
    fc.property(
      program,
      run,
      level,
      (tasks, one, at) => text(shapeOf(logOf(tasks, one), at)) === text(shapeOf(logOf(tasks, one), at)),
    ),
    { numRuns: 100 },
  );
  t.pass('100 programs');
  t.end();
});
