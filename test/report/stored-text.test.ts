import { test } from 'tap';
import { formatChange, formatTime } from '../../src/report/describe-stored.js';
import { renderStoredText } from '../../src/report/stored-text.js';
import { compared, everything, example } from './stored-samples.js';

const report = (text: string): string => text.slice(0, text.indexOf('\nBaseline:'));

test('the report of document 000 comes of its numbers, letter by letter', (t) => {
  t.equal(
    report(renderStoredText(example)),
    `============================================================
BENCHMARK REGRESSION REPORT
============================================================

REGRESSIONS (>5% slower): 1
------------------------------------------------------------
  add/AVX512/100
    Baseline: 58.55 ns
    Current:  79.95 ns
    Change:   +36.6% (FAIL)

WARNINGS (2%-5% slower): 1
------------------------------------------------------------
  sub/AVX2/1000
    Baseline: 140.2 ns
    Current:  143.6 ns
    Change:   +2.4%

IMPROVEMENTS (>2% faster): 1
------------------------------------------------------------
  dot/AVX512/1000
    Baseline: 214.5 µs
    Current:  12.45 µs
    Change:   -94.2%

============================================================
SUMMARY
============================================================
  Total benchmarks: 123
  Regressions:      1
  Warnings:         1
  Improvements:     1
  Unchanged:        120

RESULT: FAIL - 1 regression(s) detected
============================================================
`,
  );
  t.equal(example.exitCode, 1);
  t.end();
});

test('what the older script did not know has sections of its own', (t) => {
  const text = renderStoredText(everything);
  for (const part of [
    'REGRESSIONS (>5% slower): 2\n',
    '    Change:   from nothing (FAIL)\n',
    'MISSING (FAIL): 1\n------------------------------------------------------------\n  gone (100.0 ns)\n\n',
    'NEW: 1\n------------------------------------------------------------\n  added (1.000 µs)\n\n',
    'BUDGETS EXCEEDED: 3\n',
    '  slow: 120.0 ns, budget 100.0 ns, hard limit 104.8 ns (FAIL)\n',
    '  creeping: 103.0 ns, budget of cr* 100.0 ns, hard limit 104.8 ns (WARN)\n',
    '  nowhere*: no benchmark has this name\n',
    '  Total benchmarks: 7\n  Regressions:      2\n  Warnings:         1\n  Improvements:     1\n  Unchanged:        1\n',
    '  Missing:          1\n  New:              1\n  Over budget:      3\n',
    'RESULT: FAIL - 2 regression(s) detected, 1 benchmark(s) missing, 1 hard limit(s) exceeded, 1 budget(s) of no benchmark\n',
  ])
    t.ok(text.includes(part), part);
  t.match(text, /trace-gate bench duet/);
  t.end();
});

test('against another machine regressions are told and fail nothing, unless that is asked for', (t) => {
  const here = { cpu: 'Intel Xeon', cores: 4, kernel: '6.18' };
  const across = compared({ a: 100 }, { a: 120 }, { here });
  const text = renderStoredText(across);
  t.equal(across.exitCode, 0);
  t.match(text, /\+20\.0% \(not counted\)/);
  t.match(text, /RESULT: PASS - 1 regression\(s\) against another machine, which fail nothing/);
  t.match(text, /across machines \(CPU AMD Ryzen 9 5950X 16-Core Processor → Intel Xeon, cores 32 → 4\)/);
  const asked = compared({ a: 100 }, { a: 120 }, { here, acrossMachines: true });
  t.equal(asked.exitCode, 1);
  t.match(renderStoredText(asked), /regressions fail all the same/);
  t.equal(compared({ a: 100, b: 1 }, { a: 100 }, { here }).exitCode, 1, 'what is missing is missing on any machine');
  t.end();
});

test('a missing benchmark fails, unless it only warns', (t) => {
  t.equal(compared({ a: 1, b: 1 }, { a: 1 }).exitCode, 1);
  const warned = compared({ a: 1, b: 1 }, { a: 1 }, { missing: 'warn', budgets: [{ pattern: 'x', ns: 1 }] });
  t.equal(warned.exitCode, 0);
  t.match(
    renderStoredText(warned),
    /MISSING \(WARN\): 1[^]*RESULT: PASS - No regressions detected, 1 benchmark\(s\) missing, 1 budget\(s\) of no benchmark\n/,
  );
  t.end();
});

test('budgets fail above their hard limits alone, whatever the baseline says', (t) => {
  const judged = (ns: number) => compared({ a: ns }, { a: ns }, { budgets: [{ pattern: 'a', ns: 105 }] }).exitCode;
  t.equal(judged(109), 0);
  t.equal(judged(111), 1);
  t.end();
});

test('figures have as many digits as show on which side of a limit they are', (t) => {
  const limits = { regression: 0.05, warning: 0.02 };
  for (const [change, text] of [
    [0.366, '+36.6%'],
    [0.05, '+5.0%'],
    [0.05 + 1e-12, '+5.0%'],
    [0.0500001, '+5.00001%'],
    [0.04999, '+4.999%'],
    [0.0201, '+2.01%'],
    [-0.02001, '-2.001%'],
    [-0.05001, '-5.0%'],
    [Infinity, 'from nothing'],
  ] as const)
    t.equal(formatChange(change, limits), text);
  t.equal(formatChange(0.04999), '+5.0%', 'without limits');
  const text = renderStoredText(compared({ a: 100, b: 100 }, { a: 105.00001, b: 104.999 }));
  t.match(text, /REGRESSIONS[^]*\+5\.00001% \(FAIL\)[^]*WARNINGS[^]*\+4\.999%/);
  const budget = (ns: number): string =>
    renderStoredText(compared({ a: ns }, { a: ns }, { budgets: [{ pattern: 'a', ns: 100 }] }));
  t.match(budget(100.001), 'a: 100.001 ns, budget 100.000 ns, hard limit 104.762 ns (WARN)');
  t.match(budget(104.763), 'a: 104.763 ns, budget 100.000 ns, hard limit 104.762 ns (FAIL)');
  t.match(budget(101), 'a: 101.0 ns, budget 100.0 ns, hard limit 104.8 ns (WARN)');
  t.end();
});

test('names are one printable line, times have four digits', (t) => {
  t.match(renderStoredText(compared({ 'a\n\u001b[31m': 1 }, { b: 1 })), /\n {2}a\\n\\x1b\[31m \(1\.000 ns\)\n/);
  for (const [ns, text] of [
    [0, '0.000 ns'],
    [0.5, '0.5000 ns'],
    [58.549, '58.55 ns'],
    [999.94, '999.9 ns'],
    [999.96, '1.000 µs'],
    [12_450, '12.45 µs'],
    [2.5e9, '2.500 s'],
    [2.5e13, '2.500e+4 s'],
  ] as const)
    t.equal(formatTime(ns), text);
  t.end();
});
