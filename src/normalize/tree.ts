/**
 * The process tree of a trace: which tid was which task when. Kernel ids are used here and never afterwards; a tid that the kernel
 * gives to a second task starts a new one.
 */
import { syscallSpec } from '../model/syscalls.js';
import type { DecodedArg, SyscallEvent, Trace, TraceEvent } from '../model/trace.js';
import type { ProcessEnd } from '../model/golden.js';

export interface Task {
  readonly tid: number;
  readonly events: TraceEvent[];
  process: Process;
  /** The call that made it; absent for the first one, and where the trace does not show it. */
  creation?: SyscallEvent;
}

export interface Process {
  /** Creation path: `0`, `0.1`, `0.1.2`. */
  path: string;
  parent: Process | null;
  /** The first thread first. */
  readonly tasks: Task[];
  readonly children: Process[];
  end: ProcessEnd;
}

export interface Tree {
  readonly root: Process;
  /** In creation order, parents before children. */
  readonly processes: readonly Process[];
  /** Every tid of the tree. */
  readonly tids: ReadonlySet<number>;
  /** The process that a thread id belonged to; the last one where the kernel used it twice. */
  processOf(tid: number): Process | undefined;
}

/** Does any flag set inside these arguments hold the name? clone3 keeps its flags in a structure, clone in an argument. */
export function hasFlag(args: readonly DecodedArg[], flag: string): boolean {
  return args.some((arg) => {
    switch (arg.kind) {
      case 'flags':
        return arg.names.includes(flag);
      case 'raw':
        return new RegExp(`\\b${flag}\\b`).test(arg.text);
      case 'struct':
        return arg.fields.some((field) => hasFlag([field.value], flag));
      case 'change':
        return hasFlag(
          [arg.before, arg.after].filter((side) => side !== null),
          flag,
        );
      default:
        return false;
    }
  });
}

export function isFork(event: TraceEvent): event is SyscallEvent {
  return event.kind === 'syscall' && syscallSpec(event.name).family === 'fork';
}

/** A fork that made a task; its tid, or 0. */
export function forkedTid(event: SyscallEvent): number {
  return event.result.kind === 'value' && event.result.value > 0 ? event.result.value : 0;
}

/** Splits the events by task: a new task begins where the tid appears after its former owner's end. */
function splitTasks(events: readonly TraceEvent[]): { tasks: Task[]; byTid: Map<number, Task[]> } {
  const tasks: Task[] = [];
  const byTid = new Map<number, Task[]>();
  const open = new Map<number, Task>();
  for (const event of events) {
    let task = open.get(event.tid);
    if (!task) {
      task = { tid: event.tid, events: [], process: undefined as unknown as Process };
      open.set(event.tid, task);
      tasks.push(task);
      const sameTid = byTid.get(event.tid);
      if (sameTid) sameTid.push(task);
      else byTid.set(event.tid, [task]);
    }
    task.events.push(event);
    if (event.kind === 'exit') {
      // An execve in another thread ends that thread, which goes on under the leader's tid.
      if (event.outcome.kind === 'superseded') open.delete(event.outcome.byTid);
      else open.delete(event.tid);
    }
  }
  return { tasks, byTid };
}

function newProcess(parent: Process | null, first: Task | null): Process {
  const path = parent ? `${parent.path}.${parent.children.length + 1}` : '0';
  const process: Process = { path, parent, tasks: [], children: [], end: { unknown: true } };
  parent?.children.push(process);
  if (first) {
    process.tasks.push(first);
    first.process = process;
  }
  return process;
}

function endOf(process: Process): ProcessEnd {
  for (const task of process.tasks) {
    const last = task.events.findLast((event) => event.kind === 'exit');
    if (last?.kind !== 'exit') continue;
    if (last.outcome.kind === 'exited') return { exit: last.outcome.code };
    if (last.outcome.kind === 'killed') return { signal: last.outcome.signal };
  }
  return { unknown: true };
}

/** Builds the tree. Tasks whose creation the trace does not show (an imported log of several programs) become children of the root. */
export function buildTree(trace: Trace): Tree {
  const { tasks, byTid } = splitTasks(
    trace.events.filter((event) => event.kind !== 'lost' && event.kind !== 'unparsed'),
  );
  const rootTask = tasks[0] ?? { tid: 0, events: [], process: undefined as unknown as Process };
  const root = newProcess(null, rootTask);
  const processes = [root];
  const claimed = new Map<number, number>([[rootTask.tid, 1]]);
  const adopt = (parent: Task): void => {
    for (const event of parent.events) {
      if (!isFork(event)) continue;
      const tid = forkedTid(event);
      if (tid === 0) continue;
      const index = claimed.get(tid) ?? 0;
      const child = byTid.get(tid)?.[index] ?? { tid, events: [], process: undefined as unknown as Process };
      claimed.set(tid, index + 1);
      child.creation = event;
      if (hasFlag(event.args, 'CLONE_THREAD')) {
        child.process = parent.process;
        parent.process.tasks.push(child);
      } else {
        processes.push(newProcess(parent.process, child));
      }
      adopt(child);
    }
  };
  adopt(rootTask);
  for (const task of tasks) {
    if ((task.process as Process | undefined) !== undefined) continue;
    processes.push(newProcess(root, task));
    adopt(task);
  }
  for (const process of processes) process.end = endOf(process);
  const owner = new Map(tasks.map((task) => [task.tid, task.process]));
  return { root, processes, tids: new Set(owner.keys()), processOf: (tid) => owner.get(tid) };
}
