/** JMH 1.37, -rf json: two forks of three iterations; some percentiles, histograms and the path of java are taken out. */
import { test } from 'tap';
import { readBenchmarks } from '../../src/bench/formats.js';
import { changed, figures, find, mistake, runIn, runOf } from './read-fixture.js';

test('every mode is a time per operation, and its median', (t) => {
  t.strictSame(figures(runIn('jmh.json')), [
    // 18982.535 ops/ms
    ['com.example.Vec.alloc (thrpt, size=100)', 52.680003],
    ['com.example.Vec.alloc (thrpt, size=1000)', 294.71389],
    // 0.11799039 us/op
    ['com.example.Vec.sum (avgt, size=100)', 117.99039],
    ['com.example.Vec.sum (avgt, size=1000)', 1038.5688],
    ['com.example.Vec.text (sample, size=100)', 30],
    ['com.example.Vec.text (sample, size=1000)', 30],
    // 0.006174 ms/op
    ['com.example.Vec.shot (ss, size=100)', 6174],
    ['com.example.Vec.shot (ss, size=1000)', 5138],
  ]);
  t.end();
});

test('the iterations of all forks are samples; a histogram is none', (t) => {
  const run = runIn('jmh.json');
  t.strictSame(find(run, 'com.example.Vec.shot (ss, size=100)').samples, [9384, 5458, 2443, 6890, 7461, 4697]);
  const [first] = find(run, 'com.example.Vec.alloc (thrpt, size=100)').samples ?? [];
  t.equal(first, 1e6 / 11968.796661101229, 'the reciprocal of 11968.8 ops/ms');
  t.notOk('samples' in find(run, 'com.example.Vec.text (sample, size=100)'));
  t.end();
});

test('units', (t) => {
  const of = (unit: string): string =>
    changed('jmh.json', ([entry]) => {
      entry.primaryMetric.scorePercentiles['50.0'] = 2;
      entry.primaryMetric.scoreUnit = unit;
      return [entry];
    });
  const units: [unit: string, ns: number][] = [
    ['ns/op', 2],
    ['us/op', 2000],
    ['ms/op', 2e6],
    ['s/op', 2e9],
    ['min/op', 120e9],
    ['ops/ns', 0.5],
    ['ops/us', 500],
    ['ops/s', 5e8],
    ['ops/min', 30e9],
    ['ops/day', 43_200e9],
  ];
  for (const [unit, ns] of units) t.equal(runOf(readBenchmarks(of(unit))).benchmarks[0]?.ns, ns, unit);
  for (const unit of ['B/op', 'ops', 'ops/x'])
    t.equal(mistake(of(unit)), `[0].primaryMetric has the unit \`${unit}\`, which is neither time/op nor ops/time`);
  t.end();
});

test('no operation in any time is no time, and without percentiles there is the score', (t) => {
  const none = changed('jmh.json', ([entry]) => {
    entry.primaryMetric.scorePercentiles['50.0'] = 0;
    return [entry];
  });
  t.equal(mistake(none), '`com.example.Vec.alloc (thrpt, size=100)` took Infinity ns, which is no time');
  const plain = changed('jmh.json', (entries) => {
    delete entries[2].primaryMetric.scorePercentiles;
    delete entries[2].params;
    return [entries[2]];
  });
  t.strictSame(figures(runOf(readBenchmarks(plain))), [['com.example.Vec.sum (avgt)', 119.76632]]);
  t.end();
});
