import { stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

export const configName = 'renacer.toml';

/** The renacer.toml of a folder or of the nearest folder above it that has one, as an absolute path. */
export async function findConfig(startDir: string): Promise<string | undefined> {
  let folder = resolve(startDir);
  for (;;) {
    const file = join(folder, configName);
    if (await isFile(file)) return file;
    const parent = dirname(folder);
    if (parent === folder) return undefined;
    folder = parent;
  }
}

async function isFile(file: string): Promise<boolean> {
  try {
    return (await stat(file)).isFile();
  } catch {
    // Whatever keeps us from looking at it keeps us from reading it: it is not the file to use.
    return false;
  }
}
