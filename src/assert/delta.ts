/**
 * `delta`: how far a target is from what it was. Counts of what a golden pins are compared with the golden, everything else with this machine's
 * last capture.
 */
import type { DeltaAssertion } from '../model/config.js';
import type { NotEvaluatedReason } from '../model/finding.js';
import { isGoldenMeasure, measureSpec, type Unit } from '../model/measures.js';
import type { GoldenCounts, GoldenDistance, Measurements } from '../model/measurements.js';
import { syscallSpec } from '../model/syscalls.js';
import { type AssertionKind, type Evaluation, isFigure, judge, type JudgedFigure, notEvaluated } from './evaluation.js';
import { baselineKey, typicalValue, valuesOf } from './measure-values.js';

interface Change {
  readonly before: number;
  /** Of every recording, or the one value of all untraced runs. */
  readonly after: readonly number[];
}

export const delta: AssertionKind<DeltaAssertion> = {
  needs: ({ measure }) => (measure === 'steps' ? 'recordings' : measureSpec(measure).from),
  evaluate(assertion, measurements) {
    const change = isGoldenMeasure(assertion.measure)
      ? changeFromGolden(assertion, measurements)
      : changeFromBaseline(assertion, measurements);
    if (typeof change === 'string') return notEvaluated(change);
    return judgeChange(assertion, measurements.target, change);
  },
};

function changeFromGolden(
  { measure, callPattern, syscalls }: DeltaAssertion,
  { recordings, golden }: Measurements,
): Change | NotEvaluatedReason {
  if (recordings.length === 0) return 'nothing-recorded';
  if (!golden) return 'no-baseline';
  const change = (count: (counts: GoldenCounts) => number): Change => ({
    before: count(golden.before),
    after: golden.after.map(count),
  });
  if (measure === 'steps') return golden.before.steps === 0 ? 'no-baseline' : change(({ steps }) => steps);
  if (golden.pinned.size === 0) return 'not-pinned';
  if (measure === 'processes' || measure === 'threads' || measure === 'programs')
    return change((counts) => counts[measure]);
  const isMeant = (name: string): boolean =>
    (syscalls === undefined || syscalls.includes(name)) && (callPattern === undefined || callPattern.test(name));
  if (!isPinned(isMeant, golden, recordings)) return 'not-pinned';
  return change(({ calls }) => [...calls].reduce((sum, [name, count]) => sum + (isMeant(name) ? count : 0), 0));
}

/** A golden of a lower level leaves out classes of calls: that none of these is in it says nothing then. */
function isPinned(
  isMeant: (name: string) => boolean,
  { pinned: classes }: GoldenDistance,
  recordings: Measurements['recordings'],
): boolean {
  const made = new Set(recordings.flatMap(({ byCall }) => [...byCall.keys()]).filter(isMeant));
  return made.size === 0 || [...made].some((name) => classes.has(syscallSpec(name).class));
}

function changeFromBaseline(assertion: DeltaAssertion, measurements: Measurements): Change | NotEvaluatedReason {
  const { measure, syscalls } = assertion;
  if (measure === 'steps') return 'no-baseline';
  const measured = { measure, ...(syscalls === undefined ? {} : { syscalls }) };
  const values = valuesOf(measured, measurements);
  if (typeof values === 'string') return values;
  const before = measurements.baseline?.get(baselineKey(measured));
  return before === undefined ? 'no-baseline' : { before, after: [typicalValue(measure, values)] };
}

/** 2.2 is 10 % more than 2, which doubles don't say to the last digit. */
const rounded = (value: number): number => Number(value.toFixed(9));

function judgeChange(assertion: DeltaAssertion, target: string, { before, after }: Change): Evaluation {
  const { measure, maxPercent, maxAbsolute, twoSided, key } = assertion;
  if (after.length === 0 || !after.every(isFigure) || !isFigure(before)) return notEvaluated('not-a-figure');
  const side = (value: number): number => (twoSided ? Math.abs(value) : Math.max(0, value));
  const distances = after.map((value) => rounded(side(value - before)));
  const absolute = Math.max(...distances);
  // From nothing, each one more is another hundred percent.
  const percents = distances.map((distance) => rounded((100 * distance) / (before === 0 ? 1 : before)));
  const unit: Unit = measure === 'steps' ? 'count' : measureSpec(measure).unit;
  const figure: JudgedFigure =
    maxPercent === undefined
      ? { measure, unit, actual: absolute, limit: maxAbsolute ?? NaN, values: distances }
      : { measure, unit: 'percent', actual: Math.max(...percents), limit: maxPercent, values: percents };
  // Of two limits the absolute one is a floor: below it nothing is told, however many percent it is.
  if (maxPercent !== undefined && maxAbsolute !== undefined && absolute <= maxAbsolute)
    return { state: 'passed', figure };
  const shown = (value: number): string =>
    unit === 'ms' ? `${value.toFixed(2)} ms` : `${value} ${unit === 'count' ? measure : unit}`;
  return judge(assertion, target, key, figure, [`was ${shown(before)}, is ${after.map(shown).join(', ')}`]);
}
