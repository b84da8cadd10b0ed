/** vitest 3.2.7 with `bench --run --outputJson`, and 5.1.1 with `bench --run --reporter=json --outputFile`; the project's folder is /project. */
import { test } from 'tap';
import { readBenchmarks } from '../../src/bench/formats.js';
import { changed, figures, mistake, runIn, runOf } from './read-fixture.js';

test('milliseconds, named by file, groups and title', (t) => {
  t.strictSame(figures(runIn('vitest-3.json')), [
    ['bench/add.bench.ts > alone', 686.73779],
    ['bench/add.bench.ts > arrays > sort 100', 85_734.091],
    ['bench/add.bench.ts > arrays > sum 1000', 10_223.64],
  ]);
  t.strictSame(figures(runIn('vitest-5.json')), [
    ['add.bench.ts > arrays > sort 100 > sort 100', 9586.619],
    ['add.bench.ts > arrays > two > sum 10', 47.515205],
    ['add.bench.ts > arrays > two > sum 1000', 572.01332],
  ]);
  for (const name of ['vitest-3.json', 'vitest-5.json'])
    t.ok(
      runIn(name).benchmarks.every(({ samples }) => samples === undefined),
      'samples are empty or absent',
    );
  t.end();
});

test('a file that failed, and what was not measured now', (t) => {
  const failed = changed('vitest-5.json', ({ testResults }) => void (testResults[0].status = 'failed'));
  t.equal(mistake(failed), 'testResults[0] (`add.bench.ts`) failed');
  const stored = changed('vitest-5.json', ({ testResults }) => {
    testResults[0].assertionResults[1].benchmarks[0].tasks[1].fromStore = true;
  });
  t.equal(runOf(readBenchmarks(stored)).benchmarks.length, 2);
  const none = changed('vitest-5.json', ({ testResults }) => {
    for (const result of testResults[0].assertionResults) delete result.benchmarks;
  });
  t.equal(mistake(none), 'no benchmark was measured', 'results of tests');
  t.end();
});
