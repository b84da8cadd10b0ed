/**
 * Passes over the acts of one task, in order, each for one kind of accident: what a search found on the way, how far up a walk had to go, in
 * how many pieces a machine gives out its files.
 */
import { baseName } from '../model/base-name.js';
import type { Step } from '../model/golden.js';
import type { Act } from './act.js';
import { parentOf } from './folders.js';
import type { Names } from './names.js';

const searching = new Set(['exec', 'stat', 'access']);

/** Two steps that compare as equal: `via` is for readers. */
export function stepKey(step: Step): string {
  if (step.via === undefined) return JSON.stringify(step);
  const { via: _, ...rest } = step;
  return JSON.stringify(rest);
}

/**
 * PATH search: `DIR/name` tried along PATH until one is there becomes one step on `<PATH>/name`, so that a golden doesn't know the machine's
 * PATH. For exec any folder counts (a script may have set its own PATH), for stat and access only those of PATH.
 */
export function collapsePathSearch(acts: readonly Act[], names: Names): Act[] {
  const result: Act[] = [];
  for (const act of acts) {
    const inPath = searching.has(act.family) && act.rawPath !== '' && names.isPathFolder(parentOf(act.rawPath));
    const current = inPath ? withPath(act, `<PATH>/${baseName(String(act.step['path']))}`) : act;
    // A child may end in the middle of it.
    const last = result.findLastIndex(({ family }) => family !== 'sigreturn');
    const before = result[last];
    if (before && isSameSearch(before, act, names) && failedToFind(before)) result.splice(last, 1);
    result.push(current);
  }
  return result;
}

function withPath(act: Act, path: string): Act {
  const { argv } = act.step;
  // argv[0] of a program found by search is its name or its full path, as the caller likes.
  const [first, ...rest] = Array.isArray(argv) ? (argv as readonly string[]) : [];
  const plain =
    first !== undefined && first.startsWith('/') && baseName(first) === baseName(path) ? [path, ...rest] : argv;
  // Whether a folder of PATH may be entered is the machine's affair, as it is whether it is there.
  const error = act.family !== 'exec' && act.step.error === 'EACCES' ? { error: 'ENOENT' } : {};
  return { ...act, step: { ...act.step, path, ...(plain === undefined ? {} : { argv: plain }), ...error } };
}

function failedToFind(act: Act): boolean {
  return act.step.error === 'ENOENT' || act.step.error === 'EACCES' || act.step.error === 'ENOTDIR';
}

function isSameSearch(before: Act, act: Act, names: Names): boolean {
  if (!searching.has(act.family) || before.step.call !== act.step.call) return false;
  if (baseName(before.rawPath) !== baseName(act.rawPath) || act.rawPath === '') return false;
  if (act.family === 'exec') return true;
  return names.isPathFolder(parentOf(before.rawPath)) && names.isPathFolder(parentOf(act.rawPath));
}

const withoutTemporaryNumbers = (act: Act): string => stepKey(act.step).replace(/<tmp:\d+>/g, '<tmp>');

/**
 * Whether the folder of a content hash is there already hangs on the hash. A creation that fails for the lack of it, the mkdir, and the same once more
 * (with all that leads to a new random name) are one creation.
 */
export function collapseFanOut(acts: readonly Act[], names: Names): Act[] {
  const result: Act[] = [];
  acts.forEach((act, index) => {
    const folder = acts[index - 1]?.step.error === 'ENOENT' ? parentOf(acts[index - 1]?.rawPath ?? '') : undefined;
    if (act.step.call === 'mkdir' && act.rawPath === folder && names.isFanOut(folder)) {
      // As long as the second try is: the steps up to the one that succeeds where the first one failed.
      const end = acts.findIndex(
        (after, at) =>
          at > index && parentOf(after.rawPath) === folder && after.step.call === acts[index - 1]?.step.call,
      );
      const retry = end - index;
      const tried = result.slice(-retry, -1).map(withoutTemporaryNumbers).join('\n');
      const again = acts
        .slice(index + 1, end)
        .map(withoutTemporaryNumbers)
        .join('\n');
      if (end > index && tried === again) {
        result.splice(-retry);
        return;
      }
    }
    result.push(act);
  });
  return result;
}

/** Steps of a walk that are made in one folder before the next one up, when some of them find something: git makes four. */
const stepsPerFolder = 8;

/** What realpath does with each folder on its way; the look at `/` is left out, so that a folder directly below it has none. */
const resolving = new Set(['readlink', 'lstat']);

