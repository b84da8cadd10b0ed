/** `anti_pattern`: the surest detection of a pattern against the threshold. Found with exactly the threshold is found. */
import { baseName } from '../model/base-name.js';
import type { Activity, ActivityProcess } from '../model/activity.js';
import type { AntiPatternAssertion } from '../model/config.js';
import type { PatternFinding, Severity } from '../model/finding.js';
import type { Detection, PatternName } from '../model/patterns.js';
import { type AssertionKind, type Evaluation, notEvaluated } from './evaluation.js';
import { deviceUses, isOpaque } from './detect-devices.js';
import { processLabel } from './detector.js';
import { detectAll, detectors } from './detectors.js';

/** Their detections name no process. */
const aboutTheTree: ReadonlySet<PatternName> = new Set(['PcieBottleneck']);

function isSelected({ processNamePattern }: AntiPatternAssertion, { program }: ActivityProcess): boolean {
  return processNamePattern === undefined || processNamePattern.test(baseName(program));
}

/** What is found in `selected`; whether it is there may be a matter of parents, children and neighbours, which are in `whole` only. */
function detectionsAmong(
  { pattern, devices }: AntiPatternAssertion,
  whole: Activity,
  selected: Activity,
): readonly Detection[] {
  const labels = new Set(selected.processes.map(processLabel));
  return detectors[pattern](aboutTheTree.has(pattern) ? selected : whole, { devices }).filter(
    ({ process }) => process === '' || labels.has(process),
  );
}

export const antiPattern: AssertionKind<AntiPatternAssertion> = {
  needs: () => 'recordings',
  evaluate(assertion, { target, activities = [] }) {
    const { pattern, threshold, devices } = assertion;
    const empty = activities.some(({ processes }) =>
      processes.every(({ tasks }) => tasks.every(({ calls }) => calls.length === 0)),
    );
    if (activities.length === 0 || empty) return notEvaluated('nothing-recorded');
    const selected = activities.map((activity) => ({
      ...activity,
      processes: activity.processes.filter((process) => isSelected(assertion, process)),
    }));
    if (selected.some(({ processes }) => processes.length === 0)) return notEvaluated('no-such-task');
    const found = activities
      .flatMap((activity, index) => detectionsAmong(assertion, activity, selected[index] ?? activity))
      .toSorted((a, b) => b.confidence - a.confidence);
    const [surest] = found;
    if (!surest && pattern === 'PcieBottleneck') {
      const opaque = selected.some((activity) => deviceUses(activity, devices).some(isOpaque));
      if (opaque) return notEvaluated('opaque-device');
    }
    const figure = {
      measure: 'confidence',
      unit: 'percent',
      actual: 100 * (surest?.confidence ?? 0),
      limit: 100 * threshold,
      values: [],
    } as const;
    if (!surest || surest.confidence < threshold) return { state: 'passed', figure };
    const others = found.filter(({ confidence }) => confidence >= threshold).length - 1;
    return { state: 'violated', figure, finding: findingOf(assertion, target, surest, others) } satisfies Evaluation;
  },
};

export interface LintOptions {
  /** Confidence from which a pattern is told, 0…1. */
  readonly threshold: number;
  readonly severity: Severity;
  /** Globs of accelerators' device files. */
  readonly devices: readonly string[];
}

/** Every anti-pattern of a recording, the surest first. */
export function lint(
  target: string,
  activity: Activity,
  { threshold, severity, devices }: LintOptions,
): PatternFinding[] {
  return detectAll(activity, { devices })
    .filter(({ confidence }) => confidence >= threshold)
    .map((detection) => ({ code: 'pattern/found', severity, target, threshold, ...detection }));
}

function findingOf(
  assertion: AntiPatternAssertion,
  target: string,
  { evidence, ...detection }: Detection,
  others: number,
): PatternFinding {
  return {
    code: 'pattern/found',
    severity: assertion.severity,
    target,
    place: assertion.places.get('pattern') ?? assertion.place,
    assertion: assertion.name,
    threshold: assertion.threshold,
    ...detection,
    evidence: [
      ...evidence,
      ...(others > 0 ? [`and at ${others} more ${others === 1 ? 'place' : 'places'}`] : []),
      ...(assertion.why === undefined ? [] : [`why: ${assertion.why}`]),
    ],
  };
}
