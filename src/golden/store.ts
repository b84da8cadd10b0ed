/**
 * The folder of goldens, golden_traces/: NAME.json is accepted, NAME.pending.json waits for a person. Everything that is read or written is
 * checked, everything written atomically.
 */
import { readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { TraceGateError } from '../errors.js';
import type { GoldenSpot } from '../model/difference.js';
import type { Golden } from '../model/golden.js';
import { makeFolder } from './make-folder.js';
import { goldenName, parseGolden, parseGoldenText } from './parse-golden.js';
import { renderGolden } from './render-golden.js';
import { syncFolder, writeAtomically } from './write-atomically.js';

export interface GoldenRead {
  readonly state: 'read';
  readonly golden: Golden;
  readonly text: string;
  readonly file: string;
  readonly lineOf: (spot: GoldenSpot) => number;
}
export type GoldenOnDisk = GoldenRead | { readonly state: 'missing'; readonly file: string };

const suffixes = { golden: '.json', pending: '.pending.json' } as const;

/** The accepted golden. One that is there and can't be used is a TraceGateError. */
export function readGolden(folder: string, name: string): Promise<GoldenOnDisk> {
  return readFrom(goldenFile(folder, name));
}

/** The candidate that waits for review. */
export function readPending(folder: string, name: string): Promise<GoldenOnDisk> {
  return readFrom(pendingFile(folder, name));
}

/** Makes the folder, before anything is recorded: a target that lists the folder it runs in must find the same names in every run. */
export async function prepareStore(folder: string): Promise<void> {
  await makeFolder(folder).catch((error: unknown) => {
    throw unwritable(folder, error);
  });
}

/** Writes the accepted golden, after the checks that a reader will make; returns its file. */
export function writeGolden(folder: string, name: string, golden: Golden): Promise<string> {
  return writeTo(folder, goldenFile(folder, name), golden);
}

/** Writes the candidate that waits for review; returns its file. */
export function writePending(folder: string, name: string, golden: Golden): Promise<string> {
  return writeTo(folder, pendingFile(folder, name), golden);
}

/** Removes the candidate; false: there was none. */
export async function removePending(folder: string, name: string): Promise<boolean> {
  const file = pendingFile(folder, name);
  try {
    await rm(file);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false;
    throw unwritable(file, error);
  }
  await syncFolder(folder);
  return true;
}

/** Removes a golden that no target has any more. Throws E_GOLDEN_WRITE. */
export async function removeGolden(folder: string, name: string): Promise<void> {
  const file = goldenFile(folder, name);
  await rm(file).catch((error: unknown) => {
    throw unwritable(file, error);
  });
  await syncFolder(folder);
}

/** Makes the candidate the golden; false: there is none. One that could not be compared with is refused and stays. */
export async function accept(folder: string, name: string): Promise<boolean> {
  const file = pendingFile(folder, name);
  const pending = await readFrom(file);
  if (pending.state === 'missing') return false;
  const { text } = renderGolden(pending.golden);
  // What is committed is laid out as we print it, also when someone edited the candidate.
  if (text !== pending.text) await write(file, text);
  try {
    await rename(file, goldenFile(folder, name));
  } catch (error) {
    throw unwritable(goldenFile(folder, name), error);
  }
  await syncFolder(folder);
  return true;
}

/** Names of the goldens that are accepted, sorted. */
export async function listGoldens(folder: string): Promise<string[]> {
  const files = await filesOf(folder);
  return namesOf(
    files.filter((file) => !file.endsWith(suffixes.pending)),
    suffixes.golden,
  );
}

/** Names of the candidates that wait for review, sorted. */
export async function listPending(folder: string): Promise<string[]> {
  return namesOf(await filesOf(folder), suffixes.pending);
}

export function goldenFile(folder: string, name: string): string {
  return join(folder, checkedName(name) + suffixes.golden);
}

export function pendingFile(folder: string, name: string): string {
  return join(folder, checkedName(name) + suffixes.pending);
}

// As in renacer.toml (schema/target.ts); a name can also come from the command line, and must not lead out of the folder.
const validName = /^(?!.*\.pending$)[A-Za-z0-9_][A-Za-z0-9_.-]*$/;

function checkedName(name: string): string {
  if (validName.test(name)) return name;
  const hint = 'letters, digits, `_`, `.` and `-`; not starting with `.` or `-`, not ending in `.pending`';
  throw new TraceGateError('E_USAGE', { detail: `\`${name}\` can't be the name of a golden`, hint });
}

async function readFrom(file: string): Promise<GoldenOnDisk> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return { state: 'missing', file };
    throw unreadable(
      file,
      errnoOf(error) === 'EISDIR' ? 'a folder' : `something that can't be read: ${describe(error)}`,
      error,
    );
  }
  const text = decode(bytes, file);
  return { state: 'read', text, file, ...parseGoldenText(text, file) };
}

function decode(bytes: Buffer, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw unreadable(file, 'bytes that are not text', error);
  }
}

function unreadable(file: string, looksLike: string, cause: unknown): TraceGateError {
  const name = goldenName(file);
  return new TraceGateError('E_GOLDEN_UNREADABLE', { file, target: name, looksLike }, { cause });
}

async function writeTo(folder: string, file: string, golden: Golden): Promise<string> {
  const { text } = renderGolden(golden);
  parseGolden(text, file);
  try {
    await makeFolder(folder);
  } catch (error) {
    throw unwritable(file, error);
  }
  await write(file, text);
  return file;
}

async function write(file: string, text: string): Promise<void> {
  try {
    await writeAtomically(file, text);
  } catch (error) {
    throw unwritable(file, error);
  }
}

async function filesOf(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw new TraceGateError('E_USAGE', { detail: `${folder} can't be listed: ${describe(error)}` }, { cause: error });
  }
}

function namesOf(files: readonly string[], suffix: string): string[] {
  return files
    .filter((file) => file.endsWith(suffix))
    .map((file) => file.slice(0, -suffix.length))
    .filter((name) => validName.test(name))
    .sort();
}

function unwritable(file: string, cause: unknown): TraceGateError {
  return new TraceGateError('E_GOLDEN_WRITE', { file, detail: describe(cause) }, { cause });
}

const errnoOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

const errnoTexts: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left',
  EDQUOT: 'the disk quota is used up',
  ENOTDIR: 'its folder is a file',
  EEXIST: 'its folder is a file',
  EISDIR: 'it is a folder',
};

function describe(error: unknown): string {
  const errno = errnoOf(error) ?? String(error);
  return errnoTexts[errno] ?? errno;
}
