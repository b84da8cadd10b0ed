/** pytest-benchmark 5.3.1, --benchmark-json; machine_info is shortened. */
import { test } from 'tap';
import { readBenchmarks } from '../../src/bench/formats.js';
import { changed, figures, find, mistake, runIn, runOf } from './read-fixture.js';

test('seconds; a benchmark is its file, class, function and parameters', (t) => {
  const run = runIn('pytest.json');
  t.strictSame(figures(run), [
    ['test_vec.py::test_sum[100]', 573.89989],
    ['test_vec.py::test_sum[1000]', 4718.0001],
    ['test_vec.py::TestText::test_join', 802.20052],
  ]);
  t.strictSame(
    find(run, 'test_vec.py::test_sum[100]').samples?.map((ns) => Number(ns.toFixed(2))),
    [800.2, 579.8, 572.9, 573.9, 570.9],
  );
  t.end();
});

test('rounds that were not saved, and rounds that are lost', (t) => {
  const saved = changed('pytest.json', ({ benchmarks }) => {
    for (const { stats } of benchmarks) delete stats.data;
  });
  t.strictSame(figures(runOf(readBenchmarks(saved))), figures(runIn('pytest.json')));
  t.ok(runOf(readBenchmarks(saved)).benchmarks.every(({ samples }) => samples === undefined));
  const lost = changed('pytest.json', ({ benchmarks }) => void benchmarks[1].stats.data.pop());
  t.equal(mistake(lost), 'benchmarks[1].stats has 4 of 5 rounds');
  t.end();
});
