/** The baseline of this machine: wall times of its last capture, in `.trace-gate/timings.json`. */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { compileSchema } from '../schema/compile-schema.js';
import { type Timings, timingsSchema } from '../schema/timings.js';
import { writeAtomically } from './write-atomically.js';

const check = compileSchema(timingsSchema);
const fileOf = (folder: string): string => join(folder, 'timings.json');

/** Median wall time by target, milliseconds. Empty where nothing was captured yet; a file that is none of ours is as good as none. */
export async function readTimings(folder: string): Promise<ReadonlyMap<string, number>> {
  try {
    const result = check(JSON.parse(await readFile(fileOf(folder), 'utf8')));
    return result.ok
      ? new Map(Object.entries(result.value.targets).map(([name, { wallMs }]) => [name, wallMs]))
      : new Map();
  } catch {
    return new Map();
  }
}

/** Keeps the other targets' times. */
export async function writeTiming(folder: string, target: string, wallMs: number): Promise<void> {
  const times = new Map(await readTimings(folder)).set(target, wallMs);
  const timings: Timings = {
    format: 'trace-gate/timings',
    version: 1,
    targets: Object.fromEntries(
      [...times].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, ms]) => [name, { wallMs: ms }]),
    ),
  };
  await mkdir(folder, { recursive: true });
  await writeAtomically(fileOf(folder), `${JSON.stringify(timings, undefined, 2)}\n`);
}
