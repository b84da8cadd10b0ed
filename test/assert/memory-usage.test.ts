import { test } from 'tap';
import { memoryUsage } from '../../src/assert/memory-usage.js';
import { assertionsOfEachType, limitPlace, measured, recording, timing } from './measured.js';

const { memory_usage: allocations } = assertionsOfEachType;
const rss = { ...allocations, trackingMode: 'rss' } as const;
const limit = allocations.maxBytes;
const judgeAllocated = (...bytes: number[]) =>
  memoryUsage.evaluate(allocations, measured({ recordings: bytes.map((each) => recording({ mmap: 1 }, each)) }));
const judgeRss = (...bytes: number[]) =>
  memoryUsage.evaluate(rss, measured({ timings: bytes.map((each) => timing(1e6, each)) }));

for (const [mode, judge, measure] of [
  ['allocations', judgeAllocated, 'allocated'],
  ['rss', judgeRss, 'peak_rss'],
] as const) {
  test(`${mode}: the limit itself passes, one byte more does not`, (t) => {
    t.match(judge(limit - 1), { state: 'passed' });
    t.match(judge(limit), { state: 'passed', figure: { actual: limit, unit: 'bytes', measure } });
    t.match(judge(limit + 1), { state: 'violated', finding: { place: limitPlace, measure, actual: limit + 1, limit } });
    t.end();
  });

  test(`${mode}: the largest run is judged`, (t) => {
    t.match(judge(1, limit + 1, 2), { state: 'violated', finding: { values: [1, limit + 1, 2] } });
    t.end();
  });

  test(`${mode}: what was not measured is not judged`, (t) => {
    t.match(judge(), { state: 'not-evaluated' });
    for (const figure of [NaN, Infinity, -1]) {
      t.strictSame(judge(1, figure), { state: 'not-evaluated', reason: 'not-a-figure' }, String(figure));
    }
    t.end();
  });
}

test('each mode needs its own kind of run, and looks at no other', (t) => {
  t.equal(memoryUsage.needs(allocations), 'recordings');
  t.equal(memoryUsage.needs(rss), 'timings');
  t.match(memoryUsage.evaluate(rss, measured({ recordings: [recording({ mmap: 1 }, 1)] })), { state: 'not-evaluated' });
  t.match(memoryUsage.evaluate(allocations, measured({ timings: [timing(1e6)] })), { state: 'not-evaluated' });
  t.end();
});

test('a program may allocate nothing, but a process has resident memory', (t) => {
  t.match(judgeAllocated(0), { state: 'passed' });
  t.match(judgeRss(0), { state: 'not-evaluated', reason: 'no-timing' });
  t.match(memoryUsage.evaluate(allocations, measured({ recordings: [recording({}, 1)] })), { state: 'not-evaluated' });
  t.end();
});
