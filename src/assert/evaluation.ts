import type { Assertion } from '../model/config.js';
import type { AssertionFinding, NotEvaluatedReason, PatternFinding } from '../model/finding.js';
import type { Measurements } from '../model/measurements.js';

/** What was measured and what was allowed. */
export interface JudgedFigure {
  readonly measure: string;
  readonly unit: AssertionFinding['unit'];
  readonly actual: number;
  readonly limit: number;
  /** min: a lower limit. */
  readonly bound?: 'min';
  /** The value of every run. */
  readonly values: readonly number[];
}

/** What an assertion says about one target. */
export type Evaluation =
  | { readonly state: 'passed'; readonly figure: JudgedFigure }
  | { readonly state: 'violated'; readonly figure: JudgedFigure; readonly finding: AssertionFinding | PatternFinding }
  | { readonly state: 'not-evaluated'; readonly reason: NotEvaluatedReason }
  /** `enabled = false` or `severity = "off"`. */
  | { readonly state: 'disabled' };

/** What an assertion needs to have been done: recordings, or untraced runs. */
export type MeasurementNeed = 'recordings' | 'timings';

/** One assertion type. `evaluate` may expect a switched-on assertion; registry.ts sees to that. */
export interface AssertionKind<A extends Assertion> {
  readonly needs: (assertion: A) => MeasurementNeed;
  readonly evaluate: (assertion: A, measurements: Measurements) => Evaluation;
}

export const notEvaluated = (reason: NotEvaluatedReason): Evaluation => ({ state: 'not-evaluated', reason });

/** A figure that can be judged: anything else would compare as "not greater than the limit", and pass. */
export const isFigure = (value: number): boolean => Number.isFinite(value) && value >= 0;

/** Judges a figure by its limit; exactly the limit passes. `key` is the key of the limit, whose line a finding points at. */
export function judge(
  assertion: Assertion,
  target: string,
  key: string,
  figure: JudgedFigure,
  evidence: readonly string[],
): Evaluation {
  if (!isFigure(figure.actual) || !isFigure(figure.limit)) return notEvaluated('not-a-figure');
  const holds = figure.bound === 'min' ? figure.actual >= figure.limit : figure.actual <= figure.limit;
  return holds ? { state: 'passed', figure } : violation(assertion, target, key, figure, evidence);
}

/** What a violated assertion says. */
export function violation(
  assertion: Assertion,
  target: string,
  key: string,
  figure: JudgedFigure,
  evidence: readonly string[],
): Evaluation {
  const finding: AssertionFinding = {
    code: 'assertion/violated',
    severity: assertion.severity,
    target,
    place: assertion.places.get(key) ?? assertion.place,
    assertion: assertion.name,
    type: assertion.type,
    ...figure,
    evidence: [...evidence, ...(assertion.why === undefined ? [] : [`why: ${assertion.why}`])],
  };
  return { state: 'violated', figure, finding };
}
