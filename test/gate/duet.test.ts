import { Ajv } from 'ajv';
import t from 'tap';
import { randomNumbers } from '../../scripts/simulation/timings.mjs';
import { isTraceGateError } from '../../src/errors.js';
import { duet, type DuetRequest, type Side } from '../../src/gate/duet.js';
import { renderDuetJson } from '../../src/report/duet-json.js';
import { renderDuetJunit } from '../../src/report/duet-junit.js';
import { renderDuetMarkdown } from '../../src/report/duet-markdown.js';
import { renderDuetText } from '../../src/report/duet-text.js';
import { duetSchema } from '../../src/schema/duet.js';

const request: DuetRequest = {
  a: ['old'],
  b: ['new'],
  pairs: 10,
  maxPairs: 10,
  inner: 1,
  warmup: 2,
  measure: 'auto',
  limits: { regression: 0.05, warning: 0.02, confidence: 0.95 },
  confirm: true,
  missing: 'error',
  strict: false,
};

/** Runs that take what `msOf` says, and are counted. */
function world(msOf: (side: Side, run: number) => number, output: (side: Side, run: number) => string = () => '') {
  const order: Side[] = [];
  const counts = { a: 0, b: 0 };
  const run = (side: Side) => {
    order.push(side);
    const wallNs = 1e6 * msOf(side, counts[side]);
    const text = output(side, counts[side]++);
    return Promise.resolve({ wallNs, cpuNs: wallNs / 10, queuedNs: 0, output: text });
  };
  return { run, order };
}

/** 0.98 to 1.02, in turn. */
const wobble = (run: number): number => 0.98 + ((run * 7) % 10) / 225;
const go = (names: Readonly<Record<string, number>>): string =>
  `goos: linux\n${Object.entries(names)
    .map(([name, ns]) => `Benchmark${name}-2 \t 1000\t ${ns} ns/op\n`)
    .join('')}PASS\nok  \texample\t1.0s\n`;

t.test('A B B A, after the warm-up', async (t) => {
  const { run, order } = world((_, at) => wobble(at));
  const found = await duet({ ...request, pairs: 4, maxPairs: 4 }, { run });
  t.equal(order.join(''), 'abab_abbaabba'.replace('_', ''));
  t.match(found, { exitCode: 0, pairs: 4, self: false, comparisons: [{ measure: 'wall' }] });
});

t.test('slower fails, faster is improved, and both have their exit code', async (t) => {
  const by = (factor: number) => world((side, at) => wobble(at) * (side === 'b' ? factor : 1));
  const slow = await duet(request, by(1.3));
  t.match(slow, { exitCode: 1, comparisons: [{ verdict: 'FAIL' }] });
  t.equal(slow.comparisons[0]?.a.samplesNs.length, 10, 'the warm-up does not count');
  t.match(await duet(request, by(0.7)), { exitCode: 0, comparisons: [{ verdict: 'IMPROVED' }] });
  t.match(await duet(request, by(1)), { exitCode: 0, comparisons: [{ verdict: 'PASS' }] });
});

t.test('four pairs that fail are never beyond doubt: they are measured again', async (t) => {
  const again = world((side, at) => wobble(at) * (side === 'b' ? 2 : 1));
  const four = { ...request, pairs: 4, maxPairs: 4, warmup: 0 };
  t.match(await duet(four, again), { exitCode: 1, pairs: 4, comparisons: [{ verdict: 'FAIL', confirmed: true }] });
  t.equal(again.order.length, 16);
  const once = world((side, at) => wobble(at) * (side === 'b' && at < 4 ? 2 : 1));
  const found = await duet(four, once);
  t.match(found.comparisons[0], { confirmed: false }, 'it was not there the second time');
  t.not(found.comparisons[0]?.verdict, 'FAIL');
  t.equal(found.exitCode, 0);
  const unasked = world((side, at) => wobble(at) * (side === 'b' && at < 4 ? 2 : 1));
  t.equal((await duet({ ...four, confirm: false }, unasked)).exitCode, 1);
});

t.test('noise is inconclusive: 0, with --strict 3; --max-runs goes on', async (t) => {
  const noisy = () => world((_, at) => 1 + ((at * 7) % 10) / 10);
  const unclear = await duet(request, noisy());
  t.match(unclear, { exitCode: 0, comparisons: [{ verdict: 'INCONCLUSIVE' }] });
  t.match(renderDuetText(unclear, { color: false }), /RESULT: INCONCLUSIVE - 1 inconclusive\n$/);
  t.equal((await duet({ ...request, strict: true }, noisy())).exitCode, 3);
  const more = await duet({ ...request, maxPairs: 35 }, noisy());
  t.equal(more.pairs, 35);
  t.equal(more.comparisons[0]?.b.samplesNs.length, 35);
  const calm = await duet({ ...request, maxPairs: 35 }, { run: world((_, at) => wobble(at)).run });
  t.equal(calm.pairs, 10, 'enough is enough');
});

t.test('a sample of several runs is the shortest', async (t) => {
  const { run } = world((_, at) => (at % 3 === 1 ? 1 : 5));
  const found = await duet({ ...request, inner: 3, warmup: 0 }, { run });
  t.strictSame(found.comparisons[0]?.a.samplesNs, Array<number>(10).fill(1e6));
  t.equal(found.inner, 3);
});

