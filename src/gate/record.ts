/** One recording: the world set up, the program found, the trace taken and normalized. */
import { resolve } from 'node:path';
import { learnNames, type LearnedFromNames } from '../compare/learn-names.js';
import type { Behaviour } from '../normalize/behaviour.js';
import type { NormalizeContext } from '../normalize/context.js';
import { normalize } from '../normalize/normalize.js';
import type { Timing } from '../model/measurements.js';
import type { Backend, Trace } from '../model/trace.js';
import { goldenFolderOf, recordFolderOf } from '../model/tool-folders.js';
import { launch } from '../source/launcher.js';
import { resolveProgram } from '../source/program.js';
import { ringSizes } from '../source/recorder.js';
import { checkSurroundings, type TargetOutput } from '../source/recording.js';
import { plainSurroundings, type Surroundings } from '../source/surroundings-table.js';
import { inWorld, type RunPlan, type RunWorld } from '../source/surroundings.js';
import { TraceGateError } from '../errors.js';
import { backends, type BackendName } from './backends.js';

export interface TakenTrace {
  readonly trace: Trace;
  readonly context: NormalizeContext;
  /** What was run; absent for a file. Recordings of one plan show which names are drawn anew in every run. */
  readonly plan?: RunPlan;
  /** What of the surroundings that were wanted could not be changed: sentences. */
  readonly unchanged?: readonly string[];
}

export interface RecordOptions {
  readonly backend: BackendName;
  readonly redact: readonly RegExp[];
  /** The target's build command ran, for the error when the program is still missing. */
  readonly built: boolean;
  /** Files that this run reports to, absolute: a target that looks around finds those of the last one. */
  readonly reports?: readonly string[];
  /** Absent: the plain ones. */
  readonly surroundings?: Surroundings;
  /** The target's output goes there as well. */
  readonly output?: TargetOutput;
  /** Told why a backend that costs the target less than this one did not record: in its own words. */
  readonly refused?: (backend: Backend, why: string) => void;
  /** Other sizes of eBPF's ring than the usual ones, KiB. */
  readonly ringSizes?: readonly number[];
}

async function commandOf(plan: RunPlan, world: RunWorld, built: boolean): Promise<readonly string[]> {
  const [program, ...args] = plan.command;
  const found = await resolveProgram({
    target: plan.target,
    program,
    cwd: world.outside.cwd,
    path: world.path,
    built,
    ...(plan.place ? { place: plan.place } : {}),
  });
  return [found, ...args];
}

/** What only eBPF does: a target that is faster than its reader overruns the ring. */
function triesOf({ backend, output, ringSizes: sizes = ringSizes }: RecordOptions): readonly (number | undefined)[] {
  if (backend !== 'ebpf' && backend !== 'auto') return [undefined];
  // Who shows the output has asked for one run.
  return output ? sizes.slice(-1) : sizes;
}

/** Records a plan: one run, and one more for each larger ring while records find no room. */
export async function takeTrace(plan: RunPlan, options: RecordOptions): Promise<TakenTrace> {
  const [ringKib, ...larger] = triesOf(options);
  try {
    return await takeRun(plan, options, ringKib);
  } catch (error) {
    if (larger.length === 0 || !(error instanceof TraceGateError && error.code === 'E_LOST')) throw error;
    return takeTrace(plan, { ...options, ringSizes: larger.filter((size) => size !== undefined) });
  }
}

async function takeRun(plan: RunPlan, options: RecordOptions, ringKib: number | undefined): Promise<TakenTrace> {
  return inWorld(plan, options.surroundings ?? plainSurroundings, async (world) => {
    const command = await commandOf(plan, world, options.built);
    const started = Date.now();
    const { record, limits } = backends[options.backend];
    const { trace, refusal } = await record(plan, command, world, options.output, ringKib);
    if (refusal !== undefined) options.refused?.(trace.backend, refusal);
    return {
      trace: limits.length === 0 ? trace : { ...trace, backend: { ...trace.backend, limits } },
      plan,
      ...(world.unchanged.length === 0 ? {} : { unchanged: world.unchanged }),
      context: {
        started,
        ...(limits.some((limit) => limit === 'start') ? { program: resolve(world.cwd, command[0] ?? '') } : {}),
        ...contextOf(world, options),
      },
    };
  });
}

/** What normalization must know of the world of a run. */
function contextOf(world: RunWorld, { reports = [], redact }: RecordOptions): NormalizeContext {
  const before = world.root === world.cwd ? world.origins[0] : world.origins[1];
  const roots = before === undefined ? [world.root] : [world.root, before];
  return {
    hidden: [...roots.flatMap((root) => [goldenFolderOf(root), recordFolderOf(root)]), ...reports],
    cwd: world.cwd,
    root: world.root,
    homes: world.homes,
    temps: world.temps,
    path: world.path,
    host: world.host,
    ...(world.origins.length === 0 ? {} : { origins: world.origins }),
    uid: process.getuid?.() ?? 0,
    user: world.user,
    gid: process.getgid?.() ?? 0,
    redact,
    temporary: [],
    literals: new Set(),
  };
}

