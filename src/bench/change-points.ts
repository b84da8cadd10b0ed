/**
 * What happened to a benchmark along its history: steps, and drifts too slow for any single commit to show. Works on the logarithms of the times, so
 * that sizes are ratios.
 *
 * A series is cut into flat pieces (segments.ts), which makes a staircase of a drift; then stairs become drifts where that explains as much with less
 * (transitions.ts). The customary methods for benchmarks, E-divisive and Hunter's (now Apache Otava), stop at the stairs. Otava also tests the best
 * of many places as if it were the only one: it finds something in 65 of 100 series without a change (apache-otava 0.8.0 of PyPI with its defaults;
 * the series of the test).
 *
 * Told from noise in three ways, and all must agree: the price of a cut (segments.ts) is what noise pays in one of 1 / (1 − confidence) series at
 * most, by the union bound over all places; the values on both sides differ by Mann–Whitney, or rise by Mann–Kendall, with Bonferroni's correction
 * for the places; and the change is worth a word.
 */
import { median } from '../model/median.js';
import { mannWhitney } from './mann-whitney.js';
import { clampOutliers, cutIntoPieces, noiseOf } from './segments.js';
import { bestTransitions, type Fit, fitLevels, isStep, type Transition } from './transitions.js';
import { mannKendall, theilSen } from './trend.js';

export interface Step {
  readonly kind: 'step';
  /** Of the first value after it. */
  readonly index: number;
  /** After over before: 1.06 is 6 % slower. */
  readonly ratio: number;
  /** 1 less the probability that the order of independent values without a change looks like that anywhere in the series. */
  readonly confidence: number;
}

export interface Drift {
  readonly kind: 'drift';
  /** Of the last value before it and the first one after it, or of the first and last value of the series. */
  readonly start: number;
  readonly end: number;
  /** Over the whole of it: 1.1 is 10 % slower at its end. */
  readonly ratio: number;
  /** From value to value, and its interval of 95 %: 1.002 is 0.2 % slower each time. */
  readonly perValue: { readonly ratio: number; readonly low: number; readonly high: number };
  readonly confidence: number;
}

export type Change = Step | Drift;

export interface ChangeOptions {
  /** That nothing is found in a series of noise. */
  readonly confidence: number;
  /** Smaller changes aren't told: 0.02 is 2 %. */
  readonly smallest: number;
  /** Noise is taken to be this at least (a share), for values that are counted, not timed. */
  readonly leastNoise: number;
}

export const changeOptions: ChangeOptions = { confidence: 0.999, smallest: 0.02, leastNoise: 0.001 };

/** What transitions cost: what they leave of the values, in variances of the noise, and their prices. */
type Cost = (rest: number, transitions: readonly Transition[]) => number;

/** Of so many stairs at once a drift may be made; of more in several goes. */
const mostStairs = 4;

interface Replacement {
  readonly saved: number;
  readonly first: number;
  readonly count: number;
  readonly by: Transition;
}

/** The best step or drift in the place of neighbouring transitions; seen from the end of the transition before them to the start of the one after. */
function replace(
  values: readonly number[],
  transitions: readonly Transition[],
  first: number,
  count: number,
  cost: Cost,
): Replacement {
  const start = transitions[first - 1]?.to ?? 0;
  const end = (transitions[first + count]?.from ?? values.length - 1) + 1;
  const window = values.slice(start, end);
  const replaced = transitions
    .slice(first, first + count)
    .map(({ from, to }) => ({ from: from - start, to: to - start }));
  const before = cost(fitLevels(window, replaced).rest, replaced);
  const [step, drift] = bestTransitions(window).map(({ transition: { from, to }, rest }) => ({
    saved: before - cost(rest, [{ from, to }]),
    first,
    count,
    by: { from: from + start, to: to + start },
  }));
  return drift!.saved > step!.saved ? drift! : step!;
}

/**
 * Puts the best replacement in, as long as there is one. What it saves is first seen in its own surroundings, which is fast, then of the whole
 * series, so that the sum falls every time and this ends.
 */
