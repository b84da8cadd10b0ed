/**
 * Trace → behaviour. The passes, in the order that each needs: the tree (who is who), facts (what a later event says about an earlier one),
 * acts (one call each), then per task: start-up out, environment files out, searches and walks into one step.
 *
 * Pure: everything about the machine comes in by the context.
 */
import { baseName } from '../model/base-name.js';
import { changesFile, opensForWriting } from '../model/file-changes.js';
import type { Loads } from '../model/golden.js';
import { syscallSpec } from '../model/syscalls.js';
import type { SyscallEvent, Trace } from '../model/trace.js';
import type { Act } from './act.js';
import { AllocatedMemory } from './allocated-memory.js';
import type { Behaviour, ProcessBehaviour } from './behaviour.js';
import { levelCeiling } from './ceiling.js';
import type { NormalizeContext } from './context.js';
import { gatherFacts } from './facts.js';
import { Folders } from './folders.js';
import { LifeWriter, type Lives } from './lives.js';
import { parentOf } from './folders.js';
import { Names } from './names.js';
import { findWaiting } from './waiting.js';
import { objectsView, type ObjectsView } from './objects.js';
import { collapseAncestorWalks, collapseFanOut, collapseMachineRepeats, collapsePathSearch } from './sequence.js';
import { findStartup } from './startup.js';
import { stepMaker, type StepMaker } from './step.js';
import { totalsOf } from './totals.js';
import { buildTree, hasFlag, isFork, type Process, type Task } from './tree.js';

/** Files that a libc reads for the locale and the time zone, wherever a distribution keeps them. */
const environmentFiles: readonly [RegExp, string][] = [
  [
    /^\/usr\/(?:lib|share)\/locale(?:\/|$)|\/gconv\/gconv-modules(?:\.cache|\.d|$)|^\/usr\/share\/locale-langpack\//,
    'locale',
  ],
  [/^\/usr\/share\/zoneinfo(?:\/|$)|^\/etc\/(?:localtime|timezone)$/, 'timezone'],
];

function asksForCpus(event: SyscallEvent): boolean {
  if (event.name === 'sched_getaffinity') return true;
  return event.args.some(
    (arg) =>
      arg.kind === 'string' && /^\/sys\/devices\/system\/cpu|^\/proc\/(?:cpuinfo|stat)$|\/cpu\.max$/.test(arg.bytes),
  );
}

/** Did the process ask for the number of CPUs before its first thread? (malloc asks, too, but only inside new threads.) */
function isSizedByMachine(process: Process): boolean {
  for (const event of process.tasks[0]?.events ?? []) {
    if (event.kind !== 'syscall') continue;
    if (asksForCpus(event)) return true;
    if (isFork(event) && hasFlag(event.args, 'CLONE_THREAD')) return false;
  }
  return false;
}

class Environment {
  private readonly byProgram = new Map<string, Set<string>>();

  add(program: string, loads: Iterable<string>): void {
    const set = this.byProgram.get(program) ?? new Set();
    for (const load of loads) set.add(load);
    this.byProgram.set(program, set);
  }

  list(): Loads[] {
    return [...this.byProgram]
      .filter(([, loads]) => loads.size > 0)
      .map(([program, loads]) => ({ program, loads: [...loads].sort() }))
      .sort((a, b) => (a.program < b.program ? -1 : 1));
  }
}

function eventPath(act: Act): string {
  if (act.rawPath !== '') return act.rawPath;
  const fd = act.event.args.find((arg) => arg.kind === 'fd');
  return fd?.kind === 'fd' && fd.object.type === 'path' ? fd.object.path : '';
}

/**
 * Takes the accesses to locale and time zone files out. A file is also known by where its name led to (`/usr/share/locale/locale.alias` is
 * /etc/locale.alias on Debian), as long as it is open.
 */
function withoutEnvironment(acts: readonly Act[], environment: Environment): Act[] {
  const behind = new Map<string, string>();
  return acts.filter((act) => {
    const path = eventPath(act);
    if (path === '') return true;
    const kind =
      environmentFiles.find(([pattern]) => pattern.test(path))?.[1] ??
      (act.rawPath === '' ? behind.get(path) : undefined);
    if (kind === undefined) return true;
    if (act.family === 'open' && act.event.result.kind === 'value' && act.event.result.object?.type === 'path') {
      behind.set(act.event.result.object.path, kind);
    }
    environment.add(act.program, [kind]);
    return false;
  });
}

/** What a target finds of the tool's own files must not matter, what it would do to them does. */
const onlyLooks = ({ step }: Act): boolean => step.call !== 'exec' && !changesFile(step) && !opensForWriting(step);

interface TaskResult {
  readonly acts: Act[];
  /** Before walks and repetitions are folded. */
  readonly plain: readonly Act[];
  readonly program: string;
}

/** As its execve would name it. */
function programName(path: string, names: Names): string {
  return names.isPathFolder(parentOf(path)) ? `<PATH>/${baseName(path)}` : names.path(path);
}

interface TaskStart {
  readonly program: string;
  /** The trace begins behind the execve, in the loader. */
  readonly inLoader: boolean;
}

