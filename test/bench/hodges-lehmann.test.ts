import fc from 'fast-check';
import t from 'tap';
import { hodgesLehmann, ratioOfTimes } from '../../src/bench/hodges-lehmann.js';

const close = (found: number, wanted: number, within = 1e-9): boolean => Math.abs(found - wanted) <= within;

/** airquality of R: the ozone of New York in May and August 1973. */
const may = [41, 36, 12, 18, 28, 23, 19, 8, 7, 16, 11, 14, 18, 14, 34, 6, 30, 11, 1, 11, 4, 32, 23, 45, 115, 37];
const august = [
  39, 9, 16, 78, 35, 66, 122, 89, 110, 44, 28, 65, 22, 59, 23, 31, 44, 21, 9, 45, 168, 73, 76, 118, 84, 85,
];

const a = [10.2, 10.5, 10.1, 10.9, 10.4, 10.3, 10.8, 10.05, 10.6, 10.35];
const b = [10.7, 11.1, 10.95, 11.4, 10.65, 11.2, 10.85, 11.05, 12.3, 10.75];

t.test('estimate and exact interval are those of R', (t) => {
  // R 4.2.2: wilcox.test(log(b), log(a), conf.int = TRUE), and with conf.level = 0.99
  const found = hodgesLehmann(a.map(Math.log), b.map(Math.log));
  t.ok(close(found.shift, 0.0559613938529713), String(found.shift));
  t.ok(close(found.low, 0.0284379353205333), String(found.low));
  t.ok(close(found.high, 0.0857668217574248), String(found.high));
  const surer = hodgesLehmann(a.map(Math.log), b.map(Math.log), 0.99);
  t.ok(close(surer.low, 0.0188684843043827), String(surer.low));
  t.ok(close(surer.high, 0.0993724738132036), String(surer.high));

  // Hollander and Wolfe 1973, pp. 69 f.: wilcox.test(late, early, conf.int = TRUE)
  const late = [0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
  const early = [1.15, 0.88, 0.9, 0.74, 1.21];
  const permeability = hodgesLehmann(early, late);
  t.ok(close(permeability.shift, 0.305), String(permeability.shift));
  t.ok(close(permeability.low, -0.15), String(permeability.low));
  t.ok(close(permeability.high, 0.76), String(permeability.high));

  // wilcox.test(5:8, 1:4, conf.int = TRUE)
  const { shift, low, high } = hodgesLehmann([1, 2, 3, 4], [5, 6, 7, 8]);
  t.same([shift, low, high], [4, 1, 7]);
  t.end();
});

t.test('equal values and large samples: the normal interval of R, which searches the root of z to 1e-4', (t) => {
  // R 4.2.2: wilcox.test(august, may, conf.int = TRUE, exact = FALSE) of airquality: 31.99996, 14.99998 to 52.99999
  const ozone = hodgesLehmann(may, august);
  t.ok(close(ozone.shift, 32, 1e-3), String(ozone.shift));
  t.ok(close(ozone.low, 15, 1e-3), String(ozone.low));
  t.ok(close(ozone.high, 53, 1e-3), String(ozone.high));

  // R 4.2.2: i <- 0:99; wilcox.test(((i * 37) %% 101) * 1.1 + 5.03, (i * 61) %% 103, conf.int = TRUE)
  const counted = Array.from({ length: 100 }, (_, i) => i);
  const large = hodgesLehmann(
    counted.map((i) => (i * 61) % 103),
    counted.map((i) => ((i * 37) % 101) * 1.1 + 5.03),
  );
  t.ok(close(large.shift, 8.829955492, 1e-2), String(large.shift));
  t.ok(close(large.low, -0.2699822627, 1e-2), String(large.low));
  t.ok(close(large.high, 17.8300431, 1e-2), String(large.high));
  t.end();
});

t.test('an interval says what it is good for when the samples are too small', (t) => {
  // 1 − 2·pwilcox(qwilcox(0.025, n, n) − 1, n, n), and 1 − 2·pwilcox(0, 3, 3)
  t.ok(close(hodgesLehmann([1, 2, 3], [4, 5, 6]).confidence, 0.9));
  t.ok(close(hodgesLehmann([1, 2, 3, 4], [4, 5, 6, 7]).confidence, 0.9714285714285714));
  t.ok(close(hodgesLehmann(a, b).confidence, 0.9567429474550218));
  t.equal(hodgesLehmann([1], [3]).confidence, 0);
  t.end();
});

const times = fc.array(fc.double({ min: 1e-3, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 40 });

t.test('differences are found by halving as by sorting all of them', (t) => {
  const sample = fc.array(fc.oneof(fc.integer({ min: -5, max: 5 }), fc.double({ min: -1e6, max: 1e6, noNaN: true })), {
    minLength: 12,
    maxLength: 60,
  });
  const median = (sorted: readonly number[]): number =>
    ((sorted[(sorted.length - 1) >> 1] ?? NaN) + (sorted[sorted.length >> 1] ?? NaN)) / 2;
  fc.assert(
    fc.property(sample, sample, (a, b) => {
      const all = a.flatMap((x) => b.map((y) => y - x)).sort((x, y) => x - y);
      const { shift, low, high } = hodgesLehmann(a, b);
      return shift === median(all) && all.includes(low) && all.includes(high) && low <= shift && shift <= high;
    }),
    { numRuns: 500 },
  );
  t.equal(hodgesLehmann(Array<number>(200).fill(7), Array<number>(300).fill(7)).shift, 0);
  const many = Array.from({ length: 50_000 }, (_, i) => (i * 7919) % 50_021);
  const { shift, low, high } = hodgesLehmann(
    many,
    many.map((x) => x + 1000),
  );
  t.equal(shift, 1000, '2.5 thousand million differences');
  t.ok(low < 1000 && high > 1000 && high - low < 1500, `${low} to ${high}`);
  t.end();
});

t.test('properties of the ratio', (t) => {
  fc.assert(
    fc.property(times, times, (a, b) => {
      const [forth, back] = [ratioOfTimes(a, b), ratioOfTimes(b, a)];
      return (
        close(forth.ratio * back.ratio, 1) && close(forth.low * back.high, 1) && forth.confidence === back.confidence
      );
    }),
  );
  fc.assert(
    fc.property(times, times, fc.double({ min: 1e-3, max: 1e3, noNaN: true }), (a, b, factor) => {
      const [one, scaled] = [
        ratioOfTimes(a, b),
        ratioOfTimes(
          a,
          b.map((time) => time * factor),
        ),
      ];
      return close(scaled.ratio / (one.ratio * factor), 1) && close(scaled.low / (one.low * factor), 1);
    }),
  );
  fc.assert(
    fc.property(times, times, fc.nat(39), (a, b, index) => {
      const slower = b.map((time, at) => (at === index ? time * 2 : time));
      const [one, other] = [ratioOfTimes(a, b), ratioOfTimes(a, slower)];
      return other.ratio >= one.ratio && other.low >= one.low && other.high >= one.high;
    }),
  );
  for (const wrong of [[0], [-1], [NaN], [Infinity], []]) t.throws(() => ratioOfTimes([1], wrong), RangeError);
  t.end();
});
