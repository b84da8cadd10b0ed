import type { DecodedArg, SyscallEvent, SyscallResult, TraceEvent } from '../model/trace.js';
import { SliceTable, ownSlice } from './slice-table.js';
import { decodeArguments, decodeFields, readArguments } from './strace-arguments.js';
import { StraceClock } from './strace-clock.js';
import { emptyLead, readLead } from './strace-lead.js';
import { emptyOutcome, readOutcome } from './strace-result.js';
import { Char, isWordCode, skipDigits, skipWord } from './strace-scan.js';
import { isAuxiliary, isStraceMessage, parseExit } from './strace-records.js';
import { findSuffix } from './strace-suffix.js';
import type { OpenCall, Task, Writable } from './strace-task.js';

/** What may be told to a parser. */
export interface StraceParserOptions {
  /** The tid of lines that name none: of a log made without -f, or of one file of -ff. */
  readonly tid?: number;
}

/** A line without a newline that is longer than this is no strace line, and must not fill the memory. */
const maxLineLength = 1 << 26;

const names = new SliceTable<string>(10, (name) => name);
const forks = new Set(['clone', 'clone3', 'fork', 'vfork']);

/**
 * Reads the text that strace writes, of any version and with any of its options, as it comes. Keeps one open call per task and an unfinished line,
 * whatever the size of the log. Never throws on bad input: what cannot be read becomes an `unparsed` event.
 *
 * Events come in the order in which they are complete; a call has the line and time of its beginning. Sort by `line` for the order of a Trace.
 */
export class StraceParser {
  readonly #tasks = new Map<number, Task>();
  readonly #clock = new StraceClock();
  readonly #lead = emptyLead();
  readonly #outcome = emptyOutcome();
  readonly #defaultTid: number;
  #events: TraceEvent[] = [];
  #partial = '';
  #line = 0;
  #timeNs = 0;
  #task: Task | undefined;
  #anyCompat = false;

  constructor(options: StraceParserOptions = {}) {
    this.#defaultTid = options.tid ?? 0;
  }

