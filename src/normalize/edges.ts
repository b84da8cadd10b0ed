/** Happens-before edges between tasks, while they are gathered. */
import type { EdgeKind } from '../model/critical-path.js';
import type { TimedEvent } from './timeline.js';

export interface Edge {
  readonly kind: EdgeKind;
  readonly from: TimedEvent;
  /** What the cause is: that the event began (a write), or that it ended (a call in which its task was killed). */
  readonly fromEnd: boolean;
  readonly to: TimedEvent;
  /** The effect is that the event began (a child's first one); otherwise that it ended. */
  readonly toBegin: boolean;
  /** `to` had to wait for it: it went on because of this edge. */
  readonly releases: boolean;
}

/** When the cause was there, nanoseconds. */
export const causeNs = ({ from, fromEnd }: Edge): number => (fromEnd ? from.endNs : from.beginNs);

/** What ends a task or closes what it had has its effect when it begins; what a task is killed in has it when it ends. */
export const endsAtEnd = (timed: TimedEvent): boolean =>
  timed.task.end === timed && !(timed.event.kind === 'syscall' && /^exit(?:_group)?$/.test(timed.event.name));

export class Edges {
  readonly list: Edge[] = [];
  private readonly into = new Map<TimedEvent, Edge[]>();

  /** Within one task the order is known without edges. A cause that came after its effect is none: the match was wrong. */
  add(kind: EdgeKind, from: TimedEvent, to: TimedEvent, parts: Partial<Edge> = {}): void {
    if (from.task === to.task) return;
    const edge: Edge = { kind, from, to, fromEnd: false, toBegin: false, releases: false, ...parts };
    const effectNs = edge.toBegin ? to.beginNs : to.endNs;
    const cause = causeNs(edge);
    if (cause > effectNs || (cause === effectNs && from.index > to.index)) return;
    this.list.push(edge);
    const others = this.into.get(to);
    if (others) others.push(edge);
    else this.into.set(to, [edge]);
  }

  /** An edge from the end of a task, or from a close. It releases whoever began to wait before that. */
  addEnd(kind: EdgeKind, end: TimedEvent, to: TimedEvent): void {
    const fromEnd = endsAtEnd(end);
    this.add(kind, end, to, { fromEnd, releases: (fromEnd ? end.endNs : end.beginNs) >= to.beginNs });
  }

  leadingTo(event: TimedEvent): readonly Edge[] {
    return this.into.get(event) ?? [];
  }
}
