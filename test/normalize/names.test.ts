/** Temporary names, content hashes, placeholders of folders, redaction. */
import { test } from 'tap';
import { learn } from '../../src/compare/learn.js';
import { normalizeTogether } from '../../src/gate/record.js';
import type { RunPlan } from '../../src/source/surroundings.js';
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
  const shapes = normalizeTogether(taken).map((one) => shapeOfBehaviour(one, 'exact'));
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
    normalizeTogether(names.map((name) => ({ trace: traceOf(...whole(`mkdir("${name}", 0755) = 0`)), context }))).map(
      (behaviour) => shapeOfBehaviour(behaviour, 'exact').processes[0]?.steps[1]?.['path'],
    );
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

const perhaps = (path: string): string =>
  `openat(${at}, "${path}", O_WRONLY|O_CREAT|O_TRUNC, 0644) = 3<${cwd}/${path}>`;

/** Recordings of one command, each with the calls given. */
function recordings(runs: readonly (readonly string[])[], plan: object | null = {}): unknown[] {
  const taken = runs.map((lines) => ({
    trace: traceOf(...whole(...lines)),
    context,
    ...(plan === null ? {} : { plan: plan as RunPlan }),
  }));
  return normalizeTogether(taken).map((behaviour) =>
    shapeOfBehaviour(behaviour, 'exact')
      .processes[0]?.steps.slice(1)
      .map(({ path, newpath }) => newpath ?? path),
  );
}

test('a name that is another in each recording of one command is drawn, though nothing says that it is new', (t) => {
  const run = (random: string): string[] => [
    perhaps(`flags.make.tmp${random}`),
    `rename("flags.make.tmp${random}", "flags.make") = 0`,
  ];
  t.strictSame(recordings([run('21e64'), run('7c1a9')])[1], ['$CWD/flags.make.tmp<drawn>', '$CWD/flags.make']);
  const names = ['21e64', '7c1a9'].map((random) => [perhaps(`${random}.lock`)]);
  t.strictSame(recordings(names), [['$CWD/<drawn>.lock'], ['$CWD/<drawn>.lock']]);
  t.strictSame(recordings(names, null), [['$CWD/21e64.lock'], ['$CWD/7c1a9.lock']], 'two files to be compared');
  const words = [[perhaps('first.lock')], [perhaps('second.lock')]];
  t.strictSame(recordings(words), [['$CWD/<drawn>.lock'], ['$CWD/<drawn>.lock']], 'whatever they look like');
  const inside = ['Ab3xY9', 'zQw9P1'].map((random, index) => [
    `mkdir("build-${random}", 0755) = 0`,
    perhaps(`build-${random}/x.tmp${index}`),
  ]);
  t.strictSame(recordings(inside)[0], ['$CWD/build-<tmp:1>', '$CWD/build-<tmp:1>/x.tmp<number>'], 'in a drawn folder');
  const known = { learned: ['$CWD/<drawn:5>.lock', '$CWD/run-<number>'], fixed: new Set(['$CWD/index.lock']) };
  const pathWith = (path: string): unknown => stepOf(perhaps(path), known)['path'];
  t.equal(pathWith('0a77f.lock'), '$CWD/<drawn>.lock', 'as a golden has learned it');
  t.equal(pathWith('0a77f2.lock'), '$CWD/0a77f2.lock', 'another length');
  t.equal(pathWith('index.lock'), '$CWD/index.lock', 'a name that the golden has as it is');
  t.equal(pathWith('run-12345'), '$CWD/run-<number>');
  t.equal(stepOf(perhaps('0a77f.log'), known)['path'], '$CWD/0a77f.log', 'another ending');
  t.end();
});

test('the moment of the recording in a new name is no behaviour, another date is', (t) => {
  const started = Date.UTC(2026, 10, 21, 23, 59, 30);
  const made = (path: string): unknown => stepOf(perhaps(path), { started })['path'];
  t.equal(made('log/2026-11-21.log'), '$CWD/log/<time>.log');
  t.equal(made('backup-20261121.tar'), '$CWD/backup-<time>.tar');
  t.equal(made('20261122-000003.dat'), '$CWD/<time>.dat', 'a second after midnight');
  t.equal(made('x_2026-11-21T23:59:31.123Z'), '$CWD/x_<time>');
  t.equal(made(`run-${started / 1000 + 1}.json`), '$CWD/run-<time>.json');
  t.equal(made(`run-${started + 1}.json`), '$CWD/run-<time>.json', 'milliseconds');
  t.equal(made('report-20240101.txt'), '$CWD/report-20240101.txt');
  t.equal(made('id-1790258143.txt'), '$CWD/id-1790258143.txt', 'a week later');
  t.equal(stepOf(perhaps('backup-20261121.tar'))['path'], '$CWD/backup-20261121.tar', 'nothing tells the moment');
  t.equal(pathOf('20261121_add_table.sql', { started }), '$CWD/20261121_add_table.sql', 'not what is only read');
  t.end();
});

