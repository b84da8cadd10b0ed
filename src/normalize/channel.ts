/** One direction of a pipe, a socket or an eventfd: a queue of what was written and not yet read, each part with who wrote it. */
import type { TimedEvent } from './timeline.js';

interface Part {
  readonly from: TimedEvent;
  /** Bytes; messages of a datagram socket; 1 for a connection and for all that an eventfd counts. */
  left: number;
}

/** The least that any pipe or socket holds (a page, pipe(7)): a write that stays within it does not wait. */
const leastRoom = 4096;

/** Index of the first element for which it holds, in an array whose elements begin with those for which it does not. */
function firstWhere<T>(list: readonly T[], from: number, holds: (element: T) => boolean): number {
  let [low, high] = [from, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const element = list[middle];
    if (element !== undefined && !holds(element)) low = middle + 1;
    else high = middle;
  }
  return low;
}

export class Channel {
  private readonly parts: Part[] = [];
  private first = 0;
  /** What there is to read. */
  private left = 0;
  private readonly reads: TimedEvent[] = [];
  /** Writes for which there may have been too little room. */
  private readonly large: TimedEvent[] = [];
  private end: TimedEvent | undefined;
  private close: TimedEvent | undefined;

  /** Must be told in order of the begin of the writes. */
  put(from: TimedEvent, amount: number): void {
    if (this.left + amount > leastRoom) this.large.push(from);
    this.parts.push({ from, left: amount });
    this.left += amount;
  }

  /** Takes so much out and says who wrote it. What nobody of the trace wrote is not told. */
  take(by: TimedEvent, amount: number): TimedEvent[] {
    const sources: TimedEvent[] = [];
    this.reads.push(by);
    let wanted = amount;
    for (let part = this.parts[this.first]; wanted > 0 && part; part = this.parts[this.first]) {
      sources.push(part.from);
      const taken = Math.min(wanted, part.left);
      wanted -= taken;
      part.left -= taken;
      this.left -= taken;
      if (part.left === 0) this.first += 1;
    }
    return sources;
  }

  /** Who wrote what is there to read since this moment; where there is nothing so new, who wrote what is there at all. */
  peek(sinceNs: number): TimedEvent | undefined {
    const since = firstWhere(this.parts, this.first, ({ from }) => from.beginNs >= sinceNs);
    return (this.parts[since] ?? this.parts[this.first])?.from;
  }

  /** The last read since this moment: who made room. */
  lastRead(sinceNs: number): TimedEvent | undefined {
    const last = this.reads.at(-1);
    return last && last.beginNs >= sinceNs ? last : undefined;
  }

  /** `isLast`: nobody is left who could write. */
  closedBy(timed: TimedEvent, isLast: boolean): void {
    this.close = timed;
    if (isLast) this.end = timed;
  }

  /** By whom it was ended. */
  endedBy(): TimedEvent | undefined {
    return this.end;
  }

  /** By whom a descriptor of it was closed last: who ended it, where somebody whom the trace does not show to have gone seems to be left. */
  lastClose(): TimedEvent | undefined {
    return this.end ?? this.close;
  }

  /** When all is known: writes that had to wait, and the read that made the last room for each. */
  waits(): (readonly [read: TimedEvent, write: TimedEvent])[] {
    const reads = this.reads.toSorted((a, b) => a.beginNs - b.beginNs || a.index - b.index);
    return this.large.flatMap((write) => {
      const read = reads[firstWhere(reads, 0, ({ beginNs }) => beginNs >= write.endNs) - 1];
      return read && read.beginNs >= write.beginNs ? [[read, write] as const] : [];
    });
  }
}
