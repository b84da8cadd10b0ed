import { test } from 'tap';
import { assertionKinds, assertionNeeds, evaluateAssertion } from '../../src/assert/registry.js';
import type { Assertion } from '../../src/model/config.js';
import { assertionSchemas } from '../../src/schema/assertion.js';
import { assertionsOfEachType, measured, recording, timing } from './measured.js';

const rss = { ...assertionsOfEachType.memory_usage, trackingMode: 'rss' } as const;
const every: readonly Assertion[] = [...Object.values(assertionsOfEachType), rss];

const nothing = measured({});
const broken = measured({ recordings: [recording({ read: NaN }, NaN)], timings: [timing(NaN, NaN)] });
const hollow = measured({ recordings: [recording({}, 0)], timings: [timing(0, 0)] });
const huge = measured({ recordings: [recording({ read: 1e12 }, 1e15)], timings: [timing(1e15, 1e15)] });
const small = measured({ recordings: [recording({ read: 1 }, 1)], timings: [timing(1, 1)] });

test('every type that the configuration knows is evaluated, and the other way round', (t) => {
  t.strictSame(Object.keys(assertionKinds).sort(), Object.keys(assertionSchemas).sort());
  t.strictSame([...new Set(every.map(({ type }) => type))].sort(), Object.keys(assertionKinds).sort());
  t.end();
});

for (const assertion of every) {
  const name = assertion.type === 'memory_usage' ? `${assertion.type} ${assertion.trackingMode}` : assertion.type;

  test(`${name}: fires on a huge measurement, passes a small one, judges none that is empty`, (t) => {
    t.equal(evaluateAssertion(assertion, huge).state, 'violated');
    t.equal(evaluateAssertion(assertion, small).state, 'passed');
    for (const [kind, measurements] of Object.entries({ nothing, broken, hollow })) {
      t.equal(evaluateAssertion(assertion, measurements).state, 'not-evaluated', kind);
    }
    t.end();
  });

  test(`${name}: says what it needs, and is content with that`, (t) => {
    const { recordings, timings } = small;
    const only = assertionNeeds(assertion) === 'recordings' ? measured({ recordings }) : measured({ timings });
    t.equal(evaluateAssertion(assertion, only).state, 'passed');
    t.end();
  });

  test(`${name}: switched off, it judges nothing`, (t) => {
    const off = evaluateAssertion({ ...assertion, enabled: false }, huge);
    t.strictSame(off, { state: 'not-evaluated', reason: 'disabled' });
    t.end();
  });

  test(`${name}: a finding without a known line points at its table`, (t) => {
    const result = evaluateAssertion({ ...assertion, places: new Map() }, huge);
    t.match(result, { finding: { place: assertion.place, type: assertion.type } });
    t.end();
  });
}
