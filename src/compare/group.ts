/**
 * Differences of the same shape become one group: forty files that are looked at twice are one change of behaviour, not forty.
 */
import type { Difference } from '../model/difference.js';
import type { Shape, Step } from '../model/golden.js';
import { objectOf, stepKey } from './step-key.js';

/** Steps that a group shows; its counts tell the rest. */
const shown = 8;

/** What a step does apart from what it does it to. */
function manner(step: Step | undefined): string {
  if (step === undefined) return '';
  const object = objectOf(step);
  return stepKey(step).replaceAll(JSON.stringify(object), '"*"');
}

function groupKey(difference: Difference): string {
  const { change, process, before, after, subject } = difference;
  const program = process.replace(/^\S+ /, '');
  // Alike in what was done to how: arguments that differ from file to file (sizes, offsets) do not part a group of added or removed steps.
  const alike = (step: Step | undefined): string =>
    step ? `${step.call} ${step.error ?? ''} ${String(step['flags'] ?? '')}` : '';
  const how =
    change === 'added' || change === 'removed' || change === 'count'
      ? `${alike(before[0])} ${alike(after[0])} ${difference.novelty ? objectOf(after[0] as Step) : ''}`
      : `${manner(before[0])} ${manner(after[0])}`;
  return `${change} ${program} ${how} ${subject ?? ''}`;
}

function countInShape(shape: Shape): Map<string, number> {
  const counts = new Map<string, number>();
  const add = (step: Step, count: number): void => {
    const key = `${step.call} ${objectOf(step)}`;
    counts.set(key, (counts.get(key) ?? 0) + count);
  };
  for (const process of shape.processes) {
    for (const step of process.steps) add(step, 1);
    for (const { step, most } of process.pool) add(step, Math.min(most, 1e6));
  }
  return counts;
}

/** An added or removed step that the golden has elsewhere on the same object is a matter of number: told as so many times more. */
function asCounts(differences: readonly Difference[], golden: Shape, candidate: Shape): Difference[] {
  if (!differences.some(({ change }) => change === 'added' || change === 'removed')) return [...differences];
  const [before, after] = [countInShape(golden), countInShape(candidate)];
  return differences.map((difference) => {
    const step = difference.after[0] ?? difference.before[0];
    if ((difference.change !== 'added' && difference.change !== 'removed') || step === undefined || difference.novelty)
      return difference;
    const key = `${step.call} ${objectOf(step)}`;
    const [had, has] = [before.get(key) ?? 0, after.get(key) ?? 0];
    if (had === 0 || has === 0 || had === has || objectOf(step) === '') return difference;
    return { ...difference, change: 'count', before: [step], after: [step], subject: `${had} ${has}` };
  });
}

/** The first ones and the last: `f00 … f39` is told by its ends. */
function ends(steps: readonly Step[]): readonly Step[] {
  const last = steps.at(-1);
  return steps.length <= shown || last === undefined ? steps : [...steps.slice(0, shown - 1), last];
}

const weight: Readonly<Record<Difference['change'], number>> = {
  end: 0,
  added: 1,
  removed: 2,
  moved: 3,
  changed: 3,
  count: 4,
  environment: 5,
  figure: 6,
};

/** Groups of alike differences, the weightiest first. */
export function groupDifferences(differences: readonly Difference[], golden: Shape, candidate: Shape): Difference[] {
  const groups = new Map<
    string,
    {
      first: Difference;
      before: Step[];
      after: Step[];
      counts: { before: number; after: number };
      objects: Set<string>;
    }
  >();
  for (const difference of asCounts(differences, golden, candidate)) {
    const byNumber = difference.change === 'count' && difference.subject !== undefined;
    const key = groupKey(byNumber ? withoutSubject(difference) : difference);
    const [had, has] = byNumber
      ? (difference.subject ?? '').split(' ').map(Number)
      : [difference.counts.before, difference.counts.after];
    const object = objectOf(difference.after[0] ?? difference.before[0] ?? { call: '' });
    const group = groups.get(key);
    if (!group) {
      groups.set(key, {
        first: byNumber ? withoutSubject(difference) : difference,
        before: [...difference.before],
        after: [...difference.after],
        counts: { before: had ?? 0, after: has ?? 0 },
        objects: new Set([object]),
      });
      continue;
    }
    // The counts of an object are there once, however many of its steps are in the group.
    if (!byNumber || !group.objects.has(object)) {
      group.counts.before += had ?? 0;
      group.counts.after += has ?? 0;
      if (difference.change !== 'moved') {
        group.before.push(...difference.before);
        group.after.push(...difference.after);
      }
    }
    group.objects.add(object);
  }
  return [...groups.values()]
    .map(({ first, before, after, counts }) => ({
      ...first,
      before: ends(before),
      after: ends(after),
      counts,
    }))
    .sort((a, b) => Number(b.novelty) - Number(a.novelty) || weight[a.change] - weight[b.change]);
}

function withoutSubject(difference: Difference): Difference {
  const { subject: _, ...rest } = difference;
  return rest;
}
