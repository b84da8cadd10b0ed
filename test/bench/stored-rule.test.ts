import fc from 'fast-check';
import t from 'tap';
import { judgeChange, judgeStored } from '../../src/bench/stored-rule.js';
import type { Benchmark } from '../../src/model/benchmark.js';

const named = (times: Readonly<Record<string, number>>): Benchmark[] =>
  Object.entries(times).map(([name, ns]) => ({ name, ns }));

t.test('the example of document 000', (t) => {
  const results = judgeStored(
    named({ 'dot/1000': 58.549, 'add/1000': 140.2, 'mul/1000': 214.5e3, gone: 1 }),
    named({ extra: 2, 'dot/1000': 79.954, 'add/1000': 143.6, 'mul/1000': 12.45e3 }),
  );
  t.same(
    results.map(({ name, verdict, change }) => [
      name,
      verdict,
      change === undefined ? undefined : (100 * change).toFixed(1),
    ]),
    [
      ['dot/1000', 'FAIL', '36.6'],
      ['add/1000', 'WARN', '2.4'],
      ['mul/1000', 'IMPROVED', '-94.2'],
      ['gone', 'MISSING', undefined],
      ['extra', 'NEW', undefined],
    ],
  );
  t.equal(results[3]?.baseline?.ns, 1);
  t.equal(results[3]?.current, undefined);
  t.equal(results[4]?.current?.ns, 2);
  t.end();
});

t.test('exactly at a threshold is not over it, whatever doubles make of it', (t) => {
  for (const before of [100, 0.1, 3, 58.549, 1e9]) {
    const verdictOf = (after: number): string | undefined =>
      judgeStored([{ name: 'a', ns: before }], [{ name: 'a', ns: after }])[0]?.verdict;
    t.equal(verdictOf(before * 1.05), 'WARN', `${before}: 5 %`);
    t.equal(verdictOf(before + before * 0.05), 'WARN');
    t.equal(verdictOf((before * 105) / 100), 'WARN');
    t.equal(verdictOf(before * 1.050001), 'FAIL', `${before}: just over 5 %`);
    t.equal(verdictOf(before * 1.02), 'PASS', `${before}: 2 %`);
    t.equal(verdictOf(before * 1.020001), 'WARN', `${before}: just over 2 %`);
    t.equal(verdictOf(before * 0.98), 'PASS', `${before}: −2 %`);
    t.equal(verdictOf(before * 0.979999), 'IMPROVED', `${before}: just under −2 %`);
    t.equal(verdictOf(before), 'PASS');
  }
  t.equal(judgeChange(0.05), 'WARN');
  t.equal(judgeChange(105 / 100 - 1), 'WARN', '0.050000000000000044');
  t.end();
});

t.test('limits of the user, by name', (t) => {
  const results = judgeStored(named({ a: 100, b: 100 }), named({ a: 108, b: 108 }), (name) =>
    name === 'a' ? { regression: 0.1, warning: 0.09 } : { regression: 0.07, warning: 0.02 },
  );
  t.same(
    results.map(({ verdict }) => verdict),
    ['PASS', 'FAIL'],
  );
  // No warnings apart from failures.
  t.equal(judgeChange(0.05, { regression: 0, warning: 0 }), 'FAIL');
  t.end();
});

t.test('times that are none are no verdict', (t) => {
  t.equal(judgeStored(named({ a: 0 }), named({ a: 0 }))[0]?.verdict, 'PASS');
  t.equal(judgeStored(named({ a: 0 }), named({ a: 1 }))[0]?.verdict, 'FAIL');
  t.equal(judgeStored(named({ a: 1 }), named({ a: 0 }))[0]?.verdict, 'IMPROVED');
  for (const ns of [NaN, Infinity, -1]) {
    t.throws(() => judgeStored([{ name: 'a', ns }], []), RangeError, `${ns} in the baseline`);
    t.throws(() => judgeStored([], [{ name: 'a', ns }]), RangeError, `${ns} in the current run`);
  }
  t.throws(() => judgeStored([], [...named({ a: 1 }), ...named({ a: 2 })]), /measured twice/);
  t.same(judgeStored([], []), []);
  t.end();
});

t.test('every benchmark has one result, and slower is never judged milder', (t) => {
  const run = fc.uniqueArray(
    fc.record({ name: fc.string({ maxLength: 3 }), ns: fc.double({ min: 0, max: 1e9, noNaN: true }) }),
    { selector: ({ name }) => name },
  );
  fc.assert(
    fc.property(run, run, (before, after) => {
      const names = judgeStored(before, after).map(({ name }) => name);
      return new Set(names).size === names.length && [...before, ...after].every(({ name }) => names.includes(name));
    }),
  );
  const harshness = ['IMPROVED', 'PASS', 'WARN', 'FAIL'];
  const change = fc.double({ min: -1, max: 3, noNaN: true });
  fc.assert(
    fc.property(change, change, (a, b) => {
      const [one, other] = [a, b].map((value) => harshness.indexOf(judgeChange(value)));
      return a <= b ? one! <= other! : one! >= other!;
    }),
  );
  t.pass('100 runs each');
  t.end();
});
