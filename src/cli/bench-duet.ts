/** bench duet: two commands in turn, or one against itself. */
import { InvalidArgumentError, Option } from 'commander';
import { duetLimits } from '../bench/duet-rule.js';
import { TraceGateError } from '../errors.js';
import { duet, type DuetRequest, type Side } from '../gate/duet.js';
import { timedRun } from '../gate/timed-run.js';
import { missingRules, type MissingRule } from '../model/bench-baseline.js';
import type { Duet } from '../model/duet.js';
import { redactText } from '../model/redact.js';
import { renderDuetJson } from '../report/duet-json.js';
import { renderDuetJunit } from '../report/duet-junit.js';
import { renderDuetMarkdown } from '../report/duet-markdown.js';
import { renderDuetText } from '../report/duet-text.js';
import type { TerminalOptions } from '../report/terminal.js';
import { benchFormat } from './bench-input.js';
import { benchLimits, share, type ThresholdOptions } from './bench-limits.js';
import { openBench } from './bench-project.js';
import type { Io } from './io.js';
import { positive, reportOptions, withReporting, type Registry, type Reporting } from './options.js';
import { progressLine } from './progress.js';
import { deliverReports, prepareReports, wantedReporters, type ReporterName } from './report-verdict.js';
import { requireLinux } from './run-gate.js';

interface DuetOptions extends Reporting, ThresholdOptions {
  readonly aa?: boolean;
  readonly runs: number;
  readonly maxRuns?: number;
  readonly inner: number;
  readonly warmup: number;
  readonly measure: 'auto' | 'wall' | 'cpu';
  readonly timeout: number;
  readonly strict?: boolean;
  readonly missing?: MissingRule;
  readonly confirm: boolean;
  readonly benchmarks?: boolean;
  readonly format?: string;
}

const renderers: Readonly<Record<ReporterName, (found: Duet, options: TerminalOptions) => string>> = {
  terminal: renderDuetText,
  json: renderDuetJson,
  markdown: renderDuetMarkdown,
  junit: renderDuetJunit,
};

/** 4 of each are the least that gives an interval of 95 %. */
const fewestPairs = 4;

const usage = (detail: string, hint: string): TraceGateError => new TraceGateError('E_USAGE', { detail, hint });

function atLeast(least: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (!Number.isInteger(number) || number < least)
      throw new InvalidArgumentError(`a whole number from ${least} on is needed`);
    return number;
  };
}

/** What follows the first `--` up to the next one is A, the rest is B; with --aa all of it is A. */
function commandsOf(command: readonly string[] | undefined, aa: boolean): Pick<DuetRequest, 'a' | 'b'> {
  const split = aa || command === undefined ? -1 : command.indexOf('--');
  if (aa) {
    if (command && command.length > 0) return { a: command };
    throw usage('bench duet --aa needs a command after `--`', 'trace-gate bench duet --aa -- ./program argument');
  }
  const [a, b] = [command?.slice(0, split) ?? [], command?.slice(split + 1) ?? []];
  if (split >= 0 && a.length > 0 && b.length > 0) return { a, b };
  throw usage(
    'bench duet needs two commands, each after a `--`',
    'trace-gate bench duet -- ./old argument -- ./new argument; one against itself: bench duet --aa -- ./program',
  );
}

/** Checked before anything runs; throws E_USAGE. */
function requestOf(
  options: DuetOptions,
  command: readonly string[] | undefined,
): Omit<DuetRequest, 'limits' | 'missing'> {
  const format = benchFormat(options.format);
  const maxPairs = options.maxRuns ?? options.runs;
  if (maxPairs < options.runs) throw usage('--max-runs is below --runs', `--max-runs ${4 * options.runs}`);
  if (options.benchmarks !== true && options.format !== undefined)
    throw usage('--format is of what benchmarks print', 'add --benchmarks');
  if (options.benchmarks === true && (options.inner > 1 || options.measure !== 'auto'))
    throw usage('--inner and --measure are of commands that are timed, not of --benchmarks', 'take one or the other');
  return {
    ...commandsOf(command, options.aa === true),
    pairs: options.runs,
    maxPairs,
    inner: options.inner,
    warmup: options.warmup,
    measure: options.measure,
    confirm: options.confirm,
    strict: options.strict === true,
    ...(options.benchmarks === true ? { benchmarks: format === undefined ? {} : { format } } : {}),
  };
}

