/** bench list: the baselines that there are. */
import { listBaselines } from '../gate/baseline-store.js';
import { exitCodes } from '../model/finding.js';
import { renderBaselines, renderBaselinesJson } from '../report/bench-list.js';
import { benchMachine } from '../source/bench-machine.js';
import { openBench } from './bench-project.js';
import type { Io } from './io.js';
import { withCommon, type Common, type Registry } from './options.js';

interface ListOptions extends Common {
  readonly baselineDir?: string;
  readonly json?: boolean;
}

/** 3 where one can not be read. */
async function list(options: ListOptions, io: Io): Promise<number> {
  const { baselineDir } = await openBench(options, io);
  const baselines = await listBaselines(baselineDir, await benchMachine());
  io.stdout.write(options.json === true ? renderBaselinesJson(baselines) : renderBaselines(baselines, baselineDir));
  return baselines.some(({ problem }) => problem !== undefined) ? exitCodes.noVerdict : exitCodes.passed;
}

/** Registers bench list. */
export function registerBenchList({ program, io, takes, noCommand }: Registry): void {
  withCommon(program.command('list').description('show the baselines of every machine, and the archived ones'))
    .option('--baseline-dir <folder>', 'where baselines are (default: .performance-baselines)')
    .option('--json', 'as JSON')
    .action((options: ListOptions) => {
      noCommand('bench list');
      takes(options, () => list(options, io));
    });
}
