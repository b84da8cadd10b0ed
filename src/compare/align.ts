/**
 * Alignment of two sequences of interned ids: Myers' O(ND) difference algorithm in its linear-space form (E. W. Myers, "An O(ND) Difference
 * Algorithm and Its Variations", Algorithmica 1, 1986, section 4b), within a budget of steps. A pair of sequences that has too many
 * differences for it is first split at elements that are unique in both (Bram Cohen's patience diff); what is left when the budget is
 * spent is one replaced block. So the time is bounded, and "equal or not" never depends on the budget.
 */

/** `[aStart, aEnd)` of the first sequence stands where `[bStart, bEnd)` of the second one does. */
export interface Hunk {
  readonly aStart: number;
  readonly aEnd: number;
  readonly bStart: number;
  readonly bEnd: number;
}

/** Diagonal steps that one alignment may take in all: about half a second. */
const budgetSteps = 60_000_000;
/** Differences that one middle-snake search may cross before splitting at unique elements is tried. */
const maxDistance = 3000;

class Aligner {
  readonly hunks: Hunk[] = [];
  private budget = budgetSteps;
  private readonly forward: Int32Array;
  private readonly backward: Int32Array;

  constructor(
    private readonly a: Int32Array,
    private readonly b: Int32Array,
  ) {
    this.forward = new Int32Array(2 * maxDistance + 4);
    this.backward = new Int32Array(2 * maxDistance + 4);
  }

  private emit(aStart: number, aEnd: number, bStart: number, bEnd: number): void {
    const last = this.hunks.at(-1);
    if (last && last.aEnd === aStart && last.bEnd === bStart) {
      this.hunks[this.hunks.length - 1] = { aStart: last.aStart, aEnd, bStart: last.bStart, bEnd };
    } else this.hunks.push({ aStart, aEnd, bStart, bEnd });
  }

  align(aStart: number, aEnd: number, bStart: number, bEnd: number): void {
    const { a, b } = this;
    let [aLow, aHigh, bLow, bHigh] = [aStart, aEnd, bStart, bEnd];
    while (aLow < aHigh && bLow < bHigh && a[aLow] === b[bLow]) {
      aLow += 1;
      bLow += 1;
    }
    while (aLow < aHigh && bLow < bHigh && a[aHigh - 1] === b[bHigh - 1]) {
      aHigh -= 1;
      bHigh -= 1;
    }
    if (aLow === aHigh && bLow === bHigh) return;
    if (aLow === aHigh || bLow === bHigh) {
      this.emit(aLow, aHigh, bLow, bHigh);
      return;
    }
    const middle = this.budget > 0 ? this.middle(aLow, aHigh, bLow, bHigh) : undefined;
    if (middle) {
      this.align(aLow, middle.a, bLow, middle.b);
      this.align(middle.a, aHigh, middle.b, bHigh);
      return;
    }
    const anchors = this.budget > 0 ? uniqueAnchors(a, b, aLow, aHigh, bLow, bHigh) : [];
    if (anchors.length === 0) {
      this.emit(aLow, aHigh, bLow, bHigh);
      return;
    }
    for (const anchor of anchors) {
      this.align(aLow, anchor.a, bLow, anchor.b);
      aLow = anchor.a + 1;
      bLow = anchor.b + 1;
    }
    this.align(aLow, aHigh, bLow, bHigh);
  }

