/**
 * renacer's JSON (renacer-json-v1, versions 0.2.0 to 0.10.x and aprender-profile) → events. The document stands somewhere on a stdout that it shares with
 * the traced program, after what that wrote; what can't be read of it is an event, and nothing throws.
 */
import type { SyscallEvent, TraceEvent } from '../model/trace.js';
import { LineCounter, readMember, skipSpace, skipValue } from './json-scan.js';
import { asBytes, decodeRegisters, decodeResult, quotedText, registerValue } from './renacer-arguments.js';
import { Descriptors } from './renacer-descriptors.js';
import { correctedName } from './renacer-names.js';

export interface RenacerOptions {
  /** Kernel architecture name; renacer does not tell. Default: x86_64, the only one of most versions. */
  readonly arch?: string;
  /** Working folder of the program, one character per byte: openat's relative paths are relative to it. */
  readonly cwd?: string;
}

export interface RenacerDocument {
  readonly version: string;
  /** Whose recording it is, where trace-gate wrote the document and not renacer: `strace 6.1`. */
  readonly recordedBy?: string;
  readonly events: readonly TraceEvent[];
  /** The program's exit code, or 128 and the signal that killed it; absent: the document does not say. */
  readonly exitCode?: number;
  /** Offsets of the document: what is outside of them is the program's own output. */
  readonly start: number;
  readonly end: number;
}

interface RawCall {
  readonly name: string;
  readonly args: readonly string[];
  readonly digits: string;
  readonly durationUs?: number;
  readonly exitUs?: number;
  readonly tid?: number;
}

/** The head that serde writes, and the one of `jq -S`. The document of a program that prints one, too, comes before: the last one is renacer's. */
const heads = /\{\s*(?:"version"\s*:\s*"(?:[^"\\]|\\.)*"\s*,\s*)?"format"\s*:\s*"renacer-json-v1"/g;

/** Does the text hold a document, whole or not? For those who take several formats. */
export function looksLikeRenacerJson(text: string): boolean {
  return text.search(heads) !== -1;
}

/** Where reading goes on behind a record that is damaged. */
const nextRecord = /\{\s*"(?:name|args)"\s*:/g;

const isCount = (value: unknown): value is number => typeof value === 'number' && value >= 0;

/** A record's own shape; a text: why it is none. */
function checkCall(text: string): RawCall | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'not JSON';
  }
  if (typeof value !== 'object' || value === null) return 'not a record of a call';
  const { name, args, result, duration_us: duration, ts_us: exit, tid } = value as Readonly<Record<string, unknown>>;
  if (typeof name !== 'string' || name === '') return 'a call without a name';
  if (!Array.isArray(args) || !args.every((arg) => typeof arg === 'string')) return 'a call without arguments';
  // A double is not enough for all 64 bits.
  const digits = /"result"\s*:\s*(-?\d+)\s*[,}]/.exec(text)?.[1];
  if (typeof result !== 'number' || digits === undefined) return 'a call without a result';
  return {
    name,
    args,
    digits,
    ...(isCount(duration) ? { durationUs: duration } : {}),
    ...(isCount(exit) ? { exitUs: exit } : {}),
    ...(typeof tid === 'number' && Number.isInteger(tid) ? { tid } : {}),
  };
}

class Reader {
  readonly events: TraceEvent[] = [];
  version = 'unknown';
  recordedBy: string | undefined;
  exitCode: number | undefined;
  end: number;
  readonly #lines: LineCounter;
  readonly #calls: { call: RawCall; line: number; index: number }[] = [];
  #total: number | undefined;

  constructor(
    private readonly text: string,
    private readonly start: number,
    private readonly options: RenacerOptions,
  ) {
    this.#lines = new LineCounter(text);
    this.end = text.length;
  }

