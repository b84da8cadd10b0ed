/** Where the output of a command goes: a file, atomically, or stdout. */
import { once } from 'node:events';
import { resolve } from 'node:path';
import { TraceGateError } from '../errors.js';
import { writeAtomically } from '../golden/write-atomically.js';
import type { Io } from './io.js';

/** Writes the pieces to `file`, or to stdout where there is none. Throws E_GOLDEN_WRITE when the file can't be written. */
export async function writeOutput(file: string | undefined, pieces: Iterable<string>, io: Io): Promise<void> {
  if (file === undefined) {
    for (const piece of pieces)
      if (!io.stdout.write(piece)) await Promise.race([once(io.stdout, 'drain'), once(io.stdout, 'close')]);
    return;
  }
  try {
    await writeAtomically(resolve(io.cwd, file), pieces);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new TraceGateError('E_GOLDEN_WRITE', { file, detail: code ?? String(error) }, { cause: error });
  }
}