t.test('one command against itself has a noise floor', async (t) => {
  const { b: _b, ...alone } = request;
  const found = await duet(
    alone,
    world((_, at) => wobble(at)),
  );
  t.match(found, { self: true, a: ['old'], b: ['old'] });
  const floor = found.comparisons[0]?.floor;
  t.ok(floor && floor.halfWidth > 0 && floor.seen > 0.05);
  t.match(renderDuetText(found, { color: false }), /noise floor: ±\d\.\d\d%; the smallest regression .*\+\d+\.\d%/);
  const low = await duet(
    { ...alone, limits: { ...request.limits, regression: 0.001, warning: 0 } },
    { run: world((_, at) => wobble(at)).run },
  );
  t.match(renderDuetText(low, { color: false }), /a threshold of 0\.1% is below the noise floor/);
});

t.test('what is missing fails, or is told', async (t) => {
  const suite = world(
    () => 1,
    (side, at) => go({ Same: 100 * wobble(at), ...(side === 'a' ? { Gone: 5 } : {}) }),
  );
  const found = await duet({ ...request, benchmarks: {} }, suite);
  t.match(found, { exitCode: 1, missing: [/Gone/], missingRule: 'error' });
  t.match(renderDuetJunit(found), /failures="1"[^]*<failure type="MISSING"/);
  const lenient = await duet({ ...request, missing: 'warn', benchmarks: {} }, suite);
  t.match(lenient, { exitCode: 0, missing: [/Gone/], missingRule: 'warn' });
  t.match(renderDuetJunit(lenient), /failures="0"[^]*<skipped type="MISSING"/);
  t.match(renderDuetText(lenient, { color: false }), /MISSING .*Gone[^]*RESULT: PASS - 1 unchanged, 1 missing/);
});

t.test('benchmarks are judged one by one, and one that is missing fails', async (t) => {
  const suite = world(
    () => 1,
    (side, at) =>
      go({
        Same: 100 * wobble(at),
        Slow: (side === 'b' ? 150 : 100) * wobble(at + 3),
        ...(side === 'a' ? { Gone: 5 } : { Added: 5 }),
      }),
  );
  const found = await duet({ ...request, benchmarks: {} }, suite);
  t.match(found, { exitCode: 1, missing: [/Gone/], added: [/Added/] });
  t.strictSame(
    found.comparisons.map(({ verdict, measure }) => [verdict, measure]),
    [
      ['PASS', 'printed'],
      ['FAIL', 'printed'],
    ],
  );
  const text = renderDuetText(found, { color: false });
  t.match(text, /FAIL .*Slow.*: \+\d+\.\d%/);
  t.notMatch(text, /PASS .*Same/);
  t.match(renderDuetText(found, { color: false, verbose: true }), /PASS .*Same/);
  t.match(text, /MISSING .*Gone.*: B does not print it/);
  t.match(text, /RESULT: FAIL - 1 regression, 1 unchanged, 1 missing, 1 new\n$/);
  t.match(renderDuetMarkdown(found), /\| FAIL \| `.*Slow.*` \| 1\d\d\.\d ns \| 1\d\d\.\d ns \| \+\d/);
  t.match(
    renderDuetJunit(found),
    /<testsuite name="trace-gate bench duet" tests="3" failures="2" errors="0" skipped="0">/,
  );
});

t.test('a suite that changes from run to run can not be compared, and what prints nothing is no suite', async (t) => {
  const codeOf = async (output: (side: Side, run: number) => string): Promise<string | undefined> =>
    duet(
      { ...request, benchmarks: {} },
      world(() => 1, output),
    ).then(
      () => undefined,
      (error: unknown) => (isTraceGateError(error) ? `${error.code} ${error.exitCode}` : String(error)),
    );
  t.equal(await codeOf((_, at) => go({ X: 1, ...(at === 5 ? {} : { Y: 2 }) })), 'E_BENCH_COMMAND 3');
  t.equal(await codeOf(() => 'hello\n'), 'E_BENCH_FORMAT 3');
  await t.rejects(
    duet(
      request,
      world(() => 0),
    ),
    { code: 'E_USAGE' },
    'a clock that stands',
  );
});

const validate = new Ajv({ strict: true, allErrors: true }).compile(duetSchema);

t.test('the JSON fits its schema', async (t) => {
  const { b: _b, ...alone } = request;
  const output = (side: Side): string => go({ X: side === 'b' ? 2 : 1 });
  const duets = [
    await duet(
      request,
      world((side, at) => wobble(at) * (side === 'b' ? 1.3 : 1)),
    ),
    await duet(
      { ...alone, pairs: 4 },
      world((_, at) => wobble(at)),
    ),
    await duet(
      { ...request, pairs: 4, maxPairs: 4, benchmarks: {} },
      world(() => 1, output),
    ),
  ];
  for (const found of duets) t.ok(validate(JSON.parse(renderDuetJson(found))), JSON.stringify(validate.errors));
  t.notOk(validate({ ...duets[0], verdict: 'FAIL' }), 'an unknown key');
});

t.test('the simulator: whatever the noise, at most one false alarm in a thousand, with --max-runs, too', async (t) => {
  const failures = async (noise: number, maxPairs: number, effect: number, trials: number): Promise<number> => {
    const random = randomNumbers(1);
    let failed = 0;
    for (let trial = 0; trial < trials; trial++) {
      const { run } = world((side) => (side === 'b' ? 1 + effect : 1) * Math.exp(noise * random.normal()));
      const { exitCode } = await duet({ ...request, warmup: 0, maxPairs }, { run });
      failed += exitCode === 1 ? 1 : 0;
    }
    return failed;
  };
  t.ok((await failures(0.3, 10, 0, 3000)) <= 3, 'noise of 30 %: one measurement alone fails in 45');
  t.ok((await failures(0.3, 40, 0, 1500)) <= 2, 'with more runs');
  t.ok((await failures(0.02, 10, 0.075, 1000)) >= 950, 'what is 7.5 % slower is seen');
});
