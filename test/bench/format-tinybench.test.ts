/** tinybench 2.5.1 and 6.2.3 (with and without retainSamples, and a task that throws): `JSON.stringify(bench.tasks.map(({ name, result }) => ({ name, result })))`. */
import { test } from 'tap';
import { changed, figures, find, fixture, mistake, runIn } from './read-fixture.js';

test('milliseconds, of versions with and without `latency`', (t) => {
  t.strictSame(figures(runIn('tinybench-6.json')), [
    ['sum 1000', 1_141_117],
    ['sort 100', 26_958],
  ]);
  t.strictSame(figures(runIn('tinybench-2.json')), [
    ['sum 1000', 748_986.6],
    ['sort 100', 19_721],
  ]);
  t.strictSame(
    find(runIn('tinybench-6.json'), 'sum 1000').samples?.map(Math.round),
    [13_000, 13_811, 16_624, 17_195, 5_644_955],
  );
  t.strictSame(
    find(runIn('tinybench-2.json'), 'sort 100').samples?.map(Math.round),
    [17_526, 17_836, 18_337, 21_071, 23_835],
  );
  t.end();
});

test('samples that were not kept', (t) => {
  const run = runIn('tinybench-6-no-samples.json');
  t.strictSame(figures(run), [
    ['sum 1000', 5834.6],
    ['sort 100', 16_184],
  ]);
  t.ok(run.benchmarks.every(({ samples }) => samples === undefined));
  t.end();
});

test('what threw, was stopped or never ran', (t) => {
  t.equal(mistake(fixture('tinybench-6-error.json')), '[0].result (`throws`) ended in an error');
  const state = (name: string, change: (result: any) => void): string =>
    mistake(changed(name, (tasks) => change(tasks[1].result)));
  t.equal(
    state('tinybench-2.json', (result) => void (result.error = {})),
    '[1].result (`sort 100`) ended in an error',
  );
  t.equal(
    state('tinybench-6.json', (result) => void (result.state = 'aborted')),
    '[1].result (`sort 100`) is `aborted`, not completed',
  );
  t.equal(
    mistake(changed('tinybench-2.json', (tasks) => void delete tasks[1].result)),
    '[1] (`sort 100`) has no result: it was not run',
  );
  t.equal(
    state('tinybench-6.json', (result) => void delete result.latency.mean),
    '[1].result.latency has no `mean`',
  );
  t.end();
});
