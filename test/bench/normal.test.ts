import fc from 'fast-check';
import t from 'tap';
import { normalCdf, normalQuantile } from '../../src/bench/normal.js';

/** R 4.2.2: options(digits = 17); pnorm(z). scipy 1.17.1's norm.cdf(z) says the same to 1e-15. */
const probabilities: readonly (readonly [number, number])[] = [
  [-37, 5.7255712225245771e-300],
  [-20, 2.7536241186062337e-89],
  [-8, 6.2209605742717849e-16],
  [-5, 2.8665157187919391e-7],
  [-4.0001, 3.1657861486813444e-5],
  [-3.9999, 3.168462753263556e-5],
  [-3, 0.0013498980316300946],
  [-1.96, 0.024997895148220428],
  [-1, 0.15865525393145705],
  [-0.001, 0.49960105778608893],
  [0.5, 0.69146246127401301],
  [1.645, 0.95001509446087862],
  [3, 0.9986501019683699],
  [4.5, 0.99999660232687526],
  [8, 0.99999999999999933],
];

/** R 4.2.2: options(digits = 17); qnorm(p). */
const quantiles: readonly (readonly [number, number])[] = [
  [1e-100, -21.273453560965319],
  [1e-6, -4.7534243088228987],
  [5e-4, -3.2905267314918945],
  [0.005, -2.5758293035488999],
  [0.025, -1.9599639845400538],
  [0.3, -0.52440051270804067],
  [0.9, 1.2815515655446008],
  [0.975, 1.9599639845400536],
  [0.999999, 4.7534243088170891],
];

const near = (found: number, wanted: number, relative: number): boolean =>
  Math.abs(found - wanted) <= relative * Math.abs(wanted);

t.test('the normal distribution is that of R, in the tails too', (t) => {
  for (const [z, p] of probabilities) t.ok(near(normalCdf(z), p, 1e-11), `${z}: ${normalCdf(z)}, ${p}`);
  // Near 1 a probability has few digits left.
  for (const [p, z] of quantiles) t.ok(near(normalQuantile(p), z, 1e-10), `${p}: ${normalQuantile(p)}, ${z}`);
  t.equal(normalCdf(0), 0.5);
  t.equal(normalCdf(-Infinity), 0);
  t.equal(normalCdf(Infinity), 1);
  t.ok(Math.abs(normalQuantile(0.5)) < 1e-15);
  for (const p of [0, 1, -1, NaN]) t.throws(() => normalQuantile(p), RangeError);
  t.end();
});

t.test('it rises, is symmetric, and the quantile is its inverse', (t) => {
  const z = fc.double({ min: -12, max: 12, noNaN: true });
  fc.assert(fc.property(z, (z) => Math.abs(normalCdf(z) + normalCdf(-z) - 1) < 1e-15));
  fc.assert(fc.property(z, z, (a, b) => a >= b || normalCdf(a) <= normalCdf(b) + 1e-15));
  fc.assert(
    fc.property(fc.double({ min: 1e-300, max: 1 - 1e-12, noNaN: true }), (p) =>
      near(normalCdf(normalQuantile(p)), p, 1e-12),
    ),
  );
  t.pass('100 samples each');
  t.end();
});
