/**
 * Passes over the acts of one task, in order, each for one kind of accident: what a search found on the way, how far up a walk had to go, in
 * how many pieces a machine gives out its files.
 */
import type { Step } from '../model/golden.js';
import type { Act } from './act.js';
import { baseOf, parentOf, type Names } from './names.js';

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
    const current = inPath ? withPath(act, `<PATH>/${baseOf(String(act.step['path']))}`) : act;
    const before = result.at(-1);
    if (before && isSameSearch(before, act, names) && failedToFind(before)) result.pop();
    result.push(current);
  }
  return result;
}

function withPath(act: Act, path: string): Act {
  const { argv } = act.step;
  // argv[0] of a program found by search is its name or its full path, as the caller likes.
  const [first, ...rest] = Array.isArray(argv) ? (argv as readonly string[]) : [];
  const plain = first !== undefined && first.startsWith('/') && baseOf(first) === baseOf(path) ? [path, ...rest] : argv;
  return { ...act, step: { ...act.step, path, ...(plain === undefined ? {} : { argv: plain }) } };
}

function failedToFind(act: Act): boolean {
  return act.step.error === 'ENOENT' || act.step.error === 'EACCES' || act.step.error === 'ENOTDIR';
}

function isSameSearch(before: Act, act: Act, names: Names): boolean {
  if (!searching.has(act.family) || before.step.call !== act.step.call) return false;
  if (baseOf(before.rawPath) !== baseOf(act.rawPath) || act.rawPath === '') return false;
  if (act.family === 'exec') return true;
  return names.isPathFolder(parentOf(before.rawPath)) && names.isPathFolder(parentOf(act.rawPath));
}

/** Steps of a walk that are made in one folder before the next one up: git makes four. */
const stepsPerFolder = 8;

/**
 * Walks up (`package.json`, `.git` in every parent folder) and walks down (realpath's look at each component) have as many steps as the working
 * folder has parents: one step on `$UP` stands for all that fail, or look at the parents themselves. What is found keeps its place (`$UP/../x`).
 */
export function collapseAncestorWalks(acts: readonly Act[], names: Names): Act[] {
  const result: Act[] = [];
  let walk = new Set<string>();
  acts.forEach((act, index) => {
    const below = walkedUp(acts, index, names);
    const path = below === undefined ? (isOnWayDown(act, acts[index + 1], names) ? '$UP' : undefined) : `$UP${below}`;
    if (path === undefined) {
      walk = new Set();
      result.push(act);
      return;
    }
    const step = withPathOf(act, path);
    const key = stepKey(step.step);
    if (!walk.has(key)) result.push(step);
    walk.add(key);
  });
  return result;
}

/** What an act looks at in a parent folder, as a golden has it, when it did the same one folder below just before; '' for the folder itself. */
function walkedUp(acts: readonly Act[], index: number, names: Names): string | undefined {
  const act = acts[index];
  if (act === undefined || act.rawPath === '' || act.class === 'data') return undefined;
  const { up, below } = names.onWayUp(act.rawPath);
  if (up === 0 || (act.step.error === undefined && below !== '')) return undefined;
  const walked = acts.slice(Math.max(0, index - stepsPerFolder), index).some((before) => {
    if (before.step.call !== act.step.call || before.rawPath === '') return false;
    const there = names.onWayUp(before.rawPath);
    return there.up === up - 1 && there.below === below;
  });
  if (!walked) return undefined;
  const parts = below.split('/').length - 1;
  return parts === 0 ? '' : `/${String(act.step['path']).split('/').slice(-parts).join('/')}`;
}

/** A look at each component on the way to the working folder, and not to something else that happens to lie beside it. */
function isOnWayDown(act: Act, after: Act | undefined, names: Names): boolean {
  return (
    act.class !== 'data' &&
    after !== undefined &&
    after.step.call === act.step.call &&
    parentOf(after.rawPath) === act.rawPath &&
    names.isOnWayToFolder(after.rawPath) &&
    names.isAncestor(act.rawPath)
  );
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
