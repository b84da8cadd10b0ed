/** The level `objects`: what happens to an object, whoever does it, in the order of time. */
import { test } from 'tap';
import { compare } from '../../src/compare/compare.js';
import { learn } from '../../src/compare/learn.js';
import type { Life, Shape } from '../../src/model/golden.js';
import { at, cwd, shapeOf, whole } from './behaviour-of.js';

const objects = (lines: readonly string[], changes = {}): Shape => shapeOf(whole(...lines), 'objects', changes);
const livesOf = (shape: Shape, object: string): readonly Life[] =>
  shape.objects.find((each) => each.object === object)?.lives ?? [];
const callsOf = (shape: Shape, object: string): string[] =>
  livesOf(shape, object).map(({ steps, least, most }) => `${steps.map(({ call }) => call).join(' ')} ${least}-${most}`);
const changesOf = (before: Shape, after: Shape): string[] =>
  compare(before, after).map(({ change, before: [had], after: [has] }) => `${change} ${(has ?? had)?.call ?? ''}`);

const open = (name: string, flags = 'O_RDONLY', fd = 3): string =>
  `openat(${at}, "${name}", ${flags}) = ${fd}<${cwd}/${name}>`;
const write = (name: string, bytes: number, fd = 3): string =>
  `write(${fd}<${cwd}/${name}>, "${'x'.repeat(bytes)}", ${bytes}) = ${bytes}`;
const sync = (name: string, fd = 3): string => `fsync(${fd}<${cwd}/${name}>) = 0`;
const close = (name: string, fd = 3): string => `close(${fd}<${cwd}/${name}>) = 0`;
const log = (name: string): string[] => [open(name, 'O_WRONLY|O_APPEND'), write(name, 4), sync(name), close(name)];

test('a session is one life, with its bytes, from the open to the close', (t) => {
  const shape = objects([...log('a'), ...log('a'), `stat("a", {st_size=4, ...}) = 0`]);
  t.strictSame(callsOf(shape, '$CWD/a'), ['open write fsync close 2-2', 'stat 1-1']);
  t.match(livesOf(shape, '$CWD/a')[0]?.steps[1], { call: 'write', bytes: 4, calls: 1 });
  t.end();
});

test('a lost sync, a lost close, half the bytes and a file read twice are one difference each', (t) => {
  const before = objects([...log('a'), open('b'), close('b')]);
  const changed = (lines: readonly string[]): string[] => changesOf(before, objects(lines));
  t.strictSame(changed([open('a', 'O_WRONLY|O_APPEND'), write('a', 4), close('a'), open('b'), close('b')]), [
    'removed fsync',
  ]);
  t.strictSame(changed([...log('a'), open('b')]), ['removed close']);
  t.strictSame(changed([...log('a'), open('b'), close('b'), open('b'), close('b')]), ['count open']);
  t.strictSame(changed([open('a', 'O_WRONLY|O_APPEND'), write('a', 2), sync('a'), close('a'), open('b'), close('b')]), [
    'changed write',
  ]);
  t.strictSame(changed([...log('a')]), ['removed open']);
  t.end();
});

test('which thread does it, and in which order different objects are used, is no behaviour', (t) => {
  const thread = (tid: number): string =>
    `clone(child_stack=0x7f00, flags=CLONE_VM|CLONE_FS|CLONE_FILES|CLONE_SIGHAND|CLONE_THREAD) = ${tid}`;
  const by = (tid: number, lines: readonly string[]): string[] => lines.map((line) => `${tid} ${line}`);
  const one = objects([thread(4712), thread(4713), ...by(4712, log('a')), ...by(4713, log('b'))]);
  const other = objects([thread(4712), thread(4713), ...by(4713, log('b')), ...by(4713, log('a'))]);
  t.strictSame(
    compare(one, other)
      .filter(({ before }) => before[0]?.call !== 'thread')
      .map(({ change }) => change),
    ['moved'],
    'only the durable order of two syncs in one task, which a golden of several recordings would not hold',
  );
  const learned = learn([one, other]);
  if ('cannot' in learned) throw new Error(learned.because);
  t.strictSame(compare(learned, one), []);
  t.strictSame(compare(learned, other), []);
  t.end();
});

