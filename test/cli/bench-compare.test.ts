import { Ajv } from 'ajv';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { storedComparisonSchema } from '../../src/schema/stored-comparison.js';
import { folderWith, run } from './command.js';

/** What `go test -bench` prints. */
const go = (times: Readonly<Record<string, number>>): string =>
  [
    'goos: linux',
    ...Object.entries(times).map(([name, ns]) => `Benchmark${name}-2 \t 100\t ${ns} ns/op`),
    'PASS',
    'ok  \tx\t1.0s',
    '',
  ].join('\n');

const folderOf = async (
  t: Test,
  times: Readonly<Record<string, number>>,
  files: Readonly<Record<string, string>> = {},
) => {
  const folder = folderWith(t, files);
  const { code, stderr } = await run(folder, ['bench', 'save'], { input: go(times) });
  t.equal(code, 0, stderr);
  return folder;
};

t.test('0 without a regression, 1 with one, whatever the run comes from', async (t) => {
  const folder = await folderOf(t, { A: 100, B: 200 }, { 'slow.txt': go({ A: 106, B: 200 }) });
  t.match(await run(folder, ['bench', 'compare'], { input: go({ A: 104, B: 200 }) }), {
    code: 0,
    stdout: /WARNINGS \(2%-5% slower\): 1[^]*RESULT: PASS/,
  });
  const slow = { code: 1, stdout: /RESULT: FAIL - 1 regression\(s\) detected/ };
  t.match(await run(folder, ['bench', 'compare', '--current', 'slow.txt']), slow);
  t.match(await run(folder, ['bench', 'compare', '--current', '-'], { input: go({ A: 106, B: 200 }) }), slow);
  t.match(await run(folder, ['bench', 'compare', '--', 'cat', 'slow.txt']), { ...slow, stderr: /BenchmarkA-2/ });
  const loose = ['bench', 'compare', '--current', 'slow.txt', '--regression-threshold', '0.1'];
  t.match(await run(folder, loose), { code: 0, stdout: /WARNINGS \(2%-10% slower\): 1/ });
});

t.test('a benchmark that is missing fails, unless it only warns; a new one is told', async (t) => {
  const folder = await folderOf(t, { A: 100, B: 200 });
  const input = go({ A: 100, C: 1 });
  t.match(await run(folder, ['bench', 'compare'], { input }), { code: 1, stdout: /MISSING \(FAIL\): 1[^]*NEW: 1/ });
  t.match(await run(folder, ['bench', 'compare', '--missing', 'warn'], { input }), { code: 0 });
});

