/** Sizes of files: measured, kept beside the baselines of benchmarks (sizes-current.json), and compared. */
import { readFile, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { judgeSizes } from '../bench/sizes.js';
import { TraceGateError } from '../errors.js';
import { makeFolder } from '../golden/make-folder.js';
import { writeAtomically } from '../golden/write-atomically.js';
import type { StoredLimits } from '../model/bench-baseline.js';
import type { MeasuredSize, SizeBaseline, SizeComparison } from '../model/bench-size.js';
import { exitCodes } from '../model/finding.js';
import { sizeBaselineSchema } from '../schema/bench-size.js';
import { compileSchema } from '../schema/compile-schema.js';
import { archive, errno } from './baseline-store.js';

const currentName = 'sizes-current.json';
const checkBaseline = compileSchema(sizeBaselineSchema);
const saveCommand = 'trace-gate bench size --save FILE…';

export interface StoredSizes {
  readonly file: string;
  readonly text: string;
  readonly sizes: SizeBaseline;
}

/** Undefined: there are none. Throws E_BENCH_READ for what is no whole file of sizes. */
export async function readSizes(file: string): Promise<StoredSizes | undefined> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (errno(error) === 'ENOENT') return undefined;
    throw new TraceGateError('E_USAGE', { detail: `${file} can't be read: ${errno(error)}` }, { cause: error });
  });
  if (text === undefined) return undefined;
  const unread = (detail: string, cause?: unknown): TraceGateError =>
    new TraceGateError('E_BENCH_READ', { file, detail, format: 'bench size', command: saveCommand }, { cause });
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    throw unread((error as Error).message, error);
  }
  const checked = checkBaseline(document);
  if (!checked.ok) throw unread('it is no file of sizes');
  return { file, text, sizes: checked.value };
}

/** `folder`: of baselines. */
export async function findSizes(folder: string): Promise<StoredSizes | undefined> {
  return readSizes(join(folder, currentName));
}

/** Throws E_BENCH_BASELINE. */
export async function needSizes(folder: string, named?: string): Promise<StoredSizes> {
  const file = named ?? join(folder, currentName);
  const stored = await readSizes(file);
  if (!stored) throw new TraceGateError('E_BENCH_BASELINE', { file, command: saveCommand });
  return stored;
}

/** The same for every working folder: from the folder that holds the folder of baselines. */
const nameIn = (folder: string, cwd: string, file: string): string =>
  relative(dirname(resolve(cwd, folder)), resolve(cwd, file)).replaceAll('\\', '/');

/** Of files that were named. Throws E_USAGE where one is not there. */
export async function measureFiles(folder: string, cwd: string, files: readonly string[]): Promise<MeasuredSize[]> {
  const measured = await Promise.all(
    files.map(async (file) => {
      const bytes = await sizeOf(resolve(cwd, file), file);
      if (bytes === undefined)
        throw new TraceGateError('E_USAGE', { detail: `${file} does not exist`, hint: 'build it first' });
      return { name: nameIn(folder, cwd, file), bytes };
    }),
  );
  return measured.filter(({ name }, index) => measured.findIndex((one) => one.name === name) === index);
}

/** Of every file of a baseline. */
export async function measureStored(folder: string, cwd: string, { sizes }: StoredSizes): Promise<MeasuredSize[]> {
  const parent = dirname(resolve(cwd, folder));
  return Promise.all(
    Object.keys(sizes.files).map(async (name) => {
      const bytes = await sizeOf(resolve(parent, name), name);
      return { name, ...(bytes === undefined ? {} : { bytes }) };
    }),
  );
}

async function sizeOf(path: string, file: string): Promise<number | undefined> {
  const found = await stat(path).catch((error: unknown) => {
    if (errno(error) === 'ENOENT' || errno(error) === 'ENOTDIR') return undefined;
    throw new TraceGateError('E_USAGE', { detail: `${file} can't be read: ${errno(error)}` }, { cause: error });
  });
  if (found && !found.isFile()) throw new TraceGateError('E_USAGE', { detail: `${file} is not a file` });
  return found?.size;
}

export function compareSizes(
  { file, sizes: { commit, date, files } }: StoredSizes,
  measured: readonly MeasuredSize[],
  limits: StoredLimits,
): SizeComparison {
  const results = judgeSizes(files, measured, limits);
  const violated = results.some(({ verdict }) => verdict === 'FAIL' || verdict === 'MISSING');
  const baseline = { file, date, ...(commit === undefined ? {} : { commit }) };
  return { baseline, limits, results, exitCode: violated ? exitCodes.violated : exitCodes.passed };
}

export interface SavedSizes {
  readonly file: string;
  readonly archived?: string;
  /** What the earlier ones had, and these don't. */
  readonly dropped: readonly string[];
}

/** Writes them, and keeps the earlier ones under the name of their commit. Throws E_GOLDEN_WRITE. */
export async function saveSizes(folder: string, sizes: SizeBaseline): Promise<SavedSizes> {
  const file = join(folder, currentName);
  const before = await findSizes(folder);
  try {
    await makeFolder(folder);
    const archived =
      before &&
      (await archive(folder, { text: before.text, kind: 'sizes', commit: before.sizes.commit, extension: 'json' }));
    await writeAtomically(file, `${JSON.stringify(sizes, undefined, 2)}\n`);
    const dropped = Object.keys(before?.sizes.files ?? {}).filter((name) => !Object.hasOwn(sizes.files, name));
    return { file, dropped, ...(archived === undefined ? {} : { archived: join(folder, archived) }) };
  } catch (error) {
    throw new TraceGateError('E_GOLDEN_WRITE', { file, detail: errno(error) }, { cause: error });
  }
}
