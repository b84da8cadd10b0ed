/** The events of a trace as intervals of time, each in its task. */
import type { Trace, TraceEvent } from '../model/trace.js';
import { buildTree, type Process, type Task, type Tree } from './tree.js';

export interface TimedEvent {
  readonly event: TraceEvent;
  /** Index into the events of the trace. */
  readonly index: number;
  readonly task: TaskTimeline;
  /** Index into the events of the task. */
  readonly position: number;
  readonly beginNs: number;
  /** Never before `beginNs`, nor after the task's next event begins. */
  readonly endNs: number;
}

export interface TaskTimeline {
  readonly process: Process;
  /** 0: the first thread of the process. */
  readonly thread: number;
  readonly tid: number;
  /** In order; never empty. */
  readonly timed: TimedEvent[];
  /** The call that made it. */
  creation?: TimedEvent;
  /**
   * What it ended by: its own exit, the call that a fatal signal found it in, or else the end itself, which lasts from the task's last call on. Absent: the
   * trace does not show its end.
   */
  end?: TimedEvent;
}

/** Where a call begins or ends. Of an event without duration both are at the same time. */
export interface Point {
  readonly timed: TimedEvent;
  readonly isEnd: boolean;
  readonly ns: number;
}

export interface Timeline {
  readonly tree: Tree;
  /** First threads before others, parents before children. */
  readonly tasks: readonly TaskTimeline[];
  readonly byProcess: ReadonlyMap<Process, readonly TaskTimeline[]>;
  /** The tasks that each call made. */
  readonly madeBy: ReadonlyMap<TimedEvent, TaskTimeline>;
  /** By time; of equal times in the order of the trace. */
  readonly points: readonly Point[];
  readonly startNs: number;
  readonly endNs: number;
}

/** A call that its task did not return from. */
const isCutOff = (event: TraceEvent): boolean => event.kind === 'syscall' && event.result.kind === 'none';

function taskTimeline(task: Task, thread: number, indexOf: ReadonlyMap<TraceEvent, number>): TaskTimeline {
  const timeline: TaskTimeline = { process: task.process, thread, tid: task.tid, timed: [] };
  task.events.forEach((event, position) => {
    const next = task.events[position + 1];
    const before = timeline.timed.at(-1);
    // Who is killed while computing has been computing until then.
    const beginNs = event.kind === 'exit' ? (before?.endNs ?? event.timeNs) : event.timeNs;
    const returned = event.timeNs + (event.kind === 'syscall' ? (event.durationNs ?? 0) : 0);
    const endNs = isCutOff(event) ? (next?.timeNs ?? event.timeNs) : Math.min(returned, next?.timeNs ?? returned);
    const index = indexOf.get(event) ?? 0;
    timeline.timed.push({ event, index, task: timeline, position, beginNs, endNs: Math.max(beginNs, endNs) });
  });
  const last = timeline.timed.at(-1);
  if (last?.event.kind === 'exit') {
    const call = timeline.timed.at(-2);
    timeline.end = call && isCutOff(call.event) ? call : last;
  }
  return timeline;
}

function pointsOf(tasks: readonly TaskTimeline[]): Point[] {
  const points = tasks.flatMap(({ timed }) =>
    timed.flatMap((each): Point[] => [
      { timed: each, isEnd: false, ns: each.beginNs },
      { timed: each, isEnd: true, ns: each.endNs },
    ]),
  );
  return points.sort((a, b) => a.ns - b.ns || a.timed.index - b.timed.index || Number(a.isEnd) - Number(b.isEnd));
}

/** The timeline of a trace; its tree is built here. */
export function timelineOf(trace: Trace): Timeline {
  const tree = buildTree(trace);
  const indexOf = new Map(trace.events.map((event, index) => [event, index]));
  const tasks: TaskTimeline[] = [];
  const byProcess = new Map<Process, TaskTimeline[]>();
  const creations = new Map<TraceEvent, TaskTimeline>();
  for (const process of tree.processes) {
    const own = process.tasks.flatMap((task, thread) => {
      // A task of a log without its beginning can be in the tree twice.
      const isHere = task.process === process && task.events.length > 0;
      const timeline = isHere ? [taskTimeline(task, thread, indexOf)] : [];
      if (timeline[0] && task.creation) creations.set(task.creation, timeline[0]);
      return timeline;
    });
    byProcess.set(process, own);
    for (const each of own) tasks.push(each);
  }
  const madeBy = new Map<TimedEvent, TaskTimeline>();
  for (const { timed } of tasks) {
    for (const each of timed) {
      const child = creations.get(each.event);
      // Of a log that was cut together a thread id can name a task that was there before.
      if (!child || (child.timed[0]?.index ?? 0) <= each.index || (child.timed[0]?.beginNs ?? 0) < each.beginNs)
        continue;
      child.creation = each;
      madeBy.set(each, child);
    }
  }
  const points = pointsOf(tasks);
  return { tree, tasks, byProcess, madeBy, points, startNs: points[0]?.ns ?? 0, endNs: points.at(-1)?.ns ?? 0 };
}

/** The event that a process ended by: of its tasks the one that ended last (a thread that executed a program has no end of its own). */
export function endOfProcess(tasks: readonly TaskTimeline[]): TimedEvent | undefined {
  const ends = tasks.flatMap(({ end }) => end ?? []);
  return ends.reduce<TimedEvent | undefined>(
    (last, end) => (last === undefined || end.beginNs >= last.beginNs ? end : last),
    undefined,
  );
}
