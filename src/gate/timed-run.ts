/** One run of a command that is timed: in the caller's folder and environment, since a benchmark needs what its user has set for it. */
import { Writable } from 'node:stream';
import { TraceGateError } from '../errors.js';
import { launch, type LaunchReport } from '../source/launcher.js';

export interface TimedCommand {
  readonly command: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

export interface TimedRun {
  readonly wallNs: number;
  /** User and system time of the command and of all that it waited for. */
  readonly cpuNs: number;
  /** The part of the wall time in which its first task, or the launcher at its end, was ready and had no processor; 0 where the kernel does not tell. */
  readonly queuedNs: number;
  /** What it wrote; empty unless it was asked for. */
  readonly output: string;
}

/** Gets what a command writes, all of it. */
class Collector extends Writable {
  readonly #chunks: Buffer[] = [];

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.#chunks.push(chunk);
    done();
  }

  get text(): string {
    return Buffer.concat(this.#chunks).toString('utf8');
  }
}

function outcomeOf(exit: LaunchReport['exit']): string | undefined {
  if ('signal' in exit) return `was ended by ${exit.signal}`;
  return exit.code === 0 ? undefined : `exited with code ${exit.code}`;
}

/** Of tools that write JSON, standard error is what they say besides; a log needs both. */
function written(stdout: string, stderr: string): string {
  return /^\s*[{[]/.test(stdout) ? stdout : `${stderr}\n${stdout}`;
}

/** Runs it once. Throws E_BENCH_COMMAND for whatever is not a success: how long a failure takes says nothing. */
export async function timedRun(timed: TimedCommand, keepOutput: boolean): Promise<TimedRun> {
  const { command, timeoutMs } = timed;
  const [stdout, stderr] = [new Collector(), new Collector()];
  const result = await launch({ ...timed, ...(keepOutput ? { output: { stdout, stderr } } : {}) });
  const tail = Buffer.from(result.stdoutTail + result.stderrTail, 'latin1').toString('utf8');
  const fail = (outcome: string, why?: 'not started'): never => {
    throw new TraceGateError('E_BENCH_COMMAND', {
      command,
      outcome,
      output: tail.trimEnd().split('\n').slice(-10).join('\n'),
      ...(why && { why }),
    });
  };
  if (result.timedOut) return fail(`did not end within ${timeoutMs} ms`);
  if (result.failure) return fail(`could not be started: ${result.failure.errno}`, 'not started');
  if (!result.report) return fail('was left alone: the launcher was killed');
  const outcome = outcomeOf(result.report.exit);
  if (outcome !== undefined) return fail(outcome);
  const { wallNs, userNs, systemNs, queuedNs = 0 } = result.report;
  return { wallNs, cpuNs: userNs + systemNs, queuedNs, output: keepOutput ? written(stdout.text, stderr.text) : '' };
}
