/** The mutants of scripts/mutate.mjs, one class after the other, on logs written by hand: each is exactly one change. */
import t from 'tap';
import { applyEdits } from '../../scripts/mutate/edits.mjs';
import { evidenceOf } from '../../scripts/mutate/evidence.mjs';
import { classes, controlClasses, drawMutants, type Mutation } from '../../scripts/mutate/mutants.mjs';
import { randomFrom } from '../../scripts/mutate/random.mjs';
import { readRecording, type Recording } from '../../scripts/mutate/recording.mjs';
import { describeMutant, eventText } from '../../scripts/mutate/words.mjs';
import { syscallSpec } from '../../src/model/syscalls.js';
import { at, context, cwd, traceOf, whole } from '../normalize/behaviour-of.js';

function recordingOf(lines: readonly string[]): Recording {
  return readRecording({ events: traceOf(...lines).events, context }, syscallSpec);
}

/** Events as lines, without what is the same in every line of these logs. */
const linesOf = (recording: Recording, events: Recording['events']): string[] =>
  events.map(
    (event) => `${event.tid === 4711 ? '' : `${event.tid} `}${eventText(event, (path) => recording.shown(path))}`,
  );

/** Lines that are on one side only (`-`, `+`), by their longest common subsequence. */
function changesOf(before: readonly string[], after: readonly string[]): string[] {
  const lengths = Array.from({ length: before.length + 1 }, () => Array.from({ length: after.length + 1 }, () => 0));
  const longest = (a: number, b: number): number => lengths[a]?.[b] ?? 0;
  for (let a = before.length - 1; a >= 0; a -= 1) {
    const row = lengths[a] ?? [];
    for (let b = after.length - 1; b >= 0; b -= 1)
      row[b] = before[a] === after[b] ? longest(a + 1, b + 1) + 1 : Math.max(longest(a + 1, b), longest(a, b + 1));
  }
  const changes: string[] = [];
  for (let [a, b] = [0, 0]; a < before.length || b < after.length;) {
    if (a < before.length && before[a] === after[b]) [a, b] = [a + 1, b + 1];
    else if (a < before.length && (b === after.length || longest(a + 1, b) >= longest(a, b + 1))) {
      changes.push(`- ${before[a] ?? ''}`);
      a += 1;
    } else {
      changes.push(`+ ${after[b] ?? ''}`);
      b += 1;
    }
  }
  return changes;
}

/** What each mutant of a class does to a log. */
function mutantsOf(name: string, lines: readonly string[], others: readonly (readonly string[])[] = []): string[][] {
  const recording = recordingOf(lines);
  const evidence = evidenceOf([recording, ...others.map((other) => recordingOf(other))]);
  const found = [...classes, ...controlClasses].find((each) => each.name === name);
  if (!found) throw new Error(`there is no class '${name}'`);
  const random = randomFrom(1);
  return found.candidates(recording, evidence).flatMap((candidate) => {
    const mutation: Mutation | undefined = found.mutate(recording, candidate, random);
    if (!mutation) return [];
    const mutant = { about: [candidate.call.index], ...mutation, ...candidate, name };
    const told = describeMutant(mutant, recording);
    if (!/by {6}\S+, process .*\n {6}before /.test(told)) throw new Error(told);
    const before = linesOf(recording, recording.events);
    return [changesOf(before, linesOf(recording, applyEdits(recording, mutation.edits)))];
  });
}

const log = `3<${cwd}/log>`;
const opened = `openat(${at}, "log", O_WRONLY|O_CREAT|O_TRUNC|O_CLOEXEC, 0644) = ${log}`;
const file = whole(opened, `write(${log}, "0123456789abcdef", 16) = 16`, `fsync(${log}) = 0`, `close(${log}) = 0`);
const shownLog = '3<$CWD/log>';
const shownOpen = `openat(AT_FDCWD<$CWD>, "log", O_WRONLY|O_CREAT|O_TRUNC|O_CLOEXEC, 0644) = ${shownLog}`;
const shownWrite = `write(${shownLog}, "0123456789abcdef", 16) = 16`;
const session = [shownOpen, shownWrite, `fsync(${shownLog}) = 0`, `close(${shownLog}) = 0`];

t.test('an effect, one less and one more', (t) => {
  t.same(mutantsOf('drop effect', file), [[`- fsync(${shownLog}) = 0`]]);
  t.same(mutantsOf('double effect', file), [[`+ fsync(${shownLog}) = 0`]]);
  t.same(mutantsOf('double effect', whole('unlink("old") = 0')), [['+ unlink("old") = -1 ENOENT']]);
  const once = whole('access("a", R_OK) = 0', 'access("b", R_OK) = 0', 'access("b", R_OK) = 0');
  t.same(mutantsOf('drop effect', once), [['- access("a", R_OK) = 0']], 'a look that is made twice is no loss');
  t.end();
});