interface Look {
  readonly call: string;
  /** How many folders above the working folder, and what it looks for there; '' for the folder itself. */
  readonly up: number;
  readonly below: string;
}

/** A look that finds nothing in a folder on the way up, or looks at such a folder. */
function lookOf(act: Act, names: Names): Look | undefined {
  if (act.rawPath === '' || act.class === 'data') return undefined;
  const { up, below } = names.onWayUp(act.rawPath);
  return act.step.error === undefined && below !== '' ? undefined : { call: act.step.call, up, below };
}

/** Asks for something that has no path (getcwd): may stand between the steps of a walk. */
const isAside = (act: Act): boolean => act.class === 'query' && act.rawPath === '';

/**
 * Walks up (`package.json`, `.git` in every parent folder) and walks down (realpath's look at each component) have as many steps as the working
 * folder has parents: one step on `$UP` stands for all that fail, or look at the parents themselves. What is found keeps its place (`$UP/../x`).
 */
export function collapseAncestorWalks(acts: readonly Act[], names: Names): Act[] {
  const result: Act[] = [];
  for (let start = 0; start < acts.length;) {
    let end = start;
    const looks: (Look | undefined)[] = [];
    for (; end < acts.length; end += 1) {
      const act = acts[end] as Act;
      const look = lookOf(act, names);
      if (look === undefined && !(looks.length > 0 && isAside(act))) break;
      looks.push(look);
    }
    if (looks.length === 0) {
      result.push(acts[start] as Act);
      start += 1;
      continue;
    }
    collapseLooks(acts, start, looks, names, result);
    start = end;
  }
  return result;
}

/** One stretch of looks, beginning at `start`. */
function collapseLooks(
  acts: readonly Act[],
  start: number,
  looks: readonly (Look | undefined)[],
  names: Names,
  result: Act[],
): void {
  const levels = new Map<string, Set<number>>();
  const groupOf = ({ call, below }: Look): string => `${call} ${below}`;
  for (const look of looks) {
    if (look) levels.set(groupOf(look), (levels.get(groupOf(look)) ?? new Set()).add(look.up));
  }
  const told = new Set<string>();
  looks.forEach((look, offset) => {
    const act = acts[start + offset] as Act;
    const ups = look && levels.get(groupOf(look));
    if (!look || look.up === 0 || !((ups?.size ?? 0) > 1 || followsBelow(acts, start + offset, look, names))) {
      result.push(act);
      return;
    }
    if (look.below === '' && resolving.has(look.call) && ups?.has(0) === true) return;
    const parts = look.below.split('/').length - 1;
    const tail = parts === 0 ? '' : `/${String(act.step['path']).split('/').slice(-parts).join('/')}`;
    const step = withPathOf(act, `$UP${tail}`);
    const key = stepKey(step.step);
    if (!told.has(key)) result.push(step);
    told.add(key);
  });
}

/** Did the same, whatever came of it, one folder below just before? */
function followsBelow(acts: readonly Act[], index: number, { call, up, below }: Look, names: Names): boolean {
  return acts.slice(Math.max(0, index - stepsPerFolder), index).some((before) => {
    if (before.step.call !== call || before.rawPath === '') return false;
    const there = names.onWayUp(before.rawPath);
    return there.up === up - 1 && there.below === below;
  });
}

function withPathOf(act: Act, path: string): Act {
  return { ...act, step: { ...act.step, path } };
}

/**
 * Repetitions whose number the machine decides: getdents of a folder, close along the descriptor limit, pieces of a system file (the number of reads
 * stays as a figure). Only direct repetitions are one step; for data, those within a stretch of data.
 */
export function collapseMachineRepeats(acts: readonly Act[]): Act[] {
  const result: Act[] = [];
  let stretch = new Set<string>();
  for (const act of acts) {
    if (act.class === 'data') {
      if (act.data?.nature === 'system') {
        const key = stepKey(act.step);
        if (stretch.has(key)) continue;
        stretch.add(key);
      }
      result.push(act);
      continue;
    }
    stretch = new Set();
    const before = result.at(-1);
    const current =
      act.step.call === 'close' && act.step.error === 'EBADF' ? { ...act, step: withoutFd(act.step) } : act;
    const repeats = current.step.call === 'getdents' || current.step.error === 'EBADF';
    if (repeats && before && stepKey(before.step) === stepKey(current.step)) continue;
    result.push(current);
  }
  return result;
}

function withoutFd(step: Step): Step {
  const { fd: _, ...rest } = step;
  return rest;
}
