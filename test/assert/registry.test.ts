import { test } from 'tap';
import { assertionKinds, assertionNeeds, evaluateAssertion } from '../../src/assert/registry.js';
import type { Assertion, LimitAssertion } from '../../src/model/config.js';
import type { GoldenCounts, Measurements } from '../../src/model/measurements.js';
import { measureNames, measureSpec } from '../../src/model/measures.js';
import { assertionSchemas } from '../../src/schema/assertion.js';
import { act, activityOf, times } from './activity.js';
import { assertionsOfEachType, measured, pathOf, recording, timing } from './measured.js';

/** A limit of every measure. */
const limits = measureNames.map((measure): LimitAssertion => ({
  ...assertionsOfEachType.limit,
  measure,
  // A share is at most 100 %.
  max: { limit: measureSpec(measure).unit === 'percent' ? 99 : 500, key: 'max' },
  ...(measureSpec(measure).ofCalls === true ? { syscalls: ['read'] } : {}),
}));

const rss = { ...assertionsOfEachType.memory_usage, trackingMode: 'rss' } as const;
const wall = { ...assertionsOfEachType.delta, measure: 'wall' } as const;
const path = { ...assertionsOfEachType.critical_path, measure: 'critical_path' } as const;
const every: readonly Assertion[] = [...Object.values(assertionsOfEachType), rss, wall, path, ...limits];

const counts = (steps: number): GoldenCounts => ({ steps, calls: new Map(), processes: 1, threads: 0, programs: 1 });
/** From 100 steps and a hundred nanoseconds. */
const distance = (after: number): Pick<Measurements, 'golden' | 'baseline'> => ({
  golden: { before: counts(100), after: [counts(after)], pinned: new Set() },
  baseline: new Map([['wall', 1e-4]]),
});

const nothing = measured({});
const broken = measured({
  recordings: [recording({ read: NaN }, NaN)],
  timings: [timing(NaN, NaN)],
  criticalPaths: [pathOf(NaN)],
});
const syncs = (count: number) => [activityOf(times(count, () => act('fsync', { fd: 3 })))];
const hollow = measured({
  recordings: [recording({}, 0)],
  timings: [timing(0, 0)],
  activities: syncs(0),
  criticalPaths: [pathOf(0)],
});
const huge = measured({
  recordings: [recording({ read: 1e12 }, 1e15)],
  timings: [timing(1e15, 1e15)],
  activities: syncs(1000),
  criticalPaths: [pathOf(1e15)],
  ...distance(1e9),
});
const small = measured({
  recordings: [recording({ read: 1, write: 1 }, 1)],
  timings: [timing(1, 1)],
  activities: syncs(1),
  criticalPaths: [pathOf(1)],
  ...distance(100),
});

test('every type that the configuration knows is evaluated, and the other way round', (t) => {
  t.strictSame(Object.keys(assertionKinds).sort(), Object.keys(assertionSchemas).sort());
  t.strictSame([...new Set(every.map(({ type }) => type))].sort(), Object.keys(assertionKinds).sort());
  t.end();
});

for (const assertion of every) {
  const of = 'measure' in assertion ? assertion.measure : 'trackingMode' in assertion ? assertion.trackingMode : '';
  const name = `${assertion.type} ${of}`.trim();

  test(`${name}: fires on a huge measurement, passes a small one, judges none that is empty`, (t) => {
    t.equal(evaluateAssertion(assertion, huge).state, 'violated');
    t.equal(evaluateAssertion(assertion, small).state, 'passed');
    for (const [kind, measurements] of Object.entries({ nothing, broken, hollow })) {
      t.equal(evaluateAssertion(assertion, measurements).state, 'not-evaluated', kind);
    }
    t.end();
  });

  test(`${name}: says what it needs, and is content with that`, (t) => {
    const { recordings, timings, activities = [], criticalPaths = [] } = small;
    const needed = assertionNeeds(assertion) === 'recordings' ? { recordings, activities, criticalPaths } : { timings };
    const only = measured({ ...needed, ...distance(100) });
    t.equal(evaluateAssertion(assertion, only).state, 'passed');
    t.end();
  });

  test(`${name}: switched off, it judges nothing`, (t) => {
    const off = evaluateAssertion({ ...assertion, enabled: false }, huge);
    t.strictSame(off, { state: 'disabled' });
    t.end();
  });

  test(`${name}: a finding without a known line points at its table`, (t) => {
    const result = evaluateAssertion({ ...assertion, places: new Map() }, huge);
    t.match(result, { finding: { place: assertion.place, assertion: assertion.name } });
    t.end();
  });
}
