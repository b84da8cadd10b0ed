/** One recording: the world set up, the program found, the trace taken and normalized. */
import { StraceParser } from '../parse/strace.js';
import type { Behaviour } from '../normalize/behaviour.js';
import type { NormalizeContext } from '../normalize/context.js';
import { normalize } from '../normalize/normalize.js';
import type { Timing } from '../model/measurements.js';
import type { Trace } from '../model/trace.js';
import { launch } from '../source/launcher.js';
import { resolveProgram } from '../source/program.js';
import { recordWithStrace } from '../source/strace.js';
import { inWorld, type RunPlan, type RunWorld } from '../source/surroundings.js';
import { TraceGateError } from '../errors.js';

export interface TakenTrace {
  readonly trace: Trace;
  readonly context: NormalizeContext;
}

export interface RecordOptions {
  readonly redact: readonly RegExp[];
  /** The target's build command ran, for the error when the program is still missing. */
  readonly built: boolean;
  /** The target's output goes there as well. */
  readonly output?: { readonly stdout: NodeJS.WritableStream; readonly stderr: NodeJS.WritableStream };
}

async function commandOf(plan: RunPlan, world: RunWorld, built: boolean): Promise<readonly string[]> {
  const [program, ...args] = plan.command;
  const found = await resolveProgram({
    target: plan.target,
    program,
    cwd: world.cwd,
    path: world.path,
    built,
    ...(plan.place ? { place: plan.place } : {}),
  });
  return [found, ...args];
}

/** Records one run of a plan with strace. */
export async function takeTrace(plan: RunPlan, options: RecordOptions): Promise<TakenTrace> {
  return inWorld(plan, async (world) => {
    const command = await commandOf(plan, world, options.built);
    const { trace } = await recordWithStrace(plan, command, world, () => new StraceParser(), options.output);
    return {
      trace,
      context: {
        cwd: world.cwd,
        root: world.root,
        homes: world.homes,
        temps: world.temps,
        path: world.path,
        uid: process.getuid?.() ?? 0,
        user: world.user,
        gid: process.getgid?.() ?? 0,
        redact: options.redact,
        temporary: [],
        literals: new Set(),
      },
    };
  });
}

/** Runs a plan without a tracer and measures it from outside. */
export async function measureRun(plan: RunPlan, options: Pick<RecordOptions, 'built'>): Promise<Timing> {
  return inWorld(plan, async (world) => {
    const command = await commandOf(plan, world, options.built);
    const result = await launch({
      command,
      cwd: world.cwd,
      env: world.env,
      noAslr: true,
      timeoutMs: plan.timeoutMs,
      ...(plan.stdin === undefined ? {} : { stdin: plan.stdin }),
    });
    const facts = { target: plan.target, ...(plan.place ? { place: plan.place } : {}) };
    if (result.timedOut) throw new TraceGateError('E_TIMEOUT', { ...facts, timeoutMs: plan.timeoutMs });
    if (result.failure)
      throw new TraceGateError('E_TARGET_START', { ...facts, program: plan.command[0], errno: result.failure.errno });
    if (!result.report)
      throw new TraceGateError('E_TRACER_KILLED', { ...facts, tracer: 'the launcher', outcome: 'was killed' });
    const { wallNs, userNs, systemNs, peakRssBytes } = result.report;
    return { wallNs, userNs, systemNs, peakRssBytes };
  });
}

/**
 * Normalizes recordings of one target together: a name that one of them shows to be temporary is so in all, and digits that
 * another recording has, too, are no pid. `knowledge`: what a golden adds to that.
 */
export function normalizeTogether(
  taken: readonly TakenTrace[],
  knowledge: { temporary: readonly string[]; literals: ReadonlySet<string> },
): Behaviour[] {
  const first = taken.map(({ trace, context }) => normalize(trace, { ...context, ...knowledge }));
  if (taken.length === 1) return first;
  const temporary = [...new Set([...knowledge.temporary, ...first.flatMap((behaviour) => behaviour.temporary)])].sort();
  return taken.map(({ trace, context }, index) => {
    const literals = new Set(knowledge.literals);
    first.forEach((behaviour, other) => {
      if (other !== index) for (const text of behaviour.literals) literals.add(text);
    });
    return normalize(trace, { ...context, temporary, literals });
  });
}
