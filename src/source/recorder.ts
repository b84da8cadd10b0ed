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
}

/** Bytes of what is read and written that are looked at for names that change (see normalize/), as strace's -s. */
const dataBytes = 4096;
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

function throwNoTrace(
  recorder: string,
  backend: RecorderBackend | 'auto',
  plan: RunPlan,
  { report, stderrTail }: LaunchResult,
): never {
  const line = stderrTail.split('\n').findLast((text) => text.startsWith('recorder: ')) ?? '';
  const detail = line.replace('recorder: ', '').replace(`${backend}: `, '');
  if (report && 'code' in report.exit && report.exit.code === noBackend)
    throw new TraceGateError('E_BACKEND', { recorder, backend, detail: detail === '' ? 'it says no more' : detail });
  if (report && 'signal' in report.exit) throw tracerKilled(plan, 'the recorder', report.exit.signal);
  throw new TraceGateError('E_NO_EVENTS', {
    ...factsOf(plan),
    backend: detail === '' ? backend : `${backend} (${detail})`,
  });
}

/** Calls come when they end; a trace has them where they began. */
function inOrder(events: TraceEvent[]): TraceEvent[] {
  return events.sort((a, b) => a.timeNs - b.timeNs || a.line - b.line);
}

/** Records one run, `auto`: by eBPF, or by ptrace where that does not work. Throws where there is no whole trace, as the strace backend does. */
export async function recordWithRecorder(
  backend: RecorderBackend | 'auto',
  plan: RunPlan,
  command: readonly string[],
  world: RunWorld,
  reader: RecorderReader,
  output?: TargetOutput,
): Promise<Recording> {
  const recorder = await findRecorder();
  const options = ['--backend', backend, '--data', String(dataBytes)];
  const { events, result } = await runTracer(
    plan,
    world,
    reader,
    (fifo) => ({ command: [recorder, ...options, '--output', fifo, '--', ...command], env: world.env }),
    output,
  );
  const all = inOrder(events);
  if (!all.some((event) => event.kind === 'syscall')) throwNoTrace(recorder, backend, plan, result);
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
