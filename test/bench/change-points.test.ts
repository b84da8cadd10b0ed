import t from 'tap';
import { randomNumbers } from '../../scripts/simulation/timings.mjs';
import { fewestForStep } from '../../src/model/bench-history.js';
import { type Change, type ChangeOptions, findChanges } from '../../src/bench/change-points.js';

/** 200 commits of a benchmark with 2 % of noise, and what `truth` says of each. */
function history(seed: number, truth: (commit: number) => number, commits = 200): number[] {
  const { normal } = randomNumbers(seed);
  return Array.from({ length: commits }, (_, commit) => 1000 * truth(commit) * Math.exp(0.02 * normal()));
}
const seeds = Array.from({ length: 20 }, (_, index) => index + 1);

/** 6 % slower from commit 60 on, and 1 % per 5 commits from 120 to 170. */
const stepAndDrift = (commit: number): number =>
  (commit < 60 ? 1 : 1.06) * 1.01 ** (Math.max(0, Math.min(50, commit - 120)) / 5);

const summary = (changes: readonly Change[]): string =>
  changes
    .map((change) =>
      change.kind === 'step' ? `step ${change.index}` : `drift ${change.start} to ${change.end}, ${change.ratio}`,
    )
    .join('; ');
const near = (found: number, wanted: number, by: number): boolean => Math.abs(found - wanted) <= by;

t.test('one step of 6 % and one drift are found within 5 commits', (t) => {
  const [step, drift, ...more] = findChanges(history(1, stepAndDrift));
  if (step?.kind !== 'step' || drift?.kind !== 'drift') throw new Error('not a step and a drift');
  t.same(more, []);
  t.ok(near(step.index, 60, 5), String(step.index));
  t.ok(near(step.ratio, 1.06, 0.015), String(step.ratio));
  t.ok(near(drift.start, 120, 5), String(drift.start));
  t.ok(near(drift.end, 170, 5), String(drift.end));
  t.ok(near(drift.ratio, 1.01 ** 10, 0.03), String(drift.ratio));
  const { ratio, low, high } = drift.perValue;
  t.ok(low < ratio && ratio < high);
  t.ok(low < 1.01 ** 0.2 && 1.01 ** 0.2 < high, `${low} to ${high}`);
  t.ok(step.confidence > 0.999 && drift.confidence > 0.999);
  t.end();
});

t.test('as many values as a step needs, and not one less', (t) => {
  const doubled = (commits: number): Change[] =>
    findChanges(history(1, (commit) => (commit < commits / 2 ? 1 : 2), commits));
  t.equal(summary(doubled(fewestForStep)), `step ${fewestForStep / 2}`);
  for (let fewer = 8; fewer < fewestForStep; fewer++) t.equal(summary(doubled(fewer)), '', `${fewer}`);
  t.end();
});

t.test('in 20 such series', (t) => {
  const found = seeds.map((seed) => findChanges(history(seed, stepAndDrift)));
  const off: number[] = [];
  for (const changes of found) {
    const [step, drift] = changes;
    t.ok(changes.length === 2 && step?.kind === 'step' && near(step.index, 60, 5), summary(changes));
    if (drift?.kind === 'drift') off.push(Math.abs(drift.start - 120), Math.abs(drift.end - 170));
  }
  t.equal(off.length, 40, 'each has a drift');
  // The edges of a drift are as sharp as the noise lets them be: by theory, about 3 commits of standard deviation here.
  t.ok(off.filter((commits) => commits <= 5).length >= 34, off.join(' '));
  t.ok(Math.max(...off) <= 15, off.join(' '));
  t.end();
});

t.test('nothing is found where nothing is: in 20 series, and in 1,000', (t) => {
  for (const seed of seeds) t.same(findChanges(history(seed, () => 1)), [], `seed ${seed}`);
  for (const commits of [8, 30, 200, 500]) {
    const alarms = Array.from({ length: 250 }, (_, seed) => findChanges(history(1000 + seed, () => 1, commits)));
    t.equal(alarms.filter(({ length }) => length > 0).length, 0, `${commits} commits`);
  }
  t.end();
});

