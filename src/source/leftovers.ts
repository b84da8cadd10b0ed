/** Files that a target leaves in its project: the next run finds them, so they are surroundings, too. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { goldenFolderOf, recordFolderOf } from '../model/tool-folders.js';

/** A project with more is not looked over: that would take longer than a run. */
const mostNames = 20_000;

/** Paths of the files below a folder, from there; without git's and our own. Undefined: too many. */
export async function filesIn(folder: string, root: string): Promise<ReadonlySet<string> | undefined> {
  const own = new Set([goldenFolderOf(root), recordFolderOf(root)]);
  const files = new Set<string>();
  const waiting = [''];
  let names = 0;
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const entries = await readdir(join(folder, next), { withFileTypes: true }).catch(() => []);
    names += entries.length;
    if (names > mostNames) return undefined;
    for (const entry of entries) {
      const path = join(next, entry.name);
      if (!entry.isDirectory()) files.add(path);
      else if (entry.name !== '.git' && !own.has(join(folder, path))) waiting.push(path);
    }
  }
  return files;
}
