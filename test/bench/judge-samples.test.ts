import t from 'tap';
import { judgeSamples, noiseFloor, type JudgeOptions, type Pair, type Samples } from '../../src/bench/judge-samples.js';

const limits = { regression: 0.05, warning: 0.02, confidence: 0.95 };
const options: JudgeOptions = { measure: 'auto', limits, confirm: true };

/** Ten times about `ms`, within ±`spread` of it, without chance; every order of them is another. */
function times(ms: number, spread: number, turn = 0): number[] {
  return Array.from({ length: 10 }, (_, i) => ms * 1e6 * (1 + (spread * (((i + turn) * 7) % 10)) / 4.5 - spread));
}
const pair = (a: number[], b: number[]): Pair => ({ a, b });
const quiet = (factor: number): Pair => pair(times(60, 0.005), times(60 * factor, 0.005, 3));
const noisy = (factor: number): Pair => pair(times(100, 0.5), times(100 * factor, 0.5, 3));
const doubtful = (factor: number): Pair => pair(times(100, 0.08), times(100 * factor, 0.08, 3));
const busy = (b: number, a = 1): Pair => pair(Array<number>(10).fill(a), Array<number>(10).fill(b));

t.test('wall time decides where it can', (t) => {
  const verdictOf = (wall: Pair, cpu: Pair) => {
    const { verdict, measure } = judgeSamples({ wall, cpu, busy: busy(0.95, 0.95) }, undefined, options);
    return [verdict, measure];
  };
  t.strictSame(verdictOf(quiet(1), quiet(1.2)), ['PASS', 'wall'], 'more work, and no longer: another thread did it');
  t.strictSame(verdictOf(quiet(1.2), quiet(1)), ['FAIL', 'wall'], 'the same work, and longer: it waits');
  t.strictSame(verdictOf(noisy(1), quiet(1.08)), ['FAIL', 'cpu']);
  t.strictSame(verdictOf(noisy(1), quiet(1)), ['PASS', 'cpu']);
  t.strictSame(verdictOf(noisy(1), quiet(0.9)), ['IMPROVED', 'cpu']);
  t.strictSame(verdictOf(noisy(8), quiet(1)), ['FAIL', 'wall'], 'a wait that shows through the noise');
  t.end();
});

t.test('CPU time is none of a command that waits', (t) => {
  const found = judgeSamples({ wall: noisy(1), cpu: quiet(1.2), busy: busy(0.8) }, undefined, options);
  t.strictSame([found.verdict, found.measure], ['INCONCLUSIVE', 'wall'], 'B waits for a fifth of its time');
  const little = { wall: noisy(1), cpu: quiet(1), busy: busy(0.95) };
  t.match(judgeSamples(little, undefined, options), { verdict: 'INCONCLUSIVE', measure: 'wall' }, 'for a twentieth');
  const more = { ...little, cpu: quiet(1.08) };
  t.match(judgeSamples(more, undefined, options), { verdict: 'FAIL', measure: 'cpu' }, 'and computes more');
  const unknown = judgeSamples({ wall: noisy(1), cpu: quiet(1.2) }, undefined, options);
  t.equal(unknown.measure, 'wall', 'nobody knows what it does');
  const zero = { wall: noisy(1), cpu: pair(times(0, 0), times(90, 0)), busy: busy(1) };
  t.equal(judgeSamples(zero, undefined, options).measure, 'wall', 'a coarse clock did not see it');
  const asked = judgeSamples({ wall: noisy(1), cpu: quiet(1.2) }, undefined, { ...options, measure: 'cpu' });
  t.strictSame([asked.verdict, asked.measure], ['FAIL', 'cpu'], 'unless it is asked for');
  t.throws(() => judgeSamples({ wall: quiet(1) }, undefined, { ...options, measure: 'cpu' }), RangeError);
  t.end();
});

t.test('a regression that could be chance must be seen twice', (t) => {
  const first = { printed: doubtful(1.11) };
  t.match(judgeSamples(first, undefined, options), { verdict: 'FAIL', open: true });
  t.match(judgeSamples(first, undefined, { ...options, confirm: false }), { verdict: 'FAIL', open: false });
  const again = judgeSamples(first, { printed: doubtful(1.11) }, options);
  t.match(again, { verdict: 'FAIL', open: false, confirmed: true });
  t.equal(again.a.samplesNs.length, 20, 'figures of both');
  const same = { printed: doubtful(1.03) };
  t.match(judgeSamples(first, same, options), { verdict: 'WARN', open: false, confirmed: false });
  const faster = { printed: doubtful(0.85) };
  t.match(judgeSamples(first, faster, options), { verdict: 'INCONCLUSIVE', confirmed: false }, 'no PASS, either');
  t.match(judgeSamples({ printed: quiet(1.2) }, undefined, options), { verdict: 'FAIL', open: false }, 'beyond doubt');
  t.end();
});

t.test('a second measurement judges by the measure that the first was doubtful by', (t) => {
  const measures: Samples = { wall: noisy(1), cpu: doubtful(1.11), busy: busy(1) };
  t.match(judgeSamples(measures, undefined, options), { verdict: 'FAIL', measure: 'cpu', open: true });
  t.match(judgeSamples(measures, measures, options), { verdict: 'FAIL', measure: 'cpu', confirmed: true });
  t.end();
});

t.test('the noise floor is half of the interval, and what is seen lies above it and above the thresholds', (t) => {
  const floor = noiseFloor({ ratio: 1, low: 0.99, high: 1.01, confidence: 0.95, p: 1 }, limits);
  t.ok(Math.abs(floor.halfWidth - 0.01) < 1e-9);
  t.ok(Math.abs(floor.seen - (0.05 + 0.00839)) < 1e-4, 'the threshold, and the 1.645 deviations of one in 20');
  const wide = noiseFloor({ ratio: 1, low: 0.9, high: 1.1, confidence: 0.95, p: 1 }, limits);
  t.ok(Math.abs(wide.seen - (0.02 + 0.1 + 0.0839)) < 1e-3);
  t.end();
});
