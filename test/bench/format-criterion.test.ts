/** criterion 0.5.1: `cargo bench 2>&1`, the second of two runs; criterion-terminal.txt is what a terminal got of a third. */
import { test } from 'tap';
import { readBenchmarks } from '../../src/bench/formats.js';
import { figures, find, fixture, mistake, runIn, runOf } from './read-fixture.js';

const long = 'a name that is well over twenty-three characters and, so that its folder is cut, over sixty-four';

/** As `cargo bench` would write it. */
const measured = (name: string, times: string): string =>
  `Benchmarking ${name}\nBenchmarking ${name}: Warming up for 3.0000 s\nBenchmarking ${name}: Analyzing\n${
    name.length > 23 ? `${name}\n${' '.repeat(24)}` : name.padEnd(24)
  }time:   [${times}]\n\n`;

test('names on the line and above it, units, and changes that are no results', (t) => {
  const run = runIn('criterion.txt');
  t.equal(run.format, 'criterion');
  t.strictSame(run.benchmarks, [
    { name: 'add/Scalar/100', ns: 37.538, interval: [26.063, 58.565] },
    { name: 'add/Scalar/10000', ns: 2413.8, interval: [2024.7, 2983] },
    { name: long, ns: 605.05, interval: [436.98, 747.76] },
    { name: 'sleep', ns: 1_283_200, interval: [1_273_500, 1_296_600] },
  ]);
  t.end();
});

test('what a terminal shows: colours, and progress that is written over', (t) => {
  t.match(fixture('criterion-terminal.txt'), '\r\u001b[2K');
  t.strictSame(figures(runIn('criterion-terminal.txt')), [
    ['add/Scalar/100', 13.922],
    ['add/Scalar/10000', 1585.1],
    [long, 363.47],
    ['sleep', 1_301_600],
  ]);
  t.end();
});

test('every unit of time is nanoseconds, and nothing is rounded twice', (t) => {
  const units: [text: string, ns: number][] = [
    ['512.00 ps', 0.512],
    ['55.710 ns', 55.71],
    ['56.301 us', 56_301],
    ['56.301 \u00b5s', 56_301],
    ['56.301 \u03bcs', 56_301],
    ['64.100 us', 64_100],
    ['1.1005 ms', 1_100_500],
    ['2.0000 s', 2e9],
  ];
  for (const [text, ns] of units) {
    const [benchmark] = runOf(readBenchmarks(measured('a', `${text} ${text} ${text}`))).benchmarks;
    t.strictSame(benchmark, { name: 'a', ns, interval: [ns, ns] }, text);
  }
  t.end();
});

test('the lengths of names at which criterion breaks the line', (t) => {
  for (const length of [1, 22, 23, 24, 80]) {
    const name = 'n'.repeat(length);
    t.equal(find(runOf(readBenchmarks(measured(name, '1.0 ns 2.0 ns 3.0 ns'))), name).ns, 2, String(length));
  }
  const colons = 'parse: fast, time: 3';
  t.equal(find(runOf(readBenchmarks(measured(colons, '1.0 ns 2.0 ns 3.0 ns'))), colons).ns, 2);
  t.end();
});

test('our header is passed over, and its count must be right', (t) => {
  const text = fixture('criterion.txt');
  const header = (count: number): string => `# Baseline\n# Commit: d11c690\n# Benchmarks: ${count}\n#\n${text}`;
  t.equal(runOf(readBenchmarks(header(4))).benchmarks.length, 4);
  t.strictSame(runOf(readBenchmarks(header(4).trimEnd())), runIn('criterion.txt'), 'an editor may trim its end');
  t.match(mistake(text.trimEnd()), /the last group of results has no end/, 'without a count nobody knows');
  t.equal(mistake(header(5)), 'its header says 5 benchmarks; 4 are there');
  t.end();
});

test('half of what cargo says is no suite', (t) => {
  const lines = fixture('criterion.txt').split('\n');
  const output = lines.filter((line) => !line.startsWith('Benchmarking '));
  t.equal(
    mistake(output.join('\n')),
    '9: `add/Scalar/100` has a result, and no line says that it was measured: standard error is missing',
  );
  const errors = lines.filter((line) => line.startsWith('Benchmarking '));
  t.equal(mistake(errors.join('\n')), '1: `add/Scalar/100` was begun and has no result');
  t.end();
});

test('damaged and doubled results', (t) => {
  const good = measured('a', '1.0 ns 2.0 ns 3.0 ns');
  t.equal(mistake(good + good), '9: `a` has two results');
  t.equal(mistake(measured('a', '1.0 ns 2.0 ns')), '4: a result that is cut: three times in brackets are expected');
  t.equal(mistake(good.replace('3.0 ns]', '3.0')), '4: a result that is cut: three times in brackets are expected');
  t.equal(mistake(measured('a', '1.0 cycles 2.0 cycles 3.0 cycles')), '4: `1.0 cycles` is no time');
  t.equal(mistake(measured('a', 'NaN ns 2.0 ns 3.0 ns')), '4: `NaN ns` is no time');
  t.match(mistake(good.replace(/\n\n$/, '\n')), /^4: the last group of results has no end/);
  t.equal(
    mistake(`${good}error: bench failed, to rerun pass \`--bench a\`\n`),
    '6: cargo failed: error: bench failed, to rerun pass `--bench a`',
  );
  t.equal(mistake(`${good}Benchmarking b\n`), '6: `b` was begun and has no result');
  t.equal(mistake('', 'criterion'), 'the file is empty');
  t.equal(mistake('    Finished `bench` profile\n', 'criterion'), 'no benchmark was measured');
  t.end();
});

test('a log from which one line is lost has the same benchmarks or is an error', (t) => {
  const lines = fixture('criterion.txt').split('\n');
  const whole = runIn('criterion.txt');
  const errors = lines.filter((_, index) => {
    const read = readBenchmarks(lines.toSpliced(index, 1).join('\n'));
    if (read.ok) t.strictSame(read.run, whole, `without line ${index + 1}`);
    return !read.ok;
  });
  t.equal(errors.filter((line) => /time: +\[\d/.test(line)).length, 4, 'every result is missed');
  t.end();
});
