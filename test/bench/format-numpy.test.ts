/** Written by hand in the form that trueno's benchmarks/python_comparison.py writes. */
import { test } from 'tap';
import { figures, find, mistake, runIn, runOf } from './read-fixture.js';
import { readBenchmarks } from '../../src/bench/formats.js';

test('library, operation and size are the name', (t) => {
  const run = runIn('numpy.json');
  t.strictSame(figures(run), [
    ['numpy/add/100', 412.5],
    ['numpy/add/1000', 640.75],
    ['numpy/dot/100', 701],
    ['pytorch_cpu/add/100', 1520],
    ['pytorch_cpu/add/1000', 1701.25],
    ['pytorch_cpu/dot/100', 2100],
  ]);
  t.strictSame(find(run, 'numpy/dot/100'), { name: 'numpy/dot/100', ns: 701 });
  t.end();
});

test('mean, as its documentation has it', (t) => {
  t.strictSame(figures(runOf(readBenchmarks('{"numpy": {"add": {"100": {"mean": 12.5, "std": 1}}}}'))), [
    ['numpy/add/100', 12.5],
  ]);
  t.equal(mistake('{"numpy": {"add": {"100": {"mean": 1}, "1000": {"std": 1}}}}'), 'numpy.add["1000"] has no `mean`');
  t.equal(mistake('{"numpy": {"add": {"100": {"mean": 1}, "1000": 7}}}'), 'numpy.add["1000"] is no object');
  t.end();
});
