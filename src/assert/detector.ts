import type { Activity, ActivityCall, ActivityProcess } from '../model/activity.js';
import type { Detection, PatternName } from '../model/patterns.js';

/** What an anti-pattern may be told beside the activity. */
export interface DetectorOptions {
  /** Globs of device files that are accelerators. */
  readonly devices: readonly string[];
}

/** Finds one anti-pattern, at every place where it is. */
export type Detector = (activity: Activity, options: DetectorOptions) => readonly Detection[];

/**
 * The confidence in a pattern that is a matter of number: 0.5 at `half`, 0.8 at four times that, 0.9 at nine times. It never reaches 1, as no number
 * is a proof.
 */
export function confidenceOfCount(count: number, half: number): number {
  return count <= 0 ? 0 : count / (count + half);
}

/** The confidence in a pattern that is a fact wherever it is seen: 0.9, and more the more often. */
function confidenceOfFact(count: number): number {
  return count <= 0 ? 0 : 1 - 0.1 / count;
}

export const processLabel = ({ process, program }: ActivityProcess): string => `${process} ${program}`;

/** Calls of every task of a process, without what the loader does at the start of the program. */
export function ownCalls({ tasks, startup }: ActivityProcess): readonly (readonly ActivityCall[])[] {
  return tasks.map(({ calls }, index) => (index === 0 ? calls.slice(startup) : calls));
}

/** Groups by a key; calls without one are left out. */
export function groupBy<T>(items: Iterable<T>, keyOf: (item: T) => string | undefined): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

/** `read $CWD/data = 1`: a call as evidence. */
export function callText({ name, object, path, newPath, value, error }: ActivityCall): string {
  const about = [object, ...[path, newPath].filter((each) => each !== undefined && each !== object)];
  const outcome = error ?? (value === undefined ? '?' : String(value));
  return `${[name, ...about].filter((part) => part !== '').join(' ')} = ${outcome}`;
}

const evidenceLines = 3;

/** The first few of what was seen, and how many more. */
export function firstOf(lines: readonly string[]): string[] {
  const more = lines.length - evidenceLines;
  return more <= 0 ? [...lines] : [...lines.slice(0, evidenceLines), `and ${more} more`];
}

/** What was seen is a fact: one detection with a line for each, about `object`; none where there is no line. */
export function fact(lines: readonly string[], object = ''): Omit<Detection, 'pattern' | 'process'>[] {
  if (lines.length === 0) return [];
  return [{ confidence: confidenceOfFact(lines.length), object, count: lines.length, evidence: firstOf(lines) }];
}

/** Calls of several tasks, in the order of their beginnings. */
export function inOrder(tasks: readonly (readonly ActivityCall[])[]): ActivityCall[] {
  return tasks.flat().sort((a, b) => a.startNs - b.startNs);
}

/** A detection of each process in which something was counted. */
export function perProcess(
  pattern: PatternName,
  find: (process: ActivityProcess, activity: Activity) => readonly Omit<Detection, 'pattern' | 'process'>[],
): Detector {
  return (activity) =>
    activity.processes.flatMap((process) =>
      find(process, activity).map((found) => ({ pattern, process: processLabel(process), ...found })),
    );
}
