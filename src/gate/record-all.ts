/** The recordings of one target, in turn with its untraced runs. Those of a capture are made in surroundings that differ in what must not matter. */
import { setTimeout } from 'node:timers/promises';
import { isTraceGateError } from '../errors.js';
import type { Target } from '../model/config.js';
import type { Timing } from '../model/measurements.js';
import type { Trace } from '../model/trace.js';
import {
  plainSurroundings,
  surroundingsOf,
  weakerThan,
  type Failing,
  type Surroundings,
} from '../source/surroundings-table.js';
import type { RunPlan } from '../source/surroundings.js';
import { measureRun, takeTrace, type RecordOptions, type TakenTrace } from './record.js';

export interface RecordAllOptions extends RecordOptions {
  readonly plans: readonly RunPlan[];
  /** Recordings of each plan; without a number of the user fewer where one takes long. */
  readonly times: number;
  readonly timesGiven: boolean;
  /** The surroundings change from one recording to the next. */
  readonly changing: boolean;
  readonly timingRuns: number;
  readonly sampleTree: boolean;
  readonly progress: (text: string) => void;
}

/** A capture of a slow target has one recording less. */
const slowMs = 10_000;

/** A run under load may take this many times as long. */
const loadFactor = 4;

/** What hangs on the clock (the hash of a commit, a dated name) is the same in all recordings of one second. */
export async function untilNextSecond(): Promise<void> {
  await setTimeout(1000 - (Date.now() % 1000));
}

/** How the first process ended: `exited with 1`. */
function endOf({ events }: Trace): string {
  const root = events[0]?.tid;
  const end = events.findLast((event) => event.kind === 'exit' && event.tid === root);
  if (end?.kind !== 'exit' || end.outcome.kind === 'superseded') return 'did not end';
  return end.outcome.kind === 'exited' ? `exited with ${end.outcome.code}` : `was killed by ${end.outcome.signal}`;
}

/** Something could not be renamed or linked from one mount to another. */
function crossesMounts({ events }: Trace): boolean {
  return events.some(
    (event) => event.kind === 'syscall' && event.result.kind === 'errno' && event.result.errno === 'EXDEV',
  );
}

/** The first recording of a plan, which the others are to be like. */
interface Example {
  readonly taken: TakenTrace;
  readonly durationMs: number;
}

interface Attempt {
  readonly taken?: TakenTrace;
  readonly failing?: Failing;
  /** What happened in those surroundings. */
  readonly because: string;
}

async function attempt(
  plan: RunPlan,
  options: RecordOptions,
  example: Example,
  surroundings: Surroundings,
): Promise<Attempt> {
  const [program] = plan.command;
  try {
    const taken = await takeTrace(plan, { ...options, surroundings });
    const end = endOf(taken.trace);
    if (end !== endOf(example.taken.trace)) return { taken, failing: 'end', because: `${program} ${end} then` };
    if (crossesMounts(taken.trace) && !crossesMounts(example.taken.trace))
      return { taken, failing: 'mounts', because: `${program} renames files between the project and TMPDIR` };
    return { taken, because: '' };
  } catch (error) {
    if (!isTraceGateError(error) || error.exitCode === 70) throw error;
    return { failing: 'error', because: error.message };
  }
}

/** Whether what failed may fail for the next surroundings, too: the place of the project does, the moment does not. */
type Lasting = (surroundings: Surroundings) => Surroundings;

/** Records a plan in other surroundings; where it does not go as in the plain ones, in such that differ in less. */
async function takeElsewhere(
  plan: RunPlan,
  options: RecordOptions,
  example: Example,
  wanted: Surroundings,
): Promise<{ taken: TakenTrace; lasting?: Lasting }> {
  const unchanged: string[] = [];
  let lasting: Lasting | undefined;
  for (let surroundings = wanted; ;) {
    const { taken, failing, because } = await attempt(plan, options, example, surroundings);
    const weaker = failing && weakerThan(surroundings, failing);
    if (weaker) {
      unchanged.push(`${weaker.lost}: ${because}`);
      if (surroundings.folders) lasting = lastingOf(weaker.surroundings);
      surroundings = weaker.surroundings;
    } else if (taken) {
      const all = [...unchanged, ...(taken.unchanged ?? [])];
      return { taken: { ...taken, ...(all.length === 0 ? {} : { unchanged: all }) }, ...(lasting && { lasting }) };
    } else {
      // In the plain surroundings: its error is the target's.
      return { taken: await takeTrace(plan, options), ...(lasting && { lasting }) };
    }
  }
}

