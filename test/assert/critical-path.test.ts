import fc from 'fast-check';
import { test } from 'tap';
import { criticalPath } from '../../src/assert/critical-path.js';
import { assertionsOfEachType, limitPlace, measured, pathOf, timing } from './measured.js';

const { critical_path: budget } = assertionsOfEachType;
const judge = (maxDurationMs: number, ...walls: number[]) =>
  criticalPath.evaluate({ ...budget, maxDurationMs }, measured({ timings: walls.map((wallNs) => timing(wallNs)) }));

test('the limit itself passes, one nanosecond more does not', (t) => {
  t.match(judge(100, 99_999_999), { state: 'passed' });
  t.match(judge(100, 100_000_000), { state: 'passed', figure: { actual: 100, limit: 100, unit: 'ms' } });
  t.match(judge(100, 100_000_001), {
    state: 'violated',
    finding: { place: limitPlace, measure: 'wall', unit: 'ms', actual: 100.000001, limit: 100, values: [100.000001] },
  });
  t.end();
});

test('nothing is rounded: a limit in the notation of renacer.toml is exact', (t) => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100_000_000_000 }), (wallNs) => {
      const limit = Number(`${wallNs}e-6`);
      return (
        judge(limit, wallNs - 1 || 1).state === 'passed' &&
        judge(limit, wallNs).state === 'passed' &&
        judge(limit, wallNs + 1).state === 'violated'
      );
    }),
  );
  t.match(judge(4.35, 4_350_000), { state: 'passed' }, '4.35 * 1e6 is less than 4350000');
  t.end();
});

test('the median is judged, and every run is shown', (t) => {
  t.match(judge(2, 1e6, 900e6, 2e6), { state: 'passed', figure: { actual: 2, values: [1, 900, 2] } });
  t.match(judge(2, 1e6, 900e6, 3e6), { state: 'violated', finding: { actual: 3, values: [1, 900, 3] } });
  t.match(judge(2, 4e6, 1e6, 3e6, 1e6), { state: 'passed', figure: { actual: 2 } }, 'the mean of the middle two');
  t.match(judge(9, 10e6, 9e6), { state: 'violated', finding: { actual: 9.5 } });
  t.end();
});

test('what was not measured is not judged', (t) => {
  t.strictSame(judge(100), { state: 'not-evaluated', reason: 'no-timing' });
  t.strictSame(judge(100, 1e6, 0), { state: 'not-evaluated', reason: 'no-timing' });
  for (const figure of [NaN, Infinity, -1]) {
    t.strictSame(judge(100, 1e6, figure, 1e6), { state: 'not-evaluated', reason: 'not-a-figure' }, String(figure));
  }
  t.strictSame(judge(NaN, 1e6), { state: 'not-evaluated', reason: 'not-a-figure' });
  t.end();
});

const judgePath = (maxDurationMs: number, pattern: RegExp | undefined, ...criticalPaths: ReturnType<typeof pathOf>[]) =>
  criticalPath.evaluate(
    {
      ...budget,
      measure: 'critical_path',
      maxDurationMs,
      ...(pattern === undefined ? {} : { traceNamePattern: pattern }),
    },
    measured({ criticalPaths }),
  );

test('the critical path of the recordings', (t) => {
  const path = pathOf(100e6, { sh: 30e6, sleep: 70e6 });
  t.match(judgePath(100, undefined, path), { state: 'passed', figure: { measure: 'critical_path', actual: 100 } });
  t.match(judgePath(99, undefined, path), {
    state: 'violated',
    finding: {
      place: limitPlace,
      measure: 'critical_path',
      actual: 100,
      evidence: ['70.0 ms nanosleep in 0.1 (sleep)', '30.0 ms nanosleep in 0 (sh)'],
    },
  });
  t.match(judgePath(99, undefined, path, pathOf(98e6), pathOf(97e6)), { state: 'passed', figure: { actual: 98 } });
  t.end();
});

test('a pattern selects the tasks whose part of the path counts', (t) => {
  const path = pathOf(100e6, { sh: 30e6, sleep: 70e6, idle: 0 });
  t.match(judgePath(29, /^sh$/, path), {
    state: 'violated',
    finding: { actual: 30, evidence: ['30.0 ms nanosleep in 0 (sh)'] },
  });
  t.match(judgePath(30, /^sh$/, path), { state: 'passed' });
  t.match(judgePath(99, /^s/, path), { state: 'violated', finding: { actual: 100 } });
  t.match(judgePath(0, /^idle$/, path), { state: 'passed' }, 'one that is not on the path takes none of it');
  t.strictSame(judgePath(500, /^bin/, path), { state: 'not-evaluated', reason: 'no-such-task' });
  t.strictSame(judgePath(500, /^sh$/, path, pathOf(1e6)), { state: 'not-evaluated', reason: 'no-such-task' });
  t.end();
});
