import fc from 'fast-check';
import t from 'tap';
import { mannKendall, theilSen } from '../../src/bench/trend.js';

const close = (found: number, wanted: number, within = 1e-9): boolean => Math.abs(found - wanted) <= within;

const rising = [3.1, 2.9, 3.4, 3.3, 3.8, 3.6, 4.1, 3.9, 4.0, 4.6, 4.4, 4.9];
const tied = [1, 2, 2, 3, 3, 3, 2, 4, 5, 4, 4, 6, 5, 5];

t.test('the trend test is that of pymannkendall', (t) => {
  // pymannkendall 1.4.3: original_test(values).p
  t.ok(close(mannKendall(rising), 0.0002786876842340025), String(mannKendall(rising)));
  t.ok(close(mannKendall(tied), 0.0003392648776330276), String(mannKendall(tied)));
  t.equal(mannKendall([5, 5, 5, 5]), 1);
  t.equal(mannKendall([1]), 1);
  t.end();
});

t.test('the slope and its interval are those of scipy', (t) => {
  // scipy 1.17.1: scipy.stats.theilslopes(values): slope, low, high
  const slope = theilSen(rising);
  t.ok(close(slope.slope, 0.16) && close(slope.low, 0.125) && close(slope.high, 0.2), JSON.stringify(slope));
  const ties = theilSen(tied);
  t.ok(close(ties.slope, 0.3) && close(ties.low, 0.2) && close(ties.high, 3 / 7), JSON.stringify(ties));
  t.throws(() => theilSen([1]), RangeError);
  t.throws(() => theilSen([1, NaN]), RangeError);
  t.end();
});

t.test('backwards, a trend is the other way round; a line is its own slope', (t) => {
  const values = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 2, maxLength: 40 });
  fc.assert(
    fc.property(values, (values) => {
      const [forth, back] = [theilSen(values), theilSen([...values].reverse())];
      return (
        close(forth.slope, -back.slope) &&
        forth.low <= forth.slope &&
        forth.slope <= forth.high &&
        close(mannKendall(values), mannKendall([...values].reverse()))
      );
    }),
  );
  fc.assert(
    fc.property(values, fc.integer({ min: -9, max: 9 }), (values, slope) =>
      close(theilSen(values.map((_, index) => slope * index)).slope, slope),
    ),
  );
  t.pass('100 series each');
  t.end();
});
