import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import t from 'tap';
import { schemas } from '../../src/schema/registry.js';
import { fixture } from '../bench/read-fixture.js';
import { folderWith, run } from './command.js';

const isReport = new Ajv({ strict: true, allowUnionTypes: true }).compile(schemas['library-comparison']);

/** Ten operations of NumPy that take 100 ns; `own`: of each, what ours takes. */
function results(own: readonly number[]): string {
  const library = (times: readonly number[]): object =>
    Object.fromEntries(times.map((mean_ns, index) => [`op${index}`, { 100: { mean_ns, std_ns: 1 } }]));
  return JSON.stringify({
    numpy: library(Array<number>(10).fill(100)),
    pytorch_cpu: library([50]),
    trueno: library(own),
  });
}

/** As criterion writes it. */
const measured = (name: string, time: string): string =>
  `Benchmarking ${name}: Analyzing\n${name.padEnd(23)} time:   [${time} ${time} ${time}]\n\n`;

const fast = Array<number>(8).fill(120);

t.test('within 20 % in 80 % of the operations: exactly at both is met', async (t) => {
  const cases: readonly [string, readonly number[], readonly string[], number, RegExp][] = [
    [
      'exactly',
      [...fast, 500, 500],
      [],
      0,
      /RESULT: PASS - trueno is within 20% of numpy in 8 of 10 operations \(80%\)/,
    ],
    ['one slower', [...fast.slice(1), 120.1, 500, 500], [], 1, /RESULT: FAIL - .* in 7 of 10 operations \(70%\)/],
    ['one not measured', fast.slice(1), [], 1, /7 of 10[^]*- 3 not measured: they count as not within\./],
    ['all faster', Array<number>(10).fill(1), [], 0, /10 of 10 operations \(100%\)/],
    ['a wider goal', [...fast.slice(1), 121, 500, 500], ['--within', '0.21'], 0, /within 21%/],
    ['a lower goal', [...fast.slice(1), 121, 500, 500], ['--share', '0.7'], 0, /70% are needed/],
  ];
  const cwd = folderWith(t);
  for (const [what, own, options, code, text] of cases) {
    writeFileSync(join(cwd, 'results.json'), results(own));
    const { code: exit, stdout, stderr } = await run(cwd, ['bench', 'report', 'results.json', ...options]);
    t.equal(exit, code, `${what} ${stderr}`);
    t.match(stdout, text, what);
  }
  writeFileSync(join(cwd, 'results.json'), results([...fast, 500, 500]));
  const { stdout } = await run(cwd, ['bench', 'report', '--json', '-'], { input: results([...fast, 500, 500, 7]) });
  const report: unknown = JSON.parse(stdout);
  t.ok(isReport(report), JSON.stringify(isReport.errors));
  t.match(report, {
    exitCode: 0,
    libraries: ['numpy', 'pytorch_cpu', 'trueno'],
    reached: { count: 8, share: 0.8 },
    unmatched: ['op10/100'],
    operations: [
      { operation: 'op0', size: '100', ns: { numpy: 100, pytorch_cpu: 50, trueno: 120 }, ratio: 1.2, isWithin: true },
    ],
  });
  const markdown = await run(cwd, ['bench', 'report', 'results.json']);
  t.match(
    markdown.stdout,
    /\| `op0` \| `100` \| 100\.0 ns \| 50\.00 ns \| 120\.0 ns \| 1\.2 \| ✓ \|\n\| `op1` \| `100` \| 100\.0 ns \| – \|/,
  );
});

t.test("document 003's own file has no library but PyTorch; criterion's results stand beside it", async (t) => {
  const criterion = [
    measured('add/Scalar/100', '700.00 ns'),
    measured('add/AVX2/100', '400.00 ns'),
    measured('add/AVX2/1000', '700.00 ns'),
    measured('gelu/AVX2/100', '700.00 ns'),
  ].join('');
  const cwd = folderWith(t, { 'numpy.json': fixture('numpy.json'), 'criterion.txt': criterion });
  const torch = await run(cwd, ['bench', 'report', 'numpy.json']);
  t.equal(torch.code, 1);
  t.match(torch.stdout, /RESULT: FAIL - pytorch_cpu is within 20% of numpy in 0 of 3 operations \(0%\)/);
  const own = await run(cwd, ['bench', 'report', 'numpy.json', '--own', 'criterion.txt', '--library', 'trueno']);
  t.equal(own.code, 1, own.stderr);
  t.match(own.stdout, /trueno is within 20% of numpy in 2 of 3 operations \(66\.6%\)/);
  t.match(
    own.stdout,
    /\| `add` \| `100` \| 412\.5 ns \| 1\.520 µs \| 400\.0 ns \| 0\.97 \| ✓ \|/,
    'the fastest backend',
  );
  t.match(own.stdout, /\| `dot` \| `100` \| .* \| – \| not measured \| ✗ \|/);
  t.match(own.stdout, /has no such: `gelu\/100`/);
});

t.test('what can not be judged', async (t) => {
  const both = JSON.stringify({ numpy: { add: { 100: { mean_ns: 1 } } }, a: { sub: { 100: { mean_ns: 1 } } }, b: {} });
  const cwd = folderWith(t, {
    'ok.json': results(fast),
    'alone.json': '{"numpy": {"add": {"100": {"mean_ns": 1}}}}',
    'apart.json': both,
    'cut.json': results(fast).slice(0, -4),
    'hyperfine.json': fixture('hyperfine-plain.json'),
    'own.txt': measured('add/100', '1.0000 ns'),
  });
  const cases: readonly [readonly string[], number, RegExp][] = [
    [['nothing.json'], 2, /nothing\.json can't be read/],
    [['alone.json'], 2, /`numpy` is alone[^]*--own FILE/],
    [['apart.json'], 2, /`a` and `numpy` have no operation in common/],
    [['ok.json', '--library', 'truenoo'], 2, /--library truenoo: there are no times[^]*did you mean trueno/],
    [['ok.json', '--reference', 'blas'], 2, /--reference blas/],
    [['ok.json', '--library', 'numpy'], 2, /can't be compared with itself/],
    [['ok.json', '--own', 'own.txt', '--library', 'trueno'], 2, /both files have times of `trueno`/],
    [['ok.json', '--reference', 'pytorch_cpu'], 2, /which library is judged\?[^]*--library numpy\|trueno/],
    [['ok.json', '--within', 'x'], 2, /a share from 0 to 1/],
    [[], 2, /missing required argument/],
    [['ok.json', '--', 'ls'], 2, /no command after/],
    [['cut.json'], 3, /cut\.json/],
    [['hyperfine.json'], 3, /hyperfine\.json/],
  ];
  for (const [args, code, message] of cases) {
    const outcome = await run(cwd, ['bench', 'report', ...args]);
    t.equal(outcome.code, code, `${args.join(' ')} ${outcome.stderr}`);
    t.match(outcome.stderr, message, args.join(' '));
  }
});
