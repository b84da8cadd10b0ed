/** Temporary names, content hashes, placeholders of folders, redaction. */
import { test } from 'tap';
import { learn } from '../../src/compare/learn.js';
import { normalizeTogether } from '../../src/gate/record.js';
import { shapeOfBehaviour } from '../../src/normalize/shape.js';
import { countsTime, looksRandom, maskRandom, shapeOf as shapeOfName } from '../../src/normalize/temporary-names.js';
import { at, behaviourOf, context, cwd, pathOf, shapeOf, stepOf, stepsOf, traceOf, whole } from './behaviour-of.js';

const exclusive = (path: string, annotation = path): string =>
  `openat(${at}, "${path}", O_RDWR|O_CREAT|O_EXCL, 0600) = 3<${annotation}>`;

test('a name that was created exclusively and has a random part is temporary wherever it appears', (t) => {
  const run = (random: string): unknown =>
    stepsOf([
      exclusive(`/tmp/sort${random}`),
      `write(3</tmp/sort${random}>, "abc", 3) = 3`,
      `chmod("/tmp/sort${random}", 0644) = 0`,
      `rename("/tmp/sort${random}", "result") = 0`,
      `symlink("see-sort${random}", "link") = 0`,
    ]);
  t.strictSame(run('Ab3xY9'), run('zQw9P1'));
  t.match(JSON.stringify(run('Ab3xY9')), '"$TMP/<tmp:1>"');
  t.end();
});

test('the makers of temporary names, in any folder', (t) => {
  const made = (call: string): unknown => {
    const { path, name } = stepOf(call) as { path?: string; name?: string };
    return path ?? name;
  };
  t.equal(made('mkdir("/tmp/tmp.Xk29dLq0aB", 0700) = 0'), '$TMP/tmp.<tmp:1>', 'mktemp -d');
  t.equal(made('mkdir("build/cmake-Qz81Lk", 0700) = 0'), '$CWD/build/cmake-<tmp:1>', 'mkdtemp');
  t.equal(made(exclusive(`.git/objects/pack/tmp_obj_MWzYyo`, `${cwd}/x`)), '$CWD/.git/objects/pack/<tmp:1>', 'git');
  t.equal(made(exclusive('/var/cache/x/tmp8f3k_2aq')), '/var/cache/x/<tmp:1>', 'python');
  t.equal(made('memfd_create("jit-Ab3xY9", MFD_CLOEXEC) = 3</memfd:jit-Ab3xY9>(deleted)'), 'jit-<tmp:1>', 'memfd');
  t.equal(
    stepsOf([
      'memfd_create("jit-Ab3xY9", MFD_CLOEXEC) = 3</memfd:jit-Ab3xY9>(deleted)',
      'ftruncate(3</memfd:jit-Ab3xY9>(deleted), 9) = 0',
    ])[1]?.['fd'],
    '/memfd:jit-<tmp:1>',
  );
  t.equal(pathOf('data/Ab3xY9'), '$CWD/data/Ab3xY9', 'not what is only opened');
  t.equal(
    stepOf(`openat(${at}, "data/Ab3xY9", O_WRONLY|O_CREAT|O_TRUNC, 0600) = 3<${cwd}/data/Ab3xY9>`)['path'],
    '$CWD/data/Ab3xY9',
    'not what may have been there before',
  );
  t.end();
});

test('two temporary names stay two, and what is in a temporary folder stays', (t) => {
  const steps = stepsOf([
    'mkdir("/tmp/Ab3xY9", 0700) = 0',
    'mkdir("/tmp/zQw9P1", 0700) = 0',
    exclusive('/tmp/zQw9P1/out.c'),
    exclusive('/tmp/Ab3xY9/out.c'),
  ]);
  t.strictSame(
    steps.map(({ path }) => path),
    ['$TMP/<tmp:1>', '$TMP/<tmp:2>', '$TMP/<tmp:2>/out.c', '$TMP/<tmp:1>/out.c'],
  );
  t.end();
});

