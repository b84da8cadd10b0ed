/** lint: every anti-pattern, on targets or on any command. */
import { TraceGateError } from '../errors.js';
import { gate } from '../gate/gate.js';
import type { BackendName } from '../gate/backends.js';
import { recordFolderOf } from '../model/tool-folders.js';
import { defaultDevices } from '../model/patterns.js';
import type { Io } from './io.js';
import { backendOption, collect, reportOptions, withReporting, type Registry, type Reporting } from './options.js';
import { progressLine } from './progress.js';
import { openProject, type ProjectRequest } from './project.js';
import { Refusals } from './refusals.js';
import { reportFiles, reportVerdict, wantedReporters, type ReportOptions } from './report-verdict.js';
import { requireLinux } from './run-gate.js';

/** Patterns of number reach it at four times the number at which they are half sure. */
const defaultThreshold = 0.8;

interface LintRequest extends ProjectRequest, ReportOptions {
  readonly strict: boolean;
  readonly threshold: number;
  readonly backend: BackendName;
}

async function lint(request: LintRequest, io: Io): Promise<number> {
  requireLinux('lint');
  wantedReporters(request);
  const project = await openProject(request, io);
  if (project.targets.length === 0)
    throw new TraceGateError('E_EMPTY_GATE', { file: project.config.file, targets: [] });
  const { strict, threshold } = request;
  const progress = progressLine(io);
  const refusals = new Refusals();
  const verdict = await gate(project.config, project.targets, {
    mode: 'lint',
    backend: request.backend,
    lint: { threshold, severity: strict ? 'error' : 'warn', devices: defaultDevices },
    ci: false,
    strict,
    goldenFolder: project.goldenFolder,
    recordFolder: recordFolderOf(project.config.directory),
    complete: false,
    notes: project.notes,
    reports: reportFiles(request, io),
    progress: (text) => progress.show(text),
    refused: refusals.add,
  }).finally(() => progress.done());
  await reportVerdict({ ...verdict, notes: [...verdict.notes, ...refusals.notes] }, request, io);
  return verdict.exitCode;
}

function confidence(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 1))
    throw new TraceGateError('E_USAGE', {
      detail: `--threshold ${text} is no confidence`,
      hint: 'a number from 0 to 1, e.g. --threshold 0.5',
    });
  return value;
}

interface LintOptions extends Reporting {
  readonly tag: readonly string[];
  readonly threshold: number;
  readonly strict?: boolean;
  readonly backend: BackendName;
}

/** Registers lint. */
export function registerLint({ program, io, command, takes }: Registry): void {
  withReporting(program.command('lint').description('look for every anti-pattern; what is found warns'))
    .usage('[options] [TARGET…] [-- CMD ARG…]')
    .argument('[target...]', 'names or globs of targets (default: all)')
    .option('--tag <tag>', 'only targets with this tag (repeatable)', collect, [])
    .option('--threshold <confidence>', 'confidence from which a pattern is told, 0 to 1', confidence, defaultThreshold)
    .option('--strict', 'what is found fails: exit code 1')
    .addOption(backendOption())
    .addHelpText(
      'after',
      '\nWhat a pattern means and how its confidence comes about: `trace-gate explain TightLoop`.\n',
    )
    .action((names: string[], options: LintOptions) =>
      takes(options, () =>
        lint(
          {
            ...reportOptions(options),
            names,
            tags: options.tag,
            strict: options.strict === true,
            threshold: options.threshold,
            backend: options.backend,
            ...(options.config === undefined ? {} : { config: options.config }),
            ...(command === undefined ? {} : { command }),
          },
          io,
        ),
      ),
    );
}
