/** criterion 0.5.1: criterion-folder.json has the JSON files of target/criterion after two runs, by path. */
import { test } from 'tap';
import type { CriterionFile } from '../../src/bench/format-criterion-json.js';
import { readCriterionFolder } from '../../src/bench/formats.js';
import { figures, find, fixture, runIn, runOf } from './read-fixture.js';

const long = 'a name that is well over twenty-three characters and, so that its folder is cut, over sixty-four';

const files: CriterionFile[] = Object.entries(
  JSON.parse(fixture('criterion-folder.json')) as Record<string, string>,
).map(([path, text]) => ({ path, text }));

const folder = (name: string, parts: Record<string, unknown>): CriterionFile[] =>
  Object.entries(parts).map(([part, document]) => ({
    path: `${name}/new/${part}.json`,
    text: JSON.stringify(document),
  }));

const estimate = (value: number): unknown => ({
  confidence_interval: { confidence_level: 0.95, lower_bound: value - 1, upper_bound: value + 1 },
  point_estimate: value,
});

test('the last run, with what its text says and the name that its folder does not have', (t) => {
  t.ok(
    files.some(
      ({ path }) => path === 'a name that is well over twenty-three characters and, so that it/new/benchmark.json',
    ),
  );
  const run = runOf(readCriterionFolder(files));
  t.equal(run.format, 'criterion-json');
  // Five digits are what the text shows; criterion.txt is of the same run.
  for (const [name, ns] of figures(runIn('criterion.txt')))
    t.equal(Number(find(run, name).ns.toPrecision(5)), ns, name);
  t.equal(run.benchmarks.length, 4);
  t.match(find(run, long), { ns: 605.0520728450898, interval: [436.9774377407293, 747.7637720083557] });
  t.end();
});

test('samples are times per iteration', (t) => {
  const { samples = [] } = find(runOf(readCriterionFolder(files)), 'add/Scalar/100');
  t.equal(samples.length, 10);
  t.equal(samples[0], 3_812_202 / 284_990);
  t.equal(samples[9], 81_390_452 / 2_849_900);
  t.end();
});

test('the run before it, or one that was saved, lies beside it', (t) => {
  const before = runOf(readCriterionFolder(files, 'base'));
  t.equal(before.benchmarks.length, 4);
  t.equal(find(before, 'add/Scalar/100').samples?.length, 10);
  t.match(readCriterionFolder(files, 'main'), { ok: false, detail: 'no benchmark was measured' });
  t.end();
});

test('without a slope, the mean; and the forms of old versions', (t) => {
  const flat = folder('a', {
    benchmark: { full_id: 'a' },
    estimates: { mean: estimate(5), slope: null },
    sample: { sampling_mode: 'Flat', iters: [2, 2], times: [10, 12] },
  });
  t.strictSame(runOf(readCriterionFolder(flat)).benchmarks, [{ name: 'a', ns: 5, interval: [4, 6], samples: [5, 6] }]);
  for (const sample of [
    [
      [1, 2],
      [10, 30],
    ],
    ['Linear', [1, 2], [10, 30]],
  ]) {
    const old = folder('b/c', {
      benchmark: { full_id: 'b/c' },
      estimates: { Mean: estimate(9), Slope: estimate(8) },
      sample,
    });
    t.strictSame(runOf(readCriterionFolder(old)).benchmarks, [
      { name: 'b/c', ns: 8, interval: [7, 9], samples: [10, 15] },
    ]);
  }
  t.end();
});

test('missing and damaged files are named', (t) => {
  const without = (path: string): CriterionFile[] => files.filter((file) => file.path !== path);
  for (const part of ['benchmark.json', 'estimates.json']) {
    const file = `sleep/new/${part}`;
    t.match(readCriterionFolder(without(file)), { ok: false, file, detail: /^it is missing/ });
  }
  t.notOk(
    'samples' in find(runOf(readCriterionFolder(without('sleep/new/sample.json'))), 'sleep'),
    'samples can be left out',
  );
  const cut = files.map((file) =>
    file.path === 'sleep/new/sample.json' ? { ...file, text: file.text.slice(0, 50) } : file,
  );
  t.match(readCriterionFolder(cut), {
    ok: false,
    file: 'sleep/new/sample.json',
    detail: 'the JSON ends in the middle',
    line: 1,
  });
  const uneven = folder('a', {
    benchmark: { full_id: 'a' },
    estimates: { mean: estimate(5) },
    sample: { iters: [1], times: [1, 2] },
  });
  t.match(readCriterionFolder(uneven), {
    detail: 'the document has not as many times as iterations',
    file: 'a/new/sample.json',
  });
  t.match(
    readCriterionFolder([
      ...files,
      ...folder('other', { benchmark: { full_id: 'sleep' }, estimates: { mean: estimate(5) } }),
    ]),
    {
      detail: '`sleep` has two results',
    },
  );
  t.match(readCriterionFolder([]), { ok: false, detail: 'no benchmark was measured' });
  t.end();
});
