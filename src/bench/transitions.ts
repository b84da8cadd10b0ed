/**
 * A series as levels with transitions between them: at once (a step), or along many values (a drift). Of both the levels are those of least squares,
 * so that a drift starts where the level before it ends.
 */

export interface Transition {
  /** The last place of the level before. */
  readonly from: number;
  /** The first place of the level after: the next one, if it is a step. */
  readonly to: number;
}

/** A drift is slower than that, or it is a step. */
const shortestDrift = 10;

export const isStep = ({ from, to }: Transition): boolean => to === from + 1;

/** How much of the transition has happened at a place: 0 up to `from`, 1 from `to` on. */
const shareAt = ({ from, to }: Transition, place: number): number =>
  Math.max(0, Math.min(1, (place - from) / (to - from)));

/** The levels of least squares, one more than transitions; by the normal equations, in which a level meets its two neighbours only. */
function levelsOf(values: readonly number[], transitions: readonly Transition[]): number[] {
  const count = transitions.length + 1;
  const [diagonal, beside, right] = [
    Array<number>(count).fill(0),
    Array<number>(count).fill(0),
    Array<number>(count).fill(0),
  ];
  let current = 0;
  values.forEach((value, place) => {
    while (current < transitions.length && place >= transitions[current]!.to) current++;
    const share = current < transitions.length ? shareAt(transitions[current]!, place) : 0;
    diagonal[current]! += (1 - share) ** 2;
    right[current]! += (1 - share) * value;
    if (share === 0) return;
    beside[current]! += share * (1 - share);
    diagonal[current + 1]! += share ** 2;
    right[current + 1]! += share * value;
  });
  for (let row = 1; row < count; row++) {
    const factor = beside[row - 1]! / diagonal[row - 1]!;
    diagonal[row]! -= factor * beside[row - 1]!;
    right[row]! -= factor * right[row - 1]!;
  }
  const levels = Array<number>(count).fill(0);
  for (let row = count - 1; row >= 0; row--)
    levels[row] = (right[row]! - beside[row]! * (levels[row + 1] ?? 0)) / diagonal[row]!;
  return levels;
}

export interface Fit {
  /** One more than transitions. */
  readonly levels: readonly number[];
  /** What the levels say of each place. */
  readonly fitted: readonly number[];
  /** The sum of the squares of what is left. */
  readonly rest: number;
}

export function fitLevels(values: readonly number[], transitions: readonly Transition[]): Fit {
  const levels = levelsOf(values, transitions);
  const fitted = values.map((_, place) =>
    transitions.reduce(
      (sum, transition, index) => sum + (levels[index + 1]! - levels[index]!) * shareAt(transition, place),
      levels[0]!,
    ),
  );
  const rest = values.reduce((sum, value, place) => sum + (value - fitted[place]!) ** 2, 0);
  return { levels, fitted, rest };
}

/**
 * The one transition that leaves least of the values, a step and a drift, with what each leaves. Sums from the start make each of the many drifts
 * that are tried a matter of a few additions.
 */
export function bestTransitions(values: readonly number[]): { transition: Transition; rest: number }[] {
  const count = values.length;
  const sums = new Float64Array(count + 1);
  const moments = new Float64Array(count + 1);
  let squares = 0;
  values.forEach((value, place) => {
    sums[place + 1] = sums[place]! + value;
    moments[place + 1] = moments[place]! + place * value;
    squares += value * value;
  });
  const all = sums[count]!;
  const restOf = (from: number, to: number): number => {
    const length = to - from;
    const after = count - to;
    // Sums over all places of the share, of its square, and of share times value.
    const up = (length - 1) / 2 + after;
    const upUp = ((length - 1) * (2 * length - 1)) / (6 * length) + after;
    const rising = moments[to]! - moments[from]! - from * (sums[to]! - sums[from]!);
    const together = rising / length + all - sums[to]! - (up * all) / count;
    return squares - (all * all) / count - together ** 2 / (upUp - (up * up) / count);
  };
  const step = { transition: { from: 0, to: 1 }, rest: Infinity };
  const drift = { transition: { from: 0, to: count - 1 }, rest: Infinity };
  for (let from = 0; from < count - 1; from++) {
    const rest = restOf(from, from + 1);
    if (rest < step.rest) [step.transition, step.rest] = [{ from, to: from + 1 }, rest];
    for (let to = from + shortestDrift; to < count; to++) {
      const rest = restOf(from, to);
      if (rest < drift.rest) [drift.transition, drift.rest] = [{ from, to }, rest];
    }
  }
  return [step, drift];
}
