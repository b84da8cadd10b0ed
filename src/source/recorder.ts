/** The recorder (native/recorder.c): every system call of the tree by eBPF or ptrace, as a binary stream that is parsed as it comes. */
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { machine } from 'node:os';
import { dirname, join } from 'node:path';
import { TraceGateError } from '../errors.js';
import type { TraceEvent } from '../model/trace.js';
import { findLauncher, type LaunchResult } from './launcher.js';
import {
  checkStarted,
  checkWhole,
  factsOf,
  runTracer,
  tracerKilled,
  type EventReader,
  type Recording,
  type TargetOutput,
} from './recording.js';
import type { RunPlan, RunWorld } from './surroundings.js';

export type RecorderBackend = 'ebpf' | 'ptrace';

/** Which of the two has recorded is in the stream. */
export interface RecorderReader extends EventReader {
  readonly backend: RecorderBackend | undefined;
  readonly refusal: string;
  readonly endedBy: number;
}

/** Bytes of what is read and written that are looked at for names that change (see normalize/), as strace's -s. */
const dataBytes = 4095;
/** The recorder's exit code where its backend does not work. */
const noBackend = 4;

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

function throwNoTrace(
  recorder: string,
  backend: RecorderBackend | 'auto',
  plan: RunPlan,
  { report, stderrTail }: LaunchResult,
): never {
  const detail = lastWords(stderrTail)?.replace(`${backend}: `, '');
  if (report && 'code' in report.exit && report.exit.code === noBackend)
    throw new TraceGateError('E_BACKEND', { recorder, backend, detail: detail ?? 'it says no more' });
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

/** Records one run, `auto`: by eBPF, or by ptrace where that does not work. Throws where there is no whole trace, as the strace backend does. */
export async function recordWithRecorder(
  backend: RecorderBackend | 'auto',
  plan: RunPlan,
  command: readonly string[],
  world: RunWorld,
  reader: RecorderReader,
  output?: TargetOutput,
  ringKib = ringSizes[0],
): Promise<Recording> {
  const recorder = await findRecorder();
  // Without a word of the user no sudo: where it isn't allowed it is reported to the administrator.
  const asRoot = backend !== 'ptrace' && process.env['TRACE_GATE_SUDO'] === '1' ? ['--sudo'] : [];
  const options = [...asRoot, '--data', String(dataBytes), '--ring-kib', String(ringKib)];
  const { events, result } = await runTracer(
    plan,
    world,
    reader,
    (fifo) => ({
      command: [recorder, '--backend', backend, '--output', fifo, ...options, '--', ...command],
      env: world.env,
    }),
    output,
  );
  const all = inOrder(events);
  if (!all.some((event) => event.kind === 'syscall')) throwNoTrace(recorder, backend, plan, result);
  // Also when the target's own end is in it: what others of its tree did after that is not.
  if (reader.endedBy !== 0 || all.some((event) => event.kind === 'unparsed' && event.truncated))
    throw tracerKilled(plan, 'the recorder', nameOfEnd(result));
  checkStarted(plan, all);
  checkWhole(plan, 'the recorder', all, result);
  return {
    trace: {
      backend: { class: reader.backend ?? 'ptrace', name: 'recorder', version: '1' },
      arch: machine(),
      events: all,
    },
    result,
    ...(reader.refusal === '' ? {} : { refusal: reader.refusal }),
  };
}
