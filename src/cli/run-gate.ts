/** capture, assert and diff of targets: the commands that run something and end in a verdict. */
import { Option, type Command } from 'commander';
import type { Logger } from 'pino';
import { TraceGateError } from '../errors.js';
import { gate } from '../gate/gate.js';
import { limitsOf, type BackendName } from '../gate/backends.js';
import type { Target } from '../model/config.js';
import { recordFolderOf } from '../model/tool-folders.js';
import type { Verdict } from '../model/verdict.js';
import { describeLimits } from '../report/describe-limits.js';
import { probeRenacer } from '../source/renacer.js';
import { diffStored } from './diff-stored.js';
import { isCi, type Io } from './io.js';
import {
  backendOption,
  collect,
  positive,
  reportOptions,
  withReporting,
  type Registry,
  type Reporting,
} from './options.js';
import { progressLine } from './progress.js';
import { checkGate, openProject, type ProjectRequest } from './project.js';
import { Refusals } from './refusals.js';
import { SurroundingsNotes } from './surroundings-notes.js';
import {
  prepareReports,
  reportersFor,
  reportFiles,
  reportVerdict,
  wantedReporters,
  type ReportOptions,
} from './report-verdict.js';
import { prepareRunRecord, writeRunRecord } from './run-record.js';

export interface GateRequest extends ProjectRequest, ReportOptions {
  readonly backend: BackendName;
  readonly ci?: boolean;
  readonly strict: boolean;
  readonly runs?: number;
  readonly surroundings?: Target['surroundings'];
}

/** Recording needs Linux; everything else does not. */
export function requireLinux(command: string): void {
  if (process.platform !== 'linux') throw new TraceGateError('E_NOT_LINUX', { command, platform: process.platform });
}

/** Once for all targets: what their recordings can't show. Without the tracer there are none, and each target says so. */
async function limitNotes(backend: BackendName): Promise<string[]> {
  const limits = limitsOf(backend);
  const version = limits.length === 0 ? undefined : (await probeRenacer())?.version;
  const note = version === undefined ? undefined : describeLimits(`${backend} ${version}`, limits);
  return note === undefined ? [] : [note];
}

/** Runs the gate on targets, reports, and leaves a record of the run. */
export async function runGate(
  mode: 'capture' | 'assert' | 'diff',
  request: GateRequest,
  io: Io,
  log: Logger,
): Promise<number> {
  requireLinux(mode);
  wantedReporters(request);
  const project = await openProject(request, io);
  if (mode === 'assert') checkGate(project, request.command);
  else if (!project.targets.some(({ golden }) => golden)) {
    throw request.command
      ? new TraceGateError('E_USAGE', {
          detail: `a command after \`--\` needs a name for its golden`,
          hint: `trace-gate ${mode} --name NAME -- ${request.command.join(' ')}`,
        })
      : new TraceGateError('E_EMPTY_GATE', { file: project.config.file, targets: [] });
  }
  const { reporting } = project.config;
  const reported = {
    ...request,
    configured: reporting && mode !== 'diff' ? reportersFor(reporting.formats, reporting.outputDir) : [],
  };
  await prepareRunRecord(project.config, log);
  await prepareReports(reported);
  const progress = progressLine(io);
  const refusals = new Refusals();
  const surroundings = new SurroundingsNotes();
  let verdict: Verdict;
  try {
    verdict = await gate(
      project.config,
      mode === 'assert' ? project.targets : project.targets.filter(({ golden }) => golden),
      {
        mode,
        backend: request.backend,
        ci: request.ci ?? isCi(io.env),
        strict: request.strict,
        goldenFolder: project.goldenFolder,
        recordFolder: recordFolderOf(project.config.directory),
        complete: project.complete,
        notes: [...project.notes, ...(await limitNotes(request.backend))],
        reports: reportFiles(reported, io),
        progress: (text) => progress.show(text),
        refused: refusals.add,
        unchanged: surroundings.add,
        leftovers: surroundings.addLeftovers,
        ...(request.runs === undefined ? {} : { runs: request.runs }),
        ...(request.surroundings === undefined ? {} : { surroundings: request.surroundings }),
      },
    );
  } finally {
    progress.done();
  }
  const { command } = request;
  verdict = {
    ...verdict,
    targets: command ? verdict.targets.map((target) => ({ ...target, adHoc: command })) : verdict.targets,
    notes: [...verdict.notes, ...refusals.notes, ...surroundings.notes],
  };
  await writeRunRecord(project.config, verdict, log);
  await reportVerdict(verdict, reported, io);
  return verdict.exitCode;
}

