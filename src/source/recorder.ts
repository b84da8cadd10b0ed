/** The recorder (native/recorder.c): every system call of the tree by eBPF or ptrace, as a binary stream that is parsed as it comes. */
import { execa } from 'execa';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { machine } from 'node:os';
import { dirname, join } from 'node:path';
import { TraceGateError } from '../errors.js';
import type { TraceEvent } from '../model/trace.js';
import { findLauncher, launch, type LaunchResult } from './launcher.js';
import {
  checkStarted,
  checkWhole,
  factsOf,
  readFifo,
  tracerKilled,
  type EventReader,
  type Recording,
  type TargetOutput,
} from './recording.js';
import type { RunPlan, RunWorld } from './surroundings.js';

export type RecorderBackend = 'ebpf' | 'ptrace';

/** Bytes of what is read and written that are looked at for names that change (see normalize/), as strace's -s. */
const dataBytes = 4096;
/** The recorder's exit codes where its backend does not work, and where it was built without it. */
const noBackend = new Set([4, 2]);

/** TRACE_GATE_RECORDER, or what was built beside the launcher. Throws E_NO_RECORDER. */
async function findRecorder(): Promise<string> {
  const file = process.env['TRACE_GATE_RECORDER'] ?? join(dirname(await findLauncher()), 'recorder');
  const found = await access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
  if (!found) throw new TraceGateError('E_NO_RECORDER', { file });
  return file;
}

/** The recorder's last line of its own. */
function lastWords(stderr: string): string | undefined {
  return stderr
    .split('\n')
    .findLast((text) => text.startsWith('recorder: '))
    ?.slice('recorder: '.length);
}

function throwNoTrace(backend: RecorderBackend, plan: RunPlan, { report, stderrTail }: LaunchResult): never {
  const detail = lastWords(stderrTail);
  if (report && 'code' in report.exit && noBackend.has(report.exit.code))
    throw new TraceGateError('E_BACKEND', { backend, detail: detail ?? 'it says no more' });
  if (report && 'signal' in report.exit) throw tracerKilled(plan, 'the recorder', report.exit.signal);
  throw new TraceGateError('E_NO_EVENTS', {
    ...factsOf(plan),
    backend: detail === undefined ? backend : `${backend} (${detail})`,
  });
}

/** What has ended the recorder: a signal, or what it says of it. */
function nameOfEnd({ report, stderrTail }: LaunchResult): string {
  return report && 'signal' in report.exit ? report.exit.signal : (lastWords(stderrTail) ?? 'something');
}

/** Calls come when they end; a trace has them where they began. */
function inOrder(events: TraceEvent[]): TraceEvent[] {
  return events.sort((a, b) => a.timeNs - b.timeNs || a.line - b.line);
}

/** KiB of eBPF's ring, one for each try: what finds no room in one may find it in the next. The last one costs 20 ms more to start. */
export const ringSizes: readonly number[] = [16 << 10, 64 << 10];

/** Records one run; throws where there is no whole trace, as the strace backend does. */
export async function recordWithRecorder(
  backend: RecorderBackend,
  plan: RunPlan,
  command: readonly string[],
  world: RunWorld,
  reader: EventReader,
  output?: TargetOutput,
  ringKib = ringSizes[0],
): Promise<Recording> {
  const recorder = await findRecorder();
  const fifo = join(world.scratch, 'trace');
  await execa('mkfifo', ['-m', '600', fifo]);
  let exited: () => void = () => undefined;
  const exit = new Promise<void>((resolve) => (exited = resolve));
  const events = readFifo(fifo, reader, exit);
  // Without a word of the user no sudo: where it isn't allowed it is reported to the administrator.
  const asRoot = backend === 'ebpf' && process.env['TRACE_GATE_SUDO'] === '1' ? ['--sudo'] : [];
  const options = [
    ...asRoot,
    '--backend',
    backend,
    '--output',
    fifo,
    '--data',
    String(dataBytes),
    '--ring-kib',
    String(ringKib),
  ];
  const result = await launch({
    command: [recorder, ...options, '--', ...command],
    cwd: world.cwd,
    env: world.env,
    timeoutMs: plan.timeoutMs,
    ...(plan.stdin === undefined ? {} : { stdin: plan.stdin }),
    ...(output ? { output } : {}),
  }).finally(exited);
  const all = inOrder(await events);
  if (result.timedOut) throw new TraceGateError('E_TIMEOUT', { ...factsOf(plan), timeoutMs: plan.timeoutMs });
  if (!all.some((event) => event.kind === 'syscall')) throwNoTrace(backend, plan, result);
  // Also when the target's own end is in it: what others of its tree did after that is not.
  if (all.some((event) => event.kind === 'unparsed' && event.truncated))
    throw tracerKilled(plan, 'the recorder', nameOfEnd(result));
  checkStarted(plan, all);
  checkWhole(plan, 'the recorder', all, result);
  return {
    trace: { backend: { class: backend, name: 'recorder', version: '1' }, arch: machine(), events: all },
    result,
  };
}
