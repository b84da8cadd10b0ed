/**
 * The strace backend. strace writes into a FIFO that is parsed as it comes: no raw log, which holds what the target read and wrote, ever lies on
 * a disk.
 */
import { execa } from 'execa';
import { constants, openSync } from 'node:fs';
import { Socket } from 'node:net';
import { machine } from 'node:os';
import { join } from 'node:path';
import { TraceGateError } from '../errors.js';
import type { TraceEvent } from '../model/trace.js';
import { launch, type LaunchResult } from './launcher.js';
import { checkWhole, factsOf, ptraceDenied, tracerKilled, type Recording, type TargetOutput } from './recording.js';
import { searchPath, type RunPlan, type RunWorld } from './surroundings.js';

/** What turns a backend's bytes into events; from the parse room, handed in because source/ does not know formats. */
export interface EventReader {
  push(chunk: Uint8Array): TraceEvent[];
  end(): TraceEvent[];
}

const tracer = 'strace';

/** The options of every recording; strace 6.1 to 7.x take them alike. */
const options = [
  '-f',
  '--absolute-timestamps=format:unix,precision:ns',
  '--syscall-times=ns',
  '-yy',
  '-s',
  '4096',
  // Exit and execve-by-thread lines stay: they carry exit codes and which task goes on.
  '--quiet=attach,path-resolution',
] as const;

export interface StraceProbe {
  readonly file: string;
  readonly version: string;
}

let probed: Promise<StraceProbe | undefined> | undefined;

/** Finds strace and its version along PATH, once. Undefined: there is none. */
export function probeStrace(): Promise<StraceProbe | undefined> {
  probed ??= askStrace();
  return probed;
}

async function askStrace(): Promise<StraceProbe | undefined> {
  const result = await execa('strace', ['-V'], { reject: false, stdin: 'ignore', env: { LC_ALL: 'C' } });
  if (result.exitCode === undefined) return undefined;
  const version = /version (\S+)/.exec(result.stdout)?.[1] ?? 'unknown';
  return { file: 'strace', version };
}

/** strace looks up messages and prints errors in its locale; the target keeps its own. */
function keepTargetLocale(env: Readonly<Record<string, string>>): string[] {
  return ['-E', env['LC_ALL'] === undefined ? 'LC_ALL' : `LC_ALL=${env['LC_ALL']}`];
}

async function readFifo(file: string, reader: EventReader, exited: Promise<void>): Promise<TraceEvent[]> {
  // Without O_NONBLOCK the open waits for a writer that may never come; a socket waits for data in the event loop instead.
  const fd = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  const socket = new Socket({ fd, readable: true, writable: false });
  const events: TraceEvent[] = [];
  const ended = new Promise<void>((resolve, reject) => {
    socket.on('data', (chunk) => {
      for (const event of reader.push(chunk)) events.push(event);
    });
    socket.on('end', resolve);
    socket.on('error', reject);
    // When nobody ever opened the other end there will be no end either.
    void exited.then(() => setTimeout(() => socket.bytesRead === 0 && socket.destroy(), 100));
    socket.on('close', () => resolve());
  });
  await ended;
  for (const event of reader.end()) events.push(event);
  return events.sort((a, b) => a.line - b.line);
}

/** strace's own words among what the target wrote to stderr. */
function straceSays(stderr: string): string {
  return stderr
    .split('\n')
    .filter((line) => /(?:^|\/)strace: /.test(line))
    .join('; ');
}

async function throwNoTrace(plan: RunPlan, result: LaunchResult): Promise<never> {
  const words = straceSays(result.stderrTail);
  if (/PTRACE_|ptrace|[Oo]peration not permitted/.test(words)) throw await ptraceDenied(words);
  if (result.failure?.errno === 'ENOENT') throw new TraceGateError('E_NO_STRACE', {});
  if (result.report && 'signal' in result.report.exit) throw tracerKilled(plan, tracer, result.report.exit.signal);
  throw new TraceGateError('E_NO_EVENTS', { ...factsOf(plan), backend: words === '' ? 'strace' : `strace (${words})` });
}

/** The target's execve is the first thing of a trace; when it failed there is no target. */
function checkStarted(plan: RunPlan, events: readonly TraceEvent[]): void {
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

/**
 * Records one run. Throws where there is no whole trace: no strace, ptrace refused, a target that can't be started, a timeout, nothing recorded,
 * lines that can't be read, a tracer that was killed. Whatever the target's own exit is, it is in the trace.
 */
export async function recordWithStrace(
  plan: RunPlan,
  command: readonly string[],
  world: RunWorld,
  newReader: () => EventReader,
  output?: TargetOutput,
): Promise<Recording> {
  const probe = await probeStrace();
  if (!probe) throw new TraceGateError('E_NO_STRACE', {});
  const fifo = join(world.scratch, 'trace');
  await execa('mkfifo', ['-m', '600', fifo]);
  let events: Promise<TraceEvent[]> = Promise.resolve([]);
  let exited: () => void = () => undefined;
  const exit = new Promise<void>((resolve) => (exited = resolve));
  events = readFifo(fifo, newReader(), exit);
  const straceEnv = { ...world.env, LC_ALL: 'C', PATH: searchPath(process.env).join(':') };
  const keepPath = world.env['PATH'] === straceEnv.PATH ? [] : ['-E', `PATH=${world.env['PATH'] ?? ''}`];
  const result = await launch({
    command: [probe.file, ...options, '-o', fifo, ...keepTargetLocale(world.env), ...keepPath, '--', ...command],
    cwd: world.cwd,
    env: straceEnv,
    timeoutMs: plan.timeoutMs,
    ...(plan.stdin === undefined ? {} : { stdin: plan.stdin }),
    ...(output ? { output } : {}),
  }).finally(exited);
  const all = await events;
  if (result.timedOut) throw new TraceGateError('E_TIMEOUT', { ...factsOf(plan), timeoutMs: plan.timeoutMs });
  if (!all.some((event) => event.kind === 'syscall')) {
    if (all.some((event) => event.kind === 'unparsed')) checkWhole(plan, tracer, all, result);
    await throwNoTrace(plan, result);
  }
  checkStarted(plan, all);
  checkWhole(plan, tracer, all, result);
  return {
    trace: { backend: { class: 'ptrace', name: 'strace', version: probe.version }, arch: machine(), events: all },
    result,
  };
}
