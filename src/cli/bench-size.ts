/** bench size: sizes of binaries, kept beside the baselines and compared with them. */
import { TraceGateError } from '../errors.js';
import { compareSizes, measureFiles, measureStored, needSizes, saveSizes } from '../gate/size-store.js';
import { exitCodes } from '../model/finding.js';
import { renderSizes, renderSizesJson, renderSizesJunit, renderSizesMarkdown } from '../report/size.js';
import { describeSavedSizes } from '../report/size-saved.js';
import { headFacts } from '../source/git.js';
import { share, sizeLimitsOf, type SizeOptions } from './bench-limits.js';
import { openBench, type BenchProject } from './bench-project.js';
import { stamp } from './bench-save.js';
import type { Io } from './io.js';
import { reportOptions, withReporting, type Registry, type Reporting } from './options.js';
import { deliverReports, prepareReports, wantedReporters } from './report-verdict.js';

interface SizeRequest extends Reporting, SizeOptions {
  readonly baseline?: string;
  readonly baselineDir?: string;
  readonly save?: boolean;
}

const renderers = {
  terminal: renderSizes,
  json: renderSizesJson,
  markdown: renderSizesMarkdown,
  junit: renderSizesJunit,
} as const;

async function save(files: readonly string[], { baselineDir }: BenchProject, io: Io): Promise<number> {
  if (files.length === 0)
    throw new TraceGateError('E_USAGE', {
      detail: 'there is no file to save the size of',
      hint: 'trace-gate bench size --save target/release/PROGRAM',
    });
  const [measured, head] = await Promise.all([measureFiles(baselineDir, io.cwd, files), headFacts(io.cwd)]);
  const sizes = {
    format: 'trace-gate/bench-sizes',
    version: 1,
    ...(head?.commit === undefined ? {} : { commit: head.commit }),
    ...(head?.branch === undefined ? {} : { branch: head.branch }),
    date: stamp(new Date()),
    files: Object.fromEntries(measured.map(({ name, bytes }) => [name, bytes ?? 0])),
  } as const;
  io.stdout.write(describeSavedSizes(await saveSizes(baselineDir, sizes), sizes));
  return exitCodes.passed;
}

async function size(files: readonly string[], request: SizeRequest, io: Io): Promise<number> {
  const reports = reportOptions(request);
  wantedReporters(reports);
  const project = await openBench(request, io);
  const limits = sizeLimitsOf(request, project);
  if (request.save === true) return save(files, project, io);
  const { baselineDir } = project;
  await prepareReports(reports, [...files, ...(request.baseline === undefined ? [] : [request.baseline])]);
  const stored = await needSizes(baselineDir, request.baseline);
  const measured =
    files.length > 0
      ? await measureFiles(baselineDir, io.cwd, files)
      : await measureStored(baselineDir, io.cwd, stored);
  const comparison = compareSizes(stored, measured, limits);
  await deliverReports((name) => renderers[name](comparison), reports, io);
  return comparison.exitCode;
}

/** Registers bench size. */
export function registerBenchSize({ program, io, takes, noCommand }: Registry): void {
  withReporting(program.command('size').description('judge sizes of binaries against stored ones'))
    .argument('[file...]', 'binaries (default: every one of the baseline)')
    .option('--save', 'make the sizes of these files the baseline; the earlier one is archived')
    .option('--baseline <file>', 'sizes to compare with (default: sizes-current.json in the folder of baselines)')
    .option('--baseline-dir <folder>', 'where baselines are (default: .performance-baselines)')
    .option('--size-limit <share>', 'fail what is larger by more (default: 0.1)', share)
    .option('--size-warning <share>', 'warn of what is larger by more (default: 0.05)', share)
    .action((files: readonly string[], options: SizeRequest) => {
      noCommand('bench size');
      takes(options, () => size(files, options, io));
    });
}
