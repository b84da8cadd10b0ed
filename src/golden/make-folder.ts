import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

const isErrno = (error: unknown, code: string): boolean => (error as NodeJS.ErrnoException).code === code;

async function makeOne(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    if (!isErrno(error, 'EEXIST') || !(await stat(path)).isDirectory()) throw error;
  }
}

/** `mkdir -p`. Node's own never returns where the file system answers ENOENT for a name in a folder that exists, as /proc does. */
export async function makeFolder(path: string): Promise<void> {
  try {
    await makeOne(path);
  } catch (error) {
    const parent = dirname(path);
    if (!isErrno(error, 'ENOENT') || parent === path) throw error;
    await makeFolder(parent);
    await makeOne(path);
  }
}
