/**
 * The strace backend. strace writes into a FIFO that is parsed as it comes: no raw log, which holds what the target read and wrote, ever lies on
 * a disk.
 */
import { execa } from 'execa';
import { machine } from 'node:os';
import { TraceGateError } from '../errors.js';
import type { LaunchResult } from './launcher.js';
import {
  checkStarted,
  checkWhole,
  factsOf,
  ptraceDenied,
  runTracer,
  tracerKilled,
  type EventReader,
  type Recording,
  type TargetOutput,
} from './recording.js';
import { searchPath, type RunPlan, type RunWorld } from './surroundings.js';

const tracer = 'strace';

/** The options of every recording; strace 6.1 to 7.x take them alike. */
const options = [
  '-f',
  '--absolute-timestamps=format:unix,precision:ns',
  '--syscall-times=ns',
  '-yy',
  // As much as the recorder keeps of a string.
  '-s',
  '4095',
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

/**
 * Records one run. Throws where there is no whole trace: no strace, ptrace refused, a target that can't be started, a timeout, nothing recorded,
 * lines that can't be read, a tracer that was killed. Whatever the target's own exit is, it is in the trace.
 */
export async function recordWithStrace(
  plan: RunPlan,
  command: readonly string[],
  world: RunWorld,
  reader: EventReader,
  output?: TargetOutput,
): Promise<Recording> {
  const probe = await probeStrace();
  if (!probe) throw new TraceGateError('E_NO_STRACE', {});
  const env = { ...world.env, LC_ALL: 'C', PATH: searchPath(process.env).join(':') };
  const keepPath = world.env['PATH'] === env.PATH ? [] : ['-E', `PATH=${world.env['PATH'] ?? ''}`];
  const keeps = [...keepTargetLocale(world.env), ...keepPath];
  const { events, result } = await runTracer(
    plan,
    world,
    reader,
    (fifo) => ({ command: [probe.file, ...options, '-o', fifo, ...keeps, '--', ...command], env }),
    output,
  );
  // A call that ends behind others stands where it began.
  const all = events.sort((a, b) => a.line - b.line);
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