test('what people call files does not look drawn by lot', (t) => {
  const words = [
    'journal',
    'readFile',
    'HttpServer',
    'INDEX',
    'file_name',
    'data_2024_v2',
    'base64',
    'README',
    '__pycache__',
  ];
  t.strictSame(words.filter(looksRandom), []);
  const random = ['Ab3xY9', 'zQw9P1', 'tmp8f3k_2aq', 'Xk29dLq0aB', '1795258143', 'MWzYyo'];
  t.strictSame(
    random.filter((text) => !looksRandom(text)),
    [],
  );
  t.equal(shapeOfName('cc-Ab3xY9.s'), 'cc-*6.s');
  t.equal(shapeOfName('out.s'), undefined);
  t.end();
});

test('a random part that looks like a word is known by the shape that another recording taught', (t) => {
  const taken = ['ccAb3xY9.s', 'ccjourna.s'].map((name) => ({
    trace: traceOf(...whole(exclusive(`/tmp/${name}`))),
    context,
  }));
  const shapes = normalizeTogether(taken, { temporary: [], literals: new Set() }).map((one) =>
    shapeOfBehaviour(one, 'exact'),
  );
  t.strictSame(shapes[0], shapes[1]);
  t.strictSame(behaviourOf(whole(exclusive('/tmp/ccAb3xY9.s'))).temporary, ['$TMP/*8.s']);
  const known = { temporary: ['$TMP/*8.s'] };
  t.equal(stepOf(exclusive('/tmp/ccjourna.s'), known)['path'], '$TMP/<tmp:1>.s');
  t.equal(stepOf(exclusive('/tmp/ccjourn.s'), known)['path'], '$TMP/ccjourn.s', 'another length');
  t.equal(stepOf(exclusive('/tmp/ccjourna.o'), known)['path'], '$TMP/ccjourna.o', 'another ending');
  t.equal(
    stepOf(exclusive('sub/ccjourna.s', `${cwd}/sub/ccjourna.s`), known)['path'],
    '$CWD/sub/ccjourna.s',
    'another folder',
  );
  t.strictSame(maskRandom('a+b', [], '<tmp>'), undefined);
  t.end();
});

test('a name that two recordings share is not random, however it looks', (t) => {
  const together = (names: readonly string[]): unknown[] =>
    normalizeTogether(
      names.map((name) => ({ trace: traceOf(...whole(`mkdir("${name}", 0755) = 0`)), context })),
      { temporary: [], literals: new Set() },
    ).map((behaviour) => shapeOfBehaviour(behaviour, 'exact').processes[0]?.steps[1]?.['path']);
  t.strictSame(together(['HTMLParser', 'HTMLParser']), ['$CWD/HTMLParser', '$CWD/HTMLParser']);
  t.strictSame(together(['build-x86_64', 'build-x86_64', 'build-x86_64'])[2], '$CWD/build-x86_64');
  t.strictSame(together(['HTMLPa3ser', 'JSONPa3ser']), ['$CWD/<tmp:1>', '$CWD/<tmp:1>']);
  t.strictSame(
    together(['run-1795258143', 'run-1795258143']),
    ['$CWD/run-<tmp:1>', '$CWD/run-<tmp:1>'],
    'made in one second',
  );
  t.equal(countsTime('20240101T120000'), true);
  const golden = { literals: new Set(['$CWD/HTMLParser']) };
  t.equal(stepOf('mkdir("HTMLParser", 0755) = 0', golden)['path'], '$CWD/HTMLParser', 'as a golden has it');
  t.end();
});

