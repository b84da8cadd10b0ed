/** bench deps: what a change of lockfiles did, beside the sizes of what is built. */
import { TraceGateError } from '../errors.js';
import { dependencyReport } from '../gate/bench-deps.js';
import { renderDependencies, renderDependenciesJson, renderDependenciesMarkdown } from '../report/deps.js';
import { share, sizeLimitsOf, type SizeOptions } from './bench-limits.js';
import { openBench } from './bench-project.js';
import type { Io } from './io.js';
import { reportOptions, withReporting, type Registry, type Reporting } from './options.js';
import { deliverReports, prepareReports, wantedReporters } from './report-verdict.js';

interface DepsOptions extends Reporting, SizeOptions {
  readonly against?: string;
  readonly baselineDir?: string;
}

const renderers = {
  terminal: renderDependencies,
  json: renderDependenciesJson,
  markdown: renderDependenciesMarkdown,
} as const;

async function deps(files: readonly string[], options: DepsOptions, io: Io): Promise<number> {
  const reports = reportOptions(options);
  if (wantedReporters(reports).some(({ name }) => name === 'junit'))
    throw new TraceGateError('E_USAGE', {
      detail: 'bench deps has no tests to report as JUnit',
      hint: 'trace-gate bench size --reporter junit judges sizes alone',
    });
  const project = await openBench(options, io);
  await prepareReports(reports, files);
  const report = await dependencyReport({
    cwd: io.cwd,
    ...(options.against === undefined ? {} : { ref: options.against }),
    files,
    baselineDir: project.baselineDir,
    limits: sizeLimitsOf(options, project),
  });
  await deliverReports((name) => (name === 'junit' ? '' : renderers[name](report)), reports, io);
  return report.exitCode;
}

/** Registers bench deps. */
export function registerBenchDeps({ program, io, takes, noCommand }: Registry): void {
  withReporting(program.command('deps').description('show what lockfiles added and removed, beside sizes of binaries'))
    .argument('[file...]', 'binaries whose size is told (default: those of sizes-current.json that are there)')
    .option('--against <ref>', 'commit to compare with (default: where this branch left the default one, or HEAD~1)')
    .option('--baseline-dir <folder>', 'where baselines are (default: .performance-baselines)')
    .option('--size-limit <share>', 'fail what is larger by more (default: 0.1)', share)
    .option('--size-warning <share>', 'warn of what is larger by more (default: 0.05)', share)
    .action((files: readonly string[], options: DepsOptions) => {
      noCommand('bench deps');
      takes(options, () => deps(files, options, io));
    });
}
