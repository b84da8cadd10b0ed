import { readFileSync } from 'node:fs';
import { test } from 'tap';
import { isTraceGateError } from '../../src/errors.js';
import { parseBenchmarks, parseCriterionFolder } from '../../src/gate/read-benchmarks.js';

const text = readFileSync(new URL('../fixtures/bench/criterion.txt', import.meta.url), 'utf8');

function failureOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (isTraceGateError(error)) return `${error.code} ${error.exitCode} ${error.message} | ${error.hint}`;
    throw error;
  }
  throw new Error('it was read');
}

test('a run that is whole', (t) => {
  t.equal(parseBenchmarks(text, { file: 'bench.txt' }).benchmarks.length, 4);
  t.equal(parseBenchmarks(text, { file: 'bench.txt', format: 'criterion' }).format, 'criterion');
  t.end();
});

test('errors name the file, the line and the way out', (t) => {
  const half = text.slice(0, text.length / 2);
  t.match(
    failureOf(() => parseBenchmarks(half, { file: 'bench.txt' })),
    /^E_BENCH_READ 3 bench\.txt:\d+: not a whole result of criterion: .* \| cargo bench 2>&1 \| tee FILE, and keep/,
  );
  t.match(
    failureOf(() => parseBenchmarks('{"results": [', { file: 'h.json' })),
    /^E_BENCH_READ 3 h\.json:1: not a whole result of any tool: the JSON ends in the middle \| measure again/,
  );
  t.match(
    failureOf(() => parseBenchmarks('{"results": [{"command": 1}]}', { file: 'h.json' })),
    /^E_BENCH_READ 3 h\.json: not a whole result of hyperfine: results\[0\] has no `mean` \| hyperfine --export-json FILE/,
  );
  t.match(
    failureOf(() => parseBenchmarks('hello', { file: 'notes.txt' })),
    /^E_BENCH_FORMAT 3 notes\.txt is no result .* --format .*criterion\|go\|/,
  );
  t.match(
    failureOf(() =>
      parseBenchmarks('# X Performance Baseline\n# Benchmarks: 2\n#\na  time:   [1.0 ns 2.0 ns 9.0 ns]\n', {
        file: 'b.txt',
      }),
    ),
    /^E_BENCH_READ 3 b\.txt: not a whole baseline: its header says 2 .* \| take it from git as it was \(git checkout HEAD -- b\.txt\), or make it anew: trace-gate bench save -- COMMAND$/,
  );
  t.end();
});

test('of a folder the file that is wrong, or the folder', (t) => {
  t.match(
    failureOf(() => parseCriterionFolder([{ path: 'a/new/benchmark.json', text: '{' }], 'target/criterion')),
    /^E_BENCH_READ 3 target\/criterion\/a\/new\/benchmark\.json:1: not a whole result of criterion-json: the JSON ends/,
  );
  t.match(
    failureOf(() => parseCriterionFolder([], 'target/criterion')),
    /^E_BENCH_READ 3 target\/criterion: not a whole result of criterion-json: no benchmark was measured \| cargo bench, which/,
  );
  t.end();
});
