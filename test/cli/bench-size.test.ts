import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import t from 'tap';
import { schemas } from '../../src/schema/registry.js';
import { folderWith, git, run } from './command.js';

const folder = '.performance-baselines';
const ajv = new Ajv({ strict: true, allowUnionTypes: true });
const isStored = ajv.compile(schemas['bench-sizes']);
const isComparison = ajv.compile(schemas['size-comparison']);
const bytes = (count: number): string => 'x'.repeat(count);

t.test('saved and compared: 5 % is a warning, 10 % a failure, exactly at a limit is neither', async (t) => {
  const cwd = folderWith(t, { 'out/tool': bytes(1000), 'out/other': bytes(1000) });
  const saved = await run(cwd, ['bench', 'size', '--save', 'out/tool', 'out/other']);
  t.equal(saved.code, 0, saved.stderr);
  t.match(saved.stdout, /sizes-current\.json: 2 sizes\n {2}out\/tool: 1,000 bytes/);
  const stored: unknown = JSON.parse(readFileSync(join(cwd, folder, 'sizes-current.json'), 'utf8'));
  t.ok(isStored(stored), JSON.stringify(isStored.errors));
  const cases: readonly [number, string, number][] = [
    [1000, 'PASS', 0],
    [1050, 'PASS', 0],
    [1051, 'WARN', 0],
    [1100, 'WARN', 0],
    [1101, 'FAIL', 1],
    [949, 'IMPROVED', 0],
  ];
  for (const [size, verdict, code] of cases) {
    writeFileSync(join(cwd, 'out/tool'), bytes(size));
    const { code: exit, stdout } = await run(cwd, ['bench', 'size', 'out/tool', '--json']);
    const comparison: unknown = JSON.parse(stdout);
    t.ok(isComparison(comparison), JSON.stringify(isComparison.errors));
    t.match(
      comparison,
      { exitCode: code, results: [{ name: 'out/tool', verdict, bytes: size, before: 1000 }] },
      verdict,
    );
    t.equal(exit, code);
  }
  writeFileSync(join(cwd, 'out/large'), bytes(100_000));
  await run(cwd, ['bench', 'size', '--save', 'out/large']);
  writeFileSync(join(cwd, 'out/large'), bytes(110_001));
  t.match(await run(cwd, ['bench', 'size']), { code: 1, stdout: '100,000 bytes → 110,001 bytes: +10.001%,' });
});

t.test('a report file that would take the place of what is measured is refused', async (t) => {
  const cwd = folderWith(t, { 'out/tool': bytes(1000) });
  await run(cwd, ['bench', 'size', '--save', 'out/tool']);
  t.match(await run(cwd, ['bench', 'size', 'out/tool', '--reporter', 'json=out/tool']), { code: 2 });
  t.equal(readFileSync(join(cwd, 'out/tool'), 'utf8').length, 1000);
  writeFileSync(join(cwd, 'r.json'), 'old');
  t.match(await run(cwd, ['bench', 'size', 'out/gone', '--reporter', 'json=r.json']), { code: 2 });
  t.equal(readFileSync(join(cwd, 'r.json'), 'utf8'), '');
});

