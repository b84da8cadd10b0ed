/** Where a result comes from: a file, a folder of criterion, standard input, or a command that measures. */
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { type BenchFormat, textFormatNames } from '../bench/formats.js';
import { TraceGateError } from '../errors.js';
import { parseBenchmarkFile } from '../gate/read-benchmarks.js';
import { readResultFile, readWritten, stampsOf } from '../gate/result-files.js';
import type { BenchmarkFile } from '../model/bench-baseline.js';
import { redactText } from '../model/redact.js';
import { nearestName } from '../nearest-name.js';
import { runBenchmark } from '../source/run-benchmark.js';
import type { Io } from './io.js';

export interface BenchInput {
  /** `-`: standard input. Absent: the command's output, or standard input. */
  readonly file?: string;
  /** What stands after `--`. */
  readonly command?: readonly string[];
  /** --format */
  readonly format?: BenchFormat;
  /** [redact]: names of benchmarks can be command lines. */
  readonly redact: readonly RegExp[];
}

/** --format, checked before anything runs; throws E_USAGE. */
export function benchFormat(name: string | undefined): BenchFormat | undefined {
  if (name === undefined) return undefined;
  const known = textFormatNames.find((format) => format === name);
  if (known) return known;
  const nearest = nearestName(name, textFormatNames);
  throw new TraceGateError('E_USAGE', {
    detail: `--format ${name}: there is no such format`,
    hint: `${nearest === undefined ? '' : `did you mean ${nearest}? `}formats: ${textFormatNames.join(', ')}`,
  });
}

/** Throws E_USAGE where nothing says what to read. */
export function checkInput({ file, command }: Pick<BenchInput, 'file' | 'command'>, example: string): void {
  if (command?.length === 0)
    throw new TraceGateError('E_USAGE', { detail: 'there is no command after `--`', hint: example });
  if (file === undefined && command === undefined && process.stdin.isTTY)
    throw new TraceGateError('E_USAGE', { detail: 'there is no result to read', hint: example });
  if (file === '-' && command !== undefined)
    throw new TraceGateError('E_USAGE', { detail: 'give `-` or a command after `--`, not both', hint: example });
}

/** Throws E_USAGE, E_BENCH_COMMAND, E_BENCH_FORMAT, E_BENCH_READ. */
export async function readInput(input: BenchInput, io: Io): Promise<BenchmarkFile> {
  return redacted(await readRaw(input, io), input.redact);
}

async function readRaw({ file, command, format }: BenchInput, io: Io): Promise<BenchmarkFile> {
  const source = (name: string) => ({ file: name, ...(format && { format }) });
  if (command !== undefined && file !== undefined) {
    const path = resolve(io.cwd, file);
    const before = await orUsage(file, stampsOf(path));
    await runBenchmark(command, io.cwd, io.stderr);
    const written = await orUsage(file, readWritten({ ...source(file), path }, before));
    if (written) return written;
    const outcome = `did not write ${file}`;
    throw new TraceGateError('E_BENCH_COMMAND', { command, outcome, output: '', why: 'nothing written' });
  }
  if (command !== undefined) {
    const { stdout, stderr } = await runBenchmark(command, io.cwd, io.stderr);
    // Of tools that write JSON, standard error is what they say besides; a log needs both, in whichever order.
    const log = !/^\s*[{[]/.test(stdout) ? `${stderr}\n${stdout}` : stdout;
    return parseBenchmarkFile(log, source(command.join(' ')));
  }
  if (file === undefined || file === '-') return parseBenchmarkFile(await text(process.stdin), source('stdin'));
  return readBenchmarkFile(file, io, format);
}

/** A baseline that was named. Throws E_BENCH_BASELINE where it is not there. */
export async function readBaselineFile(file: string, io: Io): Promise<BenchmarkFile> {
  try {
    return await readBenchmarkFile(file, io);
  } catch (error) {
    if (((error as Error).cause as NodeJS.ErrnoException | undefined)?.code !== 'ENOENT') throw error;
    throw new TraceGateError('E_BENCH_BASELINE', { file }, { cause: error });
  }
}

/** A file, or a folder target/criterion. */
async function readBenchmarkFile(file: string, io: Io, format?: BenchFormat): Promise<BenchmarkFile> {
  return orUsage(file, readResultFile({ file, path: resolve(io.cwd, file), ...(format && { format }) }));
}

async function orUsage<Value>(file: string, reading: Promise<Value>): Promise<Value> {
  try {
    return await reading;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (error instanceof TraceGateError || code === undefined) throw error;
    throw new TraceGateError('E_USAGE', { detail: `${file} can't be read: ${code}` }, { cause: error });
  }
}

/** Throws E_BENCH_READ where two names become one. */
export function redacted(read: BenchmarkFile, patterns: readonly RegExp[]): BenchmarkFile {
  const seen = new Set<string>();
  const benchmarks = read.run.benchmarks.map((benchmark) => {
    const name = redactText(benchmark.name, patterns);
    if (seen.has(name))
      throw new TraceGateError('E_BENCH_READ', {
        file: read.file,
        detail: `after [redact] two benchmarks are \`${name}\``,
      });
    seen.add(name);
    return { ...benchmark, name };
  });
  const older = read.older && { ...read.older, names: read.older.names.map((name) => redactText(name, patterns)) };
  return { ...read, run: { ...read.run, benchmarks }, ...(older && { older }) };
}
