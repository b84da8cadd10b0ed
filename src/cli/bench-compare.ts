/** bench compare: a run against a stored baseline, or one baseline against another. */
import { Option, type Command } from 'commander';
import type { BenchFormat } from '../bench/formats.js';
import { isTraceGateError, TraceGateError } from '../errors.js';
import { findBaseline } from '../gate/baseline-store.js';
import { compareStored } from '../gate/compare-stored.js';
import {
  missingRules,
  type AbsentBaseline,
  type BenchmarkFile,
  type BenchMachine,
  type MissingRule,
} from '../model/bench-baseline.js';
import { renderStoredJson } from '../report/stored-json.js';
import { renderStoredJunit } from '../report/stored-junit.js';
import { renderStoredMarkdown } from '../report/stored-markdown.js';
import { renderStoredText } from '../report/stored-text.js';
import { benchMachine } from '../source/bench-machine.js';
import { benchFormat, checkInput, readBaselineFile, readInput, redacted } from './bench-input.js';
import { benchLimits, share } from './bench-limits.js';
import { openBench, type BenchProject } from './bench-project.js';
import type { Io } from './io.js';
import { reportOptions, withReporting, type Registry, type Reporting } from './options.js';
import { deliverReports, prepareReports, wantedReporters } from './report-verdict.js';

interface CompareOptions extends Reporting {
  readonly baseline?: string;
  readonly baselineDir?: string;
  readonly current?: string;
  readonly format?: string;
  readonly regressionThreshold?: number;
  readonly warningThreshold?: number;
  readonly missing?: MissingRule;
  readonly acrossMachines?: boolean;
  readonly allowMissingBaseline?: boolean;
}

interface CompareRequest extends Omit<CompareOptions, 'format'> {
  readonly command?: readonly string[];
  readonly format?: BenchFormat;
}

const renderers = {
  terminal: renderStoredText,
  json: renderStoredJson,
  markdown: renderStoredMarkdown,
  junit: renderStoredJunit,
} as const;

async function compare(request: CompareRequest, io: Io): Promise<number> {
  const reports = reportOptions(request);
  wantedReporters(reports);
  const project = await openBench(request, io);
  const limits = benchLimits(request, project);
  const machine = await benchMachine();
  const { current: file, command, format } = request;
  await prepareReports(
    reports,
    [file, request.baseline].filter((input) => input !== undefined),
  );
  // Before anything is measured for minutes.
  const baseline = await baselineOf(request, project, machine, io);
  const input = {
    redact: project.redact,
    ...(file && { file }),
    ...(command && { command }),
    ...(format && { format }),
  };
  const { bench } = project;
  const isJudged = !('absent' in baseline) || bench.budgets.length > 0;
  const current = isJudged ? await readInput(input, io) : nothing(file ?? command?.join(' ') ?? 'stdin');
  const rules = {
    limits,
    missing: request.missing ?? bench.missing ?? 'error',
    budgets: bench.budgets,
    acrossMachines: request.acrossMachines ?? bench.acrossMachines ?? false,
  };
  const before = 'absent' in baseline ? baseline : redacted(baseline, project.redact);
  const comparison = compareStored(before, current, rules, machine);
  await deliverReports((name) => renderers[name](comparison), reports, io);
  return comparison.exitCode;
}

const nothing = (file: string): BenchmarkFile => ({ file, run: { format: 'none', benchmarks: [] } });

/** Absent: there is none, and that is allowed. */
async function baselineOf(
  request: CompareRequest,
  project: BenchProject,
  machine: BenchMachine,
  io: Io,
): Promise<BenchmarkFile | AbsentBaseline> {
  try {
    if (request.baseline === undefined) return await findBaseline(project.baselineDir, machine);
    return await readBaselineFile(request.baseline, io);
  } catch (error) {
    if (request.allowMissingBaseline !== true || !isTraceGateError(error, 'E_BENCH_BASELINE')) throw error;
    const rest = project.bench.budgets.length > 0 ? 'only budgets are judged' : 'nothing was compared';
    io.stderr.write(`trace-gate: ${error.message}; ${rest}\n`);
    return { file: error.facts.file, absent: true };
  }
}

/** FILE is an argument of bench save, and two files are natural to give. */
function checkArguments([first, second]: readonly string[]): void {
  if (first === undefined) return;
  const options = second === undefined ? `--current ${first}` : `--baseline ${first} --current ${second}`;
  throw new TraceGateError('E_USAGE', {
    detail: `bench compare takes files as options, and not as \`${first}\``,
    hint: `trace-gate bench compare ${options}`,
  });
}

/** Registers bench compare. */
export function registerBenchCompare({ program, io, takes, command }: Registry): void {
  withReporting(program.command('compare').description('judge a run against a stored baseline'))
    .usage('[options] [-- CMD…]')
    .option('--baseline <file>', 'baseline (default: the one of this machine in the folder of baselines)')
    .option('--baseline-dir <folder>', 'where baselines are (default: .performance-baselines)')
    .option('--current <file>', 'what a benchmark tool wrote, target/criterion, or a baseline; - for stdin')
    .option('--format <name>', 'whose result the current one is (default: its content tells)')
    .option('--regression-threshold <share>', 'fail what is slower by more (default: 0.05)', share)
    .option('--warning-threshold <share>', 'warn of what is slower by more (default: 0.02)', share)
    .addOption(new Option('--missing <rule>', 'what a missing benchmark is (default: error)').choices(missingRules))
    .option('--across-machines', 'fail regressions against a baseline of another machine, too')
    .option('--allow-missing-baseline', 'exit code 0 where there is no baseline and no budget is exceeded')
    .allowExcessArguments()
    .action((options: CompareOptions, { args }: Command) => {
      checkArguments(args);
      const { format: name, ...rest } = options;
      const format = benchFormat(name);
      const given = command === undefined ? {} : { command };
      checkInput(
        { ...given, ...(options.current === undefined ? {} : { file: options.current }) },
        'trace-gate bench compare --current FILE, or trace-gate bench compare -- cargo bench',
      );
      takes(options, () => compare({ ...rest, ...given, ...(format === undefined ? {} : { format }) }, io));
    });
}
