/** What the life of tasks puts in order: a fork and its child, an exec, an exit and those that wait for it. */
import { syscallSpec } from '../model/syscalls.js';
import type { SyscallEvent } from '../model/trace.js';
import { fieldOf, numberOf } from './argument-parts.js';
import { endsAtEnd, type Edges } from './edges.js';
import { endOfProcess, type TaskTimeline, type TimedEvent, type Timeline } from './timeline.js';
import { hasFlag } from './tree.js';

function addCreations({ madeBy }: Timeline, edges: Edges): void {
  for (const [creation, child] of madeBy) {
    const [first] = child.timed;
    if (first) edges.add('create', creation, first, { toBegin: true });
  }
}

const isVfork = ({ name, args }: SyscallEvent): boolean => name === 'vfork' || hasFlag(args, 'CLONE_VFORK');

/** The parent of a vfork goes on when its child executes a program or ends (vfork(2)). */
function addVforks({ madeBy }: Timeline, edges: Edges): void {
  for (const [creation, child] of madeBy) {
    if (creation.event.kind !== 'syscall' || !isVfork(creation.event)) continue;
    const exec = child.timed.find(
      ({ event }) =>
        event.kind === 'syscall' && syscallSpec(event.name).family === 'exec' && event.result.kind === 'value',
    );
    if (exec) edges.add('exec', exec, creation, { releases: exec.beginNs >= creation.beginNs });
    else if (child.end) edges.addEnd('exit', child.end, creation);
  }
}

/** A thread that executes a program goes on under the thread id of the first one (execve(2)). */
function addTakeovers(tasks: readonly TaskTimeline[], edges: Edges): void {
  for (const leader of tasks) {
    for (const { event, position } of leader.timed) {
      if (event.kind !== 'exit' || event.outcome.kind !== 'superseded') continue;
      const { byTid } = event.outcome;
      const exec = leader.timed.findLast(({ event: call }, index) => index < position && call.kind === 'syscall');
      const thread = tasks.findLast(({ tid, timed }) => tid === byTid && (timed[0]?.index ?? 0) < (exec?.index ?? 0));
      const last = thread?.timed.at(-1);
      if (exec && last) edges.add('exec', last, exec, { toBegin: true, fromEnd: true });
    }
  }
}

const callsExit = (task: TaskTimeline, name: string): boolean =>
  task.end?.event.kind === 'syscall' && task.end.event.name === name;

/** exit_group ends the other threads of its process. */
function addGroupExits(tasks: readonly TaskTimeline[], edges: Edges): void {
  const caller = tasks.find((task) => callsExit(task, 'exit_group'));
  if (!caller?.end) return;
  for (const { end } of tasks) if (end && endsAtEnd(end)) edges.add('exit', caller.end, end, { releases: true });
}

/** The child that a wait was for; 0: for none. */
function awaitedTid({ name, args, result }: SyscallEvent): number {
  if (result.kind !== 'value') return 0;
  if (name === 'waitid') return result.value === 0 ? (numberOf(fieldOf(args, 'si_pid')) ?? 0) : 0;
  return result.value;
}

function addWaits(timeline: Timeline, edges: Edges): void {
  const byTid = new Map<number, (readonly TaskTimeline[])[]>();
  for (const tasks of timeline.byProcess.values()) {
    const tid = tasks[0]?.tid ?? 0;
    byTid.set(tid, [...(byTid.get(tid) ?? []), tasks]);
  }
  for (const { timed } of timeline.tasks) {
    for (const each of timed) {
      if (each.event.kind !== 'syscall' || syscallSpec(each.event.name).family !== 'wait') continue;
      const tid = awaitedTid(each.event);
      const end = lastEndBefore(byTid.get(tid) ?? [], each);
      if (end) edges.addEnd('wait', end, each);
    }
  }
}

/** A thread id can belong to several processes one after the other. */
function lastEndBefore(processes: readonly (readonly TaskTimeline[])[], by: TimedEvent): TimedEvent | undefined {
  return processes.flatMap((tasks) => endOfProcess(tasks) ?? []).findLast((end) => end.beginNs <= by.endNs);
}

/** Edges at the begin and end of tasks, added to the others. */
export function addTaskEdges(timeline: Timeline, edges: Edges): void {
  addCreations(timeline, edges);
  addVforks(timeline, edges);
  addTakeovers(timeline.tasks, edges);
  for (const tasks of timeline.byProcess.values()) addGroupExits(tasks, edges);
  addWaits(timeline, edges);
}
