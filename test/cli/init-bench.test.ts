import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { folderWith, git, run } from './command.js';
import { readWorkflow, runWorkflow } from './workflow-steps.js';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};
const npx = `npx --yes trace-gate@^${version.split('.').slice(0, 2).join('.')}`;
const workflowFile = '.github/workflows/benchmarks.yml';
const json = (value: unknown): string => JSON.stringify(value);
const read = (folder: string, file = workflowFile): string => readFileSync(join(folder, file), 'utf8');

const kinds = {
  'Cargo.toml': 'cargo bench',
  'go.mod': 'go test',
  'package.json': 'npm run --silent bench',
  'setup.py': 'pytest',
};

for (const [marker, command] of Object.entries(kinds))
  t.test(`--bench writes what measures in a folder with ${marker}, and nothing a second time`, async (t) => {
    const folder = folderWith(t, { [marker]: '', Makefile: 'all:\n\ttrue' });
    const written = ['Makefile', 'scripts/save_baseline.sh', workflowFile];
    const texts = (): string[] => written.map((file) => read(folder, file));
    t.equal((await run(folder, ['init', '--bench'])).code, 0);
    const [make = '', , workflow = ''] = texts();
    t.match(make, /^all:\n\ttrue\n\n\.PHONY: bench-save-baseline bench-compare\n/);
    t.match(make, `${npx} bench compare `);
    for (const text of texts()) t.match(text, marker === 'setup.py' ? 'pytest --benchmark-only' : command);
    t.match(workflow, `${npx} bench duet --benchmarks `);
    const before = texts();
    t.equal((await run(folder, ['init', '--bench'])).code, 0);
    t.strictSame(texts(), before);
    // A shell understands it; npx is a program that says what it was asked.
    writeFileSync(join(folder, 'npx'), '#!/bin/sh\necho "npx $*"\n', { mode: 0o755 });
    const env = { ...process.env, PATH: `${folder}:${process.env['PATH'] ?? ''}` };
    const saveBaseline = join(folder, 'scripts', 'save_baseline.sh');
    const said = spawnSync(saveBaseline, ['a b.txt'], { cwd: folder, env, encoding: 'utf8' });
    t.equal(said.stdout, `${npx} bench save a b.txt\n`);
    const measured = spawnSync(saveBaseline, { cwd: folder, env, encoding: 'utf8' });
    t.match(measured.stdout, new RegExp(`^${npx.replace(/[\^.]/g, '\\$&')} bench save .*-- `));
  });

t.test('--bench where nothing says how to measure', async (t) => {
  t.match(await run(folderWith(t), ['init', '--bench']), { code: 2, stderr: /Cargo\.toml, go\.mod, package\.json/ });
});

const vitest4 = 'npx vitest bench --run --outputJson bench-result.json';
const vitest5 = 'npx vitest bench --run --reporter json --outputFile bench-result.json';
const lock = (found: string): string => json({ packages: { 'node_modules/vitest': { version: found } } });

const nodeProjects: readonly (readonly [what: string, files: Readonly<Record<string, string>>, command: string])[] = [
  ['a range below 5', { 'package.json': json({ devDependencies: { vitest: '^3.2.0' } }) }, vitest4],
  ['a range of 5', { 'package.json': json({ dependencies: { vitest: '^5' } }) }, vitest5],
  ['a range without an end', { 'package.json': json({ devDependencies: { vitest: '>=2' } }) }, vitest5],
  ['two ranges', { 'package.json': json({ devDependencies: { vitest: '^4 || ^5' } }) }, vitest5],
  [
    'a lockfile that is older than its range',
    { 'package.json': json({ devDependencies: { vitest: '>=4' } }), 'package-lock.json': lock('4.0.6') },
    vitest4,
  ],
  [
    'what is installed',
    {
      'package.json': json({ devDependencies: { vitest: 'latest' } }),
      'node_modules/vitest/package.json': json({ version: '4.1.0' }),
    },
    vitest4,
  ],
  [
    'a script that is vitest',
    { 'package.json': json({ scripts: { bench: 'vitest bench' }, devDependencies: { vitest: '4' } }) },
    vitest4,
  ],
  [
    'a script of its own',
    { 'package.json': json({ scripts: { bench: 'node bench.js' }, devDependencies: { vitest: '4' } }) },
    'npm run --silent bench',
  ],
  [
    'pnpm',
    { 'package.json': json({ devDependencies: { vitest: '4' } }), 'pnpm-lock.yaml': '' },
    'pnpm exec vitest bench --run --outputJson bench-result.json',
  ],
  [
    'yarn',
    { 'package.json': json({ scripts: { bench: 'node bench.js' } }), 'yarn.lock': '# yarn lockfile v1\n' },
    'yarn --silent run bench',
  ],
];

