import fc from 'fast-check';
import t from 'tap';
import { criticalU, mannWhitney } from '../../src/bench/mann-whitney.js';

const close = (found: number, wanted: number, within = 1e-9): boolean => Math.abs(found - wanted) <= within;

/** airquality of R: the ozone of New York in May and August 1973. */
const may = [41, 36, 12, 18, 28, 23, 19, 8, 7, 16, 11, 14, 18, 14, 34, 6, 30, 11, 1, 11, 4, 32, 23, 45, 115, 37];
const august = [
  39, 9, 16, 78, 35, 66, 122, 89, 110, 44, 28, 65, 22, 59, 23, 31, 44, 21, 9, 45, 168, 73, 76, 118, 84, 85,
];

const a = [10.2, 10.5, 10.1, 10.9, 10.4, 10.3, 10.8, 10.05, 10.6, 10.35];
const b = [10.7, 11.1, 10.95, 11.4, 10.65, 11.2, 10.85, 11.05, 12.3, 10.75];

t.test('the exact test is that of scipy and R', (t) => {
  // scipy 1.17.1: scipy.stats.mannwhitneyu(b, a, alternative=…, method='exact'); R 4.2.2: wilcox.test(b, a) says the same.
  const found = mannWhitney(a, b);
  t.equal(found.u, 93);
  t.ok(found.exact);
  t.ok(close(found.p, 0.0004871289701011063), String(found.p));
  t.ok(close(found.pGreater, 0.00024356448505055315), String(found.pGreater));
  t.ok(close(found.pLess, 0.999837623676633), String(found.pLess));

  // Hollander and Wolfe 1973, pp. 69 f. (permeability of the human chorioamnion), the example of ?wilcox.test in R 4.2.2: one-sided p = 0.1272.
  const late = [0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
  const early = [1.15, 0.88, 0.9, 0.74, 1.21];
  const permeability = mannWhitney(early, late);
  t.equal(permeability.u, 35);
  t.ok(close(permeability.pGreater, 0.127206127206127), String(permeability.pGreater));
  t.ok(close(permeability.pLess, 0.896769896769897), String(permeability.pLess));
  t.ok(close(permeability.p, 0.254412254412254), String(permeability.p));

  // wilcox.test(5:8, 1:4) and (4:6, 1:3): the smallest p that so few values can give.
  t.ok(close(mannWhitney([1, 2, 3, 4], [5, 6, 7, 8]).p, 0.0285714285714286));
  t.ok(close(mannWhitney([1, 2, 3], [4, 5, 6]).p, 0.1));
  t.end();
});

t.test('with equal values it is the normal approximation of scipy and R, with continuity and tie correction', (t) => {
  // scipy 1.17.1: scipy.stats.mannwhitneyu([2,4,5,5,6,7,8], [1,2,2,3,4,4,4,5], alternative=…, method='asymptotic')
  const tied = mannWhitney([1, 2, 2, 3, 4, 4, 4, 5], [2, 4, 5, 5, 6, 7, 8]);
  t.equal(tied.u, 46.5);
  t.notOk(tied.exact);
  t.ok(close(tied.p, 0.034225672437102554), String(tied.p));
  t.ok(close(tied.pGreater, 0.017112836218551277), String(tied.pGreater));
  t.ok(close(tied.pLess, 0.987292518549854), String(tied.pLess));

  // R 4.2.2, the example of ?wilcox.test: wilcox.test(Ozone ~ Month, data = airquality, subset = Month %in% c(5, 8)); the textbook's p is 0.0001208.
  const ozone = mannWhitney(may, august);
  t.equal(ozone.u, 548.5);
  t.ok(close(ozone.p, 0.000120807830768774), String(ozone.p));

  const alike = mannWhitney([3, 3, 3], [3, 3]);
  t.same([alike.u, alike.p, alike.exact], [3, 1, false]);
  t.end();
});

t.test('large samples take the normal approximation, too', (t) => {
  // scipy 1.17.1: mannwhitneyu([i * 1.01 + 0.3 for i in range(60)], range(60), method='asymptotic')
  const count = Array.from({ length: 60 }, (_, i) => i);
  const found = mannWhitney(
    count,
    count.map((i) => i * 1.01 + 0.3),
  );
  t.notOk(found.exact);
  t.equal(found.u, 1830);
  t.ok(close(found.p, 0.8769515201868247), String(found.p));
  t.end();
});

t.test('critical values are those of R', (t) => {
  // R 4.2.2: qwilcox(0.025, n, n), qwilcox(0.005, n, n), pwilcox(qwilcox(0.025, n, n) - 1, n, n)
  const table = [
    [4, 1, 0, 0.01428571428571429],
    [5, 3, 1, 0.01587301587301587],
    [8, 14, 8, 0.02494172494172494],
    [10, 24, 17, 0.02162852627248912],
    [15, 65, 52, 0.02266694954896133],
    [20, 128, 106, 0.02454516259468622],
    [40, 597, 534, 0.02491936396387003],
  ] as const;
  for (const [n, u95, u99, below] of table) {
    const found = criticalU(n, n, 0.025);
    t.equal(found.u, u95, `${n}: ${found.u}`);
    t.ok(close(found.below, below), `${n}: ${found.below}`);
    t.equal(criticalU(n, n, 0.005).u, Math.max(1, u99), `${n}: 99 %`);
  }
  // qwilcox(0.025, 10, 5)
  t.equal(criticalU(10, 5, 0.025).u, 9);
  // Normal from here on: qwilcox(0.025, 60, 60) is 1427, qwilcox(0.025, 100, 40) is 1576; one place of 4,000 more is wider, not narrower.
  t.equal(criticalU(60, 60, 0.025).u, 1427);
  t.equal(criticalU(100, 40, 0.025).u, 1575);
  t.end();
});

t.test('properties', (t) => {
  const values = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(values, values, (a, b) => {
      const [one, other] = [mannWhitney(a, b), mannWhitney(b, a)];
      return (
        one.u + other.u === a.length * b.length &&
        close(one.p, other.p, 1e-12) &&
        close(one.pGreater, other.pLess, 1e-12) &&
        one.p > 0 &&
        one.p <= 1
      );
    }),
  );
  fc.assert(
    fc.property(values, values, (a, b) => {
      const one = mannWhitney(a, b);
      const cubes = mannWhitney(
        a.map((x) => x ** 3),
        b.map((x) => x ** 3),
      );
      return one.p === cubes.p && one.u === cubes.u;
    }),
  );
  fc.assert(
    fc.property(values, values, (a, b) => {
      const [before, after] = [
        mannWhitney(a, b),
        mannWhitney(
          a,
          b.map((x) => x + 1),
        ),
      ];
      return after.u >= before.u;
    }),
  );
  t.throws(() => mannWhitney([], [1]), RangeError);
  t.throws(() => mannWhitney([1], []), RangeError);
  t.throws(() => mannWhitney([1], [NaN]), RangeError);
  t.end();
});
