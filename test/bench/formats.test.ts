import { isDeepStrictEqual } from 'node:util';
import { test } from 'tap';
import { readBenchmarks } from '../../src/bench/formats.js';
import type { BenchmarkRun } from '../../src/model/benchmark.js';
import { fixture, mistake, runIn, runOf } from './read-fixture.js';

const formats: [file: string, format: string][] = [
  ['criterion.txt', 'criterion'],
  ['criterion-terminal.txt', 'criterion'],
  ['go-count.txt', 'go'],
  ['go-packages.txt', 'go'],
  ['go-prints.txt', 'go'],
  ['google-aggregates.json', 'google'],
  ['google-once.json', 'google'],
  ['google-repeated.json', 'google'],
  ['hyperfine-named.json', 'hyperfine'],
  ['hyperfine-params.json', 'hyperfine'],
  ['hyperfine-plain.json', 'hyperfine'],
  ['jmh.json', 'jmh'],
  ['numpy.json', 'numpy'],
  ['pytest.json', 'pytest'],
  ['tinybench-2.json', 'tinybench'],
  ['tinybench-6.json', 'tinybench'],
  ['tinybench-6-no-samples.json', 'tinybench'],
  ['vitest-3.json', 'vitest'],
  ['vitest-5.json', 'vitest'],
];

test('a format is told by its content', (t) => {
  for (const [file, format] of formats) t.equal(runIn(file).format, format, file);
  t.equal(runOf(readBenchmarks(`\ufeff${fixture('hyperfine-plain.json')}`)).format, 'hyperfine', 'a mark before it');
  t.equal(runOf(readBenchmarks(`# Baseline\n${fixture('go-count.txt')}`)).format, 'go', 'our header before it');
  t.end();
});

test('what is no result of a tool', (t) => {
  for (const text of [
    'hello\n',
    '{"files": ["dist"]}',
    '{"results": {}}',
    '{"version": 1}',
    '[]',
    '[1]',
    '{}',
    '# Benchmarks: 3\n',
  ])
    t.equal(mistake(text), 'unknown format', text);
  t.equal(mistake(' \n'), 'the file is empty');
  t.equal(mistake('{\n "a": 1,\n b\n}'), '3: this is no JSON: `b`');
  t.equal(mistake('{\n "a": 1,\n "b": [1, 2\n\n'), '3: the JSON ends in the middle');
  t.end();
});

test('of what is no JSON the word and its line, whichever version of Node reads it', (t) => {
  const document = (mean: string): string =>
    `{"results": [\n  {"command": "NaN \\" {", "x": -1.5e3,\n   "mean": ${mean}}\n]}`;
  for (const word of ['NaN', 'Infinity', '-Infinity', "'a'"])
    t.equal(mistake(document(word)), `3: this is no JSON: \`${word === "'a'" ? "'" : word}\``);
  t.equal(mistake(document('1 2')), '3: this is no JSON: `2`');
  t.equal(mistake(document('1e400')), 'results[0].mean is larger than any number');
  t.equal(
    mistake('{"results": [{"command": "a", "median": 1, "times": [1, 1e999]}]}'),
    'results[0].times[1] is larger than any number',
  );
  t.end();
});

test('a document is read as one, whatever names stand in it', (t) => {
  const document = (command: string): string => JSON.stringify({ results: [{ command, mean: 1 }] }, undefined, 2);
  for (const command of ['echo " time: [1"', 'Benchmarking x', 'BenchmarkA-2 \t 100\t 1 ns/op'])
    t.match(runOf(readBenchmarks(document(command))), { format: 'hyperfine', benchmarks: [{ name: command }] });
  t.end();
});