  /** Takes the next piece of the log, cut anywhere, and returns the events that it completed. A string holds one character per byte. */
  push(chunk: Uint8Array | string): TraceEvent[] {
    const text = typeof chunk === 'string' ? chunk : latin1(chunk);
    let start = 0;
    let newline = text.indexOf('\n');
    if (newline !== -1 && this.#partial !== '') {
      const line = this.#partial + text.slice(0, newline);
      this.#partial = '';
      this.#readLine(line, 0, line.length);
      start = newline + 1;
      newline = text.indexOf('\n', start);
    }
    while (newline !== -1) {
      this.#readLine(text, start, newline);
      start = newline + 1;
      newline = text.indexOf('\n', start);
    }
    if (start < text.length) this.#partial += ownSlice(text, start, text.length);
    if (this.#partial.length > maxLineLength) this.#flushPartial('line too long', false);
    return this.#take();
  }

  /** Ends the log: reads a last line without newline, and ends the calls that are still open. */
  end(): TraceEvent[] {
    if (this.#partial !== '') this.#readLastLine();
    for (const task of this.#tasks.values()) {
      this.#settle(task, 'killed');
      this.#abandon(task, 'unfinished');
    }
    this.#tasks.clear();
    this.#task = undefined;
    return this.#take();
  }

  #take(): TraceEvent[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }

  /** Only a line that ends with a closing mark is known to be whole: `= 1` may have been `= 16`. */
  #readLastLine(): void {
    const line = this.#partial;
    const last = line.charCodeAt(line.length - 1);
    const closed =
      last === Char.Greater ||
      last === Char.Close ||
      line.endsWith(' +++') ||
      line.endsWith(' ---') ||
      line.endsWith(' ]');
    const before = this.#events.length;
    if (!closed) return this.#flushPartial('the last line is cut off', true);
    this.#partial = '';
    this.#readLine(line, 0, line.length);
    const event = this.#events[this.#events.length - 1];
    if (this.#events.length > before && event?.kind === 'unparsed') {
      this.#events[this.#events.length - 1] = { ...event, truncated: true };
    }
  }

  #flushPartial(reason: string, truncated: boolean): void {
    const text = this.#partial;
    this.#partial = '';
    this.#line++;
    readLead(text, 0, text.length, this.#lead);
    this.#timeNs = this.#clock.at(this.#lead);
    this.#unparsed(text, 0, text.length, text.length, reason, truncated);
  }

  #unparsed(text: string, start: number, end: number, stopped: number, reason: string, truncated = false): void {
    const tid = this.#lead.tid === -1 ? this.#defaultTid : this.#lead.tid;
    const column = Math.min(Math.max(stopped, start), end) - start + 1;
    this.#events.push({
      kind: 'unparsed',
      tid,
      timeNs: this.#timeNs,
      line: this.#line,
      text: ownSlice(text, start, end),
      column,
      reason,
      truncated,
    });
  }

  #readLine(text: string, start: number, lineEnd: number): void {
    this.#line++;
    const end = lineEnd > start && text.charCodeAt(lineEnd - 1) === 13 ? lineEnd - 1 : lineEnd;
    if (end === start || isAuxiliary(text, start, end)) return;
    readLead(text, start, end, this.#lead);
    this.#timeNs = this.#clock.at(this.#lead);
    const at = this.#lead.next;
    const code = text.charCodeAt(at);
    if (at >= end) this.#unparsed(text, start, end, at, 'nothing behind the prefix');
    else if (isWordCode(code) || code === Char.Question) this.#readCall(text, start, at, end);
    else if (code === Char.Less && text.startsWith('<... ', at)) this.#readResumed(text, start, at, end);
    else if (code === Char.Minus && text.startsWith('--- ', at)) this.#readSignal(text, start, at, end);
    else if (code === Char.Plus && text.startsWith('+++ ', at)) this.#readExit(text, start, at, end);
    else if (code === Char.OpenBracket && text.startsWith('[ Process PID=', at)) this.#readMode(text, start, at, end);
    else this.#unparsed(text, start, end, at, 'not a strace record');
  }

  #readCall(text: string, start: number, at: number, end: number): void {
    const nameEnd =
      text.charCodeAt(at) === Char.Question && text.startsWith('???', at) ? at + 3 : skipWord(text, at, end);
    if (nameEnd >= end || text.charCodeAt(nameEnd) !== Char.Open) {
      if (!isStraceMessage(text, at)) this.#unparsed(text, start, end, nameEnd, 'no ( behind the name');
      else if (text.startsWith('strace: [ Process PID=', at)) this.#readMode(text, start, at + 8, end);
      return;
    }
    const task = this.#currentTask();
    this.#settle(task, 'killed');
    // A second beginning without an end: the end was lost.
    this.#abandon(task, 'unfinished');
    const call = {
      name: names.get(text, at, nameEnd),
      text: '',
      line: this.#line,
      timeNs: this.#timeNs,
      compat: task.compat,
    };
    const suffix = text.charCodeAt(end - 1) === Char.Greater ? findSuffix(text, nameEnd + 1, end) : undefined;
    if (suffix === undefined) {
      const stopped = this.#finish(task, call, text, nameEnd + 1, end);
      if (stopped !== -1) this.#unparsed(text, start, end, stopped, 'no result behind the arguments');
    } else if (suffix.kind === 'unfinished') {
      task.open = { ...call, text: ownSlice(text, nameEnd + 1, suffix.at) };
    } else {
      this.#emitWithoutResult(task, { ...call, text: text.slice(nameEnd + 1, suffix.at) }, suffix.kind);
    }
  }

  /** `<... read resumed>rest`: what was begun and the rest, joined, are the whole call. */
  #readResumed(text: string, start: number, at: number, end: number): void {
    const nameEnd = text.indexOf(' ', at + 5);
    const name = nameEnd === -1 || nameEnd >= end ? '' : names.get(text, at + 5, nameEnd);
    const close = text.indexOf('>', nameEnd);
    if (name === '' || !text.startsWith(' resumed', nameEnd) || close === -1 || close >= end) {
      return this.#unparsed(text, start, end, at + 5, 'not a resumed call');
    }
    const task = this.#currentTask();
    this.#settle(task, 'killed');
    if (task.open === undefined) this.#adopt(task, name);
    if (task.open !== undefined && task.open.name !== name) this.#abandon(task, 'unfinished');
    const call = task.open ?? this.#orphan(task, name);
    task.open = undefined;
    const rest = close + 1;
    const suffix = text.charCodeAt(end - 1) === Char.Greater ? findSuffix(text, rest, end) : undefined;
    const joined = call.text + text.slice(rest, suffix?.at ?? end);
    if (suffix?.kind === 'unfinished') {
      task.open = { ...call, text: joined };
    } else if (suffix !== undefined) {
      this.#emitWithoutResult(task, { ...call, text: joined }, suffix.kind);
    } else {
      const stopped = this.#finish(task, call, joined, 0, joined.length);
      if (stopped === -1) return;
      this.#unparsed(
        text,
        start,
        end,
        rest + Math.max(0, stopped - call.text.length),
        'no result behind the arguments',
      );
      this.#emitWithoutResult(task, call, 'unfinished');
    }
  }

  /** The end of a call whose beginning is not in the log: its arguments are not known. */
  #orphan(task: Task, name: string): OpenCall {
    return { name, text: '<... resumed>', line: this.#line, timeNs: this.#timeNs, compat: task.compat };
  }

  /**
   * Finds the beginning of a call that another task seems to have made. With --quiet=thread-execve nothing announces that the execve of a thread
   * goes on under the leader's tid; and on a terminal a task has a tid only while there are others. If one single call fits, it is the one.
   */
  #adopt(task: Task, name: string): void {
    const anonymous = this.#lead.tid === -1;
    const exec = name === 'execve' || name === 'execveat';
    const fits = [...this.#tasks.values()].filter(
      (other) => other.open?.name === name && (exec || anonymous || other.tid === this.#defaultTid),
    );
    const [other] = fits;
    if (other === undefined || fits.length > 1) return;
    if (exec) return this.#supersede(task, other);
    task.open = other.open;
    other.open = undefined;
  }

  #supersede(leader: Task, thread: Task): void {
    leader.open = thread.open;
    leader.compat = thread.compat;
    thread.open = undefined;
    this.#forget(thread);
  }

  /** Emits a whole call that begins at `at`, just behind its opening parenthesis. Returns -1, or where reading stopped. */
  #finish(task: Task, call: OpenCall, text: string, at: number, end: number): number {
    const args: DecodedArg[] = [];
    const close = readArguments(text, at, end, args);
    if (close === -1) return end;
    if (text.charCodeAt(close) !== Char.Close) return close;
    const outcome = this.#outcome;
    if (!readOutcome(text, close + 1, end, outcome)) return outcome.stopped;
    const event: Writable<SyscallEvent> = {
      kind: 'syscall',
      tid: task.tid,
      timeNs: call.timeNs,
      line: call.line,
      name: call.name,
      args,
      result: outcome.result,
    };
    // strace counts from when it has printed the beginning, which is later than its time: by -T alone a read could have ended before the write that it waited for.
    if (outcome.durationNs !== undefined) event.durationNs = Math.max(outcome.durationNs, this.#timeNs - call.timeNs);
    if (call.compat) event.abi = 'compat';
    if (outcome.note !== undefined) event.note = outcome.note;
    if (outcome.ended && call.name !== 'exit' && call.name !== 'exit_group') task.ended = event;
    else this.#events.push(event);
    if (this.#anyCompat && forks.has(call.name)) this.#inherit(task, outcome.result);
    return -1;
  }

  /** A child of a 32-bit process is one too, and strace says so only when it changes. */
  #inherit(parent: Task, result: SyscallResult): void {
    if (result.kind !== 'value' || !(result.value > 0) || this.#tasks.has(result.value)) return;
    if (parent.compat)
      this.#tasks.set(result.value, { tid: result.value, open: undefined, ended: undefined, compat: true });
  }

  #emitWithoutResult(task: Task, call: OpenCall, reason: 'exit' | 'killed' | 'detached' | 'unfinished'): void {
    this.#events.push({
      kind: 'syscall',
      tid: task.tid,
      timeNs: call.timeNs,
      line: call.line,
      name: call.name,
      args: decodeArguments(call.text),
      result: { kind: 'none', reason },
      ...(call.compat && { abi: 'compat' as const }),
    });
  }

  /** Emits a call that ended with `= ?`, now that it is known why. */
  #settle(task: Task, reason: 'exit' | 'killed'): void {
    if (task.ended === undefined) return;
    this.#events.push(reason === 'exit' ? task.ended : { ...task.ended, result: { kind: 'none', reason } });
    task.ended = undefined;
  }

  /** Emits an open call that will not be resumed. */
  #abandon(task: Task, reason: 'exit' | 'killed' | 'unfinished'): void {
    if (task.open === undefined) return;
    this.#emitWithoutResult(task, task.open, reason);
    task.open = undefined;
  }

  #readSignal(text: string, start: number, at: number, end: number): void {
    if (!text.endsWith(' ---', end) || end - at < 9)
      return this.#unparsed(text, start, end, end, 'no --- at the end of a signal');
    const task = this.#currentTask();
    this.#settle(task, 'killed');
    const stopped = text.startsWith('stopped by ', at + 4);
    const nameStart = stopped ? at + 15 : at + 4;
    const nameEnd = skipWord(text, nameStart, end);
    const body = nameEnd + 1;
    this.#events.push({
      kind: 'signal',
      tid: task.tid,
      timeNs: this.#timeNs,
      line: this.#line,
      signal: names.get(text, nameStart, nameEnd),
      action: stopped ? 'stop' : 'delivered',
      info: text.charCodeAt(body) !== Char.OpenBrace ? [] : decodeFields(text, body, end),
    });
  }

  #readExit(text: string, start: number, at: number, end: number): void {
    const outcome = parseExit(text.slice(at, end));
    if (outcome === undefined) return this.#unparsed(text, start, end, at + 4, 'not the end of a task');
    const task = this.#currentTask();
    const reason = outcome.kind === 'killed' ? 'killed' : 'exit';
    this.#settle(task, reason);
    this.#abandon(task, reason);
    this.#events.push({ kind: 'exit', tid: task.tid, timeNs: this.#timeNs, line: this.#line, outcome });
    if (outcome.kind !== 'superseded') return this.#forget(task);
    const thread = this.#tasks.get(outcome.byTid);
    if (thread !== undefined) this.#supersede(task, thread);
  }

  /** `[ Process PID=29270 runs in 32 bit mode. ]` */
  #readMode(text: string, start: number, at: number, end: number): void {
    const pidEnd = skipDigits(text, at + 14, end);
    const pid = Number(text.slice(at + 14, pidEnd));
    const mode = ' runs in ';
    if (pidEnd === at + 14 || !text.startsWith(mode, pidEnd))
      return this.#unparsed(text, start, end, pidEnd, 'not a strace record');
    const compat = !text.startsWith('64 bit', pidEnd + mode.length);
    // A log without pids has one task, whose pid is told only here.
    this.#taskOf(this.#lead.tid === -1 ? this.#defaultTid : pid).compat = compat;
    this.#anyCompat ||= compat;
  }

  #currentTask(): Task {
    return this.#taskOf(this.#lead.tid === -1 ? this.#defaultTid : this.#lead.tid);
  }

  #taskOf(tid: number): Task {
    if (this.#task?.tid === tid) return this.#task;
    let task = this.#tasks.get(tid);
    if (task === undefined) {
      task = { tid, open: undefined, ended: undefined, compat: this.#anyCompat && this.#bornCompat() };
      this.#tasks.set(tid, task);
    }
    this.#task = task;
    return task;
  }

  /** Whether a task that appears now is a child of a 32-bit one: those that are in a fork are. */
  #bornCompat(): boolean {
    const parents = [...this.#tasks.values()].filter((task) => task.open !== undefined && forks.has(task.open.name));
    return parents.length > 0 && parents.every((parent) => parent.compat);
  }

  #forget(task: Task): void {
    this.#tasks.delete(task.tid);
    if (this.#task === task) this.#task = undefined;
  }
}

/** Reads a whole log. Events are in order of beginning. */
export function parseStrace(text: Uint8Array | string, options?: StraceParserOptions): TraceEvent[] {
  const parser = new StraceParser(options);
  const events = parser.push(text);
  for (const event of parser.end()) events.push(event);
  return events.sort((a, b) => a.line - b.line);
}

/** Not TextDecoder: its latin1 is windows-1252, which changes 0x80 to 0x9f. */
function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
