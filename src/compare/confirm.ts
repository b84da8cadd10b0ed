/**
 * Which differences of the first recording were in all that were made after it: what a race or the load of the machine brought about once is told
 * from what the program does now.
 */
import type { Difference } from '../model/difference.js';
import { stepKey } from './step-key.js';

export interface Confirmed {
  /** In every recording, or new to the golden in any. */
  readonly stable: readonly Difference[];
  readonly unstable: readonly { readonly difference: Difference; readonly runs: number }[];
}

/**
 * What a difference consists of. One recording may pair a removed and an added step as a change where another doesn't; the parts are the same.
 */
function partsOf({ change, process, before, after, subject }: Difference): string[] {
  const program = process.replace(/^\S+ /, '');
  const [first, second] = [before[0], after[0]];
  if (change === 'figure') return [`figure ${subject ?? ''}`];
  if (change === 'moved') return [`~ ${program} ${first ? stepKey(first) : ''}`];
  return [...(first ? [`- ${program} ${stepKey(first)}`] : []), ...(second ? [`+ ${program} ${stepKey(second)}`] : [])];
}

/** `runs`: the differences of each recording, the first one's first; at least one. */
export function confirm(runs: readonly (readonly Difference[])[]): Confirmed {
  const parts = runs.map((differences) => new Set(differences.flatMap(partsOf)));
  // A step of the golden that no run made is gone, whatever stood there in each; so the part that was there most often counts.
  const seenIn = (difference: Difference): number =>
    Math.max(...partsOf(difference).map((part) => parts.filter((set) => set.has(part)).length));
  const stable: Difference[] = [];
  const unstable: { difference: Difference; runs: number }[] = [];
  const told = new Set<string>();
  runs.forEach((differences, run) => {
    for (const difference of differences) {
      const count = seenIn(difference);
      const key = `${difference.change} ${partsOf(difference).join('\n')}`;
      if (run > 0 && (told.has(key) || count === runs.length)) continue;
      if (run > 0) told.add(key);
      if (count === runs.length || difference.novelty) stable.push(difference);
      else unstable.push({ difference, runs: count });
    }
    for (const difference of differences) told.add(`${difference.change} ${partsOf(difference).join('\n')}`);
  });
  return { stable, unstable };
}
