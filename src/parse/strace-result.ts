import type { SyscallResult } from '../model/trace.js';
import { SliceTable, ownSlice } from './slice-table.js';
import { numericValue } from './strace-atoms.js';
import { describeDescriptor } from './strace-descriptor.js';
import { Char, findClose, isDigit, skipAnnotation, skipComment, skipSpaces, skipWord } from './strace-scan.js';

/** What stands behind the closing parenthesis of a call. Filled again and again, like a Lead. */
export interface Outcome {
  result: SyscallResult;
  /** `= ?` and nothing more: the task ended in this call, and its end will say how. */
  ended: boolean;
  note: string | undefined;
  durationNs: number | undefined;
  /** Where reading stopped; the end of the line, unless something there is not understood. */
  stopped: number;
}

interface Failure {
  readonly result: SyscallResult;
  readonly note: string | undefined;
}

const unavailable: SyscallResult = { kind: 'none', reason: 'unavailable' };
const detached: SyscallResult = { kind: 'none', reason: 'detached' };
const endedResult: SyscallResult = { kind: 'none', reason: 'exit' };

const values = new SliceTable<SyscallResult>(12, (text) => ({
  kind: 'value',
  value: numericValue(text, 0, text.length),
  text,
}));
const described = new SliceTable<SyscallResult>(12, (text) => {
  const open = text.indexOf('<');
  const number = text.slice(0, open);
  return {
    kind: 'value',
    value: numericValue(number, 0, open),
    text: number,
    object: describeDescriptor(text, open, text.length),
  };
});
const failures = new SliceTable<Failure | undefined>(9, parseFailure);

/** An outcome to be filled by readOutcome. */
export function emptyOutcome(): Outcome {
  return { result: unavailable, ended: false, note: undefined, durationNs: undefined, stopped: 0 };
}

/** Reads `   = 3</etc/passwd> (note) <0.000012>` from `start`, which is just behind the closing parenthesis. Returns whether it was understood. */
export function readOutcome(text: string, start: number, end: number, outcome: Outcome): boolean {
  outcome.ended = false;
  outcome.note = undefined;
  outcome.durationNs = undefined;
  const stop = readDuration(text, start, end, outcome);
  let at = skipSpaces(text, start, stop);
  outcome.stopped = at;
  if (text.charCodeAt(at) !== Char.Equals || text.charCodeAt(at + 1) !== Char.Space)
    return readDetached(text, at, stop, outcome);
  at = skipSpaces(text, at + 1, stop);
  outcome.stopped = at;
  if (at >= stop) return false;
  const rest =
    text.charCodeAt(at) === Char.Question
      ? readUnknown(text, at + 1, stop, outcome)
      : readReturn(text, at, stop, outcome);
  if (rest === -1) return false;
  return readNotes(text, rest, stop, outcome);
}

/** ` <0.000012>` at the end of the line. Returns where it begins, or the end. A result annotation ends with `>` too, but has no space before. */
function readDuration(text: string, start: number, end: number, outcome: Outcome): number {
  if (text.charCodeAt(end - 1) !== Char.Greater) return end;
  let at = end - 2;
  let point = -1;
  while (at > start) {
    const code = text.charCodeAt(at);
    if (code === Char.Dot) point = at;
    else if (!isDigit(code)) break;
    at--;
  }
  if (at === end - 2 || text.charCodeAt(at) !== Char.Less || text.charCodeAt(at - 1) !== Char.Space) return end;
  const fraction = point === -1 ? '' : text.slice(point + 1, end - 1);
  const seconds = Number(text.slice(at + 1, point === -1 ? end - 1 : point));
  outcome.durationNs = seconds * 1e9 + Number(fraction.padEnd(9, '0').slice(0, 9));
  return at - 1;
}

function readDetached(text: string, at: number, stop: number, outcome: Outcome): boolean {
  if (!text.startsWith('<detached ...>', at) || at + 14 > stop) return false;
  outcome.result = detached;
  return true;
}