test('the order of changes to one object is pinned, also across tasks', (t) => {
  const calls = [`chmod("a", 0600) = 0`, `rename("a", "b") = 0`];
  const [before, after] = [objects(calls), objects(calls.toReversed())];
  t.strictSame(before.objects.find(({ object }) => object === '$CWD/a')?.order, ['chmod', 'rename to']);
  t.strictSame(changesOf(before, after), ['moved rename']);
  t.end();
});

test('a sync that moved behind the rename of another file breaks a rule of order', (t) => {
  const table = (n: number): string[] => [...log('log'), `rename("t${n}.tmp", "t${n}") = 0`];
  const moved = (n: number): string[] => {
    const [opens, writes, syncs, closes] = log('log');
    return [opens ?? '', writes ?? '', `rename("t${n}.tmp", "t${n}") = 0`, syncs ?? '', closes ?? ''];
  };
  const before = objects([...table(1), ...table(2)]);
  t.ok(before.order.some(({ event, after }) => event === 'rename $CWD/t#.tmp → $CWD/t#' && after === 'fsync $CWD/log'));
  const differences = compare(before, objects([...moved(1), ...moved(2)]));
  t.ok(differences.some(({ change, before: [step] }) => change === 'moved' && step?.call === 'rename'));
  t.end();
});

test('a descriptor lives on through dup, fork and another program', (t) => {
  const shape = objects([
    open('out', 'O_WRONLY|O_CREAT'),
    `dup2(3<${cwd}/out>, 1) = 1<${cwd}/out>`,
    close('out'),
    'fork() = 4712',
    `4712 execve("/usr/bin/date", ["date"], 0x7ff0 /* 9 vars */) = 0`,
    `4712 ${write('out', 5, 1)}`,
    '4712 +++ exited with 0 +++',
  ]);
  const [life] = livesOf(shape, '$CWD/out');
  t.strictSame(
    life?.steps.map(({ call, by }) => [call, by]),
    [
      ['open', undefined],
      ['write', '<PATH>/date'],
    ],
  );
  t.end();
});

test('a walk up is as long as the way is', (t) => {
  const walk = (folders: readonly string[]): string[] =>
    folders.map((folder) => `access("${folder}/.git", F_OK) = -1 ENOENT (No such file or directory)`);
  const shallow = objects(walk(['/work/repo/app', '/work/repo', '/work', '']));
  const moved = whole(...walk(['/a/b/c/d', '/a/b/c', '/a/b', '/a', ''])).map((line) => line.replace(cwd, '/a/b/c/d'));
  const deep = shapeOf(moved, 'objects', { cwd: '/a/b/c/d', root: '/a/b/c' });
  t.strictSame(compare(shallow, deep), []);
  t.match(livesOf(shallow, '$UP/.git'), [{ least: 0, most: Number.MAX_SAFE_INTEGER }]);
  t.end();
});

test('below a system folder, its own files keep their names', (t) => {
  const app = { cwd: '/usr/src/app', root: '/usr/src/app' };
  const lines = ['openat(AT_FDCWD, "/usr/share/z/data", O_RDONLY) = 3</usr/share/z/data>', 'stat("/usr", {...}) = 0'];
  t.ok(objects(lines, app).objects.some(({ object }) => object === '/usr/share/z/data'));
  t.end();
});

test('waiting in rounds is as long as it takes', (t) => {
  const round = (tid: number): string[] => [
    'stat("sock", 0x7ffd) = -1 ENOENT (No such file or directory)',
    `fork() = ${tid}`,
    `${tid} execve("/usr/bin/sleep", ["sleep", "0.1"], 0x7ff0 /* 9 vars */) = 0`,
    `${tid} clock_nanosleep(CLOCK_REALTIME, 0, {tv_sec=0, tv_nsec=100000000}, NULL) = 0`,
    `${tid} +++ exited with 0 +++`,
  ];
  const there = 'stat("sock", {st_size=0, ...}) = 0';
  t.strictSame(compare(objects([there]), objects([...round(4712), ...round(4713), there])), []);
  const found = ['stat("sock", 0x7ffd) = -1 ENOENT (No such file or directory)', there];
  t.strictSame(changesOf(objects([there]), objects(found)), ['added stat'], 'a look without a sleep is behaviour');
  t.end();
});

