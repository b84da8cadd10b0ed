/**
 * The order in which a folder gives out its entries is the file system's (a hash on ext4, creation on tmpfs), and the same files checked out on another
 * machine have another one. A program that handles the entries one after another then does the same things in another order.
 */
import type { Step } from '../model/golden.js';
import { objectOf, stepKey } from './step-key.js';

function listedFolders(steps: readonly Step[]): Set<string> {
  return new Set(steps.filter((step) => step.call === 'getdents').map((step) => String(step['fd'])));
}

/** The entry of a listed folder that a step is about: the folder nearest to the object counts. '' for any other step. */
function entryOf(step: Step, listed: ReadonlySet<string>): string {
  const object = objectOf(step);
  for (let end = object.lastIndexOf('/'); end > 0; end = object.lastIndexOf('/', end - 1)) {
    if (listed.has(object.slice(0, end))) return object;
  }
  return '';
}

interface Handling {
  /** Runs of steps on one entry, each as one text, sorted. */
  readonly blocks: string;
  /** Everything else, in order. */
  readonly others: string;
  /** The steps of each object, in order; objects sorted. */
  readonly objects: string;
}

function handlingOf(steps: readonly Step[], listed: ReadonlySet<string>): Handling {
  const blocks: string[][] = [];
  const others: string[] = [];
  const objects = new Map<string, string[]>();
  let current = '';
  for (const step of steps) {
    const entry = entryOf(step, listed);
    const key = stepKey(step);
    if (entry === '') others.push(key);
    else {
      if (entry === current) blocks.at(-1)?.push(key);
      else blocks.push([key]);
      objects.set(entry, [...(objects.get(entry) ?? []), key]);
    }
    current = entry;
  }
  return {
    blocks: blocks
      .map((block) => block.join('\n'))
      .sort()
      .join('\n\n'),
    others: others.join('\n'),
    objects: [...objects]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, keys]) => keys.join('\n'))
      .join('\n\n'),
  };
}

/**
 * Do two sequences differ in nothing but the order of the entries of listed folders? Every entry must be handled by the same steps in the same order and
 * the same pieces, and everything else must stand in the same order.
 */
export function differsInFolderOrderOnly(before: readonly Step[], after: readonly Step[]): boolean {
  const listed = listedFolders(before);
  const same = listed.size > 0 && before.length === after.length;
  if (!same) return false;
  const [had, has] = [handlingOf(before, listed), handlingOf(after, listed)];
  return had.blocks === has.blocks && had.others === has.others && had.objects === has.objects;
}