const definedOnly = (env: Io['env']): Record<string, string> =>
  Object.fromEntries(Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));

/** Command lines and names of benchmarks can hold what should not be seen. */
function redacted(found: Duet, patterns: readonly RegExp[]): Duet {
  const hide = (texts: readonly string[]): string[] => texts.map((text) => redactText(text, patterns));
  return {
    ...found,
    a: hide(found.a),
    b: hide(found.b),
    missing: hide(found.missing),
    added: hide(found.added),
    comparisons: found.comparisons.map((one) =>
      one.name === undefined ? one : { ...one, name: redactText(one.name, patterns) },
    ),
  };
}

async function benchDuet(
  asked: Omit<DuetRequest, 'limits' | 'missing'>,
  options: DuetOptions,
  io: Io,
): Promise<number> {
  requireLinux('bench duet');
  const reporting = reportOptions(options);
  wantedReporters(reporting);
  const project = await openBench(options, io);
  const thresholds = benchLimits(options, project);
  const missing = options.missing ?? project.bench.missing ?? 'error';
  const request = { ...asked, missing, limits: { ...thresholds, confidence: duetLimits.confidence } };
  await prepareReports(reporting);
  const env = definedOnly(io.env);
  const progress = progressLine(io);
  try {
    const whole = await duet(request, {
      run: (side: Side) =>
        timedRun(
          {
            command: (side === 'b' ? request.b : undefined) ?? request.a,
            cwd: io.cwd,
            env,
            timeoutMs: options.timeout,
          },
          request.benchmarks !== undefined,
        ),
      show: (text) => progress.show(text),
    });
    progress.done();
    const found = redacted(whole, project.redact);
    await deliverReports((name, terminal) => renderers[name](found, terminal), reporting, io);
    return found.exitCode;
  } finally {
    progress.done();
  }
}

const help = `
The commands run in this folder with your environment (a benchmark needs what is set for it) and an empty standard input. What they write is dropped; a command that fails ends
the duet with exit code 3. What contains a \`--\` itself goes into a script, or comes last.

Verdicts: FAIL (exit 1): B takes longer than A by more than the threshold, and a second measurement shows it, too, unless the first was beyond doubt. WARN: longer, but not enough or not sure enough.
INCONCLUSIVE: the noise is too large to tell. Wall time decides; where the machine is too busy for that and the commands compute, their CPU time does.
`;

/** Registers bench duet. */
export function registerDuet({ program, io, command, takes }: Registry): void {
  withReporting(program.command('duet').description('run two commands in turn, and judge whether the second is slower'))
    .usage('[options] -- CMD_A ARG… -- CMD_B ARG…\n       trace-gate bench duet --aa [options] -- CMD ARG…')
    .option('--aa', 'one command against itself: how much noise this machine makes')
    .option('--runs <n>', 'how often each runs for a measurement', atLeast(fewestPairs), 10)
    .option('--max-runs <n>', 'while the interval is too wide to judge, go on up to so many', atLeast(fewestPairs))
    .option(
      '--inner <n>',
      'let a sample be the shortest of so many runs, for commands of a few milliseconds',
      positive,
      1,
    )
    .option('--warmup <n>', 'runs of each before anything is measured', atLeast(0), 2)
    .addOption(new Option('--measure <what>', 'time that counts').choices(['auto', 'wall', 'cpu']).default('auto'))
    .option('--timeout <ms>', 'end a run after so many milliseconds', positive, 600_000)
    .option('--regression-threshold <share>', 'fail what is slower by more (default: 0.05)', share)
    .option('--warning-threshold <share>', 'warn of what is slower by more (default: 0.02)', share)
    .option('--no-confirm', 'do not measure again what failed')
    .option('--strict', 'exit with 3 where it is inconclusive')
    .option('--benchmarks', 'the commands print results of a benchmark tool, which are judged one by one')
    .addOption(
      new Option('--missing <rule>', 'what a benchmark is that B does not print (default: error)').choices(
        missingRules,
      ),
    )
    .option('--format <name>', 'whose results these are (default: their content tells)')
    .addHelpText('after', help)
    .action((options: DuetOptions) => {
      const request = requestOf(options, command);
      takes(options, () => benchDuet(request, options, io));
    });
}