/** Behind `= ?`: nothing, ` ERESTARTSYS (…)` or ` <unavailable>`. */
function readUnknown(text: string, start: number, stop: number, outcome: Outcome): number {
  const at = skipSpaces(text, start, stop);
  if (at >= stop) {
    outcome.result = endedResult;
    outcome.ended = true;
    return stop;
  }
  if (text.startsWith('<unavailable>', at)) {
    outcome.result = unavailable;
    return at + 13;
  }
  return isErrno(text, at) ? readErrno(text, at, stop, outcome) : -1;
}

function isErrno(text: string, at: number): boolean {
  return text.charCodeAt(at) === 69 && text.charCodeAt(at - 1) === Char.Space;
}

function readErrno(text: string, at: number, stop: number, outcome: Outcome): number {
  const failure = failures.get(text, at, stop);
  if (failure === undefined) return -1;
  outcome.result = failure.result;
  outcome.note = failure.note;
  return stop;
}

/**
 * `ENOENT (No such file or directory) (INJECTED)`. The text behind the name is in the user's language: never looked at, but for what strace itself
 * adds to it. A whole tail is one entry of the table, as few different ones exist.
 */
function parseFailure(tail: string): Failure | undefined {
  const nameEnd = skipWord(tail, 0, tail.length);
  const result: SyscallResult = { kind: 'errno', errno: tail.slice(0, nameEnd) };
  const rest = tail.slice(nameEnd).trim();
  if (rest === '') return { result, note: undefined };
  if (!rest.startsWith('(') || !rest.endsWith(')')) return undefined;
  const added = /(?: \((?:INJECTED|DELAYED)[^()]*\))+$/.exec(rest);
  return { result, note: added ? added[0].trim().slice(1, -1).replaceAll(') (', '; ') : undefined };
}

function readReturn(text: string, start: number, stop: number, outcome: Outcome): number {
  const digits = text.charCodeAt(start) === Char.Minus ? start + 1 : start;
  let at = skipWord(text, digits, stop);
  if (at === digits || !isDigit(text.charCodeAt(digits))) return -1;
  if (at + 1 < stop && isErrno(text, at + 1)) return readErrno(text, at + 1, stop, outcome);
  if (at < stop && text.charCodeAt(at) === Char.Less) {
    at = skipAnnotation(text, at, stop);
    if (at === -1) return -1;
    outcome.result = described.get(text, start, at);
    return at;
  }
  if (text.startsWith(' (errno ', at)) return readNumberedErrno(text, at, stop, outcome);
  outcome.result = values.get(text, start, at);
  return at;
}

/** `-1 (errno 530)`: an error that this strace has no name for. */
function readNumberedErrno(text: string, at: number, stop: number, outcome: Outcome): number {
  const close = text.indexOf(')', at);
  if (close === -1 || close >= stop) return -1;
  outcome.result = { kind: 'errno', errno: `ERRNO_${text.slice(at + 8, close)}` };
  return close + 1;
}

/** Notes in parentheses, comments, and the context in brackets that --secontext adds. */
function readNotes(text: string, start: number, stop: number, outcome: Outcome): boolean {
  let at = start;
  for (;;) {
    at = skipSpaces(text, at, stop);
    outcome.stopped = at;
    if (at >= stop) {
      outcome.stopped = stop;
      return true;
    }
    const code = text.charCodeAt(at);
    if (code === Char.Slash && text.charCodeAt(at + 1) === Char.Star) {
      at = skipComment(text, at, stop);
      if (at === -1) return false;
    } else if (code === Char.Open || code === Char.OpenBracket) {
      const close = findClose(text, at + 1, stop);
      if (close === -1) return false;
      if (code === Char.Open && close > at + 1) {
        const note = ownSlice(text, at + 1, close);
        outcome.note = outcome.note === undefined ? note : `${outcome.note}; ${note}`;
      }
      at = close + 1;
    } else {
      return false;
    }
  }
}