/** Short enough to see what lasts, long enough to leave the target alone. */
const treeSampleMs = 5;

/** Runs a plan without a tracer and measures it from outside. */
export async function measureRun(
  plan: RunPlan,
  options: Pick<RecordOptions, 'built'> & { readonly sampleTree?: boolean },
): Promise<Timing> {
  return inWorld(plan, plainSurroundings, async (world) => {
    const command = await commandOf(plan, world, options.built);
    const result = await launch({
      command,
      cwd: world.outside.cwd,
      surroundings: world.launch,
      env: world.env,
      noAslr: true,
      ...(options.sampleTree === true ? { sampleMs: treeSampleMs } : {}),
      timeoutMs: plan.timeoutMs,
      ...(plan.stdin === undefined ? {} : { stdin: plan.stdin }),
    });
    checkSurroundings(plan, result);
    const facts = { target: plan.target, ...(plan.place ? { place: plan.place } : {}) };
    if (result.timedOut) throw new TraceGateError('E_TIMEOUT', { ...facts, timeoutMs: plan.timeoutMs });
    if (result.failure)
      throw new TraceGateError('E_TARGET_START', { ...facts, program: plan.command[0], errno: result.failure.errno });
    if (!result.report)
      throw new TraceGateError('E_TRACER_KILLED', { ...facts, tracer: 'the launcher', outcome: 'was killed' });
    const { wallNs, userNs, systemNs, peakRssBytes, treeRssBytes } = result.report;
    return { wallNs, userNs, systemNs, peakRssBytes, ...(treeRssBytes === undefined ? {} : { treeRssBytes }) };
  });
}

/** How often what was learned can lead to more: a name in a folder whose name was learned first. */
const rounds = 6;

/** What a golden, or other recordings, tell the normalization of a recording. */
export interface Knowledge {
  readonly temporary: readonly string[];
  readonly literals: ReadonlySet<string>;
  readonly learned: readonly string[];
  readonly fixed: ReadonlySet<string>;
}

export const noKnowledge: Knowledge = { temporary: [], literals: new Set(), learned: [], fixed: new Set() };

/** What was done with each path, as far as two runs do the same: calls with their outcomes. */
function deedsOf(behaviour: Behaviour): (path: string) => string {
  const deeds = new Map<string, Set<string>>();
  for (const { main, threads } of behaviour.processes) {
    for (const { step } of [main, ...threads].flat()) {
      for (const key of ['path', 'newpath', 'address'] as const) {
        if (step[key] === undefined) continue;
        const path = String(step[key]).replace(/<tmp:\d+>/g, '<tmp>');
        deeds.set(path, (deeds.get(path) ?? new Set()).add(`${step.call} ${key} ${step.error ?? ''}`));
      }
    }
  }
  return (path) => [...(deeds.get(path) ?? [])].sort().join();
}

/** Names that differ between the recordings of one plan; those of variants may differ for their own reasons. */
function learnedByPlan(taken: readonly TakenTrace[], behaviours: readonly Behaviour[]): LearnedFromNames {
  const plans = new Set(taken.flatMap(({ plan }) => plan ?? []));
  const learned = new Set<string>();
  const fixed = new Set<string>();
  for (const plan of plans) {
    const alike = behaviours.filter((_, index) => taken[index]?.plan === plan);
    if (alike.length < 2) continue;
    const found = learnNames(alike.map((behaviour) => ({ bases: behaviour.bases, deeds: deedsOf(behaviour) })));
    for (const name of found.learned) learned.add(name);
    for (const name of found.fixed) fixed.add(name);
  }
  return { learned: [...learned], fixed };
}

/**
 * Normalizes recordings of one target together: a name that one of them shows to be temporary is so in all, one that is another in each
 * is drawn, and digits that another recording has, too, are no pid. `knowledge`: what a golden adds to that.
 */
export function normalizeTogether(taken: readonly TakenTrace[], knowledge: Knowledge = noKnowledge): Behaviour[] {
  let behaviours = taken.map(({ trace, context }) => normalize(trace, { ...context, ...knowledge }));
  if (taken.length === 1) return behaviours;
  let known = '';
  const temporary = new Set(knowledge.temporary);
  const learned = new Set(knowledge.learned);
  for (let round = 1; round < rounds; round += 1) {
    const names = learnedByPlan(taken, behaviours);
    for (const name of names.learned) learned.add(name);
    for (const name of behaviours.flatMap((behaviour) => behaviour.temporary)) temporary.add(name);
    const now = [...temporary, ...learned].join('\n');
    if (round > 1 && now === known) break;
    known = now;
    const fixed = new Set([...knowledge.fixed, ...names.fixed]);
    const before = behaviours;
    behaviours = taken.map(({ trace, context }, index) => {
      const literals = new Set(knowledge.literals);
      before.forEach((behaviour, other) => {
        if (other !== index) for (const text of behaviour.literals) literals.add(text);
      });
      return normalize(trace, {
        ...context,
        temporary: [...temporary].sort(),
        literals,
        learned: [...learned].sort(),
        fixed,
      });
    });
  }
  return behaviours;
}
