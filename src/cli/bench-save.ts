/** bench save: a result becomes the baseline of this machine; the one before is archived by its commit. */
import { basename, relative, resolve } from 'node:path';
import type { BenchFormat } from '../bench/formats.js';
import { findHeader, saveBaseline } from '../gate/baseline-store.js';
import { exitCodes } from '../model/finding.js';
import type { BaselineHeader, BenchmarkFile } from '../model/bench-baseline.js';
import { describeSaved } from '../report/bench-saved.js';
import { benchMachine } from '../source/bench-machine.js';
import { headFacts } from '../source/git.js';
import { benchFormat, checkInput, readInput } from './bench-input.js';
import { openBench } from './bench-project.js';
import type { Io } from './io.js';
import { withCommon, type Common, type Registry } from './options.js';

interface SaveOptions extends Common {
  readonly baselineDir?: string;
  readonly format?: string;
}

interface SaveRequest extends Omit<SaveOptions, 'format'> {
  readonly file?: string;
  readonly command?: readonly string[];
  readonly format?: BenchFormat;
}

const two = (number: number): string => String(number).padStart(2, '0');

/** YYYYMMDD-HHMMSS, as `date +%Y%m%d-%H%M%S` has it. */
export function stamp(now: Date): string {
  const day = `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`;
  return `${day}-${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`;
}

async function headerFor(read: BenchmarkFile, folder: string, io: Io): Promise<BaselineHeader> {
  // A baseline that is saved again, from another folder or a colleague, stays what it is.
  if (read.header) return { ...read.header, format: read.header.format ?? read.run.format };
  const [machine, head, before] = await Promise.all([benchMachine(), headFacts(io.cwd), findHeader(folder)]);
  const own = relative(head?.top ?? io.cwd, resolve(io.cwd, folder));
  const uncommitted = head?.uncommitted.filter((path) => !path.startsWith(`${own}/`)).length ?? 0;
  return {
    project: before?.project ?? basename(head?.top ?? io.cwd),
    ...(head?.commit === undefined ? {} : { commit: head.commit }),
    ...(head?.branch === undefined ? {} : { branch: head.branch }),
    ...(uncommitted === 0 ? {} : { uncommitted }),
    date: stamp(new Date()),
    machine,
    format: read.run.format,
  };
}

async function save(request: SaveRequest, io: Io): Promise<number> {
  const { redact, baselineDir } = await openBench(request, io);
  const read = await readInput({ ...request, redact }, io);
  const header = await headerFor(read, baselineDir, io);
  const saved = await saveBaseline(baselineDir, header, read.run);
  io.stdout.write(describeSaved(saved, header, read));
  return exitCodes.passed;
}

/** Registers bench save. */
export function registerBenchSave({ program, io, takes, command }: Registry): void {
  withCommon(
    program.command('save').description('make a result the baseline of this machine; the earlier one is archived'),
  )
    .argument('[file]', 'what a benchmark tool wrote, or target/criterion; - for stdin')
    .usage('[options] [FILE] [-- CMD…]')
    .option('--baseline-dir <folder>', 'where baselines are (default: .performance-baselines)')
    .option('--format <name>', 'whose result it is (default: its content tells)')
    .action((file: string | undefined, options: SaveOptions) => {
      const { format: name, ...rest } = options;
      const format = benchFormat(name);
      const input = { ...(file === undefined ? {} : { file }), ...(command === undefined ? {} : { command }) };
      checkInput(input, 'trace-gate bench save FILE, or trace-gate bench save -- cargo bench');
      takes(options, () => save({ ...rest, ...input, ...(format === undefined ? {} : { format }) }, io));
    });
}
