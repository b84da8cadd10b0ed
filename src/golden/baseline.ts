/** The baseline of this machine: what its last capture measured, in `.trace-gate/baseline.json`. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { type Baseline, baselineSchema } from '../schema/baseline.js';
import { compileSchema } from '../schema/compile-schema.js';
import { makeFolder } from './make-folder.js';
import { writeAtomically } from './write-atomically.js';

const check = compileSchema(baselineSchema);
const fileOf = (folder: string): string => join(folder, 'baseline.json');

/** Values by target and by measure. */
export type Baselines = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** Empty where nothing was captured yet; a file that is none of ours is as good as none. */
export async function readBaselines(folder: string): Promise<Baselines> {
  try {
    const result = check(JSON.parse(await readFile(fileOf(folder), 'utf8')));
    if (!result.ok) return new Map();
    return new Map(
      Object.entries(result.value.targets).map(([name, values]) => [name, new Map(Object.entries(values))]),
    );
  } catch {
    return new Map();
  }
}

const sorted = <V>(map: ReadonlyMap<string, V>): readonly (readonly [string, V])[] =>
  [...map].sort(([a], [b]) => (a < b ? -1 : 1));

/** Keeps the other targets' values. */
export async function writeBaseline(
  folder: string,
  target: string,
  values: ReadonlyMap<string, number>,
): Promise<void> {
  const all = new Map(await readBaselines(folder)).set(target, values);
  const baseline: Baseline = {
    format: 'trace-gate/baseline',
    version: 1,
    targets: Object.fromEntries(sorted(all).map(([name, measured]) => [name, Object.fromEntries(sorted(measured))])),
  };
  await makeFolder(folder);
  await writeAtomically(fileOf(folder), `${JSON.stringify(baseline, undefined, 2)}\n`);
}
