import { test } from 'tap';
import { millisToNs, scaled, secondsToNs, toNs } from '../../src/model/time-units.js';

test('a power of ten is exact where a product is not', (t) => {
  t.not(64.1 * 1000, 64_100);
  t.equal(toNs('64.1', 'us'), 64_100);
  t.equal(scaled(1.1e-7, 9), 110);
  t.equal(scaled('1E3', 3), 1e6);
  t.equal(scaled(512, -3), 0.512);
  t.equal(secondsToNs(5.709e-7), 570.9);
  t.equal(millisToNs(0.013), 13_000);
  t.end();
});

test('what is no unit of time, or no number', (t) => {
  for (const unit of ['cycles', '', 'm', 'NS', '%']) t.equal(toNs(1, unit), undefined, unit);
  t.ok(Number.isNaN(scaled(NaN, 3)));
  t.ok(Number.isNaN(scaled('x', 3)));
  t.end();
});