/** What showed that a project can't be moved, or not by mounting it, holds for the other surroundings, too. */
function lastingOf(weaker: Surroundings): Lasting {
  return ({ folders, ...rest }) => ({
    ...rest,
    ...(folders && weaker.folders ? { folders } : {}),
    ...(weaker.copied ? { copied: true as const } : {}),
  });
}

/** Records one plan again and again, and keeps what was learned of how it can be moved. */
class PlanRecorder {
  private example: Example | undefined;
  private lasting: Lasting = (surroundings) => surroundings;
  private readonly started = Date.now();

  constructor(
    private readonly plan: RunPlan,
    private readonly options: RecordAllOptions,
  ) {}

  get durationMs(): number {
    return this.example?.durationMs ?? 0;
  }

  async take(surroundings: Surroundings): Promise<TakenTrace> {
    const started = Date.now();
    if (!this.example) {
      const taken = await takeTrace(this.plan, this.options);
      this.example = { taken, durationMs: Date.now() - started };
      return taken;
    }
    if (surroundings === plainSurroundings) return takeTrace(this.plan, this.options);
    const second = (ms: number): number => Math.floor(ms / 1000);
    if (surroundings.nextSecond && second(this.example.taken.context.started ?? this.started) === second(Date.now()))
      await untilNextSecond();
    const { taken, lasting } = await takeElsewhere(
      this.plan,
      this.options,
      this.example,
      this.lasting(this.allowed(surroundings, this.example)),
    );
    if (lasting) this.lasting = lasting;
    return taken;
  }

  /** What this target and this user can have of the surroundings. */
  private allowed({ load, ...rest }: Surroundings, { taken, durationMs }: Example): Surroundings {
    // A user's eBPF has privileges from the recorder's file or from sudo, and neither works in a user namespace.
    const lent = taken.trace.backend.class === 'ebpf' && process.getuid?.() !== 0;
    const bySudo = process.env['TRACE_GATE_SUDO'] === '1' && process.getuid?.() !== 0;
    return {
      ...rest,
      ...(load && durationMs * loadFactor < this.plan.timeoutMs ? { load } : {}),
      ...(lent || bySudo ? { withoutNamespaces: 'eBPF has no privileges in a user namespace' } : {}),
    };
  }
}

/** One run of every plan, `times` times; recordings of variants are judged together. */
export async function recordAll(target: Target, options: RecordAllOptions, timings: Timing[]): Promise<TakenTrace[]> {
  const { plans, timingRuns, progress, built, sampleTree, changing } = options;
  const taken: TakenTrace[] = [];
  const recorders = plans.map((plan) => new PlanRecorder(plan, options));
  let { times } = options;
  const measure = async (plan: RunPlan): Promise<void> => {
    if (timings.length >= timingRuns) return;
    progress(`${target.name}: untraced run ${timings.length + 1} of ${timingRuns}`);
    timings.push(await measureRun(plan, { built, sampleTree }));
  };
  for (let run = 0; run < times; run += 1) {
    const failed = taken.some(({ trace }) => endOf(trace) !== `exited with ${target.exitCode}`);
    // There will be no golden of a failure, so that nothing has to be learned.
    const surroundings = changing && !failed ? surroundingsOf(run, times) : plainSurroundings;
    const where = surroundings === plainSurroundings ? '' : ` (${surroundings.name})`;
    for (const [index, plan] of plans.entries()) {
      await measure(plan);
      progress(`${target.name}: recording ${taken.length + 1} of ${times * plans.length}${where}`);
      const recorder = recorders[index];
      if (recorder) taken.push(await recorder.take(surroundings));
    }
    const isSlow = recorders.some(({ durationMs }) => durationMs > slowMs);
    if (run === 0 && isSlow && !options.timesGiven) times = Math.min(times, 3);
  }
  while (timings.length < timingRuns) for (const plan of plans) await measure(plan);
  return taken;
}