  /** A point on a shortest edit path, strictly inside the box; undefined when the paths do not meet within the limits. */
  private middle(aLow: number, aHigh: number, bLow: number, bHigh: number): { a: number; b: number } | undefined {
    const { a, b, forward, backward } = this;
    const width = aHigh - aLow;
    const height = bHigh - bLow;
    const delta = width - height;
    const odd = (delta & 1) !== 0;
    const offset = maxDistance + 1;
    forward[offset + 1] = 0;
    backward[offset + 1] = 0;
    const limit = Math.min(maxDistance, Math.ceil((width + height) / 2));
    for (let distance = 0; distance <= limit; distance += 1) {
      this.budget -= 2 * distance + 2;
      for (let k = -distance; k <= distance; k += 2) {
        const down =
          k === -distance || (k !== distance && (forward[offset + k - 1] ?? 0) < (forward[offset + k + 1] ?? 0));
        let x = down ? (forward[offset + k + 1] ?? 0) : (forward[offset + k - 1] ?? 0) + 1;
        let y = x - k;
        const startX = x;
        while (x < width && y < height && a[aLow + x] === b[bLow + y]) {
          x += 1;
          y += 1;
        }
        this.budget -= x - startX;
        forward[offset + k] = x;
        const other = delta - k;
        if (odd && other >= -(distance - 1) && other <= distance - 1 && x <= width && y <= height && y >= 0) {
          if (x + (backward[offset + other] ?? 0) >= width)
            return this.inside(aLow + x, bLow + y, aLow, aHigh, bLow, bHigh);
        }
      }
      for (let k = -distance; k <= distance; k += 2) {
        const down =
          k === -distance || (k !== distance && (backward[offset + k - 1] ?? 0) < (backward[offset + k + 1] ?? 0));
        let x = down ? (backward[offset + k + 1] ?? 0) : (backward[offset + k - 1] ?? 0) + 1;
        let y = x - k;
        const startX = x;
        while (x < width && y < height && a[aHigh - 1 - x] === b[bHigh - 1 - y]) {
          x += 1;
          y += 1;
        }
        this.budget -= x - startX;
        backward[offset + k] = x;
        const other = delta - k;
        if (!odd && other >= -distance && other <= distance && x <= width && y <= height && y >= 0) {
          if (x + (forward[offset + other] ?? 0) >= width)
            return this.inside(aHigh - x, bHigh - y, aLow, aHigh, bLow, bHigh);
        }
      }
    }
    return undefined;
  }

  /** A split at a corner of the box would not make it smaller. */
  private inside(
    x: number,
    y: number,
    aLow: number,
    aHigh: number,
    bLow: number,
    bHigh: number,
  ): { a: number; b: number } | undefined {
    const corner = (x === aLow && y === bLow) || (x === aHigh && y === bHigh);
    const outside = x < aLow || x > aHigh || y < bLow || y > bHigh;
    return corner || outside ? undefined : { a: x, b: y };
  }
}

/** Elements that occur once in each range, as the longest sequence that is in the same order in both (patience sorting). */
function uniqueAnchors(
  a: Int32Array,
  b: Int32Array,
  aLow: number,
  aHigh: number,
  bLow: number,
  bHigh: number,
): { a: number; b: number }[] {
  const positions = new Map<number, { a: number; b: number; countA: number; countB: number }>();
  for (let index = aLow; index < aHigh; index += 1) {
    const id = a[index] ?? 0;
    const entry = positions.get(id);
    if (entry) entry.countA += 1;
    else positions.set(id, { a: index, b: -1, countA: 1, countB: 0 });
  }
  for (let index = bLow; index < bHigh; index += 1) {
    const entry = positions.get(b[index] ?? 0);
    if (!entry) continue;
    entry.countB += 1;
    entry.b = index;
  }
  const unique = [...positions.values()]
    .filter(({ countA, countB }) => countA === 1 && countB === 1)
    .sort((p, q) => p.a - q.a);
  const tails: number[] = [];
  const previous = new Int32Array(unique.length).fill(-1);
  unique.forEach((entry, index) => {
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((unique[tails[middle] ?? 0]?.b ?? 0) < entry.b) low = middle + 1;
      else high = middle;
    }
    previous[index] = low > 0 ? (tails[low - 1] ?? -1) : -1;
    tails[low] = index;
  });
  const chain: { a: number; b: number }[] = [];
  for (let index = tails.at(-1) ?? -1; index >= 0; index = previous[index] ?? -1) {
    const entry = unique[index];
    if (entry) chain.push({ a: entry.a, b: entry.b });
  }
  return chain.reverse();
}

/** The places where two sequences differ, in order; empty exactly when they are equal. */
export function align(a: Int32Array, b: Int32Array): Hunk[] {
  const aligner = new Aligner(a, b);
  aligner.align(0, a.length, 0, b.length);
  return aligner.hunks;
}

/** Gives equal texts equal small numbers. */
export class Interner {
  private readonly ids = new Map<string, number>();

  id(text: string): number {
    let id = this.ids.get(text);
    if (id === undefined) {
      id = this.ids.size;
      this.ids.set(text, id);
    }
    return id;
  }

  ids32(texts: readonly string[]): Int32Array {
    return Int32Array.from(texts, (text) => this.id(text));
  }
}
