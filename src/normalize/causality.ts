/**
 * The happens-before order of a trace and its Lamport clocks: L. Lamport, "Time, Clocks, and the Ordering of Events in a Distributed System",
 * Communications of the ACM 21(7), 1978. Tasks are his processes, calls his events; one that others take part in while it lasts has two clocks.
 */
import type { Causality, EventClocks } from '../model/critical-path.js';
import type { Trace } from '../model/trace.js';
import { causeNs, Edges, type Edge } from './edges.js';
import { addFutexEdges } from './futex-edges.js';
import { addSignalEdges } from './signal-edges.js';
import { addStreamEdges } from './stream-edges.js';
import { addTaskEdges } from './task-edges.js';
import { timelineOf, type TaskTimeline, type Timeline } from './timeline.js';

/** Every edge between tasks of a timeline. */
export function edgesOf(timeline: Timeline): Edges {
  const edges = new Edges();
  addTaskEdges(timeline, edges);
  addStreamEdges(timeline, edges);
  addFutexEdges(timeline, edges);
  addSignalEdges(timeline, edges);
  return edges;
}

/** One more than the clocks of all that came directly before, in order of time: causes never come after effects there. */
function clocksOf(timeline: Timeline, edges: Edges, count: number): EventClocks[] {
  const clocks = Array.from({ length: count }, () => ({ begin: 0, end: 0 }));
  const byTask = new Map<TaskTimeline, number>();
  const causeClock = ({ from, fromEnd }: Edge): number => clocks[from.index]?.[fromEnd ? 'end' : 'begin'] ?? 0;
  for (const { timed, isEnd } of timeline.points) {
    const causes = edges.leadingTo(timed).filter(({ toBegin }) => toBegin !== isEnd);
    const clock = causes.reduce((most, edge) => Math.max(most, causeClock(edge)), byTask.get(timed.task) ?? 0) + 1;
    byTask.set(timed.task, clock);
    const own = clocks[timed.index];
    if (own) own[isEnd ? 'end' : 'begin'] = clock;
  }
  return clocks;
}

/** Happens-before edges and clocks of a trace; the same for the same trace. */
export function causalityOf(trace: Trace): Causality {
  const timeline = timelineOf(trace);
  const edges = edgesOf(timeline);
  return {
    edges: edges.list
      .toSorted((a, b) => causeNs(a) - causeNs(b) || a.from.index - b.from.index || a.to.index - b.to.index)
      .map(({ kind, from, to }) => ({ kind, from: from.index, to: to.index })),
    clocks: clocksOf(timeline, edges, trace.events.length),
  };
}
