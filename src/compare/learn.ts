/** Several recordings → the one shape that accepts them all: what varied is written as a range, not hidden. */
import type { CountedStep, Figure, Level, Loads, ProcessShape, Shape, Step } from '../model/golden.js';
import { compare } from './compare.js';
import { differsInFolderOrderOnly } from './folder-order.js';
import { learnObjects, learnOrder } from './learn-objects.js';
import { objectOf, stepKey } from './step-key.js';

/** Recordings that no shape of a level accepts. */
export interface Unlearnable {
  readonly cannot: Level;
  /** The first thing that differs, for the golden's header: `sort (0.1): its step 3 is open data/a or open data/b`. */
  readonly because: string;
}

/** Merges the shapes of recordings, all of one level. A `contract` can always be merged. */
export function learn(shapes: readonly Shape[]): Shape | Unlearnable {
  const [first, ...others] = shapes;
  if (!first) throw new RangeError('learn needs a recording');
  for (const other of others) {
    const because = treesDiffer(first.processes, other.processes);
    if (because !== undefined) return { cannot: first.level, because };
  }
  return {
    level: first.level,
    environment: mergeEnvironment(shapes.map(({ environment }) => environment)),
    processes: first.processes.map((process) => mergeProcess(process, shapes)),
    effects: mergeCounted(shapes.map(({ effects }) => effects)),
    objects: learnObjects(shapes.map(({ objects }) => objects)),
    order: learnOrder(shapes.map(({ order }) => order)),
    figures: mergeFigures(shapes.map(({ figures }) => figures)),
  };
}

/** Does a golden accept a recording? */
export function accepts(golden: Shape, shape: Shape): boolean {
  return compare(golden, shape).length === 0;
}

/** What makes two trees different in what no range can express. They may have come up in another order. */
function treesDiffer(before: readonly ProcessShape[], after: readonly ProcessShape[]): string | undefined {
  const others = new Map(after.map((process) => [process.process, process]));
  for (const process of before) {
    const other = others.get(process.process);
    if (!other) return `${named(process)} is not in every run`;
    others.delete(process.process);
    if (other.program !== process.program)
      return `process ${process.process} is ${process.program} or ${other.program}`;
    const because = stepsDiffer(process.steps, other.steps);
    if (because !== undefined) return `${named(process)}: ${because}`;
    if (JSON.stringify(process.end) !== JSON.stringify(other.end)) return `${named(process)} ends in different ways`;
  }
  const [left] = others.values();
  return left && `${named(left)} is not in every run`;
}

function stepsDiffer(before: readonly Step[], after: readonly Step[]): string | undefined {
  if (differsInFolderOrderOnly(before, after)) return undefined;
  for (let index = 0; index < Math.max(before.length, after.length); index += 1) {
    const [a, b] = [before[index], after[index]];
    if (a && b && stepKey(a) === stepKey(b)) continue;
    return `its step ${index + 1} is ${told(a, b)} or ${told(b, a)}`;
  }
  return undefined;
}

const named = ({ program, process }: ProcessShape): string => `${program} (${process})`;

/** A step in as few words as tell it from the other one. */
function told(step: Step | undefined, other: Step | undefined): string {
  if (!step) return 'the end';
  const short = `${step.call} ${objectOf(step)}`.trim();
  return other && `${other.call} ${objectOf(other)}`.trim() === short ? stepKey(step) : short;
}

function mergeProcess(process: ProcessShape, shapes: readonly Shape[]): ProcessShape {
  const same = shapes.map((shape) => shape.processes.find((candidate) => candidate.process === process.process));
  return { ...process, pool: mergeCounted(same.map((candidate) => candidate?.pool ?? [])) };
}

/** Counted steps over recordings: in one where a step is missing, it was made 0 times. */
function mergeCounted(lists: readonly (readonly CountedStep[])[]): CountedStep[] {
  return mergeRanges(lists, ({ step }) => stepKey(step));
}

function mergeFigures(lists: readonly (readonly Figure[])[]): Figure[] {
  // One of the rule `double` is left out where it is small: 0 is as good as any value below its limit.
  return mergeRanges(lists, ({ figure, of }) => `${figure} ${of}`);
}

function mergeRanges<T extends { readonly least: number; readonly most: number }>(
  lists: readonly (readonly T[])[],
  keyOf: (entry: T) => string,
): T[] {
  const merged = new Map<string, { entry: T; least: number; most: number; seen: number }>();
  for (const entry of lists.flat()) {
    const key = keyOf(entry);
    const range = merged.get(key);
    if (!range) {
      merged.set(key, { entry, least: entry.least, most: entry.most, seen: 1 });
      continue;
    }
    range.least = Math.min(range.least, entry.least);
    range.most = Math.max(range.most, entry.most);
    range.seen += 1;
  }
  return [...merged]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { entry, least, most, seen }]) => ({ ...entry, least: seen < lists.length ? 0 : least, most }));
}

function mergeEnvironment(lists: readonly (readonly Loads[])[]): Loads[] {
  const programs = new Map<string, Set<string>>();
  for (const { program, loads } of lists.flat()) {
    const known = programs.get(program) ?? new Set();
    loads.forEach((load) => known.add(load));
    programs.set(program, known);
  }
  return [...programs].map(([program, loads]) => ({ program, loads: [...loads].sort() }));
}
