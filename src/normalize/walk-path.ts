/**
 * The critical path of a run, walked back from its end: what a task did, until it waited for another one, then what that one did. C.-Q. Yang and B. P.
 * Miller, "Critical Path Analysis for the Execution of Parallel and Distributed Programs", ICDCS 1988, found on a trace as wPerf does (F. Zhou, Y. Gan,
 * S. Ma, Y. Wang, "wPerf: Generic Off-CPU Analysis to Identify Bottleneck Waiting Events", OSDI 2018): a wait belongs to who ended it.
 */
import { syscallSpec } from '../model/syscalls.js';
import type { LinkKind } from '../model/critical-path.js';
import { causeNs, type Edge, type Edges } from './edges.js';
import type { TaskTimeline, TimedEvent, Timeline } from './timeline.js';

/** A part of the path, still with its event. */
export interface PathPart {
  readonly kind: LinkKind;
  readonly task: TaskTimeline;
  /** The call; for work the event that came before it. Absent: the task has done nothing yet. */
  readonly at: TimedEvent | undefined;
  readonly startNs: number;
  readonly endNs: number;
}

/** The task's last event that began before this moment. */
function lastBefore({ timed }: TaskTimeline, ns: number): TimedEvent | undefined {
  let [low, high] = [0, timed.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((timed[middle]?.beginNs ?? Infinity) < ns) low = middle + 1;
    else high = middle;
  }
  return timed[low - 1];
}

const readFamilies = new Set(['read', 'recv', 'accept']);

/** Calls that only wait, and reads of a stream for which nobody in the trace wrote anything. */
function kindOfCall({ event }: TimedEvent, edges: readonly Edge[]): LinkKind {
  if (event.kind !== 'syscall') return 'work';
  const { family, class: group } = syscallSpec(event.name);
  if (group === 'scheduling') return 'wait';
  const [source] = event.args;
  const isStream = source?.kind === 'fd' && (source.object.type !== 'path' || source.object.device?.kind === 'char');
  return readFamilies.has(family) && isStream && edges.length === 0 ? 'wait' : 'call';
}

class Walk {
  /** From the last to the first. */
  readonly parts: PathPart[] = [];
  private readonly used = new Set<Edge>();

  constructor(
    private readonly timeline: Timeline,
    private readonly edges: Edges,
    private task: TaskTimeline,
    private ns: number,
  ) {}

  run(): void {
    while (this.ns > this.timeline.startNs) this.step();
  }

  private emit(kind: LinkKind, fromNs: number, at?: TimedEvent): void {
    const startNs = Math.max(fromNs, this.timeline.startNs);
    if (startNs < this.ns) this.parts.push({ kind, task: this.task, startNs, endNs: this.ns, at });
    this.ns = Math.min(this.ns, startNs);
  }

  private step(): void {
    const timed = lastBefore(this.task, this.ns);
    if (!timed) this.toCreation();
    else if (timed.endNs < this.ns) this.emit('work', timed.endNs, timed);
    else this.through(timed);
  }

  /** Before its first event a task is what its fork made it. */
  private toCreation(): void {
    const { creation } = this.task;
    if (creation) {
      this.emit('work', Math.min(creation.endNs, this.ns));
      this.task = creation.task;
      return;
    }
    // The trace does not show where it came from: go on with who was there before.
    const others = this.timeline.tasks.flatMap((task) => lastBefore(task, this.ns) ?? []);
    const last = others.reduce<TimedEvent | undefined>(
      (latest, each) => (latest === undefined || each.endNs > latest.endNs ? each : latest),
      undefined,
    );
    if (last) this.task = last.task;
    else this.emit('work', this.timeline.startNs);
  }

  private through(timed: TimedEvent): void {
    const edges = this.edges.leadingTo(timed);
    const release = this.releaseOf(edges);
    if (release) {
      this.used.add(release);
      const { from } = release;
      // Between its last call and the signal that killed it a task worked.
      this.emit(timed.event.kind === 'syscall' ? 'call' : 'work', Math.min(from.endNs, this.ns), timed);
      this.task = from.task;
      return;
    }
    this.emit(kindOfCall(timed, edges), timed.beginNs, timed);
    const takeover = edges.find(({ kind, toBegin }) => kind === 'exec' && toBegin);
    if (takeover) this.task = takeover.from.task;
  }

  /** What ended the wait: of several the first. Each can do so only once, so that the walk comes to an end whatever the trace says. */
  private releaseOf(edges: readonly Edge[]): Edge | undefined {
    let first: Edge | undefined;
    for (const edge of edges) {
      if (!edge.releases || this.used.has(edge) || causeNs(edge) > this.ns || edge.from.beginNs >= this.ns) continue;
      if (first === undefined || causeNs(edge) < causeNs(first)) first = edge;
    }
    return first;
  }
}

/** The path in order of time; its parts cover the trace without gap or overlap. */
export function walkPath(timeline: Timeline, edges: Edges): PathPart[] {
  const last = timeline.points.at(-1);
  if (!last) return [];
  const walk = new Walk(timeline, edges, last.timed.task, timeline.endNs);
  walk.run();
  return walk.parts.reverse();
}
