/** What a target was seen to do against its assertions; and what has to be measured for that. */
import { lint } from '../assert/anti-pattern.js';
import { baselineKey, typicalValue, valuesOf } from '../assert/measure-values.js';
import { assertionNeeds, evaluateAssertion } from '../assert/registry.js';
import type { Assertion, Target } from '../model/config.js';
import { measuresOf } from '../model/expression.js';
import type { Finding } from '../model/finding.js';
import type { GoldenDistance, Timing } from '../model/measurements.js';
import { isGoldenMeasure, measureSpec } from '../model/measures.js';
import { activityOf } from '../normalize/activity.js';
import type { Behaviour } from '../normalize/behaviour.js';
import { criticalPathOf } from '../normalize/critical-path.js';
import { goldenDistance } from './golden-counts.js';
import { differencesOf, knowledgeOf, type GoldenInHand } from './judge-golden.js';
import type { JudgeOptions } from './judge-target.js';
import { measurementsOf } from './measurements.js';
import { normalizeTogether, type TakenTrace } from './record.js';

/** Whether untraced runs have to be made. */
export function needsTimings({ assertions, keeps }: JudgeOptions): boolean {
  return (
    keeps?.measures.some(({ measure }) => measureSpec(measure).from === 'timings') === true ||
    assertions.some((assertion) => assertionNeeds(assertion) === 'timings')
  );
}

/** Adding up the memory of a tree disturbs it a little: only where somebody asks for it. */
export function needsTree({ assertions, keeps }: JudgeOptions): boolean {
  return [...assertions.flatMap(measuredOf), ...(keeps?.measures ?? [])].some(({ measure }) => measure === 'rss_tree');
}

function measuredOf(assertion: Assertion): readonly { readonly measure: string }[] {
  if (assertion.type === 'custom') return measuresOf(assertion.condition);
  return 'measure' in assertion ? [assertion] : [];
}

/** The golden beside the recordings; only where an assertion asks. */
function distanceFromGolden(
  options: JudgeOptions,
  taken: readonly TakenTrace[],
  hand: GoldenInHand | undefined,
): GoldenDistance | undefined {
  if (
    !hand ||
    !options.assertions.some((assertion) => assertion.type === 'delta' && isGoldenMeasure(assertion.measure))
  )
    return undefined;
  return goldenDistance(hand.golden, differencesOf(hand.golden, normalizeTogether(taken, knowledgeOf(hand))).shapes);
}

/** What a capture measures for later runs on this machine. */
export async function keepBaseline(
  options: JudgeOptions,
  behaviours: readonly Behaviour[],
  timings: readonly Timing[],
): Promise<void> {
  const { keeps } = options;
  if (!keeps) return;
  const measurements = measurementsOf('', behaviours, timings);
  const values = keeps.measures.flatMap((measured) => {
    const each = valuesOf(measured, measurements);
    return typeof each === 'string' ? [] : [[baselineKey(measured), typicalValue(measured.measure, each)] as const];
  });
  await keeps.write(new Map(values.filter(([, value]) => Number.isFinite(value))));
}

const judgesPath = (assertion: Assertion): boolean =>
  assertion.type === 'critical_path' && assertion.measure === 'critical_path';

/** Findings, and how many assertions said something: the others are no part of what holds. */
export function judgeAssertions(
  options: JudgeOptions,
  target: Target,
  behaviours: readonly Behaviour[],
  timings: readonly Timing[],
  taken: readonly TakenTrace[],
  hand: GoldenInHand | undefined,
): { readonly findings: readonly Finding[]; readonly evaluated: number } {
  const golden = distanceFromGolden(options, taken, hand);
  const measurements = {
    ...measurementsOf(target.name, behaviours, timings),
    ...(options.assertions.some(({ type }) => type === 'anti_pattern')
      ? { activities: taken.map(({ trace, context }) => activityOf(trace, context)) }
      : {}),
    ...(options.assertions.some(judgesPath)
      ? { criticalPaths: taken.map(({ trace, context }) => criticalPathOf(trace, context)) }
      : {}),
    ...(golden === undefined ? {} : { golden }),
    ...(options.baseline === undefined ? {} : { baseline: options.baseline }),
  };
  let evaluated = 0;
  const findings = options.assertions.flatMap((assertion): Finding[] => {
    const evaluation = evaluateAssertion(assertion, measurements);
    if (evaluation.state === 'passed' || evaluation.state === 'violated') evaluated += 1;
    if (evaluation.state === 'violated') return [evaluation.finding];
    if (evaluation.state !== 'not-evaluated') return [];
    const { reason } = evaluation;
    // That there is no golden yet is told as such.
    if (reason === 'no-baseline' && assertion.type === 'delta' && isGoldenMeasure(assertion.measure)) return [];
    if (reason === 'no-such-task' && assertion.optional) return [];
    // Otherwise one that could not be judged must never look like one that holds.
    const allowed = reason === 'no-baseline' || reason === 'not-pinned' || reason === 'opaque-device';
    return [
      {
        code: 'assertion/not-evaluated',
        severity: allowed ? 'warn' : 'error',
        target: target.name,
        place: assertion.place,
        assertion: assertion.name,
        reason,
      },
    ];
  });
  return { findings, evaluated };
}

export function lintFindings(options: JudgeOptions, target: Target, taken: readonly TakenTrace[]): Finding[] {
  const [first] = taken;
  if (!options.lint || !first) return [];
  return lint(target.name, activityOf(first.trace, first.context), options.lint);
}
