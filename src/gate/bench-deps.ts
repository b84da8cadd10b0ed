/** The lockfiles of a folder against those of a commit, beside the sizes of what is built. */
import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { cargoPackages, goPackages, npmPackages } from '../bench/lockfiles.js';
import { Mistake } from '../bench/mistake.js';
import { packageChanges } from '../bench/package-changes.js';
import { parseToml } from '../config/parse-toml.js';
import { isTraceGateError, TraceGateError } from '../errors.js';
import type { DependencyReport, LockedPackage, LockfileChange, LockfileName } from '../model/bench-deps.js';
import { lockfileNames, otherLockfileNames } from '../model/bench-deps.js';
import type { StoredLimits } from '../model/bench-baseline.js';
import type { SizeComparison } from '../model/bench-size.js';
import { exitCodes } from '../model/finding.js';
import { resolveCommit, textAtCommit } from '../source/git.js';
import { changeBase, type ChangeBase, knownFiles } from '../source/git-history.js';
import { compareSizes, findSizes, measureFiles, measureStored } from './size-store.js';

const readers: Readonly<Record<LockfileName, (text: string, file: string) => LockedPackage[]>> = {
  'Cargo.lock': (text, file) => cargoPackages(parseToml(text, file).data),
  'package-lock.json': (text) => npmPackages(JSON.parse(text)),
  'go.sum': goPackages,
};

const lockfileIn = (path: string): LockfileName | undefined => lockfileNames.find((name) => name === basename(path));

/** `file`: its name for messages. Throws E_LOCKFILE. */
export function readLockfile(name: LockfileName, text: string, file: string): LockedPackage[] {
  try {
    return readers[name](text, file);
  } catch (error) {
    if (error instanceof Mistake) {
      const { detail, line } = error;
      throw new TraceGateError(
        'E_LOCKFILE',
        { file, detail, ...(line === undefined ? {} : { line }) },
        { cause: error },
      );
    }
    // parseToml's sentence is about a configuration; what it caught has the line.
    const syntax = isTraceGateError(error) ? error.cause : error;
    if (!(syntax instanceof Error) || !(isTraceGateError(error) || syntax instanceof SyntaxError)) throw error;
    const [detail = ''] = syntax.message.split('\n');
    const { line } = syntax as { line?: unknown };
    throw new TraceGateError(
      'E_LOCKFILE',
      { file, detail, ...(typeof line === 'number' ? { line } : {}) },
      { cause: error },
    );
  }
}

async function textHere(path: string, file: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new TraceGateError(
      'E_USAGE',
      { detail: `${file} can't be read: ${code ?? String(error)}` },
      { cause: error },
    );
  });
}

interface ChangedFile {
  readonly file: string;
  readonly old: string | undefined;
  readonly now: string | undefined;
}

/** A file that git does not know yet, in this very folder, is new. */
async function changedFiles(
  cwd: string,
  commit: string,
  known: readonly string[],
  names: readonly string[],
): Promise<ChangedFile[]> {
  const files = [...new Set([...names, ...known])].filter((file) => names.includes(basename(file))).sort();
  const texts = await Promise.all(
    files.map(async (file) => {
      const [old, now] = await Promise.all([textAtCommit(cwd, commit, file), textHere(resolve(cwd, file), file)]);
      return { file, old, now };
    }),
  );
  return texts.filter(({ old, now }) => old !== now);
}

function changeOf(commit: string, { file, old, now }: ChangedFile): LockfileChange[] {
  const name = lockfileIn(file);
  if (name === undefined) return [];
  const before = old === undefined ? undefined : readLockfile(name, old, `${commit.slice(0, 10)}:${file}`);
  const after = now === undefined ? undefined : readLockfile(name, now, file);
  return [
    {
      file,
      ...(before && { before: before.length }),
      ...(after && { after: after.length }),
      changes: packageChanges(before ?? [], after ?? []),
    },
  ];
}

export interface DependencyRequest {
  readonly cwd: string;
  /** --against */
  readonly ref?: string;
  /** Binaries whose sizes stand beside it; none: those of the stored sizes that are there. */
  readonly files: readonly string[];
  readonly baselineDir: string;
  readonly limits: StoredLimits;
}

/** Throws E_USAGE, E_LOCKFILE, E_BENCH_READ. */
export async function dependencyReport(request: DependencyRequest): Promise<DependencyReport> {
  const { cwd, ref } = request;
  const base: ChangeBase = ref === undefined ? await changeBase(cwd) : { commit: await resolveCommit(cwd, ref), ref };
  const { commit } = base;
  const known = await knownFiles(cwd, commit);
  const [changed, others] = await Promise.all(
    [lockfileNames, otherLockfileNames].map((names) => changedFiles(cwd, commit, known, names)),
  );
  const lockfiles = (changed ?? []).flatMap((one) => changeOf(commit, one));
  const unread = (others ?? []).map(({ file }) => file);
  const { sizes, unbuilt } = await sizesBeside(request);
  return {
    against: { ref: base.ref ?? 'where this branch began', commit },
    lockfiles,
    unread,
    ...(sizes && { sizes }),
    unbuilt,
    exitCode: sizes?.exitCode ?? exitCodes.passed,
  };
}

async function sizesBeside({
  cwd,
  files,
  baselineDir,
  limits,
}: DependencyRequest): Promise<{ sizes?: SizeComparison; unbuilt: readonly string[] }> {
  const stored = await findSizes(baselineDir);
  if (!stored) {
    if (files.length === 0) return { unbuilt: [] };
    throw new TraceGateError('E_BENCH_BASELINE', {
      file: `${baselineDir}/sizes-current.json`,
      command: 'trace-gate bench size --save FILE…',
    });
  }
  const measured =
    files.length > 0 ? await measureFiles(baselineDir, cwd, files) : await measureStored(baselineDir, cwd, stored);
  const built = measured.filter(({ bytes }) => bytes !== undefined);
  const unbuilt = measured.flatMap(({ name, bytes }) => (bytes === undefined ? [name] : []));
  return { unbuilt, ...(built.length === 0 ? {} : { sizes: compareSizes(stored, built, limits) }) };
}