test('a failed try takes no number of a temporary name', (t) => {
  const failed = `openat(${at}, "/tmp/Ab3xY9", O_RDWR|O_CREAT|O_EXCL, 0600) = -1 EEXIST (File exists)`;
  t.match(stepsOf([failed, exclusive('/tmp/zQw9P1')]), [{ path: '$TMP/<tmp>' }, { path: '$TMP/<tmp:1>' }]);
  t.end();
});

test("what lies in the tool's own folders is no behaviour, what is done to it is", (t) => {
  const hidden = [`${cwd}/golden_traces`, `${cwd}/.trace-gate`];
  const calls = [
    `newfstatat(${at}, "golden_traces", 0x7ffe, AT_SYMLINK_NOFOLLOW) = 0`,
    `openat(${at}, "golden_traces/x.json", O_RDONLY) = 3<${cwd}/golden_traces/x.json>`,
    `read(3<${cwd}/golden_traces/x.json>, ""..., 100) = 100`,
    `close(3<${cwd}/golden_traces/x.json>) = 0`,
  ];
  t.equal(stepsOf(calls).length, 4);
  t.strictSame(stepsOf(calls, 'exact', { hidden }), []);
  t.match(stepsOf(['unlink("golden_traces/x.json") = 0'], 'exact', { hidden }), [{ call: 'unlink' }]);
  t.match(stepsOf([perhaps('.trace-gate/x')], 'exact', { hidden }), [{ call: 'open' }]);
  t.match(stepsOf([perhaps('golden_traces2')], 'exact', { hidden }), [{ call: 'open' }]);
  t.end();
});

test('a folder right behind an option is a folder', (t) => {
  const text = (word: string): unknown => stepOf(`symlink("${word}", "l") = 0`)['target'];
  t.equal(text(`-I${cwd}/include`), '-I$CWD/include');
  t.equal(text(`-isystem${cwd}/x`), '-isystem$CWD/x');
  t.equal(text(`-Wl,-rpath,${cwd}/lib`), '-Wl,-rpath,$CWD/lib');
  t.equal(text(`--out=${cwd}/y`), '--out=$CWD/y');
  t.equal(text(`other${cwd}`), `other${cwd}`, "another path's end");
  t.end();
});

test('an abbreviated hash is a hash where its object was seen', (t) => {
  const look = `newfstatat(${at}, ".git/objects/4b/825dc642cb6eb9a060e54bf8d69288fbee4904", 0x7ffe, 0) = 0`;
  const say = (digits: string): unknown => stepsOf([look, `symlink("at ${digits}", "HEAD.txt") = 0`])[1]?.['target'];
  t.equal(say('4b825dc'), 'at <hash>');
  t.equal(say('4b825dc642'), 'at <hash>');
  t.equal(say('5b825dc'), 'at 5b825dc');
  t.equal(pathOf('.git/objects/77', {}), '$CWD/.git/objects/77', 'no fan-out folder without a hash in it');
  t.match(stepsOf([look, `newfstatat(${at}, ".git/objects/77", 0x7ffe, 0) = -1 ENOENT (No such file or directory)`]), [
    {},
    { path: '$CWD/.git/objects/<hash>' },
  ]);
  t.end();
});

test('a hash may be in another base than 16, and a long number is none', (t) => {
  t.equal(pathOf('deps/3911nz4jozx6fr0yxlh3ius6c.o'), '$CWD/deps/<hash>.o');
  t.equal(pathOf('deps/9gcngtywtcedqgbecgcnuytvv'), '$CWD/deps/<hash>');
  t.equal(pathOf('/nix/store/0c0kvkqzk3j4bj2yw0vzvsjdn9bxa3x1-hello/bin'), '/nix/store/<hash>-hello/bin');
  t.equal(pathOf('log/00000000000000000042.log'), '$CWD/log/00000000000000000042.log');
  t.equal(pathOf('a/internationalization2x.js'), '$CWD/a/internationalization2x.js');
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

test('names of the surroundings in a content are found where they are names', (t) => {
  const bytes = (text: string): unknown[] => {
    const step = stepOf(`write(3<${cwd}/x>, ${JSON.stringify(text)}, ${text.length}) = ${text.length}`, {
      cwd,
      root: '/app',
      host: 'builder',
    });
    return [step['bytes'], step['names']];
  };
  t.strictSame(bytes('see /app/x'), [6, 1], 'a short folder, too');
  t.strictSame(bytes('/usr/app and /apple'), [19, undefined]);
  t.strictSame(bytes('-I/app/include'), [10, 1]);
  t.strictSame(bytes('on builder'), [3, 1]);
  t.strictSame(bytes('rebuilder'), [9, undefined]);
  t.end();
});