t.test('a Node project is measured by what it has', async (t) => {
  for (const [what, files, command] of nodeProjects) {
    const folder = folderWith(t, files);
    t.equal((await run(folder, ['init', '--bench'])).code, 0, what);
    const { env } = readWorkflow(read(folder));
    t.match(read(folder, 'Makefile'), `-- ${command}\n`, what);
    t.ok(env['BENCHMARK']?.startsWith(command), `${what}: ${env['BENCHMARK']}`);
  }
});

t.test('a Node project is installed by its lockfile’s package manager', async (t) => {
  const installs: readonly (readonly [file: string, text: string, install: string])[] = [
    ['package-lock.json', '{}', 'npm ci'],
    ['pnpm-lock.yaml', '', 'corepack enable\npnpm install --frozen-lockfile'],
    ['yarn.lock', '# yarn lockfile v1\n', 'corepack enable\nyarn install --frozen-lockfile'],
    ['yarn.lock', '# generated\n\n__metadata:\n  version: 8\n', 'corepack enable\nyarn install --immutable'],
    ['none', '', 'npm install'],
  ];
  for (const [file, text, install] of installs) {
    const folder = folderWith(t, { 'package.json': '{}', [file]: text });
    await run(folder, ['init', '--bench']);
    t.equal(readWorkflow(read(folder)).env['PREPARE'], install);
  }
});

t.test('the workflow’s Node is the project’s, unless trace-gate does not run on it', async (t) => {
  const versions: readonly (readonly [files: Readonly<Record<string, string>>, line: string, note: boolean])[] = [
    [{ 'package.json': '{}' }, "node-version: '24'", false],
    [{ 'package.json': '{}', '.nvmrc': 'v22.12\n' }, 'node-version-file: head/.nvmrc', false],
    [{ 'package.json': '{}', '.nvmrc': 'lts/*\n' }, 'node-version-file: head/.nvmrc', false],
    [{ 'package.json': '{}', '.nvmrc': '18\n' }, "node-version: '24'", true],
    [{ 'package.json': '{}', '.nvmrc': '20.11.0\n' }, "node-version: '24'", true],
    [{ 'package.json': json({ engines: { node: '>=18' } }) }, 'node-version-file: head/package.json', false],
    [{ 'package.json': json({ engines: { node: '^18 || ^16' } }) }, "node-version: '24'", true],
  ];
  for (const [files, line, note] of versions) {
    const folder = folderWith(t, files);
    const { stdout } = await run(folder, ['init', '--bench']);
    t.match(read(folder), `          ${line}\n`);
    t.equal(stdout.includes('trace-gate needs 20.19'), note, json(files));
  }
});

t.test('without vitest and a script `bench` it says what is missing', async (t) => {
  const { code, stdout } = await run(folderWith(t, { 'package.json': '{}' }), ['init', '--bench']);
  t.equal(code, 0);
  t.match(stdout, /note: package\.json has neither vitest nor a script `bench`/);
});

t.test('a Python project is installed, with what its tests need', async (t) => {
  const pip = '.venv/bin/pip install --quiet --disable-pip-version-check';
  const installs: readonly (readonly [files: Readonly<Record<string, string>>, lines: readonly string[]])[] = [
    [{ 'setup.py': '' }, [`${pip} .`]],
    [{ 'pyproject.toml': '[tool.black]\n' }, []],
    [
      { 'pyproject.toml': '[project]\nname = "x"\n[project.optional-dependencies]\ndocs = []\ntest = []\n' },
      [`${pip} '.[test]'`],
    ],
    [
      {
        'pyproject.toml': '[build-system]\n',
        'requirements.txt': '',
        'requirements-dev.txt': '',
        'requirements-docs.txt': '',
      },
      [`${pip} -r requirements-dev.txt -r requirements.txt`, `${pip} .`],
    ],
    [{ 'pyproject.toml': 'no [ TOML', 'requirements.txt': '' }, [`${pip} -r requirements.txt`]],
  ];
  for (const [files, lines] of installs) {
    const folder = folderWith(t, files);
    await run(folder, ['init', '--bench']);
    const wanted = ['python -m venv .venv', ...lines, `${pip} pytest pytest-benchmark`];
    t.equal(readWorkflow(read(folder)).env['PREPARE'], wanted.join('\n'));
  }
});

