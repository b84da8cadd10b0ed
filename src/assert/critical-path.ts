/**
 * `critical_path`: latency. `measure = "wall"`: the median wall time of the untraced runs. `measure = "critical_path"`: the length of the critical path of
 * a recording, or of the part of it that selected tasks have. Compared in milliseconds by division: the quotient of a whole number of nanoseconds is
 * the very double that the same limit in renacer.toml reads as, so that equality is exact; multiplying the limit instead would turn 4.35 ms into
 * 4349999.999….
 */
import { baseName } from '../model/base-name.js';
import type { CriticalPathAssertion } from '../model/config.js';
import { type CriticalPath, longestLinks, type PathLink, type PathTask } from '../model/critical-path.js';
import type { Measurements } from '../model/measurements.js';
import { type AssertionKind, type Evaluation, isFigure, judge, notEvaluated } from './evaluation.js';
import { median } from '../model/median.js';

/** Links of evidence: those that `explain --trace` shows. */
const evidenceLinks = 5;

export const criticalPath: AssertionKind<CriticalPathAssertion> = {
  needs: ({ measure }) => (measure === 'wall' ? 'timings' : 'recordings'),
  evaluate: (assertion, measurements) =>
    assertion.measure === 'wall' ? evaluateWall(assertion, measurements) : evaluatePath(assertion, measurements),
};

function evaluateWall(assertion: CriticalPathAssertion, { target, timings }: Measurements): Evaluation {
  const walls = timings.map(({ wallNs }) => wallNs);
  if (!walls.every(isFigure)) return notEvaluated('not-a-figure');
  if (walls.length === 0 || walls.includes(0)) return notEvaluated('no-timing');
  return judgeTimes(assertion, target, walls, []);
}

function judgeTimes(
  assertion: CriticalPathAssertion,
  target: string,
  times: readonly number[],
  evidence: readonly string[],
): Evaluation {
  const figure = {
    measure: assertion.measure,
    unit: 'ms',
    actual: median(times) / 1e6,
    limit: assertion.maxDurationMs,
    values: times.map((ns) => ns / 1e6),
  } as const;
  return judge(assertion, target, 'max_duration_ms', figure, evidence);
}

function isSelected({ traceNamePattern }: CriticalPathAssertion, { comm, program }: PathTask): boolean {
  return traceNamePattern === undefined || traceNamePattern.test(comm) || traceNamePattern.test(baseName(program));
}

function evaluatePath(assertion: CriticalPathAssertion, { target, criticalPaths = [] }: Measurements): Evaluation {
  const selects = (task: PathTask): boolean => isSelected(assertion, task);
  if (criticalPaths.length === 0 || criticalPaths.some(({ durationNs }) => durationNs === 0))
    return notEvaluated('nothing-recorded');
  if (!criticalPaths.every(({ durationNs }) => isFigure(durationNs))) return notEvaluated('not-a-figure');
  if (criticalPaths.some(({ tasks }) => !tasks.some(selects))) return notEvaluated('no-such-task');
  const times = criticalPaths.map(({ tasks }) =>
    tasks.reduce((sum, task) => sum + (selects(task) ? task.onPathNs : 0), 0),
  );
  return judgeTimes(assertion, target, times, evidenceOf(criticalPaths, times, selects));
}

/** The longest links of the recording that took longest. */
function evidenceOf(
  paths: readonly CriticalPath[],
  times: readonly number[],
  selects: (task: PathTask) => boolean,
): string[] {
  const slowest = paths[times.indexOf(Math.max(...times))];
  if (!slowest) return [];
  const own = { ...slowest, stretches: slowest.stretches.filter(selects) };
  return longestLinks(own, evidenceLinks).map(linkText);
}

/** `305.1 ms clock_nanosleep in 0.1 (sleep)`. */
function linkText({ durationNs, call, object, process, comm, program }: PathLink): string {
  const what = [call === '' ? 'work' : call, ...(object === '' ? [] : [object])].join(' ');
  return `${(durationNs / 1e6).toFixed(1)} ms ${what} in ${process} (${comm === '' ? program : comm})`;
}
