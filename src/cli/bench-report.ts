/** bench report: a library against NumPy, as document 003 has it. */
import { judgeGoal } from '../gate/bench-goal.js';
import { renderGoal, renderGoalJson } from '../report/goal.js';
import { share } from './bench-limits.js';
import { readInput } from './bench-input.js';
import { openBench } from './bench-project.js';
import type { Io } from './io.js';
import { withCommon, type Common, type Registry } from './options.js';
import { writeOutput } from './write-output.js';

interface ReportOptions extends Common {
  readonly own?: string;
  readonly library?: string;
  readonly reference: string;
  readonly within: number;
  readonly share: number;
  readonly json?: boolean;
}

async function report(file: string, options: ReportOptions, io: Io): Promise<number> {
  const { redact } = await openBench(options, io);
  const read = await readInput({ file, format: 'numpy', redact }, io);
  const own = options.own === undefined ? undefined : await readInput({ file: options.own, redact }, io);
  const judged = judgeGoal(read, own, options);
  await writeOutput(undefined, [options.json === true ? renderGoalJson(judged) : renderGoal(judged)], io);
  return judged.exitCode;
}

/** Registers bench report. */
export function registerBenchReport({ program, io, takes, noCommand }: Registry): void {
  withCommon(program.command('report').description('compare a library with NumPy, operation by operation, in Markdown'))
    .argument('<file>', '{ library: { operation: { size: { mean_ns } } } }; - for stdin')
    .option('--own <file>', "the library's own times where FILE has none: criterion's OPERATION/BACKEND/SIZE")
    .option('--library <name>', 'which library is judged (default: the one beside NumPy and PyTorch)')
    .option('--reference <name>', 'by which one', 'numpy')
    .option('--within <share>', 'how much slower an operation may be', share, 0.2)
    .option('--share <share>', 'in how many of the operations; exit code 1 where it is fewer', share, 0.8)
    .option('--json', 'as JSON')
    .action((file: string, options: ReportOptions) => {
      noCommand('bench report');
      takes(options, () => report(file, options, io));
    });
}
