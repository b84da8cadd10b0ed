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

/** Edits by a key, first come first served: each is handed out once, in constant time whatever their number. */
class Queue {
  private readonly byKey = new Map<string, { readonly edits: Edit[]; next: number }>();

  add(key: string, edit: Edit): void {
    const line = this.byKey.get(key);
    if (line) line.edits.push(edit);
    else this.byKey.set(key, { edits: [edit], next: 0 });
  }

  take(key: string): Edit | undefined {
    const line = this.byKey.get(key);
    if (!line) return undefined;
    while (line.edits[line.next]?.taken === true) line.next += 1;
    const edit = line.edits[line.next];
    if (edit) edit.taken = true;
    return edit;
  }
}

function findMoved(
  removed: readonly Edit[],
  added: readonly Edit[],
  before: readonly Step[],
  after: readonly Step[],
): StepChange[] {
  const queue = new Queue();
  for (const edit of added) queue.add(edit.key, edit);
  const changes: StepChange[] = [];
  for (const edit of removed) {
    const there = queue.take(edit.key);
    if (!there) continue;
    edit.taken = true;
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

/** An added step stands for a removed one of the same hunk: best of the same call on the same object, else of the same call. */
function findChanged(removed: readonly Edit[], added: readonly Edit[]): StepChange[] {
  const changes: StepChange[] = [];
  const likenesses: ((edit: Edit) => string)[] = [
    ({ hunk, step }) => `${hunk} ${step.call} ${objectOf(step)}`,
    ({ hunk, step }) => `${hunk} ${step.call}`,
  ];
  for (const likeness of likenesses) {
    const queue = new Queue();
    for (const edit of added) if (!edit.taken) queue.add(likeness(edit), edit);
    for (const edit of removed) {
      if (edit.taken) continue;
      const there = queue.take(likeness(edit));
      if (!there) continue;
      edit.taken = true;
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
