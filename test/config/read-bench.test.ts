import { test } from 'tap';
import { parseConfig } from '../../src/config/parse-config.js';
import { linesOf } from './problems-of.js';

const read = (text: string) => parseConfig(`[bench]\n${text}`, 'sub/renacer.toml').config.bench;
const lines = (text: string) => linesOf(`[bench]\n${text}`);

test('[bench] is read, its folder from the folder of the file, budgets as nanoseconds in their order', (t) => {
  const all = read(`regression_threshold = 0.1
warning_threshold = 0.05
baseline_dir = "perf"
missing = "warn"
across_machines = true
budgets = { "add_f32/*" = "61.4 ns", dot = 13070, "b" = "13.07µs", c = "2 ms" }`);
  t.strictSame(all, {
    regression: 0.1,
    warning: 0.05,
    baselineDir: 'sub/perf',
    missing: 'warn',
    acrossMachines: true,
    budgets: [
      { pattern: 'add_f32/*', ns: 61.4 },
      { pattern: 'dot', ns: 13070 },
      { pattern: 'b', ns: 13070 },
      { pattern: 'c', ns: 2e6 },
    ],
  });
  t.strictSame(read('[bench.budgets]\n"a b" = 1'), { budgets: [{ pattern: 'a b', ns: 1 }] });
  t.strictSame(read(''), { budgets: [] });
  t.equal(read('baseline_dir = "/perf"')?.baselineDir, '/perf');
  t.equal(parseConfig('', 'renacer.toml').config.bench, undefined);
  t.end();
});

test('what is wrong with it is told at its place', (t) => {
  t.strictSame(lines('regresion_threshold = 0.1'), [
    'renacer.toml:2:1: unknown key `regresion_threshold` in [bench] — did you mean `regression_threshold`?',
  ]);
  t.strictSame(lines('regression_threshold = 5'), [
    'renacer.toml:2:24: `regression_threshold` must be at most 1, not 5',
  ]);
  t.match(lines('regression_threshold = 0.01\nwarning_threshold = 0.02'), [
    /renacer\.toml:3:21: `warning_threshold` must be at most regression_threshold, 0\.01, not 0\.02/,
  ]);
  t.match(lines('missing = "ignore"'), [/renacer\.toml:2:11: `missing` can't be "ignore" — .*error.*warn/]);
  t.match(lines('budgets = { a = "61.4 parsec", b = 0, c = "x" }'), [
    /renacer\.toml:2:17: `budgets\.a` can't be "61\.4 parsec" — nanoseconds, or a time such as/,
    /renacer\.toml:2:36: `budgets\.b` can't be 0/,
    /renacer\.toml:2:43: `budgets\.c` can't be "x"/,
  ]);
  t.match(lines('budgets = { a = [1] }'), [/renacer\.toml:2:17: .*budgets\.a/]);
  t.match(linesOf('[[bench]]'), [/\[\[bench\]\] is not how this table is written — write \[bench\]/]);
  t.end();
});