t.test('sessions', (t) => {
  t.same(mutantsOf('drop session', file), [session.map((line) => `- ${line}`)]);
  t.same(mutantsOf('repeat session', file), [session.map((line) => `+ ${line}`)]);
  const many = mutantsOf('open 40 times', file)[0] ?? [];
  const other = shownOpen.replace(/= 3/, '= 900');
  t.same(many.slice(0, 2), [`+ ${other}`, '+ close(900<$CWD/log>) = 0']);
  t.equal(many.length, 78);
  t.end();
});

t.test('a close that is lost', (t) => {
  const work = ['mkdir("a", 0755) = 0', 'mkdir("b", 0755) = 0', 'rmdir("a") = 0', 'rmdir("b") = 0', 'unlink("c") = 0'];
  const read = [`openat(${at}, "in", O_RDONLY) = 3<${cwd}/in>`, `close(3<${cwd}/in>) = 0`];
  t.same(mutantsOf('lost close', whole(...read, ...work)), [['- close(3<$CWD/in>) = 0']]);
  t.same(mutantsOf('lost close', whole(...read)), [], 'the process ends at once');
  t.same(
    mutantsOf('lost close', whole(...read, ...work, `openat(${at}, "more", O_RDONLY) = 3<${cwd}/more>`)),
    [
      [
        '- openat(AT_FDCWD<$CWD>, "in", O_RDONLY) = 3<$CWD/in>',
        '- close(3<$CWD/in>) = 0',
        '+ openat(AT_FDCWD<$CWD>, "in", O_RDONLY) = 900<$CWD/in>',
      ],
    ],
    'the kernel gives the number to nobody else',
  );
  t.end();
});

t.test('two calls on one object change places', (t) => {
  t.same(mutantsOf('swap on object', whole(opened, `write(${log}, "ab", 2) = 2`, `fsync(${log}) = 0`)), [
    [`- write(${shownLog}, "ab", 2) = 2`, `+ write(${shownLog}, "ab", 2) = 2`],
  ]);
  const late = whole(opened, `fsync(${log}) = 0`, `close(${log}) = 0`, 'rename("log", "final") = 0');
  t.same(
    mutantsOf('swap on object', late),
    [
      [
        '- fsync(3<$CWD/log>) = 0',
        '- close(3<$CWD/log>) = 0',
        '+ fsync(3<$CWD/final>) = 0',
        '+ close(3<$CWD/final>) = 0',
      ],
    ],
    'the rename is made before the fsync, and a tracer shows the new name then',
  );
  t.same(mutantsOf('swap on object', whole('mkdir("a", 0755) = 0', 'mkdir("b", 0755) = 0')), []);
  t.end();
});

t.test('two durable calls on different objects change places', (t) => {
  const logged = [opened, `fdatasync(${log}) = 0`, 'rename("table.tmp", "table") = 0'];
  t.same(mutantsOf('swap durable across', whole(...logged)), [
    [`- fdatasync(${shownLog}) = 0`, `+ fdatasync(${shownLog}) = 0`],
  ]);
  const closed = whole(opened, `fdatasync(${log}) = 0`, `close(${log}) = 0`, 'rename("table.tmp", "table") = 0');
  const rename = 'rename("table.tmp", "table") = 0';
  t.same(
    mutantsOf('swap durable across', closed),
    [[`+ ${rename}`, `- ${rename}`]],
    'before the fdatasync and the close',
  );
  t.same(mutantsOf('swap durable across', whole('unlink("a") = 0', 'unlink("b") = 0')), [], 'order of a folder');
  t.same(mutantsOf('swap durable across', whole('mkdir("a", 0755) = 0', 'rename("x", "a/x") = 0')), [], 'impossible');
  t.end();
});

