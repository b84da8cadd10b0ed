/** bench history: what happened to benchmarks from baseline to baseline. */
import { benchHistory } from '../gate/bench-history.js';
import { exitCodes } from '../model/finding.js';
import { renderHistory, renderHistoryJson } from '../report/history-text.js';
import { openBench } from './bench-project.js';
import type { Io } from './io.js';
import { withCommon, type Common, type Registry } from './options.js';
import { writeOutput } from './write-output.js';

interface HistoryOptions extends Common {
  readonly baselineDir?: string;
  readonly json?: boolean;
}

async function history(names: readonly string[], options: HistoryOptions, io: Io): Promise<number> {
  const { baselineDir, redact } = await openBench(options, io);
  const found = await benchHistory(baselineDir, names, redact);
  const text = options.json === true ? renderHistoryJson(found) : renderHistory(found, names.length > 0);
  await writeOutput(undefined, [text], io);
  return exitCodes.passed;
}

/** Registers bench history. */
export function registerBenchHistory({ program, io, takes, noCommand }: Registry): void {
  withCommon(program.command('history').description('show trends, steps and drifts of benchmarks, from all baselines'))
    .argument('[name...]', 'benchmarks, by name or glob (default: all)')
    .option('--baseline-dir <folder>', 'where baselines are (default: .performance-baselines)')
    .option('--json', 'as JSON')
    .action((names: readonly string[], options: HistoryOptions) => {
      noCommand('bench history');
      takes(options, () => history(names, options, io));
    });
}
