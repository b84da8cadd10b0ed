/** hyperfine 1.15.0, --export-json: two commands; --parameter-scan; --parameter-list with --command-name; a command that fails, with --ignore-failure. */
import { test } from 'tap';
import { readBenchmarks } from '../../src/bench/formats.js';
import { changed, figures, find, fixture, mistake, runIn, runOf } from './read-fixture.js';

test('seconds, every run a sample, and the median', (t) => {
  const run = runIn('hyperfine-plain.json');
  t.strictSame(figures(run), [
    ['sleep 0.01', 11_363_638],
    ['sleep 0.02', 21_317_911],
  ]);
  t.strictSame(
    find(run, 'sleep 0.01').samples?.map(Math.round),
    [11_363_638, 11_310_470, 14_484_908, 11_268_959, 16_682_051],
  );
  t.end();
});

test('parameters belong to the name: under one command name they are all that differs', (t) => {
  t.strictSame(figures(runIn('hyperfine-params.json')), [
    ['sleep 0.010 (ms=10)', 11_596_523],
    ['sleep 0.020 (ms=20)', 30_620_731],
  ]);
  t.strictSame(figures(runIn('hyperfine-named.json')), [
    ['nap (ms=010)', 11_573_480],
    ['nap (ms=015)', 16_843_499],
  ]);
  t.end();
});

test('a summary without runs, without a median', (t) => {
  const text = changed('hyperfine-plain.json', (document) => {
    for (const result of document.results) {
      delete result.times;
      delete result.median;
    }
  });
  t.strictSame(runOf(readBenchmarks(text)).benchmarks[0], { name: 'sleep 0.01', ns: 13_022_005.2 });
  t.end();
});

test('how fast a command fails is no benchmark', (t) => {
  t.equal(mistake(fixture('hyperfine-fail.json')), 'results[0] (`false`) failed in run 1, with exit code 1');
  const killed = changed('hyperfine-plain.json', ({ results }) => void (results[1].exit_codes[3] = null));
  t.equal(mistake(killed), 'results[1] (`sleep 0.02`) failed in run 4, by a signal');
  t.end();
});

test('what is damaged', (t) => {
  const damaged = (change: (document: any) => void): string => mistake(changed('hyperfine-plain.json', change));
  t.equal(
    damaged(({ results }) => void delete results[1].command),
    'results[1] has no `command`',
  );
  t.equal(
    damaged(({ results }) => void (results[1].times[2] = '1')),
    'results[1].times[2] is no number',
  );
  t.equal(
    damaged(({ results }) => void (results[0].times[0] = -1)),
    '`sleep 0.01` took -1000000000 ns, which is no time',
  );
  t.equal(
    damaged(({ results }) => void results.push(results[0])),
    '`sleep 0.01` has two results',
  );
  t.equal(
    damaged(({ results }) => void (results[0].times = {})),
    'results[0].times is no list',
  );
  t.end();
});
