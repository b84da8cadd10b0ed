/** The recorder's binary stream (src/native/recorder.h) → TraceEvent. */
import { errnoName, maxErrno } from '../model/errno.js';
import { signalName } from '../model/signals.js';
import type { ExitEvent, SyscallEvent, SyscallResult, TraceEvent } from '../model/trace.js';
import { siginfoFields } from './recorder-address.js';
import { decodeArguments } from './recorder-arguments.js';
import { Descriptors, objectOf } from './recorder-descriptors.js';
import { WorkingFolders } from './recorder-folders.js';
import {
  arches,
  Attachment,
  attachmentKind,
  callFlag,
  exitFlag,
  frameHead,
  magic,
  protocolVersion,
  RawCall,
  recordType,
  signalFlag,
} from './recorder-layout.js';
import { CallPlans, type CallPlan } from './recorder-plan.js';
import type { Writable } from './strace-task.js';

/** -EINPROGRESS: a connect that goes on by itself. */
const goesOn = -115;
const noAttachments: readonly Attachment[] = [];
const maxRecord = 1 << 20;
/** Most results are small, and without a descriptor. */
const smallResults: readonly Extract<SyscallResult, { kind: 'value' }>[] = Array.from({ length: 4096 }, (_, value) => ({
  kind: 'value',
  value,
  text: String(value),
}));

function resultValue(low: number, high: number): { value: number; text: string } {
  const value = high * 2 ** 32 + low;
  if (Number.isSafeInteger(value)) return { value, text: String(value) };
  return { value: NaN, text: String((BigInt(high) << 32n) | BigInt(low)) };
}
const errors: readonly SyscallResult[] = Array.from({ length: maxErrno + 1 }, (_, number) => ({
  kind: 'errno',
  errno: errnoName(number),
}));

/** What END says. */
export interface RecorderEnd {
  readonly status: number;
  readonly endedBy: number;
  readonly records: number;
}

/**
 * Takes the stream in pieces, cut anywhere. Never throws on bad input: a stream that cannot be read, or has no end, ends with an `unparsed` event.
 * Calls come when they end: sort by `timeNs`, then `line` for the order of a Trace.
 */
export class RecorderParser {
  /** Unread bytes, on a boundary of eight; `#words` is the same memory. */
  #bytes = new Uint8Array(new ArrayBuffer(1 << 16));
  #buffer = Buffer.from(this.#bytes.buffer);
  #words = new Uint32Array(this.#bytes.buffer);
  #length = 0;
  #record = 0;
  #baseNs = -1;
  #broken = false;
  #events: TraceEvent[] = [];
  readonly #pending = new Map<number, Attachment[]>();
  /** Ends of first threads whose process goes on: perhaps another thread is taking their place. */
  readonly #firstThreads = new Map<number, Writable<ExitEvent>>();
  readonly #descriptors = new Descriptors();
  readonly #folders = new WorkingFolders();
  #native = new CallPlans(undefined, false, this.#descriptors, this.#folders);
  #compat = new CallPlans(undefined, true, this.#descriptors, this.#folders);
  #started = false;
  readonly #call = new RawCall();

  /** `x86_64`, `aarch64`; '' before the first record. */
  arch = '';
  backend: 'ebpf' | 'ptrace' | undefined;
  /** The signal by which the recorder was told to end the tree; 0: there was none. */
  get endedBy(): number {
    return this.ended?.endedBy ?? 0;
  }

  /** Why backends that were to be taken first do not work here, a line of the recorder's; '' where there were none. */
  refusal = '';
  ended: RecorderEnd | undefined;

  push(chunk: Uint8Array): TraceEvent[] {
    this.#append(chunk);
    let at = 0;
    while (!this.#broken && this.#length - at >= frameHead) {
      const length = this.#words[at >> 2] ?? 0;
      const next = at + frameHead + ((length + 7) & ~7);
      if (length > maxRecord || length < 8) this.#fail(`a record of ${length} bytes`);
      else if (next > this.#length) break;
      else this.#read(at + frameHead, length);
      at = next;
    }
    if (at > this.#length) at = this.#length;
    for (const list of this.#pending.values()) for (const attachment of list) attachment.detach();
    this.#bytes.copyWithin(0, at, this.#length);
    this.#length -= at;
    return this.#take();
  }

  end(): TraceEvent[] {
    for (const event of this.#firstThreads.values()) this.#events.push(event);
    this.#firstThreads.clear();
    if (!this.ended && !this.#broken) this.#fail('the stream has no end: the recorder was killed', true);
    return this.#take();
  }

  #take(): TraceEvent[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }

  #append(chunk: Uint8Array): void {
    const needed = this.#length + chunk.length;
    if (needed > this.#bytes.length) {
      const grown = new Uint8Array(new ArrayBuffer(2 ** Math.ceil(Math.log2(needed))));
      grown.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = grown;
      this.#buffer = Buffer.from(grown.buffer);
      this.#words = new Uint32Array(grown.buffer);
    }
    this.#bytes.set(chunk, this.#length);
    this.#length = needed;
  }

  #fail(reason: string, truncated = false): void {
    this.#broken = true;
    this.#events.push({
      kind: 'unparsed',
      tid: 0,
      timeNs: 0,
      line: this.#record,
      text: '',
      column: 1,
      reason,
      truncated,
    });
  }

  /** A number of 64 bits; what is larger than 2^53 is no time, size or id. */
  #wide(at: number): number {
    return (this.#words[at >> 2] ?? 0) + (this.#words[(at >> 2) + 1] ?? 0) * 2 ** 32;
  }

  #word(at: number): number {
    return this.#words[at >> 2] ?? 0;
  }