test('marks of a merge conflict are told as that, wherever they stand', (t) => {
  const baseline = '# X Performance Baseline\n# Commit: a\n#\na  time:   [1.0 ns 2.0 ns 9.0 ns]\n';
  const conflict = (text: string): string => `<<<<<<< HEAD\n${text}=======\n${text}>>>>>>> branch\n`;
  const marks = 'it has the marks of a merge conflict';
  t.match(readBenchmarks(conflict(baseline)), { ok: false, format: 'baseline', line: 1, detail: marks });
  t.match(readBenchmarks(baseline.replace('# Commit: a\n', conflict('# Commit: a\n'))), {
    ok: false,
    format: 'baseline',
    line: 2,
    detail: marks,
  });
  t.match(readBenchmarks(`${baseline}${conflict('b  time:   [1.0 ns 2.0 ns 9.0 ns]\n')}`), { line: 5, detail: marks });
  t.equal(mistake(`{"results": [\n${conflict('{"command": "a", "mean": 1}\n')}]}`), `2: ${marks}`);
  t.end();
});

test('what hyperfine prints for people is no result of it, with a document behind it or without', (t) => {
  const text = `Benchmark 1: true
  Time (mean ± σ):       3.8 ms ±   2.5 ms    [User: 1.1 ms, System: 0.0 ms]
  Range (min … max):     0.9 ms …   5.4 ms    3 runs
 
`;
  const told = {
    ok: false,
    format: 'hyperfine',
    detail: 'this is what it prints for people, which does not have every run',
  };
  t.match(readBenchmarks(text), told);
  t.match(readBenchmarks(`${text}${fixture('hyperfine-plain.json')}`), told);
  t.end();
});

test('a format that is asked for is not guessed', (t) => {
  t.equal(mistake(fixture('criterion.txt'), 'go'), 'no benchmark was measured');
  t.equal(mistake(fixture('criterion.txt'), 'hyperfine'), '1: this is no JSON: `Finished`');
  t.equal(mistake(fixture('jmh.json'), 'hyperfine'), 'the document is no object');
  t.equal(mistake('{"benchmarks": []}', 'hyperfine'), 'the document has no `results`');
  t.equal(mistake('{"results": []}', 'hyperfine'), 'no benchmark was measured');
  t.end();
});

/** Where a text without our header ends as a whole one does, but for a line that has hardly begun: criterion's empty line behind a group, the end of a package of go. */
const ends = /(?:^|\n)(?:\r?\n|PASS\n?|ok {2}\t.*\n)[^\n]*$/;

/** Why a part of a fixture must not be read as it was; undefined: it may. */
function wrong(whole: BenchmarkRun, text: string, end: number): string | undefined {
  const part = text.slice(0, end);
  const read = readBenchmarks(part);
  if (!read.ok) return undefined;
  if (isDeepStrictEqual(read.run, whole)) return undefined;
  const count = read.run.benchmarks.length;
  if (count >= whole.benchmarks.length) return `cut at ${end}: other figures`;
  if (/^\s*[[{]/.test(text)) return `cut at ${end}: ${count} benchmarks, though JSON has an end`;
  if (!ends.test(part)) return `cut at ${end}: ${count} benchmarks behind ${JSON.stringify(part.slice(-40))}`;
  const counted = readBenchmarks(`# Benchmarks: ${whole.benchmarks.length}\n${part}`);
  return counted.ok ? `cut at ${end}: ${count} benchmarks, though our header has their number` : undefined;
}

test('what is cut, text at any character and JSON at any line, is an error or the same run; of a text without an end our header knows', (t) => {
  for (const [file] of formats) {
    const text = fixture(file);
    const whole = runIn(file);
    const places = Array.from(text.matchAll(file.endsWith('.txt') ? /^|./gs : /^/gm), ({ index }) => index);
    t.ok(places.length > 10, `${file} has places to cut`);
    const cuts = places.map((end) => wrong(whole, text, end));
    t.strictSame(
      cuts.filter((cut) => cut !== undefined),
      [],
      file,
    );
  }
  t.end();
});

test('our header changes nothing of a text that is whole', (t) => {
  for (const [file] of formats.filter(([name]) => name.endsWith('.txt'))) {
    const whole = runIn(file);
    const counted = `# Benchmarks: ${whole.benchmarks.length}\n${fixture(file)}`;
    t.strictSame(runOf(readBenchmarks(counted)), whole, file);
  }
  t.end();
});
