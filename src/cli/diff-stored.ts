/** diff of what is stored: two files, or the goldens here against those of a git ref. Works wherever node does. */
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { TraceGateError } from '../errors.js';
import { diffAgainst, diffFiles } from '../gate/diff-stored.js';
import type { Side } from '../gate/compare-two.js';
import { readSide } from '../gate/stored-side.js';
import type { BackendLimit } from '../model/trace.js';
import { describeLimits } from '../report/describe-limits.js';
import type { Io } from './io.js';
import { openProject, redactPatterns, type ProjectRequest } from './project.js';
import { prepareReports, reportVerdict, wantedReporters, type ReportOptions } from './report-verdict.js';

export interface DiffRequest extends ProjectRequest, ReportOptions {
  /** --against */
  readonly against?: string;
}

async function isJsonFile(name: string, io: Io): Promise<boolean> {
  if (!name.endsWith('.json')) return false;
  return stat(resolve(io.cwd, name)).then(
    (info) => info.isFile(),
    () => false,
  );
}

const limitsOf = (side: Side): readonly BackendLimit[] =>
  (side.kind === 'trace' ? side.taken.trace.backend.limits : side.golden.limits) ?? [];

/** Where the recorders of the two show different parts of the truth, part of what differs is theirs. */
function limitNotes(sides: readonly [Side, Side]): string[] {
  const [before, after] = sides.map((side) => limitsOf(side).join(' '));
  if (before === after) return [];
  return sides.flatMap((side) => describeLimits(`the recorder of ${side.file}`, limitsOf(side)) ?? []);
}

async function filesVerdict(request: DiffRequest, io: Io): Promise<number> {
  const [before, after] = request.names;
  if (before === undefined || after === undefined || request.names.length > 2)
    throw new TraceGateError('E_USAGE', {
      detail: `two files are compared, not ${request.names.length}`,
      hint: 'trace-gate diff A.json B.json',
    });
  const redact = await redactPatterns(request.config, io);
  await prepareReports(request, [before, after]);
  const sides = [
    await readSide(before, resolve(io.cwd, before), redact),
    await readSide(after, resolve(io.cwd, after), redact),
  ] as const;
  const verdict = diffFiles(...sides);
  await reportVerdict({ ...verdict, notes: [...verdict.notes, ...limitNotes(sides)] }, request, io);
  return verdict.exitCode;
}

async function againstVerdict(ref: string, request: DiffRequest, io: Io): Promise<number> {
  const { config, goldenFolder } = await openProject(
    { names: [], tags: [], ...(request.config === undefined ? {} : { config: request.config }) },
    io,
  );
  await prepareReports(request);
  const verdict = await diffAgainst({ ref, directory: config.directory, goldenFolder, names: request.names });
  await reportVerdict(verdict, request, io);
  return verdict.exitCode;
}

/** The exit code; undefined: neither files nor a ref are named, so targets are meant. */
export async function diffStored(request: DiffRequest, io: Io): Promise<number | undefined> {
  wantedReporters(request);
  const { against, command, names } = request;
  const files = await Promise.all(names.map((name) => isJsonFile(name, io)));
  if (against === undefined && !files.includes(true)) {
    // Not a target's name, since those don't look like a path: say what is wrong before anything else does.
    const missing = names.find((name) => /[/\\]/.test(name) && name.endsWith('.json'));
    if (missing !== undefined) throw new TraceGateError('E_USAGE', { detail: `${missing} does not exist` });
    return undefined;
  }
  if (command)
    throw new TraceGateError('E_USAGE', { detail: 'what is stored is compared without running a command after `--`' });
  if (against !== undefined) {
    if (files.includes(true))
      throw new TraceGateError('E_USAGE', { detail: '--against takes names of goldens, not files' });
    return againstVerdict(against, request, io);
  }
  const missing = names[files.indexOf(false)];
  if (missing !== undefined)
    throw new TraceGateError('E_USAGE', {
      detail: `${missing} is not a .json file that exists`,
      hint: 'trace-gate diff A.json B.json',
    });
  return filesVerdict(request, io);
}
