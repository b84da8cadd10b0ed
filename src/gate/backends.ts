/** What can record. */
import { machine } from 'node:os';
import { isTraceGateError } from '../errors.js';
import { textToBytes } from '../model/bytes.js';
import type { BackendLimit } from '../model/trace.js';
import { RecorderParser } from '../parse/recorder.js';
import { parseRenacerJson } from '../parse/renacer-json.js';
import { StraceParser } from '../parse/strace.js';
import { recordWithRecorder, type RecorderBackend } from '../source/recorder.js';
import type { Recording, TargetOutput } from '../source/recording.js';
import { recordWithRenacer } from '../source/renacer.js';
import { recordWithStrace } from '../source/strace.js';
import type { RunPlan, RunWorld } from '../source/surroundings.js';
import { renacerLimits } from './renacer-limits.js';

type Record = (
  plan: RunPlan,
  command: readonly string[],
  world: RunWorld,
  output: TargetOutput | undefined,
  /** Of eBPF's ring; absent: the usual one. */
  ringKib: number | undefined,
) => Promise<Recording>;

const strace: Record = (plan, command, world, output) =>
  recordWithStrace(plan, command, world, new StraceParser(), output);

const recorder =
  (backend: RecorderBackend | 'auto'): Record =>
  (plan, command, world, output, ringKib) =>
    recordWithRecorder(backend, plan, command, world, new RecorderParser(), output, ringKib);

const renacer: Record = (plan, command, world, output) => {
  const options = { arch: machine(), cwd: textToBytes(world.cwd) };
  return recordWithRenacer(plan, command, world, (text) => parseRenacerJson(text, options), output);
};

/** Thrown before anything of the target has run. */
const withoutRecorder = new Set(['E_NO_RECORDER', 'E_BACKEND']);

/** What costs the target least and works here: eBPF, ptrace, strace. */
const auto: Record = async (plan, command, world, output, ringKib) => {
  try {
    return await recorder('auto')(plan, command, world, output, ringKib);
  } catch (error) {
    if (!isTraceGateError(error) || !withoutRecorder.has(error.code)) throw error;
    return { ...(await strace(plan, command, world, output, ringKib)), refusal: error.message };
  }
};

/** A golden of a backend that never shows something is compared with recordings of the same limits only. */
export const backends = {
  auto: { record: auto, limits: [] },
  ebpf: { record: recorder('ebpf'), limits: [] },
  ptrace: { record: recorder('ptrace'), limits: [] },
  strace: { record: strace, limits: [] },
  renacer: { record: renacer, limits: renacerLimits },
} as const satisfies Readonly<{
  [name: string]: { readonly record: Record; readonly limits: readonly BackendLimit[] };
}>;

export type BackendName = keyof typeof backends;
export const backendNames = Object.keys(backends) as readonly BackendName[];

/** What recordings of the backend never show; empty: nothing. */
export const limitsOf = (backend: BackendName): readonly BackendLimit[] => backends[backend].limits;
