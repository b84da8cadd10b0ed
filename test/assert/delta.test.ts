import { test } from 'tap';
import { delta } from '../../src/assert/delta.js';
import type { DeltaAssertion } from '../../src/model/config.js';
import type { GoldenCounts } from '../../src/model/measurements.js';
import type { SyscallClass } from '../../src/model/syscalls.js';
import { assertionsOfEachType, measured, recording, timing } from './measured.js';

const counts = (parts: Partial<GoldenCounts>): GoldenCounts => ({
  steps: 0,
  calls: new Map(),
  processes: 1,
  threads: 0,
  programs: 1,
  ...parts,
});
const exact: ReadonlySet<SyscallClass> = new Set<SyscallClass>(['effect', 'data', 'plumbing']);

function fromGolden(
  more: Partial<DeltaAssertion>,
  before: Partial<GoldenCounts>,
  after: readonly Partial<GoldenCounts>[],
  pinned = exact,
) {
  const golden = { before: counts(before), after: after.map(counts), pinned };
  return delta.evaluate(
    { ...assertionsOfEachType.delta, ...more },
    measured({ recordings: [recording({ read: 5, openat: 7 })], golden }),
  );
}

test('steps: percent of the golden', (t) => {
  const far = (more: Partial<DeltaAssertion>, before: number, after: number) =>
    fromGolden(more, { steps: before }, [{ steps: after }]);
  t.match(far({}, 100, 110), { state: 'passed', figure: { actual: 10 } });
  t.match(far({}, 100, 111), { state: 'violated', finding: { evidence: ['was 100 steps, is 111 steps'] } });
  t.match(far({}, 100, 50), { state: 'passed', figure: { actual: 0 } }, 'less is no regression');
  t.match(far({ twoSided: true }, 100, 89), { state: 'violated', figure: { actual: 11 } });
  t.match(far({ twoSided: true }, 100, 90), { state: 'passed' });
  t.strictSame(far({}, 0, 3), { state: 'not-evaluated', reason: 'no-baseline' });
  t.end();
});

test('calls: those that are meant, where the golden counts them', (t) => {
  const calls = (read: number, openat: number) => ({
    calls: new Map([
      ['read', read],
      ['openat', openat],
    ]),
  });
  const of = { measure: 'calls', maxPercent: 10 } as const;
  t.match(fromGolden(of, calls(10, 10), [calls(10, 12)]), { state: 'passed', figure: { actual: 10 } });
  t.match(fromGolden(of, calls(10, 10), [calls(10, 13)]), { state: 'violated', figure: { actual: 15 } });
  t.match(fromGolden({ ...of, syscalls: ['openat'] }, calls(90, 10), [calls(90, 12)]), { state: 'violated' });
  t.match(fromGolden({ ...of, syscalls: ['openat'] }, calls(90, 10), [calls(900, 11)]), { state: 'passed' });
  t.match(fromGolden({ ...of, callPattern: /^re/ }, calls(10, 10), [calls(12, 10)]), { state: 'violated' });
  t.match(fromGolden(of, calls(10, 10), [calls(10, 10), calls(20, 10)]), {
    state: 'violated',
    figure: { values: [0, 50] },
  });
  const from0 = fromGolden({ ...of, syscalls: ['openat'] }, calls(5, 0), [calls(5, 1)]);
  t.match(from0, { state: 'violated', figure: { actual: 100 } }, 'the first one is a hundred percent');
  const structure = new Set<SyscallClass>(['effect']);
  const loose = fromGolden({ ...of, syscalls: ['read'] }, {}, [{}], structure);
  t.strictSame(loose, { state: 'not-evaluated', reason: 'not-pinned' }, 'nothing here and nothing there is no proof');
  t.strictSame(fromGolden({ ...of, measure: 'processes' }, {}, [{}], new Set()), {
    state: 'not-evaluated',
    reason: 'not-pinned',
  });
  t.match(fromGolden({ ...of, measure: 'processes' }, {}, [{ processes: 2 }]), { state: 'violated' });
  t.match(fromGolden({ ...of, measure: 'threads' }, {}, [{ threads: 1 }]), { state: 'violated' });
  t.match(fromGolden({ ...of, measure: 'programs' }, {}, [{ programs: 1 }]), { state: 'passed' });
  t.end();
});

test('an absolute limit, and both', (t) => {
  const { maxPercent: _, ...noPercent } = assertionsOfEachType.delta;
  const far = (limits: Partial<DeltaAssertion>, before: number, after: number) =>
    delta.evaluate(
      { ...noPercent, measure: 'wall', ...limits },
      measured({ timings: [timing(after * 1e6)], baseline: new Map([['wall', before]]) }),
    );
  t.match(far({ maxAbsolute: 5 }, 10, 15), { state: 'passed', figure: { unit: 'ms', actual: 5 } });
  t.match(far({ maxAbsolute: 5 }, 10, 15.1), { state: 'violated', figure: { actual: 5.1, limit: 5 } });
  const both = { maxPercent: 10, maxAbsolute: 5 };
  t.match(far(both, 10, 14), { state: 'passed' }, 'much in percent, too little to matter');
  t.match(far(both, 1000, 1050), { state: 'passed' }, 'much, and few percent');
  t.match(far(both, 100, 111), { state: 'violated', figure: { unit: 'percent', actual: 11, limit: 10 } });
  t.end();
});

test('everything else: from this machine’s baseline', (t) => {
  const far = (baseline: readonly (readonly [string, number])[] | undefined, more: Partial<DeltaAssertion> = {}) =>
    delta.evaluate(
      { ...assertionsOfEachType.delta, measure: 'wall', ...more },
      measured({
        recordings: [recording({ read: 5, openat: 7 }, 4096)],
        timings: [timing(2.2e6, 100)],
        ...(baseline === undefined ? {} : { baseline: new Map(baseline) }),
      }),
    );
  t.match(far([['wall', 2]]), { state: 'passed' });
  t.match(far([['wall', 1.9]]), { state: 'violated', finding: { evidence: ['was 1.90 ms, is 2.20 ms'] } });
  t.match(far([['peak_rss', 90]], { measure: 'peak_rss' }), { state: 'violated' });
  t.match(far([['allocated', 4000]], { measure: 'allocated' }), { state: 'passed' });
  const failed = { measure: 'failed_calls', syscalls: ['openat'] } as const;
  t.match(far([['failed_calls of openat', 7]], failed), { state: 'passed' });
  t.match(far([['failed_calls of openat', 6]], failed), { state: 'violated' });
  for (const baseline of [undefined, [['cpu', 1] as const]])
    t.strictSame(far(baseline), { state: 'not-evaluated', reason: 'no-baseline' });
  t.end();
});
