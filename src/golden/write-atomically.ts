import { randomBytes } from 'node:crypto';
import { open, rename, rm, writeFile, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Writes a file, in pieces where it is long, so that a reader, and a machine that loses power, sees the old text or the new one and nothing between. */
export async function writeAtomically(file: string, text: string | Iterable<string>): Promise<void> {
  const folder = dirname(file);
  // In the same folder, since a rename is atomic only within a file system; hidden, so that no list of goldens shows it.
  const temporary = join(folder, `.${basename(file)}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`);
  try {
    await using(open(temporary, 'wx', 0o666), async (handle) => {
      await writeFile(handle, text);
      await handle.sync();
    });
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
  await syncFolder(folder);
}

/** Makes renames and removals in a folder last. Where folders can't be synced (Windows, some network file systems), nothing is lost but that. */
export async function syncFolder(folder: string): Promise<void> {
  try {
    await using(open(folder, 'r'), (handle) => handle.sync());
  } catch {
    return;
  }
}

async function using(opening: Promise<FileHandle>, use: (handle: FileHandle) => Promise<void>): Promise<void> {
  const handle = await opening;
  try {
    await use(handle);
  } finally {
    await handle.close();
  }
}
