/**
 * Who waited for whom at pipes, sockets and eventfds: bytes are followed from the write that put them in to the read that got them, connections from
 * connect to accept, the end of a stream from the close to the read that found it.
 */
import type { EdgeKind } from '../model/critical-path.js';
import { syscallSpec } from '../model/syscalls.js';
import type { DecodedArg, SyscallEvent } from '../model/trace.js';
import { Channel } from './channel.js';
import { Descriptors, type Descriptor } from './descriptors.js';
import { endsAtEnd, type Edges } from './edges.js';
import { watchedDescriptors } from './poll.js';
import { streamOfAddress } from './stream-names.js';
import { endOfProcess, type TimedEvent, type Timeline } from './timeline.js';
import { hasFlag } from './tree.js';

function kindOf(stream: string): EdgeKind {
  if (stream.startsWith('pipe:')) return 'pipe';
  if (stream.startsWith('eventfd:')) return 'eventfd';
  return stream.startsWith('end:') ? 'wait' : 'socket';
}

/** Positions of the descriptors that a call reads from and writes to. */
const reading: Readonly<Record<string, number>> = { read: 0, recv: 0, accept: 0, splice: 0, tee: 0, sendfile: 1 };
const writing: Readonly<Record<string, number>> = { write: 0, send: 0, splice: 2, tee: 1, sendfile: 0 };

/** What a call moved; 0 where it failed. */
function amountOf({ result }: SyscallEvent): number {
  return result.kind === 'value' && result.value > 0 ? result.value : 0;
}

class StreamEdges {
  private readonly channels = new Map<string, Channel>();
  private readonly descriptors = new Descriptors((descriptor, by, isLast) => this.close(descriptor, by, isLast));
  private readonly ends: ReadonlyMap<TimedEvent, number>;

  constructor(
    private readonly timeline: Timeline,
    private readonly edges: Edges,
  ) {
    const ends = [...timeline.byProcess.values()].flatMap((tasks): [TimedEvent, number][] => {
      const end = endOfProcess(tasks);
      return end ? [[end, tasks[0]?.tid ?? 0]] : [];
    });
    this.ends = new Map(ends);
  }

  private channel(stream: string): Channel {
    const channel = this.channels.get(stream) ?? new Channel();
    this.channels.set(stream, channel);
    return channel;
  }

  /** Every end of a call or a task, in order of time. */
  gather(): void {
    for (const { timed, isEnd } of this.timeline.points) {
      const { event } = timed;
      if (event.kind === 'syscall') {
        if (isEnd) this.finish(timed, event);
        else this.begin(timed, event);
      }
      if (isEnd === endsAtEnd(timed)) this.end(timed);
    }
    for (const [stream, channel] of this.channels)
      for (const [read, write] of channel.waits()) this.edges.add(kindOf(stream), read, write, { releases: true });
  }

  private end(timed: TimedEvent): void {
    const tid = this.ends.get(timed);
    if (tid === undefined) return;
    this.descriptors.end(timed);
    this.channel(`end:${tid}`).put(timed, 1);
  }

  private close({ in: source, out, readOnly }: Descriptor, by: TimedEvent, isLast: boolean): void {
    if (out !== '' && !readOnly) this.channel(out).closedBy(by, isLast);
    // A socket that is closed ends the writes of its peer as well.
    if (source !== out && source.startsWith('socket:')) this.channel(source).closedBy(by, isLast);
  }

  private begin(timed: TimedEvent, event: SyscallEvent): void {
    const { process } = timed.task;
    const child = this.timeline.madeBy.get(timed);
    if (child) this.descriptors.fork(process, child.process);
    const { family } = syscallSpec(event.name);
    const position = writing[family];
    if (position !== undefined && amountOf(event) > 0) {
      const descriptor = this.descriptors.of(process, event.args[position]);
      const addressed = family === 'send' ? streamOfAddress(event.args, 'to') : '';
      const stream = addressed === '' ? (descriptor?.out ?? '') : addressed;
      if (stream !== '') this.channel(stream).put(timed, unitsOf(event, stream, descriptor));
    }
    if (family === 'connect' && (event.result.kind === 'value' || event.result.kind === 'errno')) {
      const isMade = event.result.kind === 'value' || event.result.errno === 'EINPROGRESS';
      const stream = streamOfAddress(event.args, 'listen');
      if (isMade && stream !== '') this.channel(stream).put(timed, 1);
    }
    if (event.name === 'shutdown' && !hasFlag(event.args, 'SHUT_RD')) {
      const descriptor = this.descriptors.of(process, event.args[0]);
      if (descriptor?.out) this.channel(descriptor.out).closedBy(timed, true);
    }
    this.descriptors.begin(timed, event);
  }