t.test('criterion gets less time for a run, without what else `cargo bench` would start', async (t) => {
  const folder = folderWith(t, { 'Cargo.toml': '[dev-dependencies]\ncriterion = "0.5"\n' });
  await run(folder, ['init', '--bench']);
  t.match(readWorkflow(read(folder)).env['BENCHMARK'], /^cargo bench --bench '\*' -- --noplot /);
  t.match(read(folder, 'Makefile'), /-- cargo bench\n/);
});

t.test('a make file gets the target that it lacks, under the name that make reads', async (t) => {
  const rule = (names: string): string => `${names}:\n\techo mine\n`;
  const makes: readonly (readonly [name: string, text: string, added: string])[] = [
    ['Makefile', rule('bench-compare'), 'bench-save-baseline'],
    ['Makefile', rule('bench-save-baseline').trimEnd(), 'bench-compare'],
    ['Makefile', rule('all bench-compare other'), 'bench-save-baseline'],
    ['Makefile', 'bench-compare := yes\n', 'bench-save-baseline, bench-compare'],
    ['Makefile', '# bench-compare: see below\n', 'bench-save-baseline, bench-compare'],
    ['makefile', rule('bench-compare'), 'bench-save-baseline'],
    ['GNUmakefile', '', 'bench-save-baseline, bench-compare'],
  ];
  for (const [name, text, added] of makes) {
    const folder = folderWith(t, { 'go.mod': '', [name]: text });
    const { stdout } = await run(folder, ['init', '--bench']);
    t.match(stdout, `${name}: added ${added}\n`);
    t.strictSame(
      readdirSync(folder).filter((file) => /makefile/i.test(file)),
      [name],
    );
    t.equal(read(folder, name).slice(0, text.length), text);
    for (const target of ['bench-save-baseline', 'bench-compare']) {
      const made = spawnSync('make', ['-n', target], { cwd: folder, encoding: 'utf8' });
      t.equal(made.stderr, '', `${name} ${json(text)}`);
      t.equal(made.status, 0);
    }
    t.match((await run(folder, ['init', '--bench'])).stdout, `${name}: kept, it is there already\n`);
  }
});

t.test('next names the folder of baselines, and who ignores it', async (t) => {
  const folder = folderWith(t, { 'go.mod': '', '.gitignore': '*.log\n.performance-baselines/\n' });
  git(folder, 'init', '-q');
  const ignored = await run(folder, ['init', '--bench']);
  t.match(ignored.stdout, /warning: git ignores \.performance-baselines\/ \(\.gitignore:2\)/);
  t.notMatch(ignored.stdout, /then commit \.performance-baselines/);
  const toml = '[bench]\nbaseline_dir = "perf"\n[[target]]\nname = "x"\ncommand = ["true"]\n';
  const set = folderWith(t, { 'go.mod': '', 'renacer.toml': toml });
  const named = await run(set, ['init', '--bench']);
  t.match(named.stdout, /on the main branch, then commit perf\/;/);
  t.notMatch(`${named.stdout}${read(set)}`, 'performance-baselines');
});

t.test('what is in the way is told before anything is written', async (t) => {
  const ways: readonly (readonly [files: Readonly<Record<string, string>>, said: RegExp])[] = [
    [
      { scripts: 'a file' },
      /save_baseline\.sh could not be written: scripts is a file, not a folder\n {2}hint: move scripts/,
    ],
    [{ 'Makefile/x': '' }, /Makefile could not be written: Makefile is a folder/],
    [{ '.github/workflows': '' }, /benchmarks\.yml could not be written: \.github\/workflows is a file/],
  ];
  for (const [files, said] of ways) {
    const folder = folderWith(t, { 'go.mod': '', ...files });
    const before = readdirSync(folder, { recursive: true });
    t.match(await run(folder, ['init', '--bench']), { code: 3, stdout: '', stderr: said });
    t.strictSame(readdirSync(folder, { recursive: true }), before);
  }
});