/** Acts of one task with its start-ups cut out; the program it ends as. */
function actsOfTask(
  task: Task,
  start: TaskStart,
  maker: StepMaker,
  names: Names,
  environment: Environment,
): TaskResult {
  const acts: Act[] = [];
  for (const event of task.events) {
    if (event.kind !== 'syscall') continue;
    const act = maker.actOf(event, task.process, start.program);
    if (act && !(names.isHidden(eventPath(act)) && onlyLooks(act))) acts.push(act);
  }
  const searched = collapseFanOut(collapsePathSearch(acts, names), names);
  const kept: Act[] = [];
  let { program } = start;
  let from = 0;
  if (start.inLoader && searched[0]?.family !== 'exec') {
    const startup = findStartup(searched, 0);
    environment.add(program, startup.libraries);
    from = startup.end;
  }
  for (let index = from; index < searched.length;) {
    const act = searched[index];
    if (act === undefined) break;
    index += 1;
    kept.push(act.program === program ? act : { ...act, program });
    if (act.family !== 'exec' || act.step.error !== undefined) continue;
    program = String(act.step['path'] ?? program);
    const startup = findStartup(searched, index);
    environment.add(program, startup.libraries);
    index = startup.end;
  }
  const plain = withoutEnvironment(kept, environment);
  return { acts: collapseMachineRepeats(collapseAncestorWalks(plain, names)), plain, program };
}

function measureMemory(process: Process): number {
  const memory = new AllocatedMemory();
  for (const task of process.tasks) {
    for (const event of task.events) {
      if (event.kind !== 'syscall') continue;
      if (syscallSpec(event.name).family === 'exec' && event.result.kind === 'value') memory.exec();
      memory.see(event);
    }
  }
  return memory.peakBytes;
}

function countSignals(process: Process): Map<string, number> {
  const counts = new Map<string, number>();
  for (const task of process.tasks) {
    for (const event of task.events) {
      if (event.kind === 'signal' && event.action === 'delivered')
        counts.set(event.signal, (counts.get(event.signal) ?? 0) + 1);
    }
  }
  return counts;
}

function countCalls(trace: Trace): Map<string, number> {
  const counts = new Map<string, number>();
  for (const event of trace.events) {
    if (event.kind === 'syscall' && event.name !== '???') counts.set(event.name, (counts.get(event.name) ?? 0) + 1);
  }
  return counts;
}

/** Brings a trace into the form that stays the same until behaviour changes. */
export function normalize(trace: Trace, context: NormalizeContext): Behaviour {
  const tree = buildTree(trace);
  const folders = new Folders(tree, context.cwd);
  const facts = gatherFacts(trace, tree, folders);
  const names = new Names(context, facts);
  const around = { names, facts, tree, context };
  const maker = stepMaker(folders, around);
  const environment = new Environment();
  const programs = new Map<Process, string>();
  const acts = new Map<SyscallEvent, Act>();
  const rootProgram = context.program === undefined ? '?' : programName(context.program, names);
  const startsInLoader = trace.backend.limits?.includes('start') === true;
  const processes = tree.processes.map((process): ProcessBehaviour => {
    const inherited = process.parent ? (programs.get(process.parent) ?? '?') : rootProgram;
    const start = { program: inherited, inLoader: process === tree.root && startsInLoader };
    const [first, ...others] = process.tasks;
    const main = first
      ? actsOfTask(first, start, maker, names, environment)
      : { acts: [], plain: [], program: inherited };
    programs.set(process, main.program);
    const threads = others.map((task) =>
      actsOfTask(task, { program: main.program, inLoader: false }, maker, names, environment),
    );
    for (const act of [main, ...threads].flatMap(({ plain }) => plain)) acts.set(act.event, act);
    return {
      process: process.path,
      program: main.program,
      main: main.acts,
      threads: threads.map((thread) => thread.acts),
      end: process.end,
      allocatedBytes: measureMemory(process),
      sizedByMachine: isSizedByMachine(process),
      signals: countSignals(process),
    };
  });
  const livesOf = (): { writer: LifeWriter; lives: Lives; awake: readonly ProcessBehaviour[] } => {
    const waiting = findWaiting(tree, acts);
    const counted = new Map(
      [...acts].filter(
        ([event, act]) => !waiting.acts.has(act) && !waiting.sleepers.has(tree.processOf(event.tid) as Process),
      ),
    );
    const asleep = new Set([...waiting.sleepers].map(({ path }) => path));
    const writer = new LifeWriter(around, counted, programs);
    return { writer, lives: writer.write(), awake: processes.filter(({ process }) => !asleep.has(process)) };
  };
  // Asked for at one level only, and there several times: a capture learns which names it knows.
  let lived: ReturnType<typeof livesOf> | undefined;
  const objectsOf = (knows: (object: string) => boolean): ObjectsView => {
    const { writer, lives, awake } = (lived ??= livesOf());
    return objectsView(writer, lives, { processes: awake }, names, knows);
  };
  return {
    processes,
    environment: environment.list(),
    objects: objectsOf,
    bases: names.bases,
    ceiling: levelCeiling(tree),
    temporary: [...names.temporary].sort(),
    learned: context.learned ?? [],
    literals: names.seen,
    calls: countCalls(trace),
    totals: totalsOf(trace, tree, folders),
    notes: {
      unparsed: trace.events.filter((event) => event.kind === 'unparsed').length,
      ioUring: trace.events.some(
        (event) => event.kind === 'syscall' && event.name === 'io_uring_setup' && event.result.kind === 'value',
      ),
    },
  };
}