t.test('values', (t) => {
  t.same(mutantsOf('path', file), [
    [
      ...session.map((line) => `- ${line}`),
      ...session.map((line) => `+ ${line.replace('"log"', '"log_x"').replace('/log>', '/log_x>')}`),
    ],
  ]);
  const read = whole(`openat(${at}, "in", O_RDONLY) = 3<${cwd}/in>`);
  t.same(mutantsOf('open flag', read), [
    ['- openat(AT_FDCWD<$CWD>, "in", O_RDONLY) = 3<$CWD/in>', '+ openat(AT_FDCWD<$CWD>, "in", O_RDWR) = 3<$CWD/in>'],
  ]);
  t.same(mutantsOf('mode', whole('mkdir("a", 0755) = 0')), [['- mkdir("a", 0755) = 0', '+ mkdir("a", 0640) = 0']]);
  t.same(mutantsOf('errno', whole('mkdir("a", 0755) = 0')), [
    ['- mkdir("a", 0755) = 0', '+ mkdir("a", 0755) = -1 EACCES'],
  ]);
  t.same(mutantsOf('errno', whole('unlink("a") = -1 EACCES (Permission denied)')), [
    ['- unlink("a") = -1 EACCES', '+ unlink("a") = -1 EIO'],
  ]);
  t.same(
    mutantsOf('errno', file),
    [[...session.map((line) => `- ${line}`), `+ ${shownOpen.replace(/ = .*/, ' = -1 EACCES')}`]],
    'what is not opened is not used',
  );
  const connection = 'sin_port=htons(80), sin_addr=inet_addr("127.0.0.1")}, 16) = 0';
  const endpoint = mutantsOf('endpoint', whole(`connect(4<TCP:[777]>, {sa_family=AF_INET, ${connection}`));
  t.same(endpoint, [
    [
      `- connect(4<TCP:[777]>, {sa_family=AF_INET, ${connection}`,
      `+ connect(4<TCP:[777]>, {sa_family=AF_INET, ${connection.replace('80', '4444')}`,
    ],
  ]);
  const program = mutantsOf('exec argument', file)[0] ?? [];
  t.equal(program.length, 2);
  t.match(program[1], /\["\.\/program", "--mutant"\]/);
  t.end();
});

t.test('ends', (t) => {
  t.same(mutantsOf('exit code', file), [
    ['- exit_group(0) = ?', '- +++ exited with 0 +++', '+ exit_group(3) = ?', '+ +++ exited with 3 +++'],
  ]);
  t.same(mutantsOf('signal', file), [
    ['- exit_group(0) = ?', '- +++ exited with 0 +++', '+ --- SIGSEGV ---', '+ +++ killed by SIGSEGV +++'],
  ]);
  t.end();
});

t.test('amounts', (t) => {
  const to = (bytes: number): string[][] => [
    [`- ${shownWrite}`, `+ ${shownWrite.replace('16)', `${bytes})`).replace('= 16', `= ${bytes}`)}`],
  ];
  t.same(mutantsOf('half the bytes written', file), to(8));
  t.same(mutantsOf('twice the bytes written', file), to(32));
  const piece = `+ ${shownWrite.replace('16)', '2)').replace('= 16', '= 2')}`;
  t.same(mutantsOf('write in eight', file), [[`- ${shownWrite}`, ...Array.from({ length: 8 }, () => piece)]]);
  const read = whole(`openat(${at}, "in", O_RDONLY) = 3<${cwd}/in>`, `read(3<${cwd}/in>, "abcd", 4096) = 4`);
  t.same(mutantsOf('half the bytes read', read), [
    ['- read(3<$CWD/in>, "abcd", 4096) = 4', '+ read(3<$CWD/in>, "abcd", 4096) = 2'],
  ]);
  const outside = whole(
    'openat(AT_FDCWD</>, "/etc/passwd", O_RDONLY) = 3</etc/passwd>',
    'read(3</etc/passwd>, "ab", 9) = 2',
  );
  t.same(mutantsOf('half the bytes read', outside), [], 'bytes of the machine');
  t.end();
});

