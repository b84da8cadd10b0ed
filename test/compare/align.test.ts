import fc from 'fast-check';
import { test } from 'tap';
import { align, type Hunk } from '../../src/compare/align.js';

/** Rebuilds the second sequence from the first and the hunks; throws where the unchanged parts are not equal. */
function apply(a: Int32Array, b: Int32Array, hunks: readonly Hunk[]): number[] {
  const result: number[] = [];
  let [inA, inB] = [0, 0];
  const copy = (to: number): void => {
    for (; inA < to; inA += 1, inB += 1) {
      if (a[inA] !== b[inB]) throw new Error(`unchanged parts differ at ${inA}/${inB}`);
      result.push(a[inA] ?? -1);
    }
  };
  for (const hunk of hunks) {
    copy(hunk.aStart);
    if (inB !== hunk.bStart) throw new Error('hunks do not follow each other');
    for (; inB < hunk.bEnd; inB += 1) result.push(b[inB] ?? -1);
    inA = hunk.aEnd;
  }
  copy(a.length);
  return result;
}

/** Length of the longest common subsequence by the textbook table. */
function commonLength(a: readonly number[], b: readonly number[]): number {
  let row = Array.from({ length: b.length + 1 }, () => 0);
  for (const x of a) {
    const next = [0];
    b.forEach((y, index) =>
      next.push(x === y ? (row[index] ?? 0) + 1 : Math.max(row[index + 1] ?? 0, next[index] ?? 0)),
    );
    row = next;
  }
  return row.at(-1) ?? 0;
}

const sequences = fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 60 });

test('hunks turn the first sequence into the second, and are as few as can be', async (t) => {
  fc.assert(
    fc.property(sequences, sequences, (a, b) => {
      const [x, y] = [Int32Array.from(a), Int32Array.from(b)];
      const hunks = align(x, y);
      if (apply(x, y, hunks).join() !== b.join()) return false;
      const edits = hunks.reduce((sum, hunk) => sum + hunk.aEnd - hunk.aStart + hunk.bEnd - hunk.bStart, 0);
      return edits === a.length + b.length - 2 * commonLength(a, b);
    }),
    { numRuns: 2000 },
  );
  t.pass('2,000 random pairs');
});

test('equal sequences have no hunk, whatever the size', async (t) => {
  const a = Int32Array.from({ length: 100_000 }, (_, index) => index % 97);
  t.strictSame(align(a, a.slice()), []);
});

test('a sequence with nothing in common is one hunk', async (t) => {
  const a = Int32Array.from({ length: 100_000 }, (_, index) => index);
  const b = Int32Array.from({ length: 100_000 }, (_, index) => 200_000 + index);
  t.strictSame(align(a, b), [{ aStart: 0, aEnd: 100_000, bStart: 0, bEnd: 100_000 }]);
});

test('many differences without a unique element still end, and still differ', async (t) => {
  const a = Int32Array.from({ length: 60_000 }, (_, index) => (index * 7919) % 13);
  const b = Int32Array.from({ length: 60_000 }, (_, index) => (index * index) % 11);
  const hunks = align(a, b);
  t.ok(hunks.length > 0);
  t.strictSame(apply(a, b, hunks), [...b]);
});
