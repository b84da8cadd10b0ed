/** trace: one command recorded ad hoc, as a trace file. */
import { constants } from 'node:os';
import { TraceGateError } from '../errors.js';
import type { TraceFormat } from '../export/registry.js';
import { renderSummary } from '../export/summary.js';
import { plansOf } from '../gate/plan.js';
import type { BackendName } from '../gate/backends.js';
import { takeTrace } from '../gate/record.js';
import { documentOf } from '../gate/trace-document.js';
import { exitCodes } from '../model/finding.js';
import type { Trace } from '../model/trace.js';
import { describeRefusal } from '../report/describe-refusal.js';
import type { Io } from './io.js';
import { writeOutput } from './write-output.js';
import { backendOption, positive, withCommon, type Common, type Registry } from './options.js';
import { openProject } from './project.js';
import { requireLinux } from './run-gate.js';
import { tellLimits, traceFormatNames, traceFormatOf, writeTrace } from './trace-format.js';

export interface TraceRequest {
  readonly command: readonly string[];
  readonly config?: string;
  /** -o; absent: stdout. */
  readonly output?: string;
  readonly timeoutMs?: number;
  /** --summary: the table of strace -c on stdout; the trace only where -o names a file for it. */
  readonly summary: boolean;
  /** --exit-code: the command's own code is ours. */
  readonly passCode: boolean;
  readonly format: TraceFormat;
  readonly backend: BackendName;
}

/** The exit code of the first process as a shell would give it; undefined where the trace does not tell. */
function commandCode({ events }: Trace): number | undefined {
  const root = events[0]?.tid;
  const end = events.findLast((event) => event.kind === 'exit' && event.tid === root);
  if (end?.kind !== 'exit' || end.outcome.kind === 'superseded') return undefined;
  if (end.outcome.kind === 'exited') return end.outcome.code;
  return 128 + ((constants.signals as Partial<Record<string, number>>)[end.outcome.signal] ?? 0);
}

/** Records and writes; 0 whatever the command returned, unless its code is asked for. */
export async function trace(request: TraceRequest, io: Io): Promise<number> {
  requireLinux('trace');
  const { command, config, output, summary, timeoutMs, format, backend } = request;
  const project = await openProject({ command, names: [], tags: [], ...(config === undefined ? {} : { config }) }, io);
  const [target] = project.targets;
  const [plan] = target
    ? plansOf({ ...target, ...(timeoutMs === undefined ? {} : { timeoutMs }) }, project.config.directory)
    : [];
  if (!plan) throw new TraceGateError('E_DEFECT', { detail: 'a command without a plan' });
  const redact = project.config.redact.map(({ pattern }) => pattern);
  const taken = await takeTrace(plan, {
    redact,
    backend,
    built: false,
    refused: (used, why) => io.stderr.write(`trace-gate: ${describeRefusal(used, why)}\n`),
    // stdout is ours where we write to it.
    output: { stdout: output === undefined || summary ? io.stderr : io.stdout, stderr: io.stderr },
  });
  tellLimits(taken.trace, io);
  if (output !== undefined || !summary) await writeTrace({ document: documentOf(taken), format, redact, output }, io);
  if (summary) await writeOutput(undefined, [renderSummary(taken.trace)], io);
  return request.passCode ? (commandCode(taken.trace) ?? exitCodes.noVerdict) : exitCodes.passed;
}

interface TraceOptions extends Common {
  readonly output?: string;
  readonly format: string;
  readonly timeout?: number;
  readonly exitCode?: boolean;
  readonly summary?: boolean;
  readonly backend: BackendName;
}

const help = `
The command runs in this folder, with the small fixed environment of targets: PATH as here, HOME and TMPDIR empty folders, LANG=C.UTF-8, TZ=UTC,
and nothing else (\`-- env NAME=value CMD\` adds to it). Its standard input is empty. The trace holds no contents of buffers and no variables.
`;

/** Registers trace. */
export function registerTrace({ program, io, command, takes }: Registry): void {
  withCommon(program.command('trace').description('record one command, as a trace file or a table of its calls'))
    .usage('[options] -- CMD ARG…')
    .option('-o, --output <file>', 'trace file (default: stdout, and what the command writes goes to stderr)')
    .option('--summary', 'print the table of `strace -c -w`, and the trace only with -o')
    .option('--format <name>', `format to write: ${traceFormatNames.join(', ')}`, 'trace-json')
    .option('--timeout <ms>', 'end it after so many milliseconds', positive)
    .option('--exit-code', "exit with the command's code (128+n: ended by signal n) instead of 0")
    .addOption(backendOption())
    .addHelpText('after', help)
    .action((options: TraceOptions) => {
      if (!command || command.length === 0)
        throw new TraceGateError('E_USAGE', {
          detail: 'trace needs a command after `--`',
          hint: 'trace-gate trace -o trace.json -- ./program argument',
        });
      const format = traceFormatOf('--format', options.format);
      takes(options, () =>
        trace(
          {
            command,
            format,
            backend: options.backend,
            passCode: options.exitCode === true,
            summary: options.summary === true,
            ...(options.config === undefined ? {} : { config: options.config }),
            ...(options.output === undefined ? {} : { output: options.output }),
            ...(options.timeout === undefined ? {} : { timeoutMs: options.timeout }),
          },
          io,
        ),
      );
    });
}