test('an endpoint is an object, and what goes through it in all', (t) => {
  const address = '{sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("10.0.0.1")}';
  const request = (bytes: number): string[] => [
    'socket(AF_INET, SOCK_STREAM, IPPROTO_TCP) = 4<TCP:[1]>',
    `connect(4<TCP:[1]>, ${address}, 16) = 0`,
    `write(4<TCP:[1]>, "${'x'.repeat(bytes)}", ${bytes}) = ${bytes}`,
    'close(4<TCP:[1]>) = 0',
  ];
  const before = objects(request(4));
  t.strictSame(callsOf(before, '10.0.0.1:80'), ['socket connect write close 1-1', 'write 1-1']);
  t.strictSame(changesOf(before, objects(request(8))), ['changed write']);
  t.strictSame(changesOf(objects([]), before), ['added connect', 'added write']);
  t.ok(compare(objects([]), before)[0]?.novelty);
  t.end();
});

test('counts that differ between recordings are ranges, values that differ a mark', (t) => {
  const run = (reads: number, bytes: number): Shape =>
    objects([
      ...Array.from({ length: reads }, () => [open('a'), close('a')]).flat(),
      open('b', 'O_WRONLY'),
      write('b', bytes),
      close('b'),
    ]);
  const learned = learn([run(1, 5), run(3, 7)]);
  if ('cannot' in learned) throw new Error(learned.because);
  t.match(livesOf(learned, '$CWD/a')[0], { least: 1, most: 3 });
  t.match(livesOf(learned, '$CWD/b')[0]?.steps[1], { call: 'write', bytes: '~' });
  t.strictSame(compare(learned, run(2, 99)), []);
  t.strictSame(changesOf(learned, run(0, 5)), ['removed open']);
  t.strictSame(changesOf(learned, run(40, 5)), ['count open'], 'far more than was ever seen');
  t.end();
});

test('a program that runs once more is one difference, another end of it is told as its end', (t) => {
  const child = (tid: number, exit: number): string[] => [
    `fork() = ${tid}`,
    `${tid} execve("/usr/bin/date", ["date"], 0x7ff0 /* 9 vars */) = 0`,
    `${tid} exit_group(${exit}) = ?`,
    `${tid} +++ exited with ${exit} +++`,
  ];
  const once = objects(child(4712, 0));
  t.strictSame(changesOf(once, objects([...child(4712, 0), ...child(4713, 0)])), ['count exec']);
  t.strictSame(changesOf(once, objects(child(4712, 3))), ['end end']);
  t.end();
});

test('of a file that several tasks use by turns, what is done in all is pinned', (t) => {
  const thread = (tid: number): string =>
    `clone(child_stack=0x7f00, flags=CLONE_VM|CLONE_FS|CLONE_FILES|CLONE_SIGHAND|CLONE_THREAD) = ${tid}`;
  const turn = (tid: number): string[] => [write('log', 4), sync('log')].map((line) => `${tid} ${line}`);
  const start = [open('log', 'O_WRONLY|O_APPEND'), thread(4712), thread(4713)];
  const run = (...tids: number[]): Shape => objects([...start, ...tids.flatMap(turn), close('log')]);
  const one = run(4712, 4713, 4712, 4713);
  t.strictSame(changesOf(one, run(4713, 4712, 4713, 4712)), []);
  t.strictSame(callsOf(one, '$CWD/log'), ['open fsync write close 1-1']);
  t.match(livesOf(one, '$CWD/log')[0]?.steps[1], { call: 'fsync', times: 4 });
  const lost = objects([...start, ...[4712, 4713, 4712].flatMap(turn), `4713 ${write('log', 4)}`, close('log')]);
  t.strictSame(changesOf(one, lost), ['changed fsync']);
  t.end();
});