interface RunOptions extends Reporting {
  readonly backend: BackendName;
  readonly tag: readonly string[];
  readonly name?: string;
  readonly runs?: number;
  readonly surroundings?: Target['surroundings'];
  readonly strict?: boolean;
  readonly ci?: boolean;
}

function running(command: Command): Command {
  return withReporting(command)
    .argument('[target...]', 'names or globs of targets (default: all)')
    .option('--tag <tag>', 'only targets with this tag (repeatable)', collect, [])
    .option('--name <name>', 'name of the golden of a command after --')
    .addOption(backendOption())
    .option('--ci', 'behave as in CI')
    .option('--no-ci', 'behave as outside CI')
    .option('--strict', 'unstable differences fail');
}

function gateRequest(
  names: readonly string[],
  options: RunOptions,
  command: readonly string[] | undefined,
): GateRequest {
  return {
    ...reportOptions(options),
    names,
    backend: options.backend,
    tags: options.tag,
    strict: options.strict === true,
    ...(options.config === undefined ? {} : { config: options.config }),
    ...(options.name === undefined ? {} : { name: options.name }),
    ...(options.runs === undefined ? {} : { runs: options.runs }),
    ...(options.surroundings === undefined ? {} : { surroundings: options.surroundings }),
    ...(options.ci === undefined ? {} : { ci: options.ci }),
    ...(command === undefined ? {} : { command }),
  };
}

const surroundingsHelp = `
The recordings of a capture differ in what must not matter to the target: its folder, TMPDIR, HOME, the host name, the pids, the moment, the
number of CPUs, load. So the golden shows what hangs on them. This needs no privileges where user namespaces are allowed; elsewhere the project is
copied, and a note says what was not changed. \`--surroundings fixed\` makes all recordings like the first one.
`;

/** Registers capture, assert and diff. */
export function registerGate({ program, io, command, takes }: Registry): void {
  running(
    program
      .command('capture')
      .description('run targets and write goldens: a new one is accepted, one that differs is left as pending'),
  )
    .option('--runs <n>', 'recordings of each target (default: 4; 3 where one takes over 10 seconds)', positive)
    .addOption(
      new Option('--surroundings <kind>', 'changed: the recordings differ in what must not matter').choices([
        'changed',
        'fixed',
      ]),
    )
    .addHelpText('after', surroundingsHelp)
    .action((names: string[], options: RunOptions) =>
      takes(options, (log) => runGate('capture', gateRequest(names, options, command), io, log)),
    );
  running(program.command('assert').description('run targets, check assertions, compare with goldens')).action(
    (names: string[], options: RunOptions) =>
      takes(options, (log) => runGate('assert', gateRequest(names, options, command), io, log)),
  );
  running(
    program
      .command('diff')
      .description('show what differs from the golden; of two files (goldens, traces); of goldens and a git ref')
      .usage(
        '[options] [TARGET…] [-- CMD ARG…]\n       trace-gate diff [options] A.json B.json\n       trace-gate diff [options] --against REF [TARGET…]',
      ),
  )
    .option('--against <ref>', 'compare the goldens here with those of a git ref; runs nothing')
    .action((names: string[], options: RunOptions & { against?: string }) =>
      takes(options, async (log) => {
        const request = gateRequest(names, options, command);
        const stored = await diffStored(
          { ...request, ...(options.against === undefined ? {} : { against: options.against }) },
          io,
        );
        return stored ?? runGate('diff', request, io, log);
      }),
    );
}