t.test('a machine with good and bad weeks is no change of the program', (t) => {
  const alarms = Array.from({ length: 100 }, (_, seed) => {
    const { normal } = randomNumbers(seed);
    let weather = 0;
    return findChanges(
      Array.from({ length: 200 }, () => {
        weather = 0.4 * weather + Math.sqrt(1 - 0.4 ** 2) * normal();
        return 1000 * Math.exp(0.02 * weather);
      }),
    );
  });
  t.ok(alarms.filter(({ length }) => length > 0).length <= 1, 'as alike as 0.4');
  t.end();
});

t.test('steps up and down, at once after they came, and drifts that go on', (t) => {
  const there = findChanges(history(3, (commit) => (commit >= 80 && commit < 120 ? 0.9 : 1)));
  t.match(summary(there), /^step \d+; step \d+$/);
  const [down, up] = there;
  if (down?.kind !== 'step' || up?.kind !== 'step') throw new Error('not two steps');
  t.ok(near(down.index, 80, 2) && near(up.index, 120, 2), summary(there));
  t.ok(near(down.ratio, 0.9, 0.02) && near(up.ratio, 1 / 0.9, 0.02));

  const fresh = findChanges(history(4, (commit) => (commit < 195 ? 1 : 1.1)));
  t.ok(fresh.length === 1 && fresh[0]?.kind === 'step' && near(fresh[0].index, 195, 1), 'five commits after it');

  // 1 % a week of 20 commits.
  const slow = findChanges(history(5, (commit) => 1.01 ** (commit / 20)));
  t.match(summary(slow), /^drift \d+ to \d+, [\d.]+$/);
  t.ok(slow[0]?.kind === 'drift' && near(slow[0].ratio, 1.01 ** 10, 0.03), summary(slow));
  t.end();
});

t.test('outliers are no steps', (t) => {
  for (const seed of seeds) {
    const { uniform } = randomNumbers(seed + 100);
    const spiked = history(seed, () => 1).map((time) => (uniform() < 0.05 ? time * (1.1 + 0.4 * uniform()) : time));
    t.same(findChanges(spiked), [], `seed ${seed}`);
  }
  t.end();
});

t.test('counted values without noise, and the thresholds of the caller', (t) => {
  const counted = (after: number): number[] => Array.from({ length: 40 }, (_, commit) => (commit < 25 ? 1000 : after));
  const found = (after: number, options: Partial<ChangeOptions> = {}): string =>
    summary(findChanges(counted(after), options));
  t.equal(found(1000), '');
  t.equal(found(1030), 'step 25');
  t.equal(found(970), 'step 25');
  t.equal(found(1015), '', 'less than 2 %');
  t.equal(found(1015, { smallest: 0.01 }), 'step 25');
  t.equal(found(1030, { leastNoise: 0.05 }), '');
  t.end();
});

t.test('it is not the unit that counts; backwards each change is the other way round', (t) => {
  const times = history(6, stepAndDrift);
  const scaled = findChanges(times.map((time) => time * 1024));
  t.equal(summary(scaled).replace(/\.\d+/g, ''), summary(findChanges(times)).replace(/\.\d+/g, ''));
  const [drift, step] = findChanges([...times].reverse());
  t.ok(drift?.kind === 'drift' && drift.ratio < 0.95, 'the drift is first, and down');
  t.ok(step?.kind === 'step' && near(step.index, 140, 1) && step.ratio < 0.97, 'the step is last, and down');
  t.end();
});

t.test('short and wrong series', (t) => {
  t.same(findChanges([]), []);
  t.same(findChanges([1, 2, 3, 4, 5, 6, 7]), []);
  t.same(findChanges([1, 1, 1, 1, 9, 9, 9, 9]), [], 'eight values are too few to be sure');
  for (const wrong of [0, -1, NaN, Infinity]) t.throws(() => findChanges([1, wrong]), RangeError);
  t.end();
});