t.test('additions', (t) => {
  const added = (name: string): string[] => {
    const mutants = mutantsOf(name, whole('mkdir("a", 0755) = 0'));
    t.equal(mutants.length, 1);
    return mutants[0] ?? [];
  };
  for (const [name, first, count] of [
    ['connect more', /^\+ socket\(AF_INET/, 3],
    ['thread more', /^\+ clone\(.*CLONE_THREAD/, 2],
    ['child process more', /^\+ clone\(.*SIGCHLD/, 2],
    ['file read more', /^\+ openat\(.*another\.conf", O_RDONLY/, 3],
    ['file written more', /^\+ openat\(.*another\.log", O_WRONLY/, 3],
  ] as const) {
    const lines = added(name);
    t.match(lines[0], first);
    t.equal(lines.filter((line) => line.startsWith('+ ')).length, count, name);
    t.equal(lines.length, count, name);
  }
  t.end();
});

t.test('controls', (t) => {
  const made = whole('brk(NULL) = 0x5000', 'mkdir("a", 0755) = 0');
  t.match(mutantsOf('query more', made)[0], [/^\+ (?:getpid|clock_gettime)\(/]);
  t.match(mutantsOf('futex more', made)[0], [/^\+ futex\(/]);
  t.same(mutantsOf('brk more', made)[0], ['+ brk(NULL) = 0x5000']);
  const pipe = whole('write(1<pipe:[5]>, "abcdef", 6) = 6');
  t.same(mutantsOf('stream call in two', pipe), [
    [
      '- write(1<pipe:[5]>, "abcdef", 6) = 6',
      '+ write(1<pipe:[5]>, "abcdef", 3) = 3',
      '+ write(1<pipe:[5]>, "abcdef", 3) = 3',
    ],
  ]);
  const socket = whole(
    'socket(AF_UNIX, SOCK_STREAM|SOCK_NONBLOCK, 0) = 4<UNIX-STREAM:[9]>',
    'read(4<UNIX-STREAM:[9]>, "ab", 64) = 2',
  );
  t.same(mutantsOf('EAGAIN before a read', socket), [['+ read(4<UNIX-STREAM:[9]>, "ab", 64) = -1 EAGAIN']]);
  const looks = whole('access("a", R_OK) = 0', 'access("b", R_OK) = 0');
  t.same(mutantsOf('lookups swapped', looks), [['- access("a", R_OK) = 0', '+ access("a", R_OK) = 0']]);
  const clone = (tid: number): string => `clone(child_stack=0x7f, flags=CLONE_VM|CLONE_THREAD) = ${tid}`;
  const pool = whole(
    `${clone(5)}\n${clone(6)}`,
    '5 getpid() = 4711\n6 getpid() = 4711',
    '5 access("a", R_OK) = 0',
    '6 getpid() = 4711',
  );
  t.same(mutantsOf('another pool thread', pool), [['- 5 access("a", R_OK) = 0', '+ 6 access("a", R_OK) = 0']]);
  const two = whole(clone(5), '5 getpid() = 4711', '5 access("a", R_OK) = 0');
  t.same(mutantsOf('another pool thread', two), []);
  t.end();
});

t.test('what says nothing about the program is left alone', (t) => {
  const skipped = recordingOf(
    whole(
      'openat(AT_FDCWD</>, "/etc/ld.so.cache", O_RDONLY|O_CLOEXEC) = 3</etc/ld.so.cache>',
      'mmap(NULL, 9, PROT_READ, MAP_PRIVATE, 3</etc/ld.so.cache>, 0) = 0x7000',
      'munmap(0x7000, 9) = 0',
      'openat(AT_FDCWD</>, "/usr/lib/locale/locale-archive", O_RDONLY) = 3</usr/lib/locale/locale-archive>',
      'stat("/usr/local/bin/sort", 0x7ffd) = -1 ENOENT (No such file or directory)',
      'stat("/work/repo/app/package.json", 0x7ffd) = -1 ENOENT (No such file or directory)',
      'stat("/work/repo/package.json", 0x7ffd) = -1 ENOENT (No such file or directory)',
      'read(0<pipe:[5]>, 0x7ffd, 9) = -1 EAGAIN (Resource temporarily unavailable)',
      'access("own", R_OK) = 0',
    ),
  ).calls.map((call) => call?.skipped);
  t.same(skipped.slice(1, 10), [
    'loader',
    'loader',
    'loader',
    'environment',
    'search',
    'walk',
    'walk',
    'again',
    undefined,
  ]);
  t.end();
});

t.test('what recordings do not agree on is left alone', (t) => {
  const [one, two] = [whole('unlink("a") = 0'), whole('unlink("a") = 0', 'unlink("a") = 0')];
  t.equal(mutantsOf('drop effect', one).length, 1);
  t.same(mutantsOf('drop effect', one, [two]), [], 'a range');
  const drawn = (name: string): string[] => whole(`unlink("${name}") = 0`);
  t.equal(mutantsOf('drop effect', drawn('Xq1'), [drawn('Zz9')]).length, 1, 'a drawn name is unlinked once in each');
  t.same(mutantsOf('path', drawn('Xq1'), [drawn('Zz9')]), [], 'another drawn name is no change');
  t.end();
});

t.test('the same seed draws the same mutants, mainly of the project', (t) => {
  const looks = Array.from({ length: 60 }, (_, at) => [`unlink("own-${at}") = 0`, `unlink("/srv/${at}") = 0`]).flat();
  const recording = recordingOf(whole(...looks));
  const draw = (seed: number): string[] =>
    drawMutants(recording, evidenceOf([recording]), { count: 60, seed }).mutants.map(
      ({ name, call }) => `${name} ${eventText(call.event)}`,
    );
  t.same(draw(1), draw(1));
  t.not(draw(1).join('\n'), draw(2).join('\n'));
  t.ok(draw(1).length > 30 && draw(1).length <= 60, String(draw(1).length));
  const unlinks = draw(1).filter((line) => line.includes('effect unlink'));
  const own = unlinks.filter((line) => line.includes('own-')).length;
  t.ok(own > unlinks.length / 2, `${own} of ${unlinks.length}`);
  t.end();
});
