/**
 * Timings as CI machines give them, made up from a seed: what a rule says of them is known to the digit, and the truth is, too.
 *
 * - A run of the suite is a session: everything in it is slower or faster by a common factor, with a deviation of 2.66 % (what CodSpeed found between 100 runs on
 *   GitHub's machines: https://codspeed.io/blog/benchmarks-in-ci-without-noise). A duet is one session; a stored baseline was another.
 * - Within a session a timing is lognormal, with a deviation of 2 %.
 * - One timing in 20 is an outlier: 10 to 50 % more.
 */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

export const noise = { session: 0.0266, within: 0.02, outliers: 0.05, outlier: [0.1, 0.5] };

/** Uniform from [0, 1) and standard normal (Box and Muller 1958) numbers; the same ones for the same seed. */
export function randomNumbers(seed) {
  const generator = xoroshiro128plus(seed);
  const uniform = () => uniformFloat64(generator);
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return { uniform, normal };
}

/** `count` timings of one session, of a program that takes `ns`. */
function timings({ uniform, normal }, ns, count, within = noise.within) {
  const [least, most] = noise.outlier;
  return Array.from({ length: count }, () => {
    const ordinary = ns * Math.exp(within * normal());
    return uniform() < noise.outliers ? ordinary * (1 + least + (most - least) * uniform()) : ordinary;
  });
}

/** Two builds in turn, `pairs` times each; the second one takes `effect` more (0.05: 5 %). `within`: another deviation of single timings. */
export function duet(random, effect, pairs, within) {
  const ns = 1000 * Math.exp(noise.session * random.normal());
  return [timings(random, ns, pairs, within), timings(random, ns * (1 + effect), pairs, within)];
}

/** The same of two sessions. */
export function apart(random, effect, count) {
  return [0, effect].map((more) =>
    timings(random, 1000 * (1 + more) * Math.exp(noise.session * random.normal()), count),
  );
}

/** How often each verdict is given: shares of all trials, by verdict. */
export function shares(seed, trials, verdictOf) {
  const random = randomNumbers(seed);
  const counts = {};
  for (let trial = 0; trial < trials; trial++) {
    const verdict = verdictOf(random);
    counts[verdict] = (counts[verdict] ?? 0) + 1;
  }
  return Object.fromEntries(Object.entries(counts).map(([verdict, count]) => [verdict, count / trials]));
}
