/**
 * Differences between the step sequences of one process: hunks of the alignment, read as what happened to which step. A step that left one place
 * and came up at another was moved; a step replaced by one of the same call was changed; what is left was added or removed.
 */
import type { Step } from '../model/golden.js';
import { align, Interner } from './align.js';
import { differsInFolderOrderOnly } from './folder-order.js';
import { objectOf, stepKey } from './step-key.js';

export type StepChange =
  | { readonly kind: 'added'; readonly after: Step; readonly afterIndex: number; readonly beforeIndex: number }
  | { readonly kind: 'removed'; readonly before: Step; readonly beforeIndex: number }
  | { readonly kind: 'changed'; readonly before: Step; readonly after: Step; readonly beforeIndex: number }
  | {
      readonly kind: 'moved';
      readonly before: Step;
      readonly beforeIndex: number;
      /** What it came after in the golden, and comes after now. */
      readonly previousBefore: Step | undefined;
      readonly previousAfter: Step | undefined;
    };

interface Edit {
  readonly hunk: number;
  readonly index: number;
  readonly step: Step;
  readonly key: string;
  taken: boolean;
}

export function compareSteps(before: readonly Step[], after: readonly Step[]): StepChange[] {
  const interner = new Interner();
  const hunks = align(interner.ids32(before.map(stepKey)), interner.ids32(after.map(stepKey)));
  if (hunks.length === 0 || differsInFolderOrderOnly(before, after)) return [];
  const removed: Edit[] = [];
  const added: Edit[] = [];
  const spotOf = new Map<number, number>();
  hunks.forEach((hunk, number) => {
    spotOf.set(number, hunk.aStart);
    for (let index = hunk.aStart; index < hunk.aEnd; index += 1) removed.push(editAt(before, index, number));
    for (let index = hunk.bStart; index < hunk.bEnd; index += 1) added.push(editAt(after, index, number));
  });
  return [
    ...findMoved(removed, added, before, after),
    ...findChanged(removed, added),
    ...rest(removed, added, spotOf),
  ].sort((a, b) => a.beforeIndex - b.beforeIndex);
}

function editAt(steps: readonly Step[], index: number, hunk: number): Edit {
  const step = steps[index] as Step;
  return { hunk, index, step, key: stepKey(step), taken: false };
}

function findMoved(
  removed: readonly Edit[],
  added: readonly Edit[],
  before: readonly Step[],
  after: readonly Step[],
): StepChange[] {
  const byKey = new Map<string, Edit[]>();
  for (const edit of added) byKey.set(edit.key, [...(byKey.get(edit.key) ?? []), edit]);
  const changes: StepChange[] = [];
  for (const edit of removed) {
    const there = byKey.get(edit.key)?.find((candidate) => !candidate.taken);
    if (!there) continue;
    edit.taken = true;
    there.taken = true;
    changes.push({
      kind: 'moved',
      before: edit.step,
      beforeIndex: edit.index,
      previousBefore: before[edit.index - 1],
      previousAfter: after[there.index - 1],
    });
  }
  return changes;
}

/** How well an added step stands for a removed one: the same call on the same object is best. */
function likeness(a: Step, b: Step): number {
  if (a.call !== b.call) return 0;
  return objectOf(a) === objectOf(b) ? 2 : 1;
}

function findChanged(removed: readonly Edit[], added: readonly Edit[]): StepChange[] {
  const changes: StepChange[] = [];
  const byHunk = new Map<number, Edit[]>();
  for (const edit of added) if (!edit.taken) byHunk.set(edit.hunk, [...(byHunk.get(edit.hunk) ?? []), edit]);
  for (const wanted of [2, 1]) {
    for (const edit of removed) {
      if (edit.taken) continue;
      // Only the nearest few: in a hunk of thousands nobody could say which one became which.
      const there = (byHunk.get(edit.hunk) ?? [])
        .filter((candidate) => !candidate.taken)
        .slice(0, 64)
        .find((candidate) => likeness(edit.step, candidate.step) >= wanted);
      if (!there) continue;
      edit.taken = true;
      there.taken = true;
      changes.push({ kind: 'changed', before: edit.step, after: there.step, beforeIndex: edit.index });
    }
  }
  return changes;
}

function rest(removed: readonly Edit[], added: readonly Edit[], spotOf: ReadonlyMap<number, number>): StepChange[] {
  return [
    ...removed
      .filter((edit) => !edit.taken)
      .map((edit): StepChange => ({ kind: 'removed', before: edit.step, beforeIndex: edit.index })),
    ...added
      .filter((edit) => !edit.taken)
      .map((edit): StepChange => ({
        kind: 'added',
        after: edit.step,
        afterIndex: edit.index,
        beforeIndex: spotOf.get(edit.hunk) ?? 0,
      })),
  ];
}
