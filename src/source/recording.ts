/** What every backend gives, and what each of them can fail with. */
import { execa } from 'execa';
import { constants, openSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { TraceGateError } from '../errors.js';
import type { Trace, TraceEvent } from '../model/trace.js';
import { launch, type LaunchRequest, type LaunchResult } from './launcher.js';
import type { RunPlan, RunWorld } from './surroundings.js';

export interface Recording {
  readonly trace: Trace;
  readonly result: LaunchResult;
  /** Why a backend that was to be taken first did not record: its own words. */
  readonly refusal?: string;
}

/** Where the target's own output goes as well. */
export interface TargetOutput {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
}

/** What turns a backend's bytes into events; from the parse room, handed in because source/ does not know formats. */
export interface EventReader {
  push(chunk: Uint8Array): TraceEvent[];
  end(): TraceEvent[];
}

/** What errors about a target say of it. */
export const factsOf = (plan: RunPlan): Pick<RunPlan, 'target' | 'place'> => ({
  target: plan.target,
  ...(plan.place ? { place: plan.place } : {}),
});

export function tracerKilled(plan: RunPlan, tracer: string, how: string): TraceGateError {
  return new TraceGateError('E_TRACER_KILLED', { ...factsOf(plan), tracer, outcome: `was ended by ${how}` });
}

/** `detail`: the tracer's own words. */
export async function ptraceDenied(detail: string): Promise<TraceGateError> {
  const text = await readFile('/proc/sys/kernel/yama/ptrace_scope', 'utf8').catch(() => '');
  return new TraceGateError('E_PTRACE_DENIED', { detail, ...(text === '' ? {} : { yamaScope: Number(text) }) });
}

/** Throws unless every event is there and could be read, up to the end of the first process. */
export function checkWhole(plan: RunPlan, tracer: string, events: readonly TraceEvent[], result: LaunchResult): void {
  const lost = events.find((event) => event.kind === 'lost');
  if (lost) throw new TraceGateError('E_LOST', { ...factsOf(plan), count: lost.count, reason: lost.reason });
  const root = events[0]?.tid;
  const rootEnded = events.some(
    (event) => event.kind === 'exit' && event.tid === root && event.outcome.kind !== 'superseded',
  );
  const unparsed = events.filter((event) => event.kind === 'unparsed');
  const first = unparsed.find((event) => !event.truncated) ?? unparsed[0];
  const tracerSignal = result.report && 'signal' in result.report.exit ? result.report.exit.signal : undefined;
  if (!rootEnded && (first === undefined || first.truncated))
    throw tracerKilled(plan, tracer, tracerSignal ?? 'something');
  if (first)
    throw new TraceGateError('E_UNPARSED', {
      ...factsOf(plan),
      count: unparsed.length,
      line: first.line,
      column: first.column,
      text: first.text.slice(0, 200),
      reason: first.reason,
    });
}

/** Reads what a tracer writes into a FIFO, until it ends or has `exited` without a word; in the order in which it was read. */
async function readFifo(file: string, reader: EventReader, exited: Promise<void>): Promise<TraceEvent[]> {
  // Without O_NONBLOCK the open waits for a writer that may never come; a socket waits for data in the event loop instead.
  const fd = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  const socket = new Socket({ fd, readable: true, writable: false });
  const events: TraceEvent[] = [];
  const ended = new Promise<void>((resolve, reject) => {
    socket.on('data', (chunk) => {
      try {
        for (const event of reader.push(chunk)) events.push(event);
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
        socket.destroy();
      }
    });
    socket.on('end', resolve);
    socket.on('error', reject);
    // When nobody ever opened the other end there will be no end either.
    let patience: NodeJS.Timeout | undefined;
    const giveUp = (): unknown => socket.bytesRead === 0 && socket.destroy();
    void exited.then(() => (patience = socket.closed ? undefined : setTimeout(giveUp, 100)));
    socket.on('close', () => {
      clearTimeout(patience);
      resolve();
    });
  });
  await ended;
  for (const event of reader.end()) events.push(event);
  return events;
}

/** The steps of a launch that are the target's own. */
const ownSteps = new Set(['execve', 'open stdin']);

/** Throws where the surroundings of a run could not be set up. */
export function checkSurroundings(plan: RunPlan, { failure }: LaunchResult): void {
  if (failure && !ownSteps.has(failure.op))
    throw new TraceGateError('E_SURROUNDINGS', { ...factsOf(plan), step: failure.op, errno: failure.errno });
}

/** How a tracer is started that writes into `fifo`. */
export type TracerCommand = (fifo: string) => Pick<LaunchRequest, 'command' | 'env'>;

/**
 * Runs a tracer to its end and reads what it writes as it comes: no raw log, which holds what the target read and wrote, ever lies on a disk.
 * Events are in the order in which they were read. Throws at the timeout.
 */
export async function runTracer(
  plan: RunPlan,
  world: RunWorld,
  reader: EventReader,
  tracer: TracerCommand,
  output: TargetOutput | undefined,
): Promise<{ events: TraceEvent[]; result: LaunchResult }> {
  const fifo = join(world.scratch, 'trace');
  await execa('mkfifo', ['-m', '600', fifo]);
  let exited: () => void = () => undefined;
  const exit = new Promise<void>((resolve) => (exited = resolve));
  const reading = readFifo(fifo, reader, exit);
  const result = await launch({
    ...tracer(fifo),
    cwd: world.outside.cwd,
    surroundings: world.launch,
    timeoutMs: plan.timeoutMs,
    ...(plan.stdin === undefined ? {} : { stdin: plan.stdin }),
    ...(output ? { output } : {}),
  }).finally(exited);
  const events = await reading;
  await rm(fifo);
  checkSurroundings(plan, result);
  if (!result.report && !result.failure && !result.timedOut) throw tracerKilled(plan, 'the launcher', 'something');
  if (result.timedOut) throw new TraceGateError('E_TIMEOUT', { ...factsOf(plan), timeoutMs: plan.timeoutMs });
  return { events, result };
}

/** The target's execve is the first thing of a trace; when it failed there is no target. */
export function checkStarted(plan: RunPlan, events: readonly TraceEvent[]): void {
  const first = events.find((event) => event.kind === 'syscall');
  if (!first || !first.name.startsWith('execve') || first.result.kind !== 'errno') return;
  const { errno } = first.result;
  const program = plan.command[0];
  if (errno === 'ENOEXEC')
    throw new TraceGateError('E_TARGET_WRONG_ARCH', {
      ...factsOf(plan),
      program,
      detail: 'the kernel does not know its format (no ELF header, no #!)',
    });
  if (errno === 'EACCES') throw new TraceGateError('E_TARGET_NOT_EXECUTABLE', { ...factsOf(plan), program });
  if (errno === 'ENOENT')
    throw new TraceGateError('E_TARGET_START', {
      ...factsOf(plan),
      program,
      errno: 'ENOENT (its interpreter, in its first line or its ELF header, does not exist)',
    });
  throw new TraceGateError('E_TARGET_START', { ...factsOf(plan), program, errno });
}
