/**
 * A set of effects that nobody would read (find over /usr/share: 50,000 paths) with the folders that make it long as one entry each: `FOLDER/**`. What is
 * done under them stays, which files it is done to does not.
 */
import type { Figure, Shape, Step, StepValue } from '../model/golden.js';

function folderOf(path: string, folders: readonly string[]): string | undefined {
  return folders.find((folder) => path.startsWith(`${folder}/`));
}

function summarizeText(text: string, folders: readonly string[]): string {
  const folder = folderOf(text, folders);
  return folder === undefined ? text : `${folder}/**`;
}

export function summarizeStep(step: Step, folders: readonly string[]): Step {
  if (folders.length === 0) return step;
  const entries = Object.entries(step).map(([key, value]): [string, StepValue | undefined] => [
    key,
    typeof value === 'string' ? summarizeText(value, folders) : value,
  ]);
  return Object.fromEntries(entries) as unknown as Step;
}

/** Figures of objects under one folder become one, with the sum. */
export function summarizeFigures(figures: readonly Figure[], folders: readonly string[]): Figure[] {
  if (folders.length === 0) return [...figures];
  const merged = new Map<string, Figure>();
  for (const figure of figures) {
    const of = summarizeText(figure.of, folders);
    const key = `${figure.figure} ${of}`;
    const before = merged.get(key);
    merged.set(key, {
      ...figure,
      of,
      least: figure.least + (before?.least ?? 0),
      most: figure.most + (before?.most ?? 0),
    });
  }
  return [...merged.values()];
}

/** Folders of a path from the top, the path itself left out: `/usr/share/doc/x` → `/usr/share`, `/usr/share/doc`. */
function ancestorsOf(path: string): string[] {
  const parts = path.split('/');
  const top = path.startsWith('/') ? 3 : 2;
  return parts.slice(0, -1).flatMap((_, index) => (index + 1 >= top ? [parts.slice(0, index + 1).join('/')] : []));
}

/**
 * Folders to take as one so that a set gets at most `limit` entries: always the deepest one that holds at least a fifth of what is too much, because it
 * costs the least knowledge. Empty: no folder helps.
 */
export function foldersToSummarize(shape: Shape, limit: number): string[] {
  const counts = new Map<string, number>();
  for (const { step } of shape.effects) {
    const path = String(step['path'] ?? step['fd'] ?? '');
    if (path.endsWith('/**')) continue;
    for (const folder of ancestorsOf(path)) counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  const excess = shape.effects.length + shape.figures.length - limit;
  const depth = (folder: string): number => folder.split('/').length;
  const helpful = [...counts]
    .filter(([, count]) => count >= Math.max(8, excess / 5))
    .sort(([a, x], [b, y]) => depth(b) - depth(a) || y - x);
  const best = helpful[0] ?? [...counts].filter(([, count]) => count >= 8).sort(([, x], [, y]) => y - x)[0];
  return best === undefined ? [] : [best[0]];
}
