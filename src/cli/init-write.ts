/** How init writes: it never overwrites, and says for each file what became of it. */
import { readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { TraceGateError } from '../errors.js';
import { makeFolder } from '../golden/make-folder.js';
import { writeAtomically } from '../golden/write-atomically.js';
import type { Io } from './io.js';

export type Outcome = 'written' | 'kept, it is there already' | 'has what is needed' | `added ${string}`;

/** A path, and what writes there. */
export type Step = readonly [file: string, step: (file: string) => Promise<Outcome>];

export async function create(file: string, text: string, mode = 0o666): Promise<Outcome> {
  await makeFolder(dirname(file));
  try {
    // wx: whatever appears there in the meantime is not overwritten either.
    await writeFile(file, text, { flag: 'wx', mode });
    return 'written';
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return 'kept, it is there already';
    throw error;
  }
}

/** Undefined: there is no such file. */
export async function textOf(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}

/** Appends after an empty line. */
export async function append(file: string, before: string, text: string): Promise<void> {
  const gap = before === '' ? '' : before.endsWith('\n') ? '\n' : '\n\n';
  await writeAtomically(file, `${before}${gap}${text}`);
}

export async function addLines(file: string, lines: readonly string[]): Promise<Outcome> {
  const text = await textOf(file);
  if (text === undefined) return create(file, lines.map((line) => `${line}\n`).join(''));
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const present = new Set(text.split(/\r?\n/).map((line) => line.trim()));
  const missing = lines.filter((line) => !present.has(line));
  if (missing.length === 0) return 'has what is needed';
  const gap = text === '' || text.endsWith('\n') ? '' : eol;
  await writeAtomically(file, `${text}${gap}${missing.map((line) => line + eol).join('')}`);
  return `added ${missing.join(', ')}`;
}

/** What is there: a folder, something else, nothing (or nothing that can be seen). */
async function kindOf(path: string): Promise<'folder' | 'file' | undefined> {
  return stat(path).then(
    (found) => (found.isDirectory() ? 'folder' : 'file'),
    () => undefined,
  );
}

/** Throws where a file stands for a folder, or a folder for a file. */
async function checkWay(file: string, io: Io): Promise<void> {
  const refuse = (path: string, detail: string): never => {
    const inTheWay = relative(io.cwd, path);
    throw new TraceGateError('E_GOLDEN_WRITE', {
      file: relative(io.cwd, file),
      detail: `${inTheWay} ${detail}`,
      inTheWay,
    });
  };
  if ((await kindOf(file)) === 'folder') refuse(file, 'is a folder');
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
    const kind = await kindOf(folder);
    if (kind === 'file') refuse(folder, 'is a file, not a folder');
    if (kind === 'folder') return;
  }
}

/** Writes nothing where something is in the way of one of them. Throws E_GOLDEN_WRITE. */
export async function take(steps: readonly Step[], io: Io): Promise<void> {
  for (const [file] of steps) await checkWay(file, io);
  for (const [file, step] of steps) {
    const name = relative(io.cwd, file);
    try {
      io.stdout.write(`${name}: ${await step(file)}\n`);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === undefined) throw error;
      throw new TraceGateError('E_GOLDEN_WRITE', { file: name, detail: code }, { cause: error });
    }
  }
}
