/** A stretch of lines that is printed once: `period` lines from `start`, `times` in a row. `times` 1: a plain line. */
export interface Fold {
  readonly start: number;
  readonly period: number;
  readonly times: number;
}

/** Longer patterns are rarer than the edits that break them up. */
const longestPeriod = 8;

/** Lines that a fold prints: one of a single line fits on one line, longer ones have a line before and one behind. */
const printed = (period: number): number => (period === 1 ? 1 : period + 2);

/**
 * Exact repetition, greedily from the left: at each line the period that saves most lines, the shortest of equals. O(n · longest period).
 * Most and not the first that saves any: `a a b` forty times is one block and not forty folds of `a`.
 */
export function foldLines(lines: readonly string[]): Fold[] {
  const ids = internLines(lines);
  const runs = Array.from({ length: longestPeriod }, (_, index) => runsOfPeriod(ids, index + 1));
  const folds: Fold[] = [];
  for (let start = 0; start < ids.length;) {
    let best: Fold = { start, period: 1, times: 1 };
    let saved = 0;
    for (let period = 1; period <= longestPeriod; period += 1) {
      const times = 1 + Math.floor((runs[period - 1]?.[start] ?? 0) / period);
      if (times > 1 && times * period - printed(period) > saved) {
        saved = times * period - printed(period);
        best = { start, period, times };
      }
    }
    folds.push(best);
    start += best.period * best.times;
  }
  return folds;
}

/** Equal lines as equal numbers: each is compared eight times, and long paths share long beginnings. */
function internLines(lines: readonly string[]): Int32Array {
  const known = new Map<string, number>();
  return Int32Array.from(lines, (line) => {
    const id = known.get(line) ?? known.size;
    known.set(line, id);
    return id;
  });
}

/** For each place, over how many lines on the text equals itself `period` lines later. */
function runsOfPeriod(ids: Int32Array, period: number): Int32Array {
  const runs = new Int32Array(ids.length);
  for (let index = ids.length - period - 1; index >= 0; index -= 1) {
    runs[index] = ids[index] === ids[index + period] ? (runs[index + 1] ?? 0) + 1 : 0;
  }
  return runs;
}
