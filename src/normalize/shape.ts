/**
 * Behaviour → what is compared at a level. Each level is a projection of the one before: less order, fewer classes of calls.
 */
import type { CountedStep, Figure, Level, ProcessShape, Shape, Step } from '../model/golden.js';
import type { Act } from './act.js';
import type { Behaviour, ProcessBehaviour } from './behaviour.js';
import { figuresOf } from './figures.js';
import { dependsOnLayout } from './machine-steps.js';
import { stepKey } from './sequence.js';
import { summarizeFigures, summarizeObjects, summarizeStep } from './summarize.js';

/** Steps that repeat directly below `exact` because a machine decides how often: W+X maps of a JIT, folders walked in pieces. */
const collapsing = new Set(['mmap', 'mprotect', 'getdents']);

/** At `exact`: everything but memory, scheduling and queries, whose numbers are figures. */
function exactSteps(acts: readonly Act[]): Step[] {
  return acts
    .filter((act) => act.class === 'effect' || act.class === 'data' || act.class === 'plumbing')
    .map((act) => act.step);
}

interface Flow {
  step: Record<string, unknown>;
  bytes: number;
  names: number;
  calls: number;
  inexact: boolean;
}

/**
 * At `structure`: effects in order; the data of each object between two effects as one step with its bytes. A stream gives what happens
 * to be there, so its first use stands for all.
 */
function structureSteps(acts: readonly Act[]): Step[] {
  const result: Step[] = [];
  const streams = new Set<string>();
  let flows = new Map<string, Flow>();
  const flush = (): void => {
    for (const flow of flows.values()) {
      result.push({
        ...flow.step,
        ...(flow.inexact
          ? { calls: flow.calls }
          : { bytes: flow.bytes, ...(flow.names > 0 ? { names: flow.names } : {}) }),
      } as unknown as Step);
    }
    flows = new Map();
  };
  for (const act of acts) {
    if (act.data) {
      const { object, direction, nature, bytes, names, inexact } = act.data;
      const key = `${direction} ${object} ${String(act.step['to'] ?? '')} ${act.step.error ?? ''}`;
      const base = { call: direction, fd: object, ...(act.step['to'] === undefined ? {} : { to: act.step['to'] }) };
      const plain = { ...base, ...(act.step.error === undefined ? {} : { error: act.step.error }) } as Step;
      if (nature === 'own' && act.step.error === undefined) {
        const flow = flows.get(key) ?? { step: base, bytes: 0, names: 0, calls: 0, inexact: false };
        flow.bytes += bytes;
        flow.names += names;
        flow.calls += 1;
        flow.inexact ||= inexact;
        flows.set(key, flow);
      } else if (!streams.has(key)) {
        streams.add(key);
        flush();
        result.push(plain);
      }
      continue;
    }
    if (act.class !== 'effect') continue;
    flush();
    if (nature(act) === 'repeat' && result.length > 0 && stepKey(result.at(-1) as Step) === stepKey(act.step)) continue;
    result.push(act.step);
  }
  flush();
  return result;
}

function nature(act: Act): 'repeat' | 'step' {
  return collapsing.has(act.step.call) ? 'repeat' : 'step';
}

/** Where the number of a temporary name depends on which thread came first, it goes. */
function withoutNumbers(step: Step): Step {
  const text = JSON.stringify(step);
  return text.includes('<tmp:') ? (JSON.parse(text.replace(/<tmp:\d+>/g, '<tmp>')) as Step) : step;
}

/** Every different step once, with its count, sorted. */
export function countSteps(steps: Iterable<Step>): CountedStep[] {
  const counts = new Map<string, { step: Step; count: number }>();
  for (const step of steps) {
    const key = stepKey(step);
    const entry = counts.get(key);
    if (entry) entry.count += 1;
    else counts.set(key, { step, count: 1 });
  }
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { step, count }]) => ({ step, least: count, most: count }));
}

