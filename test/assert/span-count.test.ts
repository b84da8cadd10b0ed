import { test } from 'tap';
import { spanCount } from '../../src/assert/span-count.js';
import type { SpanCountAssertion } from '../../src/model/config.js';
import { assertionsOfEachType, limitPlace, measured, recording } from './measured.js';

const { span_count: budget } = assertionsOfEachType;
const judge = (more: Partial<SpanCountAssertion>, ...calls: Readonly<Record<string, number>>[]) =>
  spanCount.evaluate({ ...budget, ...more }, measured({ recordings: calls.map((each) => recording(each)) }));

test('the limit itself passes, one more does not', (t) => {
  t.match(judge({}, { read: 499 }), { state: 'passed', figure: { actual: 499 } });
  t.match(judge({}, { read: 300, write: 200 }), { state: 'passed', figure: { actual: 500, limit: 500 } });
  t.match(judge({}, { read: 301, write: 200 }), {
    state: 'violated',
    finding: {
      code: 'assertion/violated',
      severity: 'error',
      target: 'ls',
      place: limitPlace,
      assertion: 'budget',
      type: 'span_count',
      measure: 'calls',
      unit: 'calls',
      actual: 501,
      limit: 500,
      values: [501],
      evidence: ['301 read', '200 write'],
    },
  });
  t.end();
});

test('calls are selected by their real name, searched', (t) => {
  const calls = { openat: 3, open: 1, read: 100 };
  t.match(judge({ maxSpans: 4, spanNamePattern: /open/u }, calls), { state: 'passed', figure: { actual: 4 } });
  t.match(judge({ maxSpans: 3, spanNamePattern: /open/u }, calls), {
    state: 'violated',
    finding: { actual: 4, evidence: ['3 openat', '1 open'] },
  });
  t.match(judge({ maxSpans: 0, spanNamePattern: /^connect$/u }, calls), { state: 'passed', figure: { actual: 0 } });
  t.end();
});

test('of several recordings the largest is judged, and all are shown', (t) => {
  const result = judge({ maxSpans: 10 }, { read: 9 }, { read: 11 }, { read: 10 });
  t.match(result, { state: 'violated', finding: { actual: 11, values: [9, 11, 10], evidence: ['11 read'] } });
  t.end();
});

test('evidence is the five most frequent, in an order of its own, and the reason', (t) => {
  const result = judge({ maxSpans: 0, why: 'cold start' }, { f: 1, e: 2, d: 2, c: 4, b: 5, a: 6 });
  t.match(result, { finding: { evidence: ['6 a', '5 b', '4 c', '2 d', '2 e', 'why: cold start'] } });
  t.end();
});

test('nothing recorded is nothing judged', (t) => {
  const reason = { state: 'not-evaluated', reason: 'nothing-recorded' };
  t.strictSame(judge({}), reason);
  t.strictSame(judge({}, {}), reason);
  t.strictSame(judge({}, { read: 1 }, {}), reason, 'one of two recordings is empty');
  t.strictSame(judge({}, { read: 0 }), reason);
  t.strictSame(judge({}, { read: NaN }), { state: 'not-evaluated', reason: 'not-a-figure' });
  t.end();
});

test('a warning is a violation that counts less', (t) => {
  t.match(judge({ severity: 'warn' }, { read: 501 }), { state: 'violated', finding: { severity: 'warn' } });
  t.match(judge({ severity: 'warn' }, { read: 500 }), { state: 'passed' });
  t.end();
});