t.test('text, Markdown, JUnit; from another folder, with other limits', async (t) => {
  const cwd = folderWith(t, {
    'out/tool': bytes(1000),
    'renacer.toml': '[bench]\nsize_limit = 0.02\nsize_warning = 0.01\n',
  });
  await run(cwd, ['bench', 'size', '--save', 'out/tool']);
  writeFileSync(join(cwd, 'out/tool'), bytes(1060));
  const text = await run(join(cwd, 'out'), ['bench', 'size', 'tool']);
  t.equal(text.code, 1, text.stderr);
  t.match(
    text.stdout,
    / {2}FAIL {6}out\/tool: 1,000 bytes → 1,060 bytes: \+6\.0%, \+60 bytes\n\nRESULT: FAIL - 1 more than 2% larger/,
  );
  const loose = await run(cwd, [
    'bench',
    'size',
    '--size-limit',
    '0.2',
    '--size-warning',
    '0.05',
    '--reporter',
    'markdown',
  ]);
  t.equal(loose.code, 0);
  t.match(loose.stdout, /\| `out\/tool` \| 1,000 bytes \| 1,060 bytes \| \+6\.0%, \+60 bytes \| WARN \|/);
  const junit = await run(cwd, ['bench', 'size', '--reporter', 'junit']);
  t.match(junit.stdout, /<testcase name="out\/tool" [^>]*>\s*<failure type="FAIL"/);
  const contrary = await run(cwd, ['bench', 'size', '--size-limit', '0.001']);
  t.equal(contrary.code, 2);
  t.match(contrary.stderr, /the warning, 0\.01, is above the limit, 0\.001/);
  writeFileSync(join(cwd, 'renacer.toml'), '[bench]\nsize_limit = 0.01\nsize_warning = 0.02\n');
  t.match((await run(cwd, ['bench', 'size'])).stderr, /renacer\.toml:3:\d+: .*size_warning/);
});

t.test('what is missing, new, empty, no file, or no baseline', async (t) => {
  const cwd = folderWith(t, { tool: bytes(10), empty: '', new: bytes(3) });
  const none = await run(cwd, ['bench', 'size', 'tool']);
  t.equal(none.code, 4);
  t.match(none.stderr, /sizes-current\.json does not exist\n {2}hint: .*trace-gate bench size --save/);
  await run(cwd, ['bench', 'size', '--save', 'tool', 'empty']);
  const fresh = await run(cwd, ['bench', 'size', 'new']);
  t.equal(fresh.code, 0);
  t.match(fresh.stdout, /NEW {7}new: – → 3 bytes: not in the baseline/);
  writeFileSync(join(cwd, 'empty'), 'x');
  const grown = await run(cwd, ['bench', 'size']);
  t.equal(grown.code, 1);
  t.match(grown.stdout, /FAIL {6}empty: 0 bytes → 1 byte: from nothing/);
  rmSync(join(cwd, 'tool'));
  const missing = await run(cwd, ['bench', 'size']);
  t.equal(missing.code, 1);
  t.match(missing.stdout, /MISSING {3}tool: 10 bytes → –: there is no such file[^]*1 missing/);
  mkdirSync(join(cwd, 'folder'));
  const cases: readonly [readonly string[], RegExp][] = [
    [['tool'], /tool does not exist/],
    [['folder'], /folder is not a file/],
    [['--save'], /no file to save/],
    [['--size-limit', '2'], /a share from 0 to 1/],
    [['--', 'ls'], /no command after/],
  ];
  for (const [args, message] of cases) {
    const { code, stderr } = await run(cwd, ['bench', 'size', ...args]);
    t.equal(code, 2, args.join(' '));
    t.match(stderr, message, args.join(' '));
  }
  for (const text of ['{"format": "trace-gate/bench-si', '{"format":"trace-gate/bench-sizes","version":1}', '[]']) {
    writeFileSync(join(cwd, folder, 'sizes-current.json'), text);
    const { code, stderr } = await run(cwd, ['bench', 'size']);
    t.equal(code, 3, text);
    t.match(stderr, /sizes-current\.json: not a whole result of bench size: /);
  }
});

t.test('earlier sizes are kept under their commit, and what is dropped is told', async (t) => {
  const cwd = folderWith(t, { one: bytes(1), two: bytes(2) });
  git(cwd, 'init', '--quiet');
  git(cwd, 'add', '.');
  git(cwd, 'commit', '--quiet', '-m', 'x');
  await run(cwd, ['bench', 'size', '--save', 'one', 'two', './one']);
  writeFileSync(join(cwd, 'one'), bytes(5));
  const { stdout } = await run(cwd, ['bench', 'size', '--save', 'one']);
  t.match(stdout, /sizes-[0-9a-f]+-archived\.json: the sizes before\nno longer in it: two\n/);
  writeFileSync(join(cwd, 'one'), bytes(6));
  await run(cwd, ['bench', 'size', '--save', 'one']);
  t.equal(readdirSync(join(cwd, folder)).filter((name) => name.includes('archived')).length, 2);
});