/** A benchmark tool that takes no time: what it prints is in a file. */
const bench = (ns: number): Readonly<Record<string, string>> => ({
  'package.json': json({ scripts: { bench: 'cat result' } }),
  result: json([{ name: 'one', result: { mean: ns / 1e6 } }]),
});

interface Commits {
  readonly base: Readonly<Record<string, string>>;
  readonly head: Readonly<Record<string, string>>;
}

/** A repository as a runner finds it: HEAD is a merge of the pull request into its base. */
async function pullRequest(t: Parameters<typeof folderWith>[0], { base, head }: Commits, at = ''): Promise<string> {
  const inFolder = (files: Readonly<Record<string, string>>): Record<string, string> =>
    Object.fromEntries(Object.entries(files).map(([name, text]) => [join(at, name), text]));
  const folder = folderWith(t, { ...inFolder(base), README: '' });
  git(folder, 'init', '-q', '-b', 'main');
  git(folder, 'add', '.');
  git(folder, 'commit', '-q', '-m', 'base');
  git(folder, 'checkout', '-q', '-b', 'work');
  for (const [name, text] of Object.entries(inFolder(head))) writeFileSync(join(folder, name), text);
  t.match(await run(join(folder, at), ['init', '--bench']), { code: 0 });
  git(folder, 'add', '.');
  git(folder, 'commit', '-q', '-m', 'work');
  git(folder, 'checkout', '-q', 'main');
  git(folder, 'merge', '-q', '--no-ff', '-m', 'merged', 'work');
  return folder;
}

const skip = process.platform === 'linux' ? false : 'the launcher is for Linux';
/** Sooner ready than npm is. */
const job = { PREPARE: 'true', PAIRS: '4', BENCHMARK: 'cat result' };

t.test('the job fails a pull request that is slower than its base', { skip }, async (t) => {
  const slower = await pullRequest(t, { base: bench(100), head: bench(120) });
  const { failed, log, summary } = await runWorkflow(t, slower, workflowFile, job);
  t.ok(failed, log);
  t.match(summary, /RESULT: FAIL - 1 regression/);
});

t.test('the job passes one that is not', { skip }, async (t) => {
  const same = await pullRequest(t, { base: bench(100), head: { ...bench(100), other: '' } });
  const { failed, log, summary } = await runWorkflow(t, same, workflowFile, job);
  t.notOk(failed, log);
  t.match(summary, /RESULT: PASS/);
});

t.test('where the base has no benchmark the job says so, and passes', { skip }, async (t) => {
  const first = await pullRequest(t, { base: { 'package.json': '{}' }, head: bench(100) });
  const { failed, log, summary } = await runWorkflow(t, first, workflowFile, job);
  t.notOk(failed, log);
  t.match(log, /^::warning title=benchmarks::Nothing was compared/m);
  t.match(summary, /^Nothing was compared/);
});

t.test('where the pull request itself has none the job fails', { skip }, async (t) => {
  const none = await pullRequest(t, { base: bench(100), head: { result: '[]' } });
  const { failed, log } = await runWorkflow(t, none, workflowFile, job);
  t.ok(failed, log);
  t.notMatch(log, /Nothing was compared/);
});

t.test('of a project in a subfolder the workflow goes where GitHub looks, and measures there', { skip }, async (t) => {
  const at = 'a b/it';
  const slower = await pullRequest(t, { base: { ...bench(100), '.nvmrc': '22' }, head: bench(120) }, at);
  const file = '.github/workflows/benchmarks-a-b-it.yml';
  t.notOk(existsSync(join(slower, at, '.github')));
  t.match(read(slower, file), 'node-version-file: "head/a b/it/.nvmrc"\n');
  const { failed, log, summary } = await runWorkflow(t, slower, file, { PAIRS: '4' });
  t.ok(failed, log);
  t.match(summary, /RESULT: FAIL - 1 regression/);
});