  read(): void {
    let at = skipSpace(this.text, this.start + 1);
    for (;;) {
      if (this.text.charAt(at) === '}') {
        this.end = at + 1;
        break;
      }
      const member = readMember(this.text, at);
      if (!member) return this.#finish(at, 'the document is damaged');
      const end = member.key === 'syscalls' ? this.#readCalls(member.start) : member.end;
      if (end === -1)
        return this.#finish(member.key === 'syscalls' ? this.text.length : at, 'the document ends in the middle');
      this.#take(member.key, member.start, end);
      at = skipSpace(this.text, end);
      if (this.text.charAt(at) === ',') at = skipSpace(this.text, at + 1);
      else if (this.text.charAt(at) !== '}') return this.#finish(at, 'the document is damaged');
    }
    this.#finish();
  }

  #take(key: string, start: number, end: number): void {
    if (!['version', 'recorded_by', 'summary'].includes(key)) return;
    let value: unknown;
    try {
      value = JSON.parse(this.text.slice(start, end));
    } catch {
      return this.#unparsed(start, end, 'not JSON', false);
    }
    if (key === 'version' && typeof value === 'string') this.version = value;
    if (key === 'recorded_by' && typeof value === 'string') this.recordedBy = value;
    if (key !== 'summary' || typeof value !== 'object' || value === null) return;
    const { total_syscalls: total, exit_code: code } = value as Readonly<Record<string, unknown>>;
    if (isCount(total)) this.#total = total;
    if (isCount(code) && Number.isInteger(code)) this.exitCode = code;
  }

  /** The offset behind the list; -1: it does not end. */
  #readCalls(start: number): number {
    if (this.text.charAt(start) !== '[') return skipValue(this.text, start);
    let at = skipSpace(this.text, start + 1);
    while (at < this.text.length) {
      if (this.text.charAt(at) === ']') return at + 1;
      nextRecord.lastIndex = at + 1;
      const next = nextRecord.exec(this.text)?.index;
      // No record holds another one: without that, a text of many that don't end would be read to its end for each.
      const after = skipValue(this.text, at, next);
      // A bracket or comma too much is a record of its own that can't be read.
      const end = after === at ? at + 1 : after;
      const unclosed = next === undefined ? 'the record ends in the middle' : 'not JSON';
      const call = end === -1 ? unclosed : checkCall(this.text.slice(at, end));
      if (typeof call === 'string') {
        const stop = end === -1 ? (next ?? this.text.length) : end;
        this.#unparsed(at, stop, call, end === -1 && next === undefined);
        at = stop;
      } else {
        this.#calls.push({ call, line: this.#lines.placeOf(at).line, index: this.events.length });
        at = end;
      }
      at = skipSpace(this.text, at);
      if (this.text.charAt(at) === ',') at = skipSpace(this.text, at + 1);
    }
    return -1;
  }

  #unparsed(start: number, end: number, reason: string, truncated: boolean): void {
    const { line, column } = this.#lines.placeOf(start);
    this.events.push({
      kind: 'unparsed',
      tid: 0,
      timeNs: 0,
      line,
      text: this.text.slice(start, end).trimEnd(),
      column,
      reason,
      truncated,
    });
  }

  #finish(brokenAt?: number, reason = ''): void {
    if (brokenAt !== undefined && !this.events.some((event) => event.kind === 'unparsed' && event.truncated))
      this.#unparsed(brokenAt, this.text.length, reason, !this.text.endsWith('}\n'));
    const seen = this.#calls.length + this.events.length;
    const unparsed = [...this.events];
    const maker = new CallMaker(
      this.#calls.map(({ call }) => call),
      this.recordedBy === undefined,
      this.options,
    );
    this.events.length = 0;
    for (const { call, line } of this.#calls) this.events.push(maker.eventOf(call, line));
    this.events.push(...unparsed);
    this.events.sort((a, b) => a.line - b.line);
    const { line } = this.#lines.placeOf(this.end);
    const tid = this.#calls[0]?.call.tid ?? 0;
    if (this.#total !== undefined && this.#total !== seen)
      this.events.push({
        kind: 'lost',
        tid,
        timeNs: 0,
        line,
        count: Math.abs(this.#total - seen),
        reason: `renacer counted ${this.#total} calls and printed ${seen}`,
      });
    if (this.exitCode !== undefined)
      this.events.push({ kind: 'exit', tid, timeNs: 0, line, outcome: { kind: 'exited', code: this.exitCode } });
  }
}

/** Calls in the order in which they were made, each with what the ones before it tell. */
class CallMaker {
  readonly #descriptors = new Descriptors();
  readonly #arm: boolean;
  /** undefined: nothing tells the working folder any more. */
  #cwd: string | undefined;

  constructor(
    calls: readonly RawCall[],
    private readonly corrects: boolean,
    { arch = 'x86_64', cwd }: RenacerOptions,
  ) {
    // Every program of x86_64 sets up its thread pointer by this call, which no other machine has.
    this.#arm = arch !== 'x86_64' && !calls.some(({ name }) => name === 'arch_prctl');
    this.#cwd = cwd;
    if (new Set(calls.map(({ tid }) => tid)).size > 1) this.#descriptors.share();
  }

  eventOf(call: RawCall, line: number): SyscallEvent {
    const name = this.corrects && !this.#arm ? correctedName(call.name, call.args) : asBytes(call.name);
    const result = decodeResult(name, call.digits);
    const args = decodeRegisters(name, call.args, {
      arm: this.#arm,
      objectOf: (fd) => this.#descriptors.objectOf(fd),
    });
    const path = name === 'openat' ? this.#absolute(call.args) : undefined;
    this.#descriptors.see({
      name,
      registers: call.args.map(registerValue),
      result: result.kind === 'value' ? result.value : -1,
      ...(path === undefined ? {} : { path }),
    });
    if ((name === 'chdir' || name === 'fchdir') && result.kind === 'value') this.#cwd = undefined;
    const object = name === 'openat' && result.kind === 'value' ? this.#descriptors.objectOf(result.value) : undefined;
    const durationNs = call.durationUs === undefined ? undefined : call.durationUs * 1000;
    return {
      kind: 'syscall',
      tid: call.tid ?? 0,
      timeNs: call.exitUs === undefined ? 0 : Math.max(0, call.exitUs * 1000 - (durationNs ?? 0)),
      line,
      name,
      args,
      result:
        object === undefined || object.type === 'unknown' || result.kind !== 'value' ? result : { ...result, object },
      ...(durationNs === undefined ? {} : { durationNs }),
    };
  }

  #absolute([folder = '', quoted = '']: readonly string[]): string | undefined {
    const text = quotedText(quoted);
    if (text === undefined) return undefined;
    const path = asBytes(text);
    if (path.startsWith('/')) return path;
    const base = this.#folderOf(registerValue(folder));
    return base === undefined ? undefined : `${base === '/' ? '' : base}/${path}`;
  }

  #folderOf(register: number): string | undefined {
    // AT_FDCWD, in 32 and in 64 bits.
    if (register === 0xffffff9c || register === -100) return this.#cwd;
    const object = this.#descriptors.objectOf(register);
    return object.type === 'path' ? object.path : undefined;
  }
}

/** Finds and reads the document in a text of one character per byte; undefined: there is none. */
export function parseRenacerJson(text: string, options: RenacerOptions = {}): RenacerDocument | undefined {
  const start = [...text.matchAll(heads)].at(-1)?.index;
  if (start === undefined) return undefined;
  const reader = new Reader(text, start, options);
  reader.read();
  const { version, recordedBy, events, exitCode, end } = reader;
  return {
    version,
    events,
    start,
    end,
    ...(recordedBy === undefined ? {} : { recordedBy }),
    ...(exitCode === undefined ? {} : { exitCode }),
  };
}
