/** Runs a command that measures. It finds what it would find in a terminal, since its timings are about that world. */
import { execa } from 'execa';
import { TraceGateError } from '../errors.js';
import { endedWithUs } from './launcher.js';

export interface MeasuredOutput {
  readonly stdout: string;
  readonly stderr: string;
}

const lastLines = 10;

/** What it wrote, which goes to `onward` as it comes: benchmarks run for minutes. Throws E_BENCH_COMMAND. */
export async function runBenchmark(
  command: readonly string[],
  cwd: string,
  onward: NodeJS.WritableStream,
): Promise<MeasuredOutput> {
  const [program = '', ...args] = command;
  const child = execa(program, args, { cwd, reject: false, stdin: 'ignore', stripFinalNewline: false });
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => onward.write(chunk));
  const { exitCode, signal, stdout, stderr, originalMessage } = await endedWithUs(child);
  if (exitCode === 0) return { stdout, stderr };
  const outcome =
    exitCode !== undefined
      ? `exited with code ${exitCode}`
      : signal !== undefined
        ? `was ended by ${signal}`
        : `could not be started: ${originalMessage ?? ''}`;
  const output = `${stdout}\n${stderr}`.trimEnd().split('\n').slice(-lastLines).join('\n');
  throw new TraceGateError('E_BENCH_COMMAND', { command, outcome, output });
}
