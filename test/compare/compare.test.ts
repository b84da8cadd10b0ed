/** From two logs to differences and groups of them. */
import { test } from 'tap';
import { compare } from '../../src/compare/compare.js';
import { groupDifferences } from '../../src/compare/group.js';
import type { Difference } from '../../src/model/difference.js';
import type { Level } from '../../src/model/golden.js';
import { at, cwd, shapeOf, whole } from '../normalize/behaviour-of.js';

const file = (name: string): string => `3<${cwd}/${name}>`;
const open = (name: string, flags = 'O_RDONLY'): string => `openat(${at}, "${name}", ${flags}) = ${file(name)}`;
const stat = (name: string): string => `stat("${name}", {st_size=4, ...}) = 0`;
const names = Array.from({ length: 40 }, (_, index) => `data/f${String(index).padStart(2, '0')}`);

function differences(before: readonly string[], after: readonly string[], level: Level = 'exact'): Difference[] {
  const [golden, candidate] = [shapeOf(whole(...before), level), shapeOf(whole(...after), level)];
  return groupDifferences(compare(golden, candidate), golden, candidate);
}

test('equal behaviour has no difference, and via is no behaviour', (t) => {
  t.strictSame(differences([open('a'), stat('b')], [open('a'), stat('b')]), []);
  t.strictSame(differences([open('a')], [`open("a", O_RDONLY) = ${file('a')}`]), []);
  t.end();
});

test('forty files that are looked at twice are one finding', (t) => {
  const groups = differences(
    names.map(stat),
    names.flatMap((name) => [stat(name), stat(name)]),
  );
  t.match(groups, [{ change: 'count', counts: { before: 40, after: 80 } }]);
  t.equal(groups.length, 1);
  t.ok((groups[0]?.after.length ?? 99) <= 8, 'with a few of them');
  t.end();
});

test('forty files that are no longer opened with a flag are one finding', (t) => {
  const groups = differences(
    names.map((name) => open(name, 'O_RDONLY|O_CLOEXEC')),
    names.map((name) => open(name)),
  );
  t.match(groups, [{ change: 'changed', counts: { before: 40, after: 40 } }]);
  t.equal(groups.length, 1);
  t.end();
});

test('an fsync that moved behind the rename is moved, not another one', (t) => {
  const [create, sync, rename] = [
    open('out.tmp', 'O_WRONLY|O_CREAT'),
    `fsync(${file('out.tmp')}) = 0`,
    'rename("out.tmp", "out") = 0',
  ];
  const groups = differences([create, sync, rename], [create, rename, sync]);
  t.equal(groups.length, 1);
  t.equal(groups[0]?.change, 'moved');
  t.end();
});

test('steps added, removed and changed', (t) => {
  t.match(differences([open('a')], [open('a'), stat('b')]), [
    { change: 'added', after: [{ call: 'stat' }], before: [] },
  ]);
  t.match(differences([open('a'), stat('b')], [open('a')]), [
    { change: 'removed', before: [{ call: 'stat' }], after: [] },
  ]);
  const enfile = `openat(${at}, "a", O_RDONLY) = -1 EMFILE (Too many open files)`;
  t.match(differences([open('a')], [enfile]), [{ change: 'changed', after: [{ error: 'EMFILE' }] }]);
  t.end();
});

test('new files, endpoints and programs are novel at every level; known ones are not', (t) => {
  const novel: readonly string[] = [
    open('new', 'O_WRONLY|O_CREAT'),
    'mkdir("new", 0755) = 0',
    'unlink("new") = 0',
    'rename("a", "new") = 0',
    'connect(3<TCP:[1]>, {sa_family=AF_INET, sin_port=htons(9), sin_addr=inet_addr("127.0.0.1")}, 16) = -1 ECONNREFUSED (Connection refused)',
    'sendto(3<UDP:[1]>, "q", 1, 0, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("1.1.1.1")}, 16) = 1',
    'execve("/opt/new", ["new"], 0x7ff0 /* 9 vars */) = 0',
  ];
  for (const level of ['exact', 'structure', 'contract'] as const) {
    for (const line of novel)
      t.ok(
        differences([open('a')], [open('a'), line], level).some(({ novelty }) => novelty),
        `${level}: ${line.slice(0, 20)}`,
      );
    t.notOk(
      differences([open('a')], [open('a'), open('b')], level).some(({ novelty }) => novelty),
      `${level}: a file that is read`,
    );
  }
  const [write] = [open('log', 'O_WRONLY|O_APPEND')];
  t.notOk(
    differences([write], [write, write]).some(({ novelty }) => novelty),
    'a file that was written before',
  );
  t.end();
});

test('a process more is one finding, and so is one less', (t) => {
  const child = (tid: number, program: string): string[] => [
    `fork() = ${tid}`,
    `${tid} execve("/opt/${program}", ["${program}"], 0x7ff0 /* 9 vars */) = 0`,
    `${tid} ${open('x')}`,
    `${tid} +++ exited with 0 +++`,
  ];
  const [two, three] = [
    [...child(4712, 'a'), ...child(4713, 'c')],
    [...child(4712, 'a'), ...child(4713, 'b'), ...child(4714, 'c')],
  ];
  const more = differences(two, three, 'structure');
  t.match(more, [{ change: 'added', process: '0.2 /opt/b', novelty: true }]);
  t.equal(more.length, 1, 'those behind it have not changed');
  t.match(differences(three, two, 'structure'), [{ change: 'removed', process: '0.2 /opt/b' }]);
  const again = differences(two, [...two, ...child(4715, 'c')], 'structure');
  t.match(again, [{ change: 'count', counts: { before: 1, after: 2 }, novelty: false }], 'a program that is known');
  t.end();
});

test('how a process ends', (t) => {
  const end = (last: string): ReturnType<typeof shapeOf> =>
    shapeOf(['execve("/opt/t", ["t"], 0x7ff0 /* 9 vars */) = 0', last]);
  const ends = ['+++ exited with 0 +++', '+++ exited with 3 +++', '+++ killed by SIGSEGV +++'].map(end);
  for (const [i, one] of ends.entries())
    for (const [j, other] of ends.entries()) {
      t.strictSame(
        compare(one, other).map(({ change }) => change),
        i === j ? [] : ['end'],
      );
    }
  t.end();
});

test('what is gravest comes first', (t) => {
  const groups = differences(
    [open('a'), stat('b'), stat('c')],
    [stat('b'), stat('c'), stat('c'), open('new', 'O_WRONLY|O_CREAT')],
  );
  t.equal(groups[0]?.novelty, true);
  t.end();
});
