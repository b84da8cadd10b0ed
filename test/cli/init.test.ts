import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { cannotRecord, folderWith, git, run } from './command.js';

const files = ['renacer.toml', '.gitignore', '.gitattributes', '.github/workflows/trace-gate.yml'];
const contents = (folder: string): string[] => files.map((file) => readFileSync(join(folder, file), 'utf8'));

t.test('an empty folder becomes a project, and stays the same the second time', async (t) => {
  const folder = folderWith(t);
  const first = await run(folder, ['init']);
  t.equal(first.code, 0);
  for (const file of files) t.match(first.stdout, `${file}: written`);
  const written = contents(folder);
  const second = await run(folder, ['init']);
  t.equal(second.code, 0);
  t.notMatch(second.stdout, /written|added/);
  t.strictSame(contents(folder), written);
});

t.test('what is there is kept', async (t) => {
  const folder = folderWith(t, { 'renacer.toml': '# mine\n', '.gitignore': 'node_modules\r\n.trace-gate/' });
  const { code, stdout } = await run(folder, ['init']);
  t.equal(code, 0);
  t.match(stdout, /renacer\.toml: kept/);
  t.equal(contents(folder)[0], '# mine\n');
  t.equal(contents(folder)[1], 'node_modules\r\n.trace-gate/\r\ngolden_traces/*.pending.json\r\n');
});

t.test('a file in the way is told', async (t) => {
  const { code, stderr } = await run(folderWith(t, { '.github': 'a file' }), ['init']);
  t.equal(code, 3);
  t.match(stderr, /trace-gate\.yml could not be written/);
});

t.test('capture and assert work at once, and leave git clean', { skip: cannotRecord() }, async (t) => {
  const folder = folderWith(t);
  git(folder, 'init', '-q');
  await run(folder, ['init']);
  t.match(await run(folder, ['capture']), { code: 0, stdout: /1 new golden/ });
  t.match(await run(folder, ['assert', '--ci']), { code: 0, stdout: /nothing changed/ });
  git(folder, 'add', '.');
  git(folder, 'commit', '-q', '-m', 'all');
  await run(folder, ['assert']);
  t.doesNotThrow(() => git(folder, 'diff', '--quiet', 'HEAD'));
});

const kinds = {
  'Cargo.toml': 'cargo bench',
  'go.mod': 'go test',
  'package.json': 'vitest bench',
  'setup.py': 'pytest',
};

for (const [marker, command] of Object.entries(kinds))
  t.test(`--bench writes what measures in a folder with ${marker}, and nothing a second time`, async (t) => {
    const folder = folderWith(t, { [marker]: '', Makefile: 'all:\n\ttrue' });
    const written = ['Makefile', 'scripts/save_baseline.sh', '.gitignore', '.github/workflows/benchmarks.yml'];
    const texts = (): string[] => written.map((file) => readFileSync(join(folder, file), 'utf8'));
    t.equal((await run(folder, ['init', '--bench'])).code, 0);
    const [make = '', script = '', , workflow = ''] = texts();
    t.match(make, /^all:\n\ttrue\n\n\.PHONY: bench-save-baseline bench-compare\n/);
    for (const text of [make, script, workflow]) t.match(text, command);
    t.match(workflow, /bench compare --allow-missing-baseline --reporter markdown=bench\.md/);
    const before = texts();
    t.equal((await run(folder, ['init', '--bench'])).code, 0);
    t.strictSame(texts(), before);
    // A shell understands it; npx is a program that says what it was asked.
    writeFileSync(join(folder, 'npx'), '#!/bin/sh\necho "npx $*"\n', { mode: 0o755 });
    const env = { ...process.env, PATH: `${folder}:${process.env['PATH'] ?? ''}` };
    const saveBaseline = join(folder, 'scripts', 'save_baseline.sh');
    const said = spawnSync(saveBaseline, ['a b.txt'], { cwd: folder, env, encoding: 'utf8' });
    t.equal(said.stdout, 'npx --yes trace-gate bench save a b.txt\n');
    const measured = spawnSync(saveBaseline, { cwd: folder, env, encoding: 'utf8' });
    t.match(measured.stdout, /^npx --yes trace-gate bench save .*-- /);
  });

t.test('--bench where nothing says how to measure', async (t) => {
  t.match(await run(folderWith(t), ['init', '--bench']), { code: 2, stderr: /Cargo\.toml, go\.mod, package\.json/ });
});
