import fc from 'fast-check';
import t from 'tap';
import { duet, shares } from '../../scripts/simulation/timings.mjs';
import { judgeDuet } from '../../src/bench/duet-rule.js';
import type { DuetVerdict } from '../../src/model/duet.js';

/** Ten timings about one nanosecond: within 1 %, without chance. */
const base = Array.from({ length: 10 }, (_, i) => 1 + ((i * 7) % 10) / 1000);
const slower = (factor: number): number[] => base.map((time, i) => (time * factor * (1000 + ((i * 3) % 10))) / 1004.5);

t.test('each verdict, at its limits', (t) => {
  const verdicts: readonly (readonly [number, DuetVerdict])[] = [
    [1, 'PASS'],
    [1.015, 'PASS'],
    [1.019, 'PASS'],
    [1.022, 'WARN'],
    [1.048, 'WARN'],
    [1.053, 'FAIL'],
    [2, 'FAIL'],
    [0.985, 'PASS'],
    [0.975, 'IMPROVED'],
    [0.5, 'IMPROVED'],
  ];
  for (const [factor, verdict] of verdicts) {
    const found = judgeDuet(base, slower(factor));
    t.equal(found.verdict, verdict, `${factor}: ${found.low} to ${found.high}`);
    t.ok(Math.abs(found.ratio / factor - 1) < 0.002, String(found.ratio));
    t.ok(found.low < found.ratio && found.ratio < found.high);
    t.ok(found.confidence >= 0.95);
  }
  t.ok(judgeDuet(base, slower(1.05)).p < 0.001);
  t.ok(judgeDuet(base, slower(1)).p > 0.05);
  t.end();
});

t.test('thresholds may be others', (t) => {
  const exact = { regression: 0.01, warning: 0.005 };
  t.equal(judgeDuet(base, slower(1.015), exact).verdict, 'FAIL');
  t.equal(judgeDuet(base, slower(1.008), exact).verdict, 'WARN');
  t.equal(judgeDuet(base, slower(1.07), { regression: 0.1 }).verdict, 'WARN');
  t.end();
});

t.test('what was not shown is no PASS', (t) => {
  const noisy = [1, 1.4, 0.8, 1.9, 0.6, 1.2, 1.1, 0.7, 1.6, 0.9];
  const found = judgeDuet(noisy, [...noisy].reverse());
  t.equal(found.verdict, 'INCONCLUSIVE', `${found.low} to ${found.high}`);
  // Three of each can't give an interval of 95 %, whatever they say; four can.
  t.equal(judgeDuet([1, 1.001, 1.002], [2, 2.001, 2.002]).verdict, 'INCONCLUSIVE');
  t.equal(judgeDuet([1, 1.001, 1.002, 1.003], [2, 2.001, 2.002, 2.003]).verdict, 'FAIL');
  t.equal(judgeDuet([1], [1]).verdict, 'INCONCLUSIVE');
  // 40 % slower and no less than 3 %: the interval is wide and shows it all the same.
  const wide = judgeDuet(
    noisy,
    noisy.map((time) => time * 2.5),
  );
  t.equal(wide.verdict, 'FAIL', `${wide.low} to ${wide.high}`);
  t.ok(wide.high - wide.low > 0.5);
  for (const wrong of [[], [0], [NaN], [-1]]) t.throws(() => judgeDuet([1], wrong), RangeError);
  t.end();
});

// A power of 2, which rounds nothing.
const ns = (time: number): number => time * 1024;
const failing = (a: readonly number[], b: readonly number[]): boolean => judgeDuet(a, b).verdict === 'FAIL';

t.test('it is not the unit that counts, nor the order; against itself nothing fails', (t) => {
  const times = fc.array(fc.double({ min: 0.5, max: 2, noNaN: true }), { minLength: 4, maxLength: 20 });
  fc.assert(
    fc.property(times, times, (a, b) => {
      const [one, thousand] = [judgeDuet(a, b), judgeDuet(a.map(ns), b.map(ns))];
      return one.verdict === thousand.verdict && one.p === thousand.p;
    }),
  );
  fc.assert(fc.property(times, (a) => ['PASS', 'INCONCLUSIVE'].includes(judgeDuet(a, [...a].reverse()).verdict)));
  fc.assert(fc.property(times, times, (a, b) => !(failing(a, b) && failing(b, a))));
  t.pass('100 samples each');
  t.end();
});

t.test('the simulator: at most one false alarm in a thousand, and 95 of 100 slow-downs of 7.5 % are seen', (t) => {
  const verdicts = (effect: number, pairs: number, trials: number) =>
    shares(1, trials, (random) => judgeDuet(...duet(random, effect, pairs)).verdict);
  const unchanged = verdicts(0, 10, 10_000);
  t.ok((unchanged.FAIL ?? 0) <= 0.001, `false alarms: ${unchanged.FAIL}`);
  t.ok((unchanged.PASS ?? 0) >= 0.94, `PASS when nothing changed: ${unchanged.PASS}`);
  t.ok((unchanged.WARN ?? 0) <= 0.02, `false warnings: ${unchanged.WARN}`);
  const slow = verdicts(0.075, 10, 10_000);
  t.ok((slow.FAIL ?? 0) >= 0.95, `power at 7.5 %: ${slow.FAIL}`);
  t.ok((verdicts(0.02, 10, 10_000).FAIL ?? 0) <= 0.005);
  t.ok((verdicts(-0.075, 10, 10_000).IMPROVED ?? 0) >= 0.95);
  // Half as many pairs see less, and are wrong no more often.
  const few = verdicts(0, 5, 10_000);
  t.ok((few.FAIL ?? 0) <= 0.001, `false alarms of 5 pairs: ${few.FAIL}`);
  t.end();
});
