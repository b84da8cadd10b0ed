/** The program: arguments → one command → exit code. */
import { readFile } from 'node:fs/promises';
import { constants } from 'node:os';
import { pino } from 'pino';
import { isTraceGateError, TraceGateError } from '../errors.js';
import { exitCodes } from '../model/finding.js';
import { endRunning, Stopped } from '../source/launcher.js';
import { parseArguments } from './arguments.js';
import type { Io } from './io.js';

function tell(error: TraceGateError, io: Pick<Io, 'stderr'>): void {
  io.stderr.write(`trace-gate: ${error.message}\n`);
  if (error.hint !== '') io.stderr.write(`  hint: ${error.hint}\n`);
}

function defect(error: unknown): TraceGateError<'E_DEFECT'> {
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new TraceGateError('E_DEFECT', { detail });
}

/** Runs one command line and returns its exit code; never throws. */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  let log = pino({ level: 'silent' });
  try {
    const { version } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8')) as {
      version: string;
    };
    const parsed = parseArguments(argv, version, io);
    // Synchronous: what is logged last is what matters when something goes wrong.
    log = pino({ level: parsed.logLevel }, pino.destination({ dest: 2, sync: true }));
    return await parsed.run(log);
  } catch (error) {
    // The exit code of a signal is start()'s matter; whoever sent it needs no message.
    if (error instanceof Stopped) return exitCodes.noVerdict;
    if (isTraceGateError(error)) log.debug({ err: error }, error.code);
    const told = isTraceGateError(error) ? error : defect(error);
    tell(told, io);
    return told.exitCode;
  }
}

const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Undefined: it was removed while a shell stood in it. */
function workingFolder(): string | undefined {
  try {
    return process.cwd();
  } catch {
    return undefined;
  }
}

/** Entry of bin/trace-gate.js. */
export async function start(): Promise<void> {
  let stopped: (typeof stopSignals)[number] | undefined;
  for (const signal of stopSignals) {
    process.on(signal, () => {
      stopped = signal;
      endRunning();
    });
  }
  // `trace-gate … | head` closes our output early; the verdict is the exit code, not the pipe.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  const { stdout, stderr, env } = process;
  // Node's own exit code for it, 1, is that of a violated gate.
  process.on('uncaughtException', (error) => {
    const told = defect(error);
    tell(told, { stderr });
    process.exit(told.exitCode);
  });
  const cwd = workingFolder();
  const io = { stdout, stderr, env, cwd: cwd ?? '/' };
  if (cwd === undefined) {
    const gone = { detail: 'the working folder is gone', hint: 'cd into one that exists' };
    tell(new TraceGateError('E_USAGE', gone), io);
    process.exitCode = exitCodes.usage;
    return;
  }
  const code = await main(process.argv.slice(2), io);
  process.exitCode = stopped === undefined ? code : 128 + constants.signals[stopped];
}