  #time(at: number): number {
    const ns = this.#wide(at);
    if (this.#baseNs < 0) this.#baseNs = ns;
    return Math.max(0, ns - this.#baseNs);
  }

  #read(at: number, length: number): void {
    this.#record++;
    const head = this.#word(at);
    const flags = head >>> 16;
    const tid = this.#word(at + 4);
    switch (head & 0xffff) {
      case recordType.hello:
        return this.#readHello(at);
      case recordType.call:
        return this.#readCall(at, flags, tid);
      case recordType.attachment:
        return this.#readAttachment(at, flags, tid, length);
      case recordType.fork:
        this.#folders.fork(tid, this.#word(at + 12), this.#word(at + 24));
        return this.#descriptors.fork(this.#word(at + 8), this.#word(at + 32), this.#word(at + 24));
      case recordType.exec:
        return this.#readExec(at, tid);
      case recordType.exit:
        return this.#readExit(at, flags, tid);
      case recordType.signal:
        return this.#readSignal(at, flags, tid);
      case recordType.end:
        return this.#readEnd(at, tid);
      default:
        return this.#fail(`a record of type ${head & 0xffff}`);
    }
  }

  #readHello(at: number): void {
    const arch = arches[this.#word(at + 24)];
    if (this.#word(at + 8) !== magic[0] || this.#word(at + 12) !== magic[1])
      return this.#fail('no recorder wrote this');
    if (this.#word(at + 16) !== protocolVersion) return this.#fail(`protocol version ${this.#word(at + 16)}`);
    if (!arch) return this.#fail(`architecture 0x${this.#word(at + 24).toString(16)}`);
    this.backend = this.#word(at + 20) === 1 ? 'ebpf' : 'ptrace';
    this.arch = arch.name;
    this.#native = new CallPlans(arch, false, this.#descriptors, this.#folders);
    this.#compat = new CallPlans(arch, true, this.#descriptors, this.#folders);
  }

  #readAttachment(at: number, flags: number, tid: number, length: number): void {
    const what = this.#word(at + 8);
    const size = Math.min(this.#word(at + 12), length - 16);
    const kind = what & 0xff;
    const attachment = new Attachment(kind, (what >>> 8) & 0xff, what >>> 16, flags, this.#buffer, at + 16, size);
    if (kind === attachmentKind.refusal) {
      this.refusal = attachment.text();
      return;
    }
    if (!this.#started && kind === attachmentKind.object) {
      this.#descriptors.start(tid, attachment.item, objectOf(attachment));
      return;
    }
    if (!this.#started && kind === attachmentKind.folder) {
      this.#folders.start(tid, attachment.text());
      return;
    }
    const list = this.#pending.get(tid);
    if (list) list.push(attachment);
    else this.#pending.set(tid, [attachment]);
    this.#started = true;
  }

  #readCall(at: number, flags: number, tid: number): void {
    const compat = (flags & callFlag.compat) !== 0;
    const low = this.#word(at + 32);
    // What sigreturn brings back of a 32-bit program has no sign.
    const high = compat && low > 0xfffff000 ? -1 : this.#word(at + 36) | 0;
    const call = this.#call;
    call.move(this.#words, at >> 2, tid, high * 2 ** 32 + low);
    call.beganNs = this.#time(at + 16);
    const durationNs = this.#wide(at + 24);
    call.endedNs = call.beganNs + durationNs;
    const plan = (compat ? this.#compat : this.#native).of(this.#word(at + 12));
    plan.join?.(call);
    const attachments = this.#attachmentsOf(tid);
    const finished = (flags & callFlag.unfinished) === 0;
    const follow = finished && (call.result >= 0 || call.result === goesOn) ? plan.follow : undefined;
    // Pairs of descriptors are named as the call has made them, everything else as it was before.
    if (plan.makesPair) follow?.(call, attachments);
    const args = decodeArguments(plan, call, attachments);
    if (!plan.makesPair) follow?.(call, attachments);
    const event: Writable<SyscallEvent> = {
      kind: 'syscall',
      tid,
      timeNs: call.beganNs,
      line: this.#record,
      name: plan.name,
      args,
      result: finished ? this.#resultOf(plan, low, high) : plan.unfinished,
      durationNs,
    };
    if (compat) event.abi = 'compat';
    this.#events.push(event);
  }

  #attachmentsOf(tid: number): readonly Attachment[] {
    if (this.#pending.size === 0) return noAttachments;
    const attachments = this.#pending.get(tid);
    if (attachments === undefined) return noAttachments;
    this.#pending.delete(tid);
    return attachments;
  }

  #resultOf(plan: CallPlan, low: number, high: number): SyscallResult {
    if (high === -1 && low >= 2 ** 32 - maxErrno) return errors[2 ** 32 - low] as SyscallResult;
    if (plan.result === 'address') {
      const value = high * 2 ** 32 + low;
      return { kind: 'value', value, text: `0x${value.toString(16)}` };
    }
    const known = high === 0 && low < smallResults.length ? smallResults[low] : undefined;
    const { value, text } = known ?? resultValue(low, high);
    if (this.#returnsDescriptor(plan)) {
      const object = this.#descriptors.objectOf(this.#call.tgid, value);
      if (object.type !== 'unknown') return { kind: 'value', value, text, object };
    }
    return known ?? { kind: 'value', value, text };
  }

  #returnsDescriptor({ result }: CallPlan): boolean {
    return result === 'descriptor' || (typeof result === 'object' && result.includes(this.#call.low(1)));
  }

  #readExec(at: number, tid: number): void {
    const tgid = this.#word(at + 8);
    const oldTid = this.#word(at + 12);
    this.#descriptors.exec(tgid);
    this.#folders.exec(oldTid, tid);
    const pending = [...(this.#pending.get(oldTid) ?? noAttachments)];
    this.#pending.delete(oldTid);
    if (oldTid !== tid) pending.push(...(this.#pending.get(tid) ?? noAttachments));
    // The kernel knows the file's name where the program's memory could not be read.
    const missing = pending.find((item) => item.kind === attachmentKind.string && item.missing);
    const size = this.#word(at + 24);
    if (missing && size > 0)
      pending.push(new Attachment(missing.kind, missing.argument, 0, 0, this.#buffer, at + 32, size));
    if (pending.length > 0) this.#pending.set(tid, pending);
    if (oldTid === tid) return;
    const first = this.#firstThreads.get(tgid);
    this.#firstThreads.delete(tgid);
    if (first) {
      first.outcome = { kind: 'superseded', byTid: oldTid };
      this.#events.push(first);
    }
  }

  #readExit(at: number, flags: number, tid: number): void {
    const tgid = this.#word(at + 8);
    const status = this.#word(at + 12);
    const signal = status & 0x7f;
    const event: ExitEvent = {
      kind: 'exit',
      tid,
      timeNs: this.#time(at + 16),
      line: this.#record,
      outcome:
        signal === 0
          ? { kind: 'exited', code: (status >> 8) & 0xff }
          : { kind: 'killed', signal: signalName(signal), coreDumped: (status & 0x80) !== 0 },
    };
    this.#pending.delete(tid);
    this.#folders.end(tid);
    const last = (flags & exitFlag.last) !== 0;
    if (tid === tgid && !last) {
      this.#firstThreads.set(tgid, event);
      return;
    }
    const first = last ? this.#firstThreads.get(tgid) : undefined;
    this.#events.push(event);
    if (first && (flags & exitFlag.group) !== 0) first.outcome = event.outcome;
    if (first) this.#events.push(first);
    if (!last) return;
    this.#firstThreads.delete(tgid);
    this.#descriptors.end(tgid);
  }

  #readSignal(at: number, flags: number, tid: number): void {
    const signal = this.#word(at + 12);
    const stop = (flags & signalFlag.groupStop) !== 0;
    this.#events.push({
      kind: 'signal',
      tid,
      timeNs: this.#time(at + 16),
      line: this.#record,
      signal: signalName(signal),
      action: stop ? 'stop' : 'delivered',
      info: stop ? [] : siginfoFields(this.#buffer.subarray(at + 24, at + 72), signal),
    });
  }

  #readEnd(at: number, tid: number): void {
    this.ended = { status: this.#word(at + 8) | 0, endedBy: this.#word(at + 12), records: this.#wide(at + 24) };
    const [lost, missed, unbalanced] = [this.#wide(at + 32), this.#wide(at + 40), this.#wide(at + 48)];
    if (lost + missed + unbalanced === 0) return;
    this.#events.push({
      kind: 'lost',
      tid,
      timeNs: 0,
      line: this.#record,
      count: lost + missed + unbalanced,
      reason: `${lost} records found no room in the ring, ${missed} calls were not let through, ${unbalanced} have no end`,
    });
  }
}
