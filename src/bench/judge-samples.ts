/**
 * The samples of a duet → its verdict. What judgeDuet says of one measurement is right as long as the noise is small beside the thresholds; where it is not, one duet in 40 fails by chance. So a
 * regression counts when it is beyond doubt at once, or when a second measurement shows it, too: whatever the noise, that is wrong at most once in a thousand times.
 */
import type {
  DuetComparison,
  DuetEstimate,
  DuetLimits,
  DuetMeasure,
  DuetSide,
  DuetVerdict,
  NoiseFloor,
} from '../model/duet.js';
import { median } from '../model/median.js';
import { halfWidth, judgeDuet } from './duet-rule.js';

/** Nanoseconds, one a run. */
export interface Pair {
  readonly a: readonly number[];
  readonly b: readonly number[];
}

/** What can be known of a run; `busy`: the share in which it ran, of the wall time in which it was not waiting for a processor. */
export type Figure = DuetMeasure | 'busy';

/** One measurement: what was taken of every run. */
export type Samples = Readonly<Partial<Record<Figure, Pair>>>;

export interface JudgeOptions {
  /** auto: wall time, or CPU time where wall time can not tell. */
  readonly measure: DuetMeasure | 'auto';
  readonly limits: DuetLimits;
  /** Whether a regression must be seen twice. */
  readonly confirm: boolean;
}

export type Judgement = Pick<DuetComparison, 'verdict' | 'measure' | 'a' | 'b' | 'confirmed' | keyof DuetEstimate> & {
  /** A second measurement has to show the regression, too, and there is none yet. */
  readonly open: boolean;
};

/** One duet in 4,000 fails with it by chance, whatever the noise. With one in 40 of two measurements at once (one in 1,600), that is less than one in 1,000. */
const beyondDoubt = 0.9995;

const side = (samplesNs: readonly number[]): DuetSide => ({ medianNs: median(samplesNs), samplesNs });

export function joined(first: Pair, second: Pair): Pair {
  return { a: [...first.a, ...second.a], b: [...first.b, ...second.b] };
}

/** A FAIL that the second measurement does not show is none; what both together show is said, and never that nothing was there. */
function unconfirmed(verdict: DuetVerdict): DuetVerdict {
  return verdict === 'FAIL' || verdict === 'WARN' ? 'WARN' : 'INCONCLUSIVE';
}

function judgeOne(measure: DuetMeasure, first: Pair, second: Pair | undefined, options: JudgeOptions): Judgement {
  const { limits, confirm } = options;
  const found = judgeDuet(first.a, first.b, limits);
  const once = { ...found, measure, a: side(first.a), b: side(first.b), open: false };
  if (!confirm || found.verdict !== 'FAIL') return once;
  if (judgeDuet(first.a, first.b, { ...limits, confidence: beyondDoubt }).verdict === 'FAIL') return once;
  if (!second) return { ...once, open: true };
  const both = joined(first, second);
  const together = judgeDuet(both.a, both.b, limits);
  const again = judgeDuet(second.a, second.b, limits);
  const confirmed = together.verdict === 'FAIL' && again.confidence >= limits.confidence && again.low > 1;
  const verdict = confirmed ? 'FAIL' : unconfirmed(together.verdict);
  return { ...together, verdict, measure, a: side(both.a), b: side(both.b), open: false, confirmed };
}

/** They compute, and wait for nothing but a processor. */
function compute({ cpu, busy }: Samples): boolean {
  const does = (of: 'a' | 'b'): boolean => (cpu?.[of] ?? []).every((ns) => ns > 0) && median(busy?.[of] ?? []) >= 0.9;
  return does('a') && does('b');
}

/** By how much the time outside the queue grew that B does not compute in, as a ratio: 1.05 where it is 5 % of that time. */
const growthOfWaiting = ({ busy }: Samples): number => median(busy?.a ?? []) / median(busy?.b ?? []);

/**
 * Judges one measurement, or two. Of commands, wall time decides, which is what people wait for. Where other work on the machine makes it too noisy to see half a regression, and both commands
 * compute, it is their CPU time, in which waiting for a processor does not count; a regression that wall time shows all the same stays one, and that B waits longer for something else CPU time does
 * not show, so that it is no PASS.
 */
export function judgeSamples(first: Samples, second: Samples | undefined, options: JudgeOptions): Judgement {
  const by = (measure: DuetMeasure): Judgement => {
    const pair = first[measure];
    if (!pair) throw new RangeError(`no samples of ${measure} time`);
    return judgeOne(measure, pair, second?.[measure], options);
  };
  if (first.printed) return by('printed');
  if (options.measure !== 'auto') return by(options.measure);
  const wall = by('wall');
  const unclear = wall.verdict !== 'FAIL' && halfWidth(wall) > options.limits.regression / 2;
  if (!unclear || !compute(first)) return wall;
  const cpu = by('cpu');
  const isShown = cpu.verdict === 'FAIL' || cpu.verdict === 'WARN';
  return isShown || growthOfWaiting(first) <= 1 + options.limits.warning ? cpu : wall;
}

/** Of one command against itself. An estimate is a normal deviation of 1.645 below the truth once in 20 times, and the interval's half is one of 1.96. */
export function noiseFloor(result: DuetEstimate, limits: DuetLimits): NoiseFloor {
  const half = halfWidth(result);
  return { halfWidth: half, seen: Math.max(limits.regression, limits.warning + half) + (1.645 / 1.96) * half };
}
