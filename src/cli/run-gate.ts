/** capture, assert and diff of targets: the commands that run something and end in a verdict. */
import { TraceGateError } from '../errors.js';
import { gate } from '../gate/gate.js';
import type { Verdict } from '../model/verdict.js';
import { isCi, type Io } from './io.js';
import { progressLine } from './progress.js';
import { checkGate, openProject, type ProjectRequest } from './project.js';
import { reportVerdict, wantedReporters, type ReportOptions } from './report-verdict.js';

export interface GateRequest extends ProjectRequest, ReportOptions {
  readonly ci?: boolean;
  readonly strict: boolean;
  readonly runs?: number;
}

/** Recording needs Linux; everything else does not. */
export function requireLinux(command: string): void {
  if (process.platform !== 'linux') throw new TraceGateError('E_NOT_LINUX', { command, platform: process.platform });
}

export async function runGate(mode: 'capture' | 'assert' | 'diff', request: GateRequest, io: Io): Promise<number> {
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
  const progress = progressLine(io);
  let verdict: Verdict;
  try {
    verdict = await gate(
      project.config,
      mode === 'assert' ? project.targets : project.targets.filter(({ golden }) => golden),
      {
        mode,
        ci: request.ci ?? isCi(io.env),
        strict: request.strict,
        goldenFolder: project.goldenFolder,
        complete: project.complete,
        notes: project.notes,
        progress: (text) => progress.show(text),
        ...(request.runs === undefined ? {} : { runs: request.runs }),
      },
    );
  } finally {
    progress.done();
  }
  await reportVerdict(verdict, request, io);
  return verdict.exitCode;
}