function poolOf(process: ProcessBehaviour): CountedStep[] {
  const steps = process.threads.flatMap((acts) => structureSteps(acts)).map(withoutNumbers);
  const counted = countSteps(steps);
  // As many threads as the machine has CPUs do as many times what each of them does.
  return process.sizedByMachine
    ? counted.map(({ step }) => ({ step, least: 1, most: Number.MAX_SAFE_INTEGER }))
    : counted;
}

/** A pool of as many threads as there are CPUs is started once. */
function withoutRepeatedStarts(steps: readonly Step[]): Step[] {
  return steps.filter((step, index) => step.call !== 'thread' || steps[index - 1]?.call !== 'thread');
}

function processShape(process: ProcessBehaviour, level: Level): ProcessShape {
  const all = level === 'exact' ? exactSteps(process.main) : structureSteps(process.main);
  const steps = process.sizedByMachine ? withoutRepeatedStarts(all) : all;
  return {
    process: process.process,
    program: process.program,
    steps: process.threads.length > 0 ? steps.map(withoutNumbers) : steps,
    pool: poolOf(process),
    end: process.end,
  };
}

/** A signal to a process that is none of the tree's. */
const signalsOthers = ({ call, pid }: Step): boolean => call === 'kill' && String(pid).endsWith('<pid>');

/** Effects that are how a process is built and not what it does outside: not part of the contract. */
const notContract = new Set([
  'close',
  'close_range',
  'fstat',
  'getdents',
  'fork',
  'thread',
  'shutdown',
  'kill',
  'tgkill',
  'umask',
  'fchdir',
  'accept',
]);

/** Without a connect, only the address of what is sent says which endpoint a program talks to. */
function isDatagram(act: Act): boolean {
  return act.class === 'data' && act.step['to'] !== undefined && act.step.error === undefined;
}

function datagram({ fd, to }: Step): Step {
  return { call: 'write', ...(fd === undefined ? {} : { fd }), ...(to === undefined ? {} : { to }) };
}

function contractSteps(process: ProcessBehaviour): Step[] {
  const steps = [process.main, ...process.threads]
    .flat()
    .filter(
      (act) =>
        isDatagram(act) ||
        (act.class === 'effect' &&
          (!notContract.has(act.step.call) || signalsOthers(act.step)) &&
          !dependsOnLayout(act.step, process.program)),
    )
    .map((act) => withoutNumbers(isDatagram(act) ? datagram(act.step) : act.step));
  return [
    ...steps,
    {
      call: 'end',
      program: process.program,
      ...('exit' in process.end
        ? { exit: process.end.exit }
        : 'signal' in process.end
          ? { signal: process.end.signal }
          : {}),
    },
  ];
}

/** What a golden knows that decides how a recording is shaped. */
export interface ShapeKnowledge {
  /** Folders whose paths are taken as one (see summarize.ts). */
  readonly summarized?: readonly string[];
  /** Names of its objects. */
  readonly objects?: ReadonlySet<string>;
}

/** What is compared of a recording at `level`. */
export function shapeOfBehaviour(behaviour: Behaviour, level: Level, knowledge: ShapeKnowledge = {}): Shape {
  const { summarized = [], objects = new Set<string>() } = knowledge;
  const figures: Figure[] = summarizeFigures(figuresOf(behaviour, level), summarized);
  const nothing = {
    level,
    environment: behaviour.environment,
    processes: [],
    effects: [],
    objects: [],
    order: [],
    figures,
  };
  if (level === 'objects') {
    const view = behaviour.objects((object) => objects.has(object));
    return { ...nothing, objects: summarizeObjects(view.objects, summarized), order: view.order };
  }
  if (level === 'contract') {
    const steps = behaviour.processes.flatMap(contractSteps).map((step) => summarizeStep(step, summarized));
    return { ...nothing, effects: countSteps(steps).map(({ step }) => ({ step, least: 1, most: 1 })) };
  }
  return { ...nothing, processes: behaviour.processes.map((process) => processShape(process, level)) };
}
