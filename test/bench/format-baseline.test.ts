import fc from 'fast-check';
import { test } from 'tap';
import { parseHeader } from '../../src/bench/baseline-header.js';
import { renderBaseline } from '../../src/bench/format-baseline.js';
import { readBenchmarks } from '../../src/bench/formats.js';
import type { BaselineHeader } from '../../src/model/bench-baseline.js';
import type { Benchmark } from '../../src/model/benchmark.js';
import { mistake, runOf } from './read-fixture.js';

const header: BaselineHeader = {
  project: 'Trueno',
  commit: '4b352c0',
  branch: 'main',
  uncommitted: 2,
  date: '20251123-112000',
  machine: { cpu: 'AMD Ryzen 9 5950X 16-Core Processor', cores: 32, kernel: '6.18', governor: 'performance' },
  format: 'criterion',
};

/** As the page on baselines shows them, with nothing of what we add. */
const example = `# Trueno Performance Baseline
# Commit: 4b352c0
# Branch: main
# Date: 20251123-112000
# CPU: AMD Ryzen 9 5950X 16-Core Processor
#
add/AVX2/100            time:   [56.896 ns 58.549 ns 60.001 ns]
dot/AVX512/1000         time:   [12.345 µs 12.450 µs 12.567 µs]
`;

const dot: Benchmark = { name: 'dot/AVX512/1000', ns: 12450, interval: [12345, 12567] };

test('a baseline of the older scripts is read, and knows its CPU alone', (t) => {
  t.strictSame(runOf(readBenchmarks(example)), {
    format: 'baseline',
    benchmarks: [{ name: 'add/AVX2/100', ns: 58.549, interval: [56.896, 60.001] }, dot],
  });
  t.strictSame(parseHeader(example), {
    project: 'Trueno',
    commit: '4b352c0',
    branch: 'main',
    date: '20251123-112000',
    machine: { cpu: 'AMD Ryzen 9 5950X 16-Core Processor' },
  });
  t.strictSame(parseHeader(example.replace(/CPU: .*/, 'CPU: unknown'))?.machine, {});
  t.end();
});

test("what a tool wrote has no header, and criterion's own output below one is criterion's", (t) => {
  t.equal(parseHeader('# a comment\nadd time: [1 ns 1 ns 1 ns]\n'), undefined);
  t.equal(parseHeader('{}'), undefined);
  const whole = `# Trueno Performance Baseline
# Commit: d11c690
#
Benchmarking add
Benchmarking add: Analyzing
add                     time:   [55.093 ns 55.710 ns 56.234 ns]
                        change: [-1% +0% +1%] (p = 0.5 > 0.05)

`;
  t.match(runOf(readBenchmarks(whole)), { format: 'criterion', benchmarks: [{ name: 'add', ns: 55.71 }] });
  t.end();
});

test('lines are those of the older scripts, with digits as criterion has them', (t) => {
  const text = renderBaseline(header, {
    format: 'criterion',
    benchmarks: [dot, { name: 'x', ns: 1e9, samples: [1, 2.5] }],
  });
  t.equal(
    text,
    `# Trueno Performance Baseline
# Commit: 4b352c0
# Branch: main
# Date: 20251123-112000
# CPU: AMD Ryzen 9 5950X 16-Core Processor
# Cores: 32
# Kernel: 6.18
# Governor: performance
# Uncommitted: 2
# Format: criterion
# Benchmarks: 2
#
dot/AVX512/1000         time:   [12.345 µs 12.450 µs 12.567 µs]
x                       time:   [1.0000 s 1.0000 s 1.0000 s]
#   samples (ns): [1 2.5]
`,
  );
  t.strictSame(parseHeader(text), header);
  t.end();
});

const time = fc.double({ min: 0, max: 1e15, noNaN: true });
const benchmark = fc.record(
  {
    name: fc.oneof(
      fc.string({ minLength: 1 }),
      fc.constantFrom(
        '# a',
        '"',
        ' a ',
        'a time: [1 ns 1 ns 1 ns]',
        'a\nb',
        '\u2028',
        'Benchmarking x',
        'sleep 0.1',
        '\ta\ttime:',
      ),
    ),
    ns: time,
    interval: fc.tuple(time, time),
    samples: fc.array(time, { minLength: 1, maxLength: 5 }),
  },
  { requiredKeys: ['name', 'ns'] },
);
const suite = fc.uniqueArray(benchmark, { minLength: 1, maxLength: 5, selector: ({ name }) => name });

const plain = (benchmarks: readonly unknown[]): unknown => JSON.parse(JSON.stringify(benchmarks));

const sorted = (value: unknown): unknown =>
  JSON.stringify(value, (_, entry: unknown) =>
    typeof entry === 'object' && entry !== null && !Array.isArray(entry)
      ? Object.fromEntries(Object.entries(entry).sort(([a], [b]) => (a < b ? -1 : 1)))
      : entry,
  );
const isSame = (a: unknown, b: unknown): boolean => sorted(a) === sorted(b);

test('whatever was saved is read back, number by number', (t) => {
  fc.assert(
    fc.property(suite, (benchmarks) => {
      const read = readBenchmarks(renderBaseline(header, { format: 'x', benchmarks }));
      const expected = benchmarks.map((one) => {
        const { interval, ...rest } = one;
        // Three times the same number is what stands there for none.
        return interval === undefined || interval.every((end) => end === one.ns) ? rest : one;
      });
      return read.ok && isSame(plain(read.run.benchmarks), plain(expected));
    }),
    { numRuns: 500 },
  );
  t.pass();
  t.end();
});

test('cut anywhere, it is an error, or only the samples of the last one are gone', (t) => {
  const benchmarks = [dot, { ...dot, name: 'b', samples: [12345, 12567] }, { ...dot, name: 'c', samples: [100, 200] }];
  const text = renderBaseline(header, { format: 'criterion', benchmarks });
  let whole = 0;
  for (let length = 0; length < text.length; length++) {
    const read = readBenchmarks(text.slice(0, length));
    if (!read.ok) continue;
    whole++;
    const expected = length < text.length - 1 ? [...benchmarks.slice(0, 2), { ...dot, name: 'c' }] : benchmarks;
    t.ok(isSame(plain(read.run.benchmarks), plain(expected)), `${length} of ${text.length} characters`);
  }
  t.ok(whole > 1);
  t.end();
});

test('samples beyond a thousand stay out of a file for git', (t) => {
  const samples = Array.from({ length: 1001 }, (_, index) => index);
  const text = renderBaseline(header, { format: 'vitest', benchmarks: [{ ...dot, samples }] });
  t.match(text, /^# {3}1001 samples are too many to keep$/m);
  t.strictSame(runOf(readBenchmarks(text)).benchmarks, [dot]);
  t.end();
});

test('what is no baseline is an error at its line', (t) => {
  const broken = (line: string): string => `${example}${line}\n`;
  t.match(mistake(broken('...')), /a line with a name.*/);
  t.match(mistake(broken('x time: [1 ns 2 ns 3 parsec]')), /`3 parsec` is no time/);
  t.match(mistake(broken('"x time: [1 ns 2 ns 3 ns]')), /is no name/);
  t.match(mistake(broken('#   samples (ns): [1 2]\n#   samples (ns): [1 2]')), /samples without a benchmark/);
  t.match(mistake(broken('#   samples (ns): [1 x]')), /NaN ns, which is no time/);
  t.match(mistake(example.replace('# Date', '# Benchmarks: 3\n# Date')), /its header says 3 benchmarks; 2 are there/);
  t.end();
});
