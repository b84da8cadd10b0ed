import { test } from 'tap';
import { limit } from '../../src/assert/limit.js';
import type { LimitAssertion } from '../../src/model/config.js';
import { assertionsOfEachType, limitPlace, measured, recording, timing } from './measured.js';

const { max: _, ...unbounded } = assertionsOfEachType.limit;
const judge = (more: Partial<LimitAssertion>, figures: Parameters<typeof measured>[0]) =>
  limit.evaluate({ ...unbounded, ...more }, measured(figures));
const calls = (counts: Readonly<Record<string, number>>) => ({ recordings: [recording(counts)] });

test('exactly the limit passes, one more or less does not', (t) => {
  const max = { limit: 10, key: 'max' };
  const min = { limit: 10, key: 'min' };
  t.match(judge({ max }, calls({ read: 10 })), { state: 'passed' });
  t.match(judge({ max }, calls({ read: 11 })), {
    state: 'violated',
    finding: { type: 'limit', measure: 'calls', actual: 11, limit: 10, place: limitPlace },
  });
  t.match(judge({ min }, calls({ read: 10 })), { state: 'passed' });
  t.match(judge({ min }, calls({ read: 9 })), { state: 'violated', finding: { bound: 'min', actual: 9, limit: 10 } });
  t.match(judge({ max, min }, calls({ read: 9 })), { state: 'violated', finding: { bound: 'min' } });
  t.match(judge({ max, min }, calls({ read: 10 })), { state: 'passed' });
  t.strictSame(judge({}, calls({ read: 10 })), { state: 'not-evaluated', reason: 'no-bound' });
  t.end();
});

test('of some calls only', (t) => {
  const counts = { read: 7, write: 13 };
  const at = (more: Partial<LimitAssertion>): unknown =>
    judge({ max: { limit: 0, key: 'max' }, ...more }, calls(counts));
  t.match(at({ syscalls: ['read'] }), { figure: { actual: 7 } });
  t.match(at({ syscalls: ['read', 'write'] }), { finding: { actual: 20, evidence: ['13 write', '7 read'] } });
  t.match(at({ syscalls: ['close'] }), { state: 'passed', figure: { actual: 0 } });
  t.match(at({ measure: 'calls_percent', syscalls: ['read'] }), { figure: { actual: 35, unit: 'percent' } });
  t.match(at({ measure: 'time_percent', syscalls: ['write'] }), { figure: { actual: 65 } });
  const exactly = { limit: 35, key: 'max' };
  t.match(at({ measure: 'calls_percent', syscalls: ['read'], max: exactly }), { state: 'passed' });
  t.end();
});

test('of untraced runs the median counts, of memory and of recordings the one at the far side', (t) => {
  const timings = [timing(3e6, 10), timing(1e6, 30), timing(2e6, 20)];
  const max = { limit: 2, key: 'max' };
  t.match(judge({ measure: 'wall', max }, { timings }), { state: 'passed', figure: { actual: 2, values: [3, 1, 2] } });
  t.match(judge({ measure: 'cpu', max }, { timings }), { state: 'violated', figure: { actual: 4 } });
  t.match(judge({ measure: 'peak_rss', max }, { timings }), { figure: { actual: 30, unit: 'bytes' } });
  const recordings = [recording({ read: 5 }), recording({ read: 9 })];
  t.match(judge({ max }, { recordings }), { figure: { actual: 9 } });
  t.match(judge({ min: { limit: 6, key: 'min' } }, { recordings }), { state: 'violated', figure: { actual: 5 } });
  t.end();
});