function simplify(values: readonly number[], cuts: readonly number[], cost: Cost): Transition[] {
  const total = (transitions: readonly Transition[]): number => cost(fitLevels(values, transitions).rest, transitions);
  let transitions: Transition[] = cuts.map((cut) => ({ from: cut - 1, to: cut }));
  let least = total(transitions);
  // What a replacement saves depends on the transitions replaced and on those beside them, which mostly are as they were.
  const known = new Map<string, Replacement>();
  for (;;) {
    const found: Replacement[] = [];
    for (let first = 0; first < transitions.length; first++) {
      for (let count = 1; count <= Math.min(mostStairs, transitions.length - first); count++) {
        const key = JSON.stringify([first === 0, count, transitions.slice(Math.max(0, first - 1), first + count + 1)]);
        const one = known.get(key) ?? replace(values, transitions, first, count, cost);
        known.set(key, one);
        if (one.saved > 1e-9) found.push({ ...one, first });
      }
    }
    const next = found
      .sort((one, other) => other.saved - one.saved)
      .map(({ first, count, by }) => transitions.toSpliced(first, count, by))
      .find((candidate) => total(candidate) < least - 1e-9);
    if (next === undefined) return transitions;
    [transitions, least] = [next, total(next)];
  }
}

/** Values of the level on one side of a step, with the drift beside it taken out. */
const levelled = (raw: readonly number[], { fitted }: Fit, level: number, start: number, end: number): number[] =>
  raw.slice(start, end).map((value, index) => value - fitted[start + index]! + level);

function describe(raw: readonly number[], fit: Fit, transitions: readonly Transition[], at: number): Change {
  const { from, to } = transitions[at]!;
  const [before, after] = [fit.levels[at]!, fit.levels[at + 1]!];
  const surely = (p: number): number => 1 - Math.min(1, p * raw.length);
  if (to === from + 1) {
    const left = levelled(raw, fit, before, (transitions[at - 1]?.from ?? -1) + 1, to);
    const right = levelled(raw, fit, after, to, transitions[at + 1]?.to ?? raw.length);
    return { kind: 'step', index: to, ratio: Math.exp(after - before), confidence: surely(mannWhitney(left, right).p) };
  }
  const along = raw.slice(from, to + 1);
  const { slope, low, high } = theilSen(along);
  return {
    kind: 'drift',
    start: from,
    end: to,
    ratio: Math.exp(after - before),
    perValue: { ratio: Math.exp(slope), low: Math.exp(low), high: Math.exp(high) },
    confidence: surely(mannKendall(along)),
  };
}

function transitionsIn(values: readonly number[], deviation: number, confidence: number): Transition[] {
  // P(χ² > x) of one degree of freedom is less than exp(−x / 2), and a step may be anywhere. A drift has an end more.
  const step = 2 * Math.log(values.length / (1 - confidence));
  const drift = step + 2 * Math.log(1 / (1 - confidence));
  return simplify(values, cutIntoPieces(values, deviation, step), (rest, transitions) =>
    transitions.reduce((sum, one) => sum + (isStep(one) ? step : drift), rest / deviation ** 2),
  );
}

/** How alike neighbours are beyond the levels; 0 where that may be chance. */
function autocorrelation(values: readonly number[], fitted: readonly number[]): number {
  const left = values.map((value, index) => value - fitted[index]!);
  const products = left.reduce((sum, value, index) => sum + value * (left[index + 1] ?? 0), 0);
  const correlation = products / left.reduce((sum, value) => sum + value * value, 0);
  return correlation > 2 / Math.sqrt(values.length) ? correlation : 0;
}

/**
 * Where neighbours are alike (a machine has good weeks), their differences make the noise look smaller than it is, and means of many vary more than
 * they should. By how much, for noise in which each value keeps that share of the one before: √(1 − ρ) and √((1 + ρ) / (1 − ρ)).
 */
const inflation = (correlation: number): number => Math.sqrt(1 + correlation) / (1 - correlation);

/**
 * The steps and drifts of a series of times above 0 in their order, in any unit; of fewer than eight there are none to be seen. Time grows with the
 * square of the length.
 */
export function findChanges(times: readonly number[], options: Partial<ChangeOptions> = {}): Change[] {
  if (!times.every((time) => time > 0 && time < Infinity)) throw new RangeError('A history needs times above 0.');
  const { confidence, smallest, leastNoise } = { ...changeOptions, ...options };
  if (times.length < 8) return [];
  const logarithms = times.map(Math.log);
  const centre = median(logarithms);
  const raw = logarithms.map((value) => value - centre);
  const deviation = Math.max(leastNoise, noiseOf(raw));
  const clean = clampOutliers(raw, deviation);
  const first = transitionsIn(clean, deviation, confidence);
  const correlation = autocorrelation(clean, fitLevels(clean, first).fitted);
  const transitions = correlation === 0 ? first : transitionsIn(clean, deviation * inflation(correlation), confidence);
  const fit = fitLevels(clean, transitions);
  return transitions
    .map((_, at) => describe(raw, fit, transitions, at))
    .filter((change) => change.confidence >= confidence && Math.abs(Math.log(change.ratio)) >= Math.log(1 + smallest));
}
