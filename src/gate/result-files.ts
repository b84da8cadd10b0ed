/**
 * Files that a benchmark tool leaves behind: one of results, or criterion's folder, in which results of benchmarks that were not measured again stay for good. Which ones are of this run is
 * told by what a command changed, or, where no command was given, by the executables beside the folder.
 */
import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CriterionFile } from '../bench/format-criterion-json.js';
import type { BenchFormat } from '../bench/formats.js';
import type { BenchmarkFile } from '../model/bench-baseline.js';
import { parseBenchmarkFile, parseCriterionFolder } from './read-benchmarks.js';

/** When each file was written, by its path below the folder; that of a single file is empty. */
export type Stamps = ReadonlyMap<string, string>;

interface FoundFile extends CriterionFile {
  readonly stamp: string;
  readonly writtenNs: bigint;
}

interface ResultFile {
  /** Its name for messages. */
  readonly file: string;
  readonly path: string;
  readonly format?: BenchFormat;
}

/** Of what is not there: none. */
export async function stampsOf(path: string): Promise<Stamps> {
  try {
    const paths = (await stat(path)).isDirectory() ? await jsonFiles(path) : [''];
    return new Map(await Promise.all(paths.map(async (below) => [below, (await stamped(path, below)).stamp] as const)));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Map();
    throw error;
  }
}

/** All that is there. */
export async function readResultFile(source: ResultFile): Promise<BenchmarkFile> {
  const { file, path } = source;
  if (!(await stat(path)).isDirectory()) return readSingle(source);
  const files = await filesIn(path);
  const results = resultsIn(files);
  const run = parseCriterionFolder(files, file);
  const built = await lastBuilt(dirname(path), newest(results.flatMap(decisive)));
  const old = results.filter((result) => newest(decisive(result)) < built);
  return { file, run, ...olderOf(old, true) };
}

/** Only what a command has written since `before`. Undefined: nothing. */
export async function readWritten(source: ResultFile, before: Stamps): Promise<BenchmarkFile | undefined> {
  const { file, path } = source;
  const now = await stampsOf(path);
  if ([...now].every(([below, stamp]) => before.get(below) === stamp)) return undefined;
  if (now.has('')) return readSingle(source);
  const results = resultsIn(await filesIn(path));
  const isOld = (result: readonly FoundFile[]): boolean =>
    decisive(result).every((one) => before.get(one.path) === one.stamp);
  const old = results.filter(isOld);
  if (old.length === results.length) return undefined;
  const run = parseCriterionFolder(results.filter((result) => !isOld(result)).flat(), file);
  return { file, run, ...olderOf(old, false) };
}

async function readSingle({ file, path, format }: ResultFile): Promise<BenchmarkFile> {
  return parseBenchmarkFile(await readFile(path, 'utf8'), { file, ...(format && { format }) });
}

async function filesIn(folder: string): Promise<FoundFile[]> {
  const paths = await jsonFiles(folder);
  return Promise.all(
    paths.map(async (path) => ({
      path,
      text: await readFile(join(folder, path), 'utf8'),
      ...(await stamped(folder, path)),
    })),
  );
}

/** The files of each benchmark's last run. */
function resultsIn(files: readonly FoundFile[]): FoundFile[][] {
  const folders = new Map<string, FoundFile[]>();
  for (const found of files) {
    const folder = /^(.*\/)?new\/[^/]+$/.exec(found.path)?.[0].replace(/[^/]+$/, '');
    if (folder !== undefined) folders.set(folder, [...(folders.get(folder) ?? []), found]);
  }
  return [...folders.values()];
}

/** criterion writes the estimates anew whenever it measures. */
function decisive(result: readonly FoundFile[]): readonly FoundFile[] {
  const estimates = result.filter(({ path }) => path.endsWith('/estimates.json'));
  return estimates.length > 0 ? estimates : result;
}

const newest = (files: readonly FoundFile[]): bigint =>
  files.reduce((latest, { writtenNs }) => (writtenNs > latest ? writtenNs : latest), 0n);

function olderOf(results: readonly FoundFile[][], counted: boolean): Pick<BenchmarkFile, 'older'> {
  return results.length === 0 ? {} : { older: { names: results.map(nameOf).sort(), counted } };
}

/** Of a result that can't be read, its folder: it is not judged. */
function nameOf(result: readonly FoundFile[]): string {
  try {
    return parseCriterionFolder(result, '').benchmarks[0]?.name ?? '';
  } catch {
    return dirname(dirname(result[0]?.path ?? ''));
  }
}

/**
 * When the last executable was linked before the newest result was written; 0: there is none. cargo links all of them before it runs the first, so what is older is of an earlier `cargo bench`.
 * Not of the debug profile, which editors build at any time.
 */
async function lastBuilt(target: string, newestNs: bigint): Promise<bigint> {
  const profiles = (await foldersIn(target)).filter((name) => name !== 'debug');
  // With --target, profiles are one folder further down.
  const below = await Promise.all(
    profiles.map(async (name) => (await foldersIn(join(target, name))).map((inner) => join(name, inner))),
  );
  let last = 0n;
  for (const profile of [...profiles, ...below.flat()]) {
    const folder = join(target, profile, 'deps');
    for (const name of await readdir(folder).catch(() => [])) {
      if (!/^[^.]+(?:\.exe)?$/.test(name)) continue;
      const { mtimeNs } = await stat(join(folder, name), { bigint: true });
      if (mtimeNs > last && mtimeNs < newestNs) last = mtimeNs;
    }
  }
  return last;
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

async function jsonFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
    .map((entry) => join(entry.parentPath, entry.name).slice(join(folder, '/').length).replaceAll('\\', '/'));
}

async function stamped(folder: string, below: string): Promise<Pick<FoundFile, 'stamp' | 'writtenNs'>> {
  const { mtimeNs, ino } = await stat(join(folder, below), { bigint: true });
  return { stamp: `${mtimeNs} ${ino}`, writtenNs: mtimeNs };
}