t.test('2, 3 and 4: usage, what can not be read, no baseline', async (t) => {
  const folder = await folderOf(
    t,
    { A: 100 },
    { 'cut.txt': go({ A: 100 }).replace('PASS', 'FAIL'), 'text.txt': 'hello\n' },
  );
  const compare = async (...args: readonly string[]) =>
    run(folder, ['bench', 'compare', ...args], { input: go({ A: 1 }) });
  t.match(await compare('--regression-threshold', '5'), { code: 2, stderr: /a share from 0 to 1/ });
  t.match(await compare('--warning-threshold', '0.06'), { code: 2, stderr: /above the regression threshold/ });
  t.match(await compare('--missing', 'ignore'), { code: 2 });
  t.match(await compare('--format', 'googel'), { code: 2, stderr: /did you mean google\?/ });
  t.match(await compare('--reporter', 'junitt'), { code: 2, stderr: /did you mean `junit`/ });
  t.match(await compare('--current', 'nowhere.txt'), { code: 2, stderr: /nowhere\.txt can't be read: ENOENT/ });
  t.match(await compare('--current', '-', '--', 'true'), { code: 2, stderr: /not both/ });
  t.match(await compare('--'), { code: 2, stderr: /no command after/ });
  t.match(await compare('--current', 'cut.txt'), { code: 3, stderr: /cut\.txt.*not a whole result of go/ });
  t.match(await compare('--current', 'text.txt'), { code: 3, stderr: /text\.txt is no result/ });
  t.match(await compare('--', 'sh', '-c', 'echo half; exit 3'), { code: 3, stderr: /exited with code 3\nhalf/ });
  t.match(await compare('--', './nothing'), { code: 3, stderr: /could not be started.*\n.*hint: is it installed/ });
  for (const name of ['text.txt', 'nowhere.txt'])
    t.match(await compare('--current', name, '--', 'true'), { code: 3, stderr: `did not write ${name}` });
  t.match(await compare('--baseline', 'nowhere.txt'), { code: 4, stderr: /no baseline: nowhere\.txt/ });
  const empty = folderWith(t);
  t.match(await run(empty, ['bench', 'compare'], { input: go({ A: 1 }) }), {
    code: 4,
    stderr: /no baseline: \.performance-baselines\/baseline-current\.txt does not exist/,
  });
  const allowed = await run(empty, ['bench', 'compare', '--allow-missing-baseline'], { input: go({ A: 1 }) });
  t.match(allowed, { code: 0, stderr: /no baseline.*nothing was compared/ });
});

t.test('a baseline of another machine fails nothing unless that is asked for', async (t) => {
  const other = `# X Performance Baseline\n# CPU: another one\n#\nBenchmarkA-2            time:   [100.00 ns 100.00 ns 100.00 ns]\n`;
  const folder = folderWith(t, { '.performance-baselines/baseline-current.txt': other });
  const input = go({ A: 200 });
  const told = await run(folder, ['bench', 'compare'], { input });
  t.match(told, { code: 0, stdout: /\(not counted\)[^]*Compared across machines \(CPU another one → / });
  t.match(await run(folder, ['bench', 'compare', '--across-machines'], { input }), { code: 1 });
});

t.test('the number of CPUs in names of go is the machine’s where that has another one', async (t) => {
  const folder = await folderOf(t, { A: 100, 'B/x': 200 });
  const file = join(folder, '.performance-baselines/baseline-current.txt');
  const own = readFileSync(file, 'utf8');
  const ofOther = own.replace(/^# Cores: \d+$/m, '# Cores: 999').replaceAll(/^(Benchmark\S+)-2/gm, '$1-999');
  t.match(ofOther, /Cores: 999\n[^]*BenchmarkB\/x-999/);
  writeFileSync(file, ofOther);
  const input = go({ A: 101, 'B/x': 200 });
  t.match(await run(folder, ['bench', 'compare'], { input }), { code: 0, stdout: /Unchanged: +2\n/ });
  const missing = await run(folder, ['bench', 'compare'], { input: go({ A: 101 }) });
  t.match(missing, { code: 1, stdout: /MISSING \(FAIL\): 1\n-+\n *BenchmarkB\/x\b(?!-)/ });
  writeFileSync(file, own.replaceAll(/^(Benchmark\S+)-2/gm, '$1-3'));
  t.match(await run(folder, ['bench', 'compare'], { input }), { code: 1, stdout: /MISSING \(FAIL\): 2/ }, '-cpu 3');
});

t.test('two stored baselines of one machine', async (t) => {
  const line = (ns: string): string => `# X Performance Baseline\n# CPU: A\n#\na  time:   [1.0 ns ${ns} ns 9.0 ns]\n`;
  const folder = folderWith(t, { 'old.txt': line('2.0'), 'new.txt': line('3.0') });
  t.match(await run(folder, ['bench', 'compare', '--baseline', 'old.txt', '--current', 'new.txt']), {
    code: 1,
    stdout: /\+50\.0% \(FAIL\)/,
  });
});

t.test('renacer.toml says the thresholds, the folder and the budgets; options say it louder', async (t) => {
  const toml = `[bench]
regression_threshold = 0.5
warning_threshold = 0.4
baseline_dir = "perf"
missing = "warn"
budgets = { "*A-*" = "105 ns" }
`;
  const folder = await folderOf(t, { A: 100, B: 1 }, { 'renacer.toml': toml });
  t.ok(readFileSync(join(folder, 'perf/baseline-current.txt'), 'utf8'));
  t.match(await run(folder, ['bench', 'compare'], { input: go({ A: 109 }) }), {
    code: 0,
    stdout: /MISSING \(WARN\): 1[^]*BenchmarkA-2: 109\.0 ns, budget of \*A-\* 105\.0 ns, hard limit 110\.0 ns \(WARN\)/,
  });
  t.match(await run(folder, ['bench', 'compare'], { input: go({ A: 111 }) }), { code: 1, stdout: /1 hard limit\(s\)/ });
  const strict = ['bench', 'compare', '--regression-threshold', '0.05', '--warning-threshold', '0.02'];
  t.match(await run(folder, strict, { input: go({ A: 109 }) }), { code: 1, stdout: /REGRESSIONS \(>5% slower\): 1/ });
});

t.test('reports go where they are asked to go', async (t) => {
  const folder = await folderOf(t, { A: 100 });
  const json = await run(folder, ['bench', 'compare', '--json', '--reporter', 'junit=out/r.xml'], {
    input: go({ A: 120 }),
  });
  t.equal(json.code, 1);
  t.ok(new Ajv({ strict: true }).compile(storedComparisonSchema)(JSON.parse(json.stdout)));
  t.match(readFileSync(join(folder, 'out/r.xml'), 'utf8'), /<failure type="FAIL"/);
  t.match(await run(folder, ['bench', 'compare', '--reporter', 'markdown'], { input: go({ A: 120 }) }), {
    stdout: /^\*\*✗ RESULT/,
  });
});

t.test('names are redacted in the baseline and in the run', async (t) => {
  const hyperfine = (mean: number): string =>
    JSON.stringify({
      results: [
        {
          command: 'curl --token=abcdef',
          mean,
          stddev: 0,
          median: mean,
          user: 0,
          system: 0,
          min: mean,
          max: mean,
          times: [mean, mean],
          exit_codes: [0, 0],
        },
      ],
    });
  const folder = folderWith(t);
  t.equal((await run(folder, ['bench', 'save'], { input: hyperfine(1) })).code, 0);
  const text = readFileSync(join(folder, '.performance-baselines/baseline-current.txt'), 'utf8');
  t.match(text, /^curl --token=<redacted> +time:/m);
  t.match(await run(folder, ['bench', 'compare'], { input: hyperfine(1) }), { code: 0, stdout: /Unchanged: +1\n/ });
});

t.test('budgets are judged without a baseline, too', async (t) => {
  const folder = folderWith(t, { 'renacer.toml': '[bench]\nbudgets = { "*A-*" = "105 ns" }\n' });
  const allowed = ['bench', 'compare', '--allow-missing-baseline'];
  t.match(await run(folder, allowed, { input: go({ A: 111 }) }), {
    code: 1,
    stdout:
      /NEW: 1[^]*RESULT: FAIL - 1 hard limit\(s\) exceeded[^]*Baseline: .*baseline-current.txt, which does not exist/,
    stderr: /no baseline.*only budgets are judged/,
  });
  t.match(await run(folder, allowed, { input: go({ A: 100 }) }), {
    code: 0,
    stdout: /RESULT: PASS - No baseline: only budgets were judged/,
  });
  const json = await run(folder, [...allowed, '--json'], { input: go({ A: 111 }) });
  const document: unknown = JSON.parse(json.stdout);
  t.ok(new Ajv({ strict: true }).compile(storedComparisonSchema)(document));
  t.match(document, { exitCode: 1, baseline: { absent: true }, results: [{ verdict: 'NEW' }] });
  t.match(await run(folder, [...allowed, '--', 'false']), { code: 3 });
});

t.test('without a baseline and budgets nothing is measured, and reports say that', async (t) => {
  const folder = folderWith(t);
  const allowed = ['bench', 'compare', '--allow-missing-baseline', '--reporter', 'json=r.json'];
  t.match(await run(folder, [...allowed, '--', 'touch', 'ran']), {
    code: 0,
    stdout: /RESULT: PASS - No baseline: nothing was compared[^]*Current: touch ran, which was not measured/,
  });
  t.notOk(existsSync(join(folder, 'ran')));
  const document: unknown = JSON.parse(readFileSync(join(folder, 'r.json'), 'utf8'));
  t.ok(new Ajv({ strict: true }).compile(storedComparisonSchema)(document));
});

t.test('a run without a verdict leaves none of an earlier one in the files of its reports', async (t) => {
  const folder = await folderOf(t, { A: 100 }, { 'in.txt': go({ A: 100 }) });
  const compare = ['bench', 'compare', '--reporter', 'json=r.json', '--reporter', 'junit=r.xml'];
  t.match(await run(folder, compare, { input: go({ A: 100 }) }), { code: 0 });
  t.match(await run(folder, compare, { input: 'hello' }), { code: 3 });
  for (const report of ['r.json', 'r.xml']) t.equal(readFileSync(join(folder, report), 'utf8'), '', report);
  t.match(await run(folder, compare, { input: go({ A: 100 }) }), { code: 0 });
  t.match(await run(folder, [...compare, '--baseline', 'nowhere.txt']), { code: 4 });
  t.equal(readFileSync(join(folder, 'r.json'), 'utf8'), '');
  for (const input of ['--current', '--baseline'])
    t.match(await run(folder, ['bench', 'compare', input, 'in.txt', '--reporter', 'json=./in.txt']), {
      code: 2,
      stderr: /--reporter json=\.\/in\.txt: this run reads that file/,
    });
  t.equal(readFileSync(join(folder, 'in.txt'), 'utf8'), go({ A: 100 }));
  t.match(await run(folder, [...compare, '--reporter', 'markdown=/dev/null', '--current', 'in.txt']), { code: 0 });
});
