/** Runs a command that measures. It finds what it would find in a terminal, since its timings are about that world. */
import { execa } from 'execa';
import { TraceGateError } from '../errors.js';
import { endedWithUs } from './launcher.js';

export interface MeasuredOutput {
  readonly stdout: string;
  readonly stderr: string;
}

const lastLines = 10;

/** Of standard output, which is a result then, and no progress. */
const beginsJson = /^\s*(?:\{|\[\s*(?:[{\]]|$))/;

/** What it wrote, which goes to `onward` as it comes, but for a JSON document: benchmarks run for minutes. Throws E_BENCH_COMMAND. */
export async function runBenchmark(
  command: readonly string[],
  cwd: string,
  onward: NodeJS.WritableStream,
): Promise<MeasuredOutput> {
  const [program = '', ...args] = command;
  const child = execa(program, args, { cwd, reject: false, stdin: 'ignore', stripFinalNewline: false });
  let isDocument: boolean | undefined;
  child.stderr.on('data', (chunk: Buffer) => onward.write(chunk));
  child.stdout.on('data', (chunk: Buffer) => {
    const text = chunk.toString();
    if (text.trim() !== '') isDocument ??= beginsJson.test(text);
    if (isDocument !== true) onward.write(chunk);
  });
  const { exitCode, signal, stdout, stderr, originalMessage } = await endedWithUs(child);
  if (exitCode === 0) return { stdout, stderr };
  const output = `${stdout}\n${stderr}`.trimEnd().split('\n').slice(-lastLines).join('\n');
  if (exitCode === undefined && signal === undefined) {
    const outcome = `could not be started: ${originalMessage ?? ''}`;
    throw new TraceGateError('E_BENCH_COMMAND', { command, outcome, output, why: 'not started' });
  }
  const outcome = exitCode === undefined ? `was ended by ${signal}` : `exited with code ${exitCode}`;
  throw new TraceGateError('E_BENCH_COMMAND', { command, outcome, output });
}