test('content hashes are new names in every run', (t) => {
  const blob = (hash: string): unknown => {
    const [folder, rest] = [hash.slice(0, 2), hash.slice(2)];
    return stepsOf([
      `mkdir(".git/objects/${folder}", 0777) = 0`,
      `link(".git/objects/tmp", ".git/objects/${folder}/${rest}") = 0`,
      `openat(${at}, "cache/${hash}.bin", O_RDONLY) = 3<${cwd}/cache/${hash}.bin>`,
    ]);
  };
  const [one, two] = ['4b825dc642cb6eb9a060e54bf8d69288fbee4904', 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391'];
  t.strictSame(blob(one), blob(two));
  t.match(JSON.stringify(blob(one)), '$CWD/.git/objects/<hash>"');
  t.match(JSON.stringify(blob(one)), '$CWD/cache/<hash>.bin');
  t.equal(pathOf('cache/4b825dc642cb6eb9'), '$CWD/cache/4b825dc642cb6eb9', 'too short for one');
  t.equal(pathOf('0f8fad5b-d9cb-469f-a165-70867728950e'), '$CWD/<uuid>');
  t.end();
});

test('folders of the surroundings are placeholders, the longest first', (t) => {
  t.equal(pathOf(cwd), '$CWD');
  t.equal(pathOf(`${cwd}/a/../b/./c`), '$CWD/b/c');
  t.equal(pathOf(`${cwd}ended/x`), '$ROOT/appended/x', 'a name that only begins alike');
  t.equal(pathOf('/work/repo/lib/x'), '$ROOT/lib/x');
  t.equal(pathOf('/home/alice/.config'), '$HOME/.config');
  t.equal(pathOf('/home/alicea/x'), '/home/alicea/x');
  t.equal(pathOf('/tmp/x'), '$TMP/x');
  t.equal(pathOf('/tmp/w/x', { cwd: '/tmp/w', root: '/tmp/w' }), '$CWD/x');
  t.equal(pathOf('/etc/hosts'), '/etc/hosts');
  const argv = shapeOf(
    whole(`execve("/opt/t", ["t", "-I${cwd}/inc", "--out=${cwd}/o", "/tmp:${cwd}"], 0x7ff0 /* 9 vars */) = 0`),
  );
  t.match(argv.processes[0]?.steps[1], { argv: ['t', '-I$CWD/inc', '--out=$CWD/o', '$TMP:$CWD'] });
  t.end();
});

test('folders may have any letters', (t) => {
  const folder = '/home/j\\303\\274rgen/p';
  const steps = stepsOf(
    [
      `openat(AT_FDCWD<${folder}>, "x", O_RDONLY) = 3<${folder}/x>`,
      `read(3<${folder}/x>, "abc", 3) = 3`,
      'chdir("..") = 0',
    ],
    'exact',
    { cwd: '/home/jürgen/p', root: '/home/jürgen/p', homes: ['/home/jürgen'] },
  );
  t.match(steps, [{ path: '$CWD/x' }, { fd: '$CWD/x', bytes: 3 }, { path: '$HOME' }]);
  t.end();
});

test('the name of the user is no behaviour where programs share a folder', (t) => {
  t.equal(pathOf('/tmp/hsperfdata_alice'), '$TMP/hsperfdata_<user>');
  t.equal(pathOf('/tmp/pulse-1000/x'), '$TMP/pulse-<uid>/x');
  t.equal(pathOf('/run/user/1000/bus'), '/run/user/<uid>/bus');
  t.equal(pathOf('data/alice'), '$CWD/data/alice', 'elsewhere it is a name');
  t.end();
});

test('/bin and /usr/bin are one, and so are the libraries', (t) => {
  t.equal(pathOf('/bin/sh'), pathOf('/usr/bin/sh'));
  t.equal(pathOf('/lib64/x/y'), '/usr/lib64/x/y');
  t.equal(pathOf('/library/x'), '/library/x');
  t.equal(pathOf('/bin'), '/usr/bin');
  t.end();
});

test('credentials and what the user names never reach a golden', (t) => {
  const token = `ghp_${'a1B2c3D4'.repeat(5)}`;
  const lines = whole(
    `execve("/opt/t", ["t", "--password=hunter2hunter2", "https://alice:s3cr3tpw@host/x", "-H", "Authorization: Bearer abcdefgh", "${token}"], 0x7ff0 /* 9 vars */) = 0`,
    `openat(${at}, "cache/${token}/x", O_RDONLY) = 3<${cwd}/cache/${token}/x>`,
    `openat(${at}, "customer-4242.txt", O_RDONLY) = 3<${cwd}/customer-4242.txt>`,
    `close(3<${cwd}/customer-4242.txt>) = 0`,
    'connect(3<UNIX-STREAM:[1]>, {sa_family=AF_UNIX, sun_path=@"customer-4242"}, 20) = 0',
    'connect(3<UNIX-STREAM:[1]>, {sa_family=AF_UNIX, sun_path="/run/customer-4242"}, 20) = 0',
    `setxattr("x", "user.customer-4242", "v", 1, 0) = 0`,
  );
  for (const level of ['exact', 'structure', 'contract'] as const) {
    const golden = JSON.stringify(learn([shapeOf(lines, level, { redact: [/customer-\d+/g] })]));
    t.notMatch(golden, /hunter2|s3cr3tpw|abcdefgh|a1B2c3D4|customer-4242/, level);
    t.match(golden, '<redacted>');
  }
  t.end();
});
