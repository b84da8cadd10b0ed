/** go 1.26: go-count.txt is `go test -bench . -count 3 -cpu 1,2 .`, go-packages.txt two packages, in go-prints.txt and go-fails.txt a benchmark prints and fails. */
import { test } from 'tap';
import { withoutProcs } from '../../src/bench/format-go.js';
import { readBenchmarks } from '../../src/bench/formats.js';
import { figures, find, fixture, mistake, runIn, runOf } from './read-fixture.js';

test('-count makes samples, and another number of CPUs another benchmark', (t) => {
  const run = runIn('go-count.txt');
  t.strictSame(figures(run), [
    ['example.com/vec.BenchmarkSum', 28.56],
    ['example.com/vec.BenchmarkSum-2', 136.5],
    ['example.com/vec.BenchmarkAlloc/size=100', 41.82],
    ['example.com/vec.BenchmarkAlloc/size=100-2', 74.89],
    ['example.com/vec.BenchmarkAlloc/size=10k', 1635],
    ['example.com/vec.BenchmarkAlloc/size=10k-2', 2721],
    ['example.com/vec.BenchmarkMetric', 0.621],
    ['example.com/vec.BenchmarkMetric-2', 0.891],
  ]);
  t.strictSame(find(run, 'example.com/vec.BenchmarkSum-2').samples, [242.8, 136.5, 28.63]);
  t.end();
});

test('two packages can have a benchmark of one name; one measurement is no sample', (t) => {
  const run = runIn('go-packages.txt');
  t.strictSame(find(run, 'example.com/vec.BenchmarkSum-2'), { name: 'example.com/vec.BenchmarkSum-2', ns: 28.62 });
  t.equal(find(run, 'example.com/vec/text.BenchmarkSum-2').ns, 93.28);
  t.equal(find(run, 'example.com/vec/text.BenchmarkLogs-2').ns, 18.15, 'what it logs stands behind it');
  t.equal(run.benchmarks.length, 7);
  t.end();
});

test('what a benchmark prints stands between its name and its time', (t) => {
  t.match(fixture('go-prints.txt'), 'BenchmarkPrints-2   \thello from it\n');
  const run = runIn('go-prints.txt');
  t.equal(run.benchmarks.length, 2);
  t.match(find(run, 'example.com/vec/text.BenchmarkPrints-2'), { ns: 100 });
  const joined = fixture('go-prints.txt').replace('\thello from it\n', '\thello from it');
  t.match(mistake(joined), /^6: a measurement that can not be read: the benchmark itself has printed into it$/);
  const lost = fixture('go-count.txt').replace('BenchmarkSum  ', '');
  t.match(mistake(lost), /^5: a measurement that can not be read/);
  t.end();
});

test('-v names a benchmark before it is measured, and a test binary that is run by hand ends with PASS', (t) => {
  const text =
    'goos: linux\npkg: a\n=== RUN   BenchmarkA\nBenchmarkA\nBenchmarkA-2   \t    2000\t        29.04 ns/op\nPASS\n';
  t.strictSame(figures(runOf(readBenchmarks(text))), [['a.BenchmarkA-2', 29.04]]);
  t.end();
});

test('large and small times; benchmarks without one have nothing to compare', (t) => {
  const line = (name: string, figures: string): string => `${name}\t       1\t${figures}\n`;
  const text = `pkg: a\n${line('BenchmarkA', '1.5e+09 ns/op')}${line('BenchmarkB', '0.0000250 ns/op')}${line('BenchmarkC', ' 3.0 hits/op')}PASS\nok  \ta\t1s\n`;
  t.strictSame(figures(runOf(readBenchmarks(text))), [
    ['a.BenchmarkA', 1.5e9],
    ['a.BenchmarkB', 0.000025],
  ]);
  t.equal(mistake(text.replace('1.5e+09', '+Inf')), '2: `+Inf ns/op` is no time');
  t.end();
});

test('the number of CPUs is left out of names only where all have the same one', (t) => {
  const names = (...all: string[]): string[] =>
    withoutProcs(all.map((name) => ({ name, ns: 1 }))).map(({ name }) => name);
  t.strictSame(names('a.BenchmarkA-8', 'a.BenchmarkB/n-100-8'), ['a.BenchmarkA', 'a.BenchmarkB/n-100']);
  t.strictSame(names('BenchmarkA', 'BenchmarkA-2'), ['BenchmarkA', 'BenchmarkA-2'], '-cpu 1,2');
  t.strictSame(names('BenchmarkA', 'BenchmarkB/n-100'), ['BenchmarkA', 'BenchmarkB/n-100'], 'one CPU');
  t.strictSame(names(), []);
  t.end();
});

test('what has failed or has no end', (t) => {
  t.equal(mistake(fixture('go-fails.txt')), '1: the run failed: --- FAIL: BenchmarkFails');
  const text = fixture('go-packages.txt');
  t.match(mistake(`${text}FAIL\texample.com/other [build failed]\n`), /: the run failed: FAIL\texample\.com\/other/);
  const [first = ''] = text.split('PASS');
  t.equal(mistake(first), '1: the run that begins here has no end: its line with `ok` or `PASS` is missing');
  t.equal(mistake('pkg: a\nBenchmarkA-2   \t\nPASS\nok  \ta\t1s\n'), '2: `a.BenchmarkA-2` has no measurement');
  t.equal(mistake('goos: linux\npkg: a\nPASS\nok  \ta\t1s\n'), 'no benchmark was measured');
  t.end();
});
