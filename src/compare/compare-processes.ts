/**
 * Which process of the golden is which of the candidate: children are aligned in their parent's order, first by program and arguments, then by
 * program, so that one new process is one finding and not a shift of all that follow.
 */
import type { ProcessShape } from '../model/golden.js';
import { align, Interner } from './align.js';

export interface ProcessPair {
  readonly before?: ProcessShape;
  readonly after?: ProcessShape;
}

function childrenOf(shapes: readonly ProcessShape[]): Map<string, ProcessShape[]> {
  const children = new Map<string, ProcessShape[]>();
  for (const shape of shapes) {
    const parent = shape.process.includes('.') ? shape.process.slice(0, shape.process.lastIndexOf('.')) : '';
    children.set(parent, [...(children.get(parent) ?? []), shape]);
  }
  return children;
}

function signature(shape: ProcessShape, precise: boolean): string {
  if (!precise) return shape.program;
  const exec = shape.steps.findLast((step) => step.call === 'exec' && step.error === undefined);
  return `${shape.program} ${JSON.stringify(exec?.['argv'] ?? '')} ${shape.steps.length}`;
}

function pairUp(
  before: readonly ProcessShape[],
  after: readonly ProcessShape[],
  precision: 'full' | 'program' | 'none',
): ProcessPair[] {
  if (before.length === 0) return after.map((shape) => ({ after: shape }));
  if (after.length === 0) return before.map((shape) => ({ before: shape }));
  if (precision === 'none')
    return [...before.map((shape) => ({ before: shape })), ...after.map((shape) => ({ after: shape }))];
  const interner = new Interner();
  const ids = (shapes: readonly ProcessShape[]): Int32Array =>
    interner.ids32(shapes.map((shape) => signature(shape, precision === 'full')));
  const pairs: ProcessPair[] = [];
  let [inA, inB] = [0, 0];
  const equal = (to: number): void => {
    for (; inA < to; inA += 1, inB += 1)
      pairs.push({ before: before[inA] as ProcessShape, after: after[inB] as ProcessShape });
  };
  for (const hunk of align(ids(before), ids(after))) {
    equal(hunk.aStart);
    pairs.push(
      ...pairUp(
        before.slice(hunk.aStart, hunk.aEnd),
        after.slice(hunk.bStart, hunk.bEnd),
        precision === 'full' ? 'program' : 'none',
      ),
    );
    inA = hunk.aEnd;
    inB = hunk.bEnd;
  }
  equal(before.length);
  return pairs;
}

/** All processes of both sides, paired where they are the same one. Descendants of one that is only there once are not listed. */
export function pairProcesses(before: readonly ProcessShape[], after: readonly ProcessShape[]): ProcessPair[] {
  const [childrenBefore, childrenAfter] = [childrenOf(before), childrenOf(after)];
  const result: ProcessPair[] = [];
  const walk = (pathBefore: string, pathAfter: string): void => {
    for (const pair of pairUp(childrenBefore.get(pathBefore) ?? [], childrenAfter.get(pathAfter) ?? [], 'full')) {
      result.push(pair);
      if (pair.before && pair.after) walk(pair.before.process, pair.after.process);
    }
  };
  const [rootBefore, rootAfter] = [before[0], after[0]];
  // The target is the target, whatever it runs now.
  if (rootBefore && rootAfter) {
    result.push({ before: rootBefore, after: rootAfter });
    walk(rootBefore.process, rootAfter.process);
  }
  return result;
}
