/** Google Benchmark 1.7.1, --benchmark_format=json: once; with --benchmark_repetitions=3; that with --benchmark_report_aggregates_only; SkipWithError and Complexity. */
import { test } from 'tap';
import { readBenchmarks } from '../../src/bench/formats.js';
import { changed, figures, find, fixture, mistake, runIn, runOf } from './read-fixture.js';

test('one repetition is a mean of iterations, and so no sample; times are real_time in their unit', (t) => {
  const run = runIn('google-once.json');
  t.strictSame(figures(run), [
    ['BM_Sum/100/iterations:1000', 31.617004],
    ['BM_Sum/10000/iterations:1000', 2793.865],
    ['BM_Nap/iterations:20/real_time', 501_311.95],
  ]);
  t.ok(run.benchmarks.every(({ samples }) => samples === undefined));
  t.end();
});

test('repetitions are samples, aggregates of them are not', (t) => {
  const run = runIn('google-repeated.json');
  t.equal(run.benchmarks.length, 3);
  const sum = find(run, 'BM_Sum/100/iterations:1000');
  t.strictSame(sum.samples, [1550.5250048590824, 28.651993488892913, 28.522001230157912]);
  t.equal(sum.ns, 28.651993488892913);
  t.end();
});

test('where there are only aggregates, the median', (t) => {
  t.strictSame(
    figures(runIn('google-aggregates.json')).map(([name]) => name),
    figures(runIn('google-repeated.json')).map(([name]) => name),
  );
  const run = runIn('google-aggregates.json');
  const { benchmarks } = JSON.parse(fixture('google-aggregates.json'));
  const medians = benchmarks.filter((entry: any) => entry.aggregate_name === 'median');
  t.equal(medians.length, 3);
  t.equal(run.benchmarks[0]?.ns, medians[0].real_time);
  const without = (...names: string[]): string =>
    changed('google-aggregates.json', (document) => {
      document.benchmarks = document.benchmarks.filter((entry: any) => !names.includes(entry.aggregate_name));
    });
  const means = benchmarks.filter((entry: any) => entry.aggregate_name === 'mean');
  t.equal(runOf(readBenchmarks(without('median'))).benchmarks[0]?.ns, means[0].real_time);
  t.equal(mistake(without('median', 'mean')), 'benchmarks[0] has neither a median nor a mean');
  t.end();
});

test('a benchmark that ended in an error is one; curves and what was left out on purpose are no benchmarks', (t) => {
  t.equal(mistake(fixture('google-error.json')), 'benchmarks[0] (`BM_Bad`) ended in an error: no such file');
  const rest = changed('google-error.json', (document) => void document.benchmarks.shift());
  t.match(rest, 'BigO');
  t.strictSame(figures(runOf(readBenchmarks(rest))), [
    ['BM_Cx/100/iterations:100', 71.410032],
    ['BM_Cx/1000/iterations:100', 556.32001],
  ]);
  const skipped = changed('google-error.json', ({ benchmarks }) => {
    delete benchmarks[0].error_occurred;
    benchmarks[0].skipped = true;
  });
  t.equal(runOf(readBenchmarks(skipped)).benchmarks.length, 2);
  t.end();
});

test('lost and doubled repetitions, and other units', (t) => {
  const lost = changed('google-repeated.json', (document) => void document.benchmarks.shift());
  t.equal(mistake(lost), 'benchmarks[0] (`BM_Sum/100/iterations:1000`) says that it was repeated 3 times; 2 are there');
  const doubled = changed('google-once.json', (document) => void document.benchmarks.push(document.benchmarks[0]));
  t.equal(
    mistake(doubled),
    'benchmarks[0] (`BM_Sum/100/iterations:1000`) says that it was repeated 1 times; 2 are there',
  );
  const unit = changed('google-once.json', (document) => void (document.benchmarks[0].time_unit = 'cycles'));
  t.equal(mistake(unit), 'benchmarks[0] has the unit `cycles`, which is none of time');
  t.end();
});
