/** Who sent a signal: found by the sender and the signal that its delivery names, for a fatal one by the task that it was sent to. */
import { syscallSpec } from '../model/syscalls.js';
import type { DecodedArg, StructField, SyscallEvent } from '../model/trace.js';
import { constantOf, fieldOf, numberOf } from './argument-parts.js';
import type { Edges } from './edges.js';
import { endOfProcess, type TaskTimeline, type TimedEvent, type Timeline } from './timeline.js';

/** Position of the signal among the arguments of what sends one. */
const senders: ReadonlyMap<string, number> = new Map([
  ['kill', 1],
  ['tkill', 1],
  ['tgkill', 2],
  ['rt_sigqueueinfo', 1],
  ['rt_tgsigqueueinfo', 2],
  ['pidfd_send_signal', 1],
]);

interface Sent {
  readonly signal: string;
  readonly by: TimedEvent;
  /** Process, thread or group; NaN where the call names none by number. */
  readonly to: number;
}

const leaderTid = ({ process }: TaskTimeline): number => process.tasks[0]?.tid ?? 0;
const fieldsArg = (fields: readonly StructField[]): DecodedArg => ({ kind: 'struct', fields, more: false });

class SignalEdges {
  private readonly sent: readonly Sent[];
  /** By the thread id of their first thread. */
  private readonly ends = new Map<number, TimedEvent[]>();

  constructor(
    private readonly timeline: Timeline,
    private readonly edges: Edges,
  ) {
    this.sent = timeline.points.flatMap(({ timed, isEnd }): Sent[] => {
      const { event } = timed;
      const position = event.kind === 'syscall' && !isEnd ? senders.get(event.name) : undefined;
      if (position === undefined || event.kind !== 'syscall' || event.result.kind === 'errno') return [];
      const signal = constantOf(event.args[position]) ?? '';
      return [{ signal, by: timed, to: numberOf(event.args[position - 1]) ?? NaN }];
    });
    for (const tasks of timeline.byProcess.values()) {
      const end = endOfProcess(tasks);
      const tid = tasks[0]?.tid ?? 0;
      if (end) this.ends.set(tid, [...(this.ends.get(tid) ?? []), end]);
    }
  }

  gather(): void {
    for (const { timed } of this.timeline.tasks) {
      for (const each of timed) {
        const { event } = each;
        if (event.kind === 'signal' && event.action === 'delivered')
          this.delivered(each, event.signal, fieldsArg(event.info));
        else if (event.kind === 'syscall' && syscallSpec(event.name).family === 'rt_sigtimedwait')
          this.accepted(each, event);
        else if (event.kind === 'exit' && event.outcome.kind === 'killed') this.killed(each, event.outcome.signal);
      }
    }
  }

  /** The kill that a delivery tells of. */
  private sourceOf(to: TimedEvent, signal: string, info: DecodedArg): Sent | undefined {
    const sender = numberOf(fieldOf([info], 'si_pid'));
    return this.sent.findLast(
      (sent) => sent.signal === signal && leaderTid(sent.by.task) === sender && sent.by.beginNs <= to.endNs,
    );
  }

  private add(to: TimedEvent, signal: string, info: DecodedArg, ends: boolean): void {
    const child = constantOf(fieldOf([info], 'si_code'))?.startsWith('CLD_') === true;
    if (child) {
      const tid = numberOf(fieldOf([info], 'si_pid')) ?? 0;
      const end = this.ends.get(tid)?.findLast(({ beginNs }) => beginNs <= to.endNs);
      if (end && ends) this.edges.addEnd('signal', end, to);
      else if (end) this.edges.add('signal', end, to);
      return;
    }
    const source = this.sourceOf(to, signal, info);
    if (source) this.edges.add('signal', source.by, to, { releases: ends && source.by.beginNs >= to.beginNs });
  }

  private delivered(timed: TimedEvent, signal: string, info: DecodedArg): void {
    this.add(timed, signal, info, false);
    const call = timed.task.timed[timed.position - 1];
    if (call?.event.kind === 'syscall' && isInterrupted(call.event) && !isContinued(timed, call.event.name))
      this.add(call, signal, info, true);
  }

  private accepted(timed: TimedEvent, event: SyscallEvent): void {
    const info = event.args[1];
    const signal = info && constantOf(fieldOf([info], 'si_signo'));
    if (info && signal !== undefined && event.result.kind === 'value') this.add(timed, signal, info, true);
  }

  /** Whatever it was doing, it ended by the kill. */
  private killed({ event, task }: TimedEvent, signal: string): void {
    const { end } = task;
    if (!end) return;
    const tids = [task.tid, leaderTid(task)];
    const source = this.sent.findLast(
      (sent) =>
        sent.signal === signal &&
        sent.by.beginNs >= end.beginNs &&
        sent.by.beginNs <= event.timeNs &&
        !(sent.to > 0 && !tids.includes(sent.to)),
    );
    if (source) this.edges.add('signal', source.by, end, { releases: true });
  }
}

const isInterrupted = ({ result }: SyscallEvent): boolean =>
  result.kind === 'errno' && /^(?:EINTR|ERESTART)/.test(result.errno);

/** Does the call that a signal interrupted go on afterwards? Then it still waits for what it waited for before (signal(7)). */
function isContinued({ task, position }: TimedEvent, name: string): boolean {
  const after = task.timed
    .slice(position + 1, position + 200)
    .flatMap(({ event }) => (event.kind === 'syscall' ? event : []));
  const [next] = after;
  if (next?.name === 'restart_syscall' || next?.name === name) return true;
  // A handler's return says what the interrupted call returns: EINTR, or its own number to be made again.
  const back = after.find((event) => event.name === 'rt_sigreturn' || event.name === 'sigreturn');
  return back?.result.kind === 'value';
}

/** Edges from who sends a signal to whom it reaches, added to the others. */
export function addSignalEdges(timeline: Timeline, edges: Edges): void {
  new SignalEdges(timeline, edges).gather();
}
