/**
 * Trace → renacer's JSON (renacer-json-v1), for scripts and tests that read that. The format knows finished calls only: it has no place for signals, for
 * calls that did not return, and for what could not be read.
 */
import { errnoNumber, maxErrno } from '../model/errno.js';
import { signalNumber } from '../model/signals.js';
import type { TraceDocument } from '../model/trace-file.js';
import type { Backend, SyscallEvent, SyscallResult, Trace, TraceEvent } from '../model/trace.js';
import { argumentText } from './argument-text.js';
import { withholdContents, type WithholdOptions } from './withhold.js';

/** The version whose format this is; readers check it (`json["version"] == "0.6.2"`). A recording of renacer's own keeps its version. */
const formatVersion = '0.6.2';
/** renacer prints three registers, however many arguments a call has. */
const shownArguments = 3;
const linesPerPiece = 1000;

/** A number as renacer prints it, as digits because a double holds no more than 2^53; undefined: the call returned none. */
function resultDigits(result: SyscallResult): string | undefined {
  if (result.kind === 'errno') return String(-(errnoNumber(result.errno) ?? maxErrno));
  if (result.kind === 'none') return undefined;
  if (Number.isSafeInteger(result.value)) return String(result.value);
  return /^(?:-?\d+|0x[\da-f]{1,16})$/i.test(result.text)
    ? BigInt.asIntN(64, BigInt(result.text)).toString()
    : undefined;
}

function record(event: SyscallEvent, digits: string, arm: boolean): string {
  const { name, args, durationNs, timeNs, tid } = event;
  const texts = args.slice(0, shownArguments).map((arg) => argumentText(arg, arm));
  while (texts.length < shownArguments) texts.push('0x0');
  const durationUs = Math.floor((durationNs ?? 0) / 1000);
  const value = {
    name,
    args: texts,
    result: 0,
    // As renacer: no time at all for what took less than a microsecond.
    ...(durationUs > 0 ? { duration_us: durationUs } : {}),
    // Of later versions: when it returned, and which task it was.
    ...(durationNs === undefined ? {} : { ts_us: Math.floor((timeNs + durationNs) / 1000) }),
    ...(tid === 0 ? {} : { tid }),
  };
  const text = JSON.stringify(value, undefined, 2).replace('\n  "result": 0', `\n  "result": ${digits}`);
  return `    ${text.replaceAll('\n', '\n    ')}`;
}

/** i32; -1 where the trace does not say how the program ended. */
function exitCode({ events }: Trace): number {
  const root = events[0]?.tid;
  const end = events.findLast((event) => event.kind === 'exit' && event.tid === root);
  if (end?.kind !== 'exit' || end.outcome.kind === 'superseded') return -1;
  return end.outcome.kind === 'exited' ? end.outcome.code : 128 + signalNumber(end.outcome.signal);
}

const versionOf = ({ name, version }: Backend): string => (name === 'renacer' ? version : formatVersion);

/** What of the trace the format has no place for, by kind; ends of processes are not counted, its summary tells the first one's. */
export function leftOutOfRenacerJson(events: readonly TraceEvent[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const event of events) {
    const kind = event.kind === 'syscall' ? (resultDigits(event.result) === undefined ? 'unfinished' : '') : event.kind;
    if (kind !== '' && kind !== 'exit') counts.set(kind, (counts.get(kind) ?? 0) + 1);
    if (event.kind !== 'syscall' || kind !== '' || event.args.length <= shownArguments) continue;
    counts.set('arguments', (counts.get('arguments') ?? 0) + event.args.length - shownArguments);
  }
  return counts;
}

/** The document in pieces; joined they are its text, laid out as renacer's. */
export function* renderRenacerJson({ trace }: TraceDocument, options: WithholdOptions): Generator<string> {
  const { backend, events } = trace;
  const head = {
    version: versionOf(backend),
    format: 'renacer-json-v1',
    // Not renacer's: whose names and arguments these are.
    recorded_by: `${backend.name} ${backend.version}`,
  };
  let piece = `${JSON.stringify(head, undefined, 2).slice(0, -2)},\n  "syscalls": [`;
  let count = 0;
  let totalUs: number | undefined;
  for (const event of events) {
    if (event.kind !== 'syscall') continue;
    const digits = resultDigits(event.result);
    const kept = withholdContents(event, options);
    if (digits === undefined || kept.kind !== 'syscall') continue;
    piece += `${count === 0 ? '' : ','}\n${record(kept, digits, trace.arch === 'aarch64')}`;
    count += 1;
    const durationUs = Math.floor((kept.durationNs ?? 0) / 1000);
    if (durationUs > 0) totalUs = (totalUs ?? 0) + durationUs;
    if (count % linesPerPiece === 0) {
      yield piece;
      piece = '';
    }
  }
  const summary = {
    total_syscalls: count,
    ...(totalUs === undefined ? {} : { total_time_us: totalUs }),
    exit_code: exitCode(trace),
  };
  yield `${piece}${count === 0 ? '' : '\n  '}],\n  "summary": ${JSON.stringify(summary, undefined, 2).replaceAll('\n', '\n  ')}\n}\n`;
}