  private finish(timed: TimedEvent, event: SyscallEvent): void {
    const { process } = timed.task;
    const { family } = syscallSpec(event.name);
    const position = reading[family];
    if (position !== undefined && event.result.kind === 'value') {
      const descriptor = this.descriptors.of(process, event.args[position]);
      if (descriptor && descriptor.in !== '') this.read(timed, event, descriptor);
    }
    if (event.name === 'epoll_ctl') this.watch(timed, event);
    if (amountOf(event) > 0)
      for (const watched of watchedDescriptors(event, (arg) => this.known(timed, arg))) this.ready(timed, watched);
    this.descriptors.finish(timed, event);
  }

  private known({ task: { process } }: TimedEvent, arg: DecodedArg | number): Descriptor | undefined {
    return typeof arg === 'number' ? this.descriptors.ofNumber(process, arg) : this.descriptors.of(process, arg);
  }

  private read(timed: TimedEvent, event: SyscallEvent, descriptor: Descriptor): void {
    const stream = descriptor.in;
    const channel = this.channel(stream);
    const kind = kindOf(stream);
    if (event.result.kind === 'value' && event.result.value === 0 && !stream.startsWith('listen:')) {
      const close = channel.lastClose();
      if (close) this.edges.addEnd(kind, close, timed);
      return;
    }
    if (hasFlag(event.args, 'MSG_PEEK') || event.name === 'tee') {
      this.ready(timed, { stream, writable: '' });
      return;
    }
    const sources = channel.take(timed, unitsOf(event, stream, descriptor));
    // With something there from the beginning it did not wait for what came afterwards.
    const waited = (sources[0]?.beginNs ?? 0) >= timed.beginNs;
    sources.forEach((source, index) => this.edges.add(kind, source, timed, { releases: waited && index === 0 }));
  }

  /** What a poll found. */
  private ready(timed: TimedEvent, { stream, writable }: { readonly stream: string; readonly writable: string }): void {
    const channel = this.channels.get(stream);
    const source = channel?.peek(timed.beginNs) ?? this.channels.get(writable)?.lastRead(timed.beginNs);
    const kind = kindOf(stream === '' ? writable : stream);
    const end = kind === 'wait' ? source : source ? undefined : channel?.endedBy();
    if (end) this.edges.addEnd(kind, end, timed);
    else if (source) this.edges.add(kind, source, timed, { releases: source.beginNs >= timed.beginNs });
  }

  private watch(timed: TimedEvent, event: SyscallEvent): void {
    const { process } = timed.task;
    const epoll = this.descriptors.of(process, event.args[0]);
    const target = event.args[2];
    if (!epoll?.watched || target?.kind !== 'fd') return;
    const descriptor = this.descriptors.of(process, target);
    if (hasFlag(event.args.slice(1, 2), 'EPOLL_CTL_DEL')) epoll.watched.delete(target.fd);
    else if (descriptor) epoll.watched.set(target.fd, descriptor);
  }
}

/** In the unit of the stream's channel. */
function unitsOf(event: SyscallEvent, stream: string, descriptor: Descriptor | undefined): number {
  if (stream.startsWith('listen:')) return 1;
  // A read of an eventfd takes all that was added up.
  if (stream.startsWith('eventfd:')) return syscallSpec(event.name).family === 'read' ? Infinity : 1;
  if (descriptor?.datagram !== true && !stream.startsWith('to:')) return amountOf(event);
  return event.name.includes('mmsg') ? amountOf(event) : 1;
}

/** Edges at streams, added to the others. */
export function addStreamEdges(timeline: Timeline, edges: Edges): void {
  new StreamEdges(timeline, edges).gather();
}
