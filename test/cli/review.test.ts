import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { renderGolden } from '../../src/golden/render-golden.js';
import { golden, goldenOf, steps } from '../golden/sample.js';
import { cannotRecord, folderWith, run } from './command.js';

const config = '[[target]]\nname = "cat"\ncommand = ["true"]\n';
const text = renderGolden(golden()).text;

t.test('accept and reject keep the table and the summaries in step with the goldens', async (t) => {
  const folder = folderWith(t, {
    'renacer.toml': config,
    'golden_traces/cat.json': text,
    'golden_traces/cat.pending.json': renderGolden(goldenOf(steps.slice(0, 1))).text,
  });
  const goldens = join(folder, 'golden_traces');
  const summary = (): string => readFileSync(join(goldens, 'cat_summary.txt'), 'utf8');
  t.match(await run(folder, ['accept', 'cat']), { code: 0, stdout: 'accepted cat\n' });
  t.strictSame(readdirSync(goldens).sort(), ['ANALYSIS.md', 'cat.json', 'cat_summary.txt']);
  t.match(summary(), /^ +1 +exec$/m);
  t.notMatch(summary(), /openat/);

  writeFileSync(join(goldens, 'cat.json'), text);
  t.match(await run(folder, ['reject', '--all']), { code: 0, stdout: 'nothing to reject\n' });
  t.match(summary(), /^ +2 +1 openat$/m);
  rmSync(join(goldens, 'ANALYSIS.md'));
  t.match(await run(folder, ['accept', '--all']), { code: 0, stdout: 'nothing to accept\n' });
  t.ok(existsSync(join(goldens, 'ANALYSIS.md')), 'after a merge');
});

t.test('capture writes them, assert and diff do not', { skip: cannotRecord() }, async (t) => {
  const folder = folderWith(t, { 'renacer.toml': config });
  const goldens = join(folder, 'golden_traces');
  t.equal((await run(folder, ['capture', '--runs', '1'])).code, 0);
  t.strictSame(readdirSync(goldens).sort(), ['ANALYSIS.md', 'cat.json', 'cat_summary.txt']);
  rmSync(join(goldens, 'ANALYSIS.md'));
  writeFileSync(join(goldens, 'cat_summary.txt'), 'stale\n');
  for (const command of ['assert', 'diff']) t.equal((await run(folder, [command])).code, 0, command);
  t.strictSame(readdirSync(goldens).sort(), ['cat.json', 'cat_summary.txt']);
  t.equal(readFileSync(join(goldens, 'cat_summary.txt'), 'utf8'), 'stale\n');
  t.equal((await run(folder, ['capture', '--runs', '1'])).code, 0, 'unchanged');
  t.match(readFileSync(join(goldens, 'cat_summary.txt'), 'utf8'), /^ +1 +execve$/m);
  t.ok(existsSync(join(goldens, 'ANALYSIS.md')));
});

t.test('prune removes what lost its target, and nothing else', async (t) => {
  const folder = folderWith(t, {
    'renacer.toml': `${config}[[target]]\nname = "budget"\ncommand = ["true"]\ngolden = false\n`,
    'golden_traces/cat.json': text,
    'golden_traces/gone.json': text,
    'golden_traces/gone.pending.json': text,
    'golden_traces/budget.json': text,
    'golden_traces/notes.txt': 'mine',
  });
  const goldens = join(folder, 'golden_traces');
  const told = await run(folder, ['prune', '--check']);
  t.match(told, { code: 4, stdout: /without a target: .*budget\.json\n.*gone\.json\n/ });
  t.ok(existsSync(join(goldens, 'gone.json')), 'only told');
  t.match(await run(folder, ['prune']), { code: 0, stdout: /removed .*gone\.json/ });
  t.strictSame(readdirSync(goldens).sort(), ['ANALYSIS.md', 'cat.json', 'cat_summary.txt', 'notes.txt']);
  t.match(await run(folder, ['prune', '--check']), { code: 0, stdout: 'every golden has its target\n' });
  writeFileSync(join(folder, 'renacer.toml'), '');
  t.match(await run(folder, ['prune']), { code: 2 });
  t.ok(existsSync(join(goldens, 'cat.json')), 'a file without targets removes nothing');
});

t.test('what is not pending', async (t) => {
  const folder = folderWith(t, { 'renacer.toml': config, 'golden_traces/cat.pending.json': text });
  t.match(await run(folder, ['reject', 'x']), { code: 2, stderr: /nothing of `x` is pending[^]*pending: cat/ });
  t.match(await run(folder, ['reject', 'cat']), { code: 0 });
  t.match(await run(folder, ['reject', 'cat']), { code: 2, stderr: /nothing is pending at all/ });
});

t.test('a command that no renacer.toml names: what is printed is what helps', { skip: cannotRecord() }, async (t) => {
  const folder = folderWith(t, { a: 'a', b: 'b' });
  t.match(await run(folder, ['capture', '--name', 'x', '--', 'cat', 'a']), { code: 0 });
  t.match(await run(folder, ['assert', '--name', 'x', '--', 'cat', 'b']), {
    code: 1,
    stdout: /trace-gate diff --name x -- cat b\n[^]*trace-gate capture --name x -- cat b\n[^]*trace-gate accept x\n/,
  });
  t.match(await run(folder, ['capture', '--name', 'x', '--', 'cat', 'b']), { code: 4 });
  t.match(await run(folder, ['pending']), { code: 4, stdout: /x\.pending\.json/ });
  t.match(await run(folder, ['accept', 'x']), { code: 0, stdout: 'accepted x\n' });
  t.match(await run(folder, ['assert', '--name', 'x', '--', 'cat', 'b']), { code: 0 });
  t.match(await run(folderWith(t), ['accept', 'x']), { code: 2, stderr: /renacer\.toml/ });
  t.match(await run(folder, ['assert', '--name', 'x', '--', 'cat', 'b'], { env: { TMPDIR: '/none' } }), {
    stdout: /no folder can be made in \/none: ENOENT\n +hint: TMPDIR=/,
  });
});
