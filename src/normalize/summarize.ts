/**
 * A set of effects that nobody would read (find over /usr/share: 50,000 paths) with the folders that make it long as one entry each: `FOLDER/**`. What is
 * done under them stays, which files it is done to does not.
 */
import { isSystemFolder } from './system-folders.js';
import type { Figure, Life, ObjectShape, Shape, Step, StepValue } from '../model/golden.js';

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

/** Objects below one folder become one: what is done to them stays, with its count in all. */
export function summarizeObjects(objects: readonly ObjectShape[], folders: readonly string[]): ObjectShape[] {
  if (folders.length === 0) return [...objects];
  const merged = new Map<string, { shape: ObjectShape; lives: Map<string, Life> }>();
  for (const shape of objects) {
    const object = summarizeText(shape.object, folders);
    const entry = merged.get(object) ?? {
      shape: object === shape.object ? shape : { object, lives: [] },
      lives: new Map<string, Life>(),
    };
    merged.set(object, entry);
    for (const life of shape.lives) {
      const steps = life.steps.map((step) => summarizeStep(step, folders));
      const key = JSON.stringify([life.by, steps]);
      const before = entry.lives.get(key);
      const most = Math.min(Number.MAX_SAFE_INTEGER, life.most + (before?.most ?? 0));
      entry.lives.set(key, { by: life.by, steps, least: life.least + (before?.least ?? 0), most });
    }
  }
  return [...merged.values()].map(({ shape, lives }) => ({ ...shape, lives: [...lives.values()] }));
}

/** So many files of one folder outside of the project are a library, and no list that somebody reads. */
const crowded = 25;

/** The folder of a library: the first one below a folder that every system has. Undefined: the project's own, or a system's file by itself. */
function libraryOf(path: string): string | undefined {
  if (!path.startsWith('/')) return undefined;
  const parts = path.split('/');
  let depth = 1;
  while (depth < parts.length && isSystemFolder(parts.slice(0, depth + 1).join('/'))) depth += 1;
  const library = parts.slice(0, depth + 1).join('/');
  if (library !== path) return library;
  const folder = parts.slice(0, depth).join('/');
  return /^\/usr\/(?:include|share|lib|src)/.test(folder) ? folder : undefined;
}

/** Folders outside of the project of which a recording uses many files. */
export function crowdedFolders(recordings: readonly (readonly ObjectShape[])[]): string[] {
  const found = new Set<string>();
  for (const objects of recordings) {
    const counts = new Map<string, number>();
    for (const { object } of objects) {
      const library = libraryOf(object);
      if (library !== undefined) counts.set(library, (counts.get(library) ?? 0) + 1);
    }
    for (const [library, count] of counts) if (count >= crowded) found.add(library);
  }
  return [...found].sort();
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
  const paths = [
    ...shape.effects.map(({ step }) => String(step['path'] ?? step['fd'] ?? '')),
    ...shape.objects.flatMap(({ object, lives }) => lives.map(() => object)),
  ];
  for (const path of paths) {
    if (path.endsWith('/**')) continue;
    for (const folder of ancestorsOf(path)) counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  const excess = paths.length + shape.figures.length - limit;
  const depth = (folder: string): number => folder.split('/').length;
  const helpful = [...counts]
    .filter(([, count]) => count >= Math.max(8, excess / 5))
    .sort(([a, x], [b, y]) => depth(b) - depth(a) || y - x);
  const best = helpful[0] ?? [...counts].filter(([, count]) => count >= 8).sort(([, x], [, y]) => y - x)[0];
  return best === undefined ? [] : [best[0]];
}
