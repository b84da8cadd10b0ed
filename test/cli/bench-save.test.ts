import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { folderWith, git, run } from './command.js';

const fixture = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`../fixtures/bench/${name}`, import.meta.url)), 'utf8');
const current = '.performance-baselines/baseline-current.txt';

t.test('a baseline says of which commit it is, and the one before is archived by its own', async (t) => {
  const folder = folderWith(t, { 'a.txt': 'a\n', 'criterion.txt': fixture('criterion.txt') });
  const read = (name: string): string => readFileSync(join(folder, '.performance-baselines', name), 'utf8');
  git(folder, 'init', '-q', '-b', 'main');
  git(folder, 'add', '.');
  git(folder, 'commit', '-q', '-m', 'one');
  const save = ['bench', 'save', 'criterion.txt'];
  t.match(await run(folder, save), {
    code: 0,
    stdout: /baseline-current\.txt: \d+ benchmarks of [0-9a-f]{7,} \(criterion\)/,
  });
  const first = read('baseline-current.txt');
  t.match(first, /^# .+ Performance Baseline\n# Commit: [0-9a-f]{7,}\n# Branch: main\n# Date: \d{8}-\d{6}\n# CPU: /);
  t.match(first, /^add\/Scalar\/100 {10}time: {3}\[26\.063 ns 37\.538 ns 58\.565 ns\]$/m);
  t.notMatch(first, /Uncommitted/, 'baselines themselves are no change');
  const commit = /Commit: (\w+)/.exec(first)?.[1] ?? '';

  writeFileSync(join(folder, 'a.txt'), 'b\n');
  const second = await run(folder, save);
  t.match(second.stdout, /note: 1 file with changes/);
  t.equal(read(`baseline-${commit}-archived.txt`), first);
  t.match(read('baseline-current.txt'), /^# Uncommitted: 1$/m);

  const text = read('baseline-current.txt');
  await run(folder, save);
  t.equal(read(`baseline-${commit}-archived.txt`), first, 'what is archived is never written over');
  t.equal(read(`baseline-${commit}-archived-2.txt`), text);

  const list = await run(folder, ['bench', 'list', '--json']);
  t.match(JSON.parse(list.stdout), {
    baselines: [
      { file: current, kind: 'current', used: true, format: 'criterion' },
      { kind: 'archived', used: false },
      { kind: 'archived', used: false },
    ],
  });
  for (const [name, date] of [
    ['aaaaaaa', '20250101-000000'],
    ['ccccccc', '20240101-000000'],
    ['bbbbbbb', '20990101-000000'],
  ])
    writeFileSync(
      join(folder, `.performance-baselines/baseline-${name}-archived.txt`),
      first.replace(/^# Date: .*$/m, `# Date: ${date}`),
    );
  const files = (await run(folder, ['bench', 'list'])).stdout.matchAll(/baseline-(\w+)(?:-archived)?(?:-2)?\.txt/g);
  t.strictSame(
    [...files].map(([, name]) => name),
    ['current', 'bbbbbbb', commit, commit, 'aaaaaaa', 'ccccccc'],
    'the latest first',
  );
  t.match(await run(folder, ['bench', 'list']), {
    code: 0,
    stdout: new RegExp(`\\n\\* +${current.replaceAll('.', '\\.')} +${commit}`),
  });
});

t.test('a baseline of another machine stays, and the one of this stands beside it', async (t) => {
  const other =
    '# X Performance Baseline\n# Commit: abc1234\n# CPU: another one\n#\na  time:   [1.0 ns 2.0 ns 9.0 ns]\n';
  const folder = folderWith(t, { [current]: other });
  const saved = await run(folder, ['bench', 'save'], { input: fixture('go-count.txt') });
  t.match(saved, {
    code: 0,
    stdout: /baseline-current-[0-9a-f]{8}\.txt: [^]*kept, of other machines: .*baseline-current\.txt/,
  });
  t.equal(readFileSync(join(folder, current), 'utf8'), other);
  const [own = ''] = readdirSync(join(folder, '.performance-baselines')).filter((name) => /-[0-9a-f]{8}\./.test(name));
  t.match(readFileSync(join(folder, '.performance-baselines', own), 'utf8'), /^# X Performance Baseline\n/);
  const compared = await run(folder, ['bench', 'compare'], { input: fixture('go-count.txt') });
  t.match(compared, { code: 0, stdout: new RegExp(`Baseline: .*${own}`) });
  t.match(await run(folder, ['bench', 'save'], { input: fixture('go-count.txt') }), {
    stdout: /baseline-unknown-archived/,
  });
});

t.test("an older script's baseline makes room for one that says its machine", async (t) => {
  const old =
    '# Trueno Performance Baseline\n# Commit: d11c690/../x\n# CPU: unknown\n#\na  time:   [1.0 ns 2.0 ns 9.0 ns]\n';
  const folder = folderWith(t, { [current]: old });
  const saved = await run(folder, ['bench', 'save'], { input: fixture('hyperfine-plain.json') });
  t.match(saved, { code: 0, stdout: /1 benchmark of the baseline before is gone: a/ });
  t.equal(readFileSync(join(folder, '.performance-baselines/baseline-unknown-archived.txt'), 'utf8'), old);
  t.match(
    readFileSync(join(folder, current), 'utf8'),
    /^# Trueno Performance Baseline[^]*^# Cores: \d+$[^]*^# {3}samples \(ns\): \[11363638 /m,
  );
});

t.test('what is no whole result changes nothing', async (t) => {
  const folder = folderWith(t, { [current]: 'mine\n' });
  t.equal((await run(folder, ['bench', 'save'], { input: fixture('go-fails.txt') })).code, 3);
  t.equal((await run(folder, ['bench', 'save'], { input: '' })).code, 3);
  t.equal((await run(folder, ['bench', 'save', '--', 'false'])).code, 3);
  t.equal((await run(folder, ['bench', 'save', 'nowhere.txt'])).code, 2);
  t.strictSame(readdirSync(join(folder, '.performance-baselines')), ['baseline-current.txt']);
  t.equal(readFileSync(join(folder, current), 'utf8'), 'mine\n');
  t.match(await run(folder, ['bench', 'list']), { code: 3, stdout: /unreadable/ });
});

t.test("a command's result is what it prints, or the file that it writes", async (t) => {
  const folder = folderWith(t, { 'r.json': fixture('google-once.json'), 'c.txt': fixture('criterion.txt') });
  t.match(await run(folder, ['bench', 'save', '--', 'sh', '-c', 'echo context >&2; cat r.json']), {
    code: 0,
    stdout: /\(google\)/,
    stderr: /^context\n$/,
  });
  const split = `grep -a ^Benchmarking c.txt >&2; grep -av ^Benchmarking c.txt`;
  t.match(await run(folder, ['bench', 'save', '--', 'sh', '-c', split]), { code: 0, stdout: /\(criterion\)/ });
  t.match(await run(folder, ['bench', 'save', 'new.json', '--', 'cp', 'r.json', 'new.json']), {
    code: 0,
    stdout: /\(google\)/,
  });
  t.match(await run(folder, ['bench', 'save', 'new.json', '--', 'true']), {
    code: 3,
    stderr: /did not write new\.json/,
  });
});

/** What criterion leaves of these benchmarks, below target/criterion. */
const criterion = (times: Readonly<Record<string, number>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(times).flatMap(([name, ns]) => {
      const confidence_interval = { lower_bound: ns, upper_bound: ns };
      return [
        [`target/criterion/${name}/new/benchmark.json`, JSON.stringify({ full_id: `bench ${name}` })],
        [
          `target/criterion/${name}/new/estimates.json`,
          JSON.stringify({ mean: { point_estimate: ns, confidence_interval } }),
        ],
      ];
    }),
  );

/** A command that measures: it writes the estimates of these benchmarks anew, as criterion does. */
const measure = (...names: readonly string[]): readonly string[] => {
  const rewrite = (name: string): string => `f=target/criterion/${name}/new/estimates.json; echo "$(cat $f)" > $f`;
  return ['--', 'sh', '-c', names.map(rewrite).join('; ')];
};

t.test("criterion's folder is read as a whole", async (t) => {
  const folder = folderWith(t);
  const files = JSON.parse(fixture('criterion-folder.json')) as Readonly<Record<string, string>>;
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, 'target/criterion', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  t.match(await run(folder, ['bench', 'save', 'target/criterion']), { code: 0, stdout: /\(criterion-json\)/ });
  t.match(await run(folder, ['bench', 'compare', '--current', 'target/criterion']), { code: 0 });
});

t.test("of criterion's folder counts what the command has measured, and nothing that was there before", async (t) => {
  const folder = folderWith(t, criterion({ a: 100, b: 200 }));
  const save = ['bench', 'save', 'target/criterion'];
  const compare = ['bench', 'compare', '--current', 'target/criterion'];
  t.match(await run(folder, [...save, ...measure('a', 'b')]), { code: 0, stdout: /: 2 benchmarks / });
  t.match(await run(folder, [...save, ...measure('a', 'b')]), { code: 0, stdout: /: 2 benchmarks / }, 'and again');
  t.match(await run(folder, [...compare, ...measure('a', 'b')]), { code: 0, stdout: /Unchanged: +2\n/ });
  const part = await run(folder, [...compare, ...measure('a')]);
  t.match(part, {
    code: 1,
    stdout: /MISSING \(FAIL\): 1\n-+\n {2}bench b [^]*\nnot counted: 1 result of an earlier run, .*: bench b\n/,
  });
  const json = await run(folder, [...compare, '--json', ...measure('a')]);
  t.match(JSON.parse(json.stdout), { current: { older: { names: ['bench b'], counted: false } } });
  t.match(await run(folder, [...save, ...measure('b')]), {
    code: 0,
    stdout: /: 1 benchmark [^]*note: not counted: 1 result of an earlier run, .*: bench a\n/,
  });
  t.match(await run(folder, [...compare, '--', 'true']), { code: 3, stderr: /`true` did not write target\/criterion/ });
  t.match(await run(folder, ['bench', 'save', 'r.json', '--', 'true']), { code: 3, stderr: /did not write r\.json/ });
});

t.test('without a command, results older than the executables of the newest are counted and told', async (t) => {
  const folder = folderWith(t, {
    ...criterion({ a: 100, b: 200, c: 300 }),
    'target/release/deps/bench-0123456789abcdef': '',
    'target/release/deps/bench-0123456789abcdef.d': '',
    'target/debug/deps/lib-0123456789abcdef': '',
  });
  const at = (path: string, minute: number): void => utimesSync(join(folder, 'target', path), 60 * minute, 60 * minute);
  for (const [name, minute] of [
    ['a', 10],
    ['b', 30],
    ['c', 40],
  ] as const)
    at(`criterion/${name}/new/estimates.json`, minute);
  at('debug/deps/lib-0123456789abcdef', 35);
  at('release/deps/bench-0123456789abcdef.d', 35);
  const save = ['bench', 'save', 'target/criterion'];
  for (const minute of [5, 50]) {
    at('release/deps/bench-0123456789abcdef', minute);
    t.notMatch((await run(folder, save)).stdout, /earlier run/, `linked in minute ${minute}`);
  }
  at('release/deps/bench-0123456789abcdef', 20);
  t.match(await run(folder, save), {
    code: 0,
    stdout: /: 3 benchmarks [^]*note: counted, too: 1 result of an earlier run, .*: bench a\n/,
  });
  t.match(await run(folder, ['bench', 'compare', '--current', 'target/criterion']), {
    code: 0,
    stdout: /Unchanged: +3\n[^]*\ncounted, too: 1 result of an earlier run, .*: bench a\n/,
  });
});
