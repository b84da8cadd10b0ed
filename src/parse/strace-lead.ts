import { Char, isDigit, skipDigits, skipSpaces } from './strace-scan.js';

/** How a line tells its time. `relative`: seconds since the line before (`-r` alone). `clock`: time of day (`-t`, `-tt`). */
export type TimeForm = 'none' | 'unix' | 'clock' | 'relative';

/** What stands before the record of a line. One object is filled again and again: a new one per line would cost more than reading it. */
export interface Lead {
  /** -1: the line has none. */
  tid: number;
  form: TimeForm;
  /** Whole seconds; nanoseconds are apart because a Unix time in nanoseconds exceeds 2^53. */
  seconds: number;
  nanos: number;
  /** Where the record begins. */
  next: number;
}

/** An empty lead to be filled by readLead. */
export function emptyLead(): Lead {
  return { tid: -1, form: 'none', seconds: 0, nanos: 0, next: 0 };
}

/** /proc/sys/kernel/pid_max is at most 2^22 (PID_MAX_LIMIT in linux/threads.h): a number of more digits is a time. */
const maxPidDigits = 7;

/** A lone time below this many seconds is no date but the difference that `-r` prints: 1970-01-12. */
const minUnixSeconds = 1_000_000;

/**
 * Reads what stands before a record: `17128 1795227238.710949 `, `[pid 17128] 02:17:18 `, `874   `, `29315<cat> `, `     0.000300 `,
 * `1795227555.001605 (+     0.000300) `, and `[ 257] [00007f…] ` of -n and -i.
 */
export function readLead(text: string, start: number, end: number, lead: Lead): void {
  lead.tid = -1;
  lead.form = 'none';
  let at = readPid(text, start, end, lead);
  at = skipSpaces(text, at, end);
  if (at < end && isDigit(text.charCodeAt(at))) at = readTime(text, at, end, lead);
  while (at < end && text.charCodeAt(at) === Char.OpenBracket) {
    const after = skipFlagBracket(text, at, end);
    if (after === -1) break;
    at = after;
  }
  lead.next = at;
}

function readPid(text: string, start: number, end: number, lead: Lead): number {
  if (text.charCodeAt(start) === Char.OpenBracket) return readBracketedPid(text, start, end, lead);
  let at = start;
  let pid = 0;
  for (; at < end; at++) {
    const digit = text.charCodeAt(at) - Char.Zero;
    if (digit < 0 || digit > 9) break;
    pid = pid * 10 + digit;
  }
  if (at === start || at - start > maxPidDigits || at >= end) return start;
  const after = skipComm(text, at, end);
  if (after === -1 || text.charCodeAt(after) !== Char.Space) return start;
  lead.tid = pid;
  return after + 1;
}

/** `<comm>` of -Y, which escapes `>` like a path does. */
function skipComm(text: string, at: number, end: number): number {
  if (text.charCodeAt(at) !== Char.Less) return at;
  const close = text.indexOf('>', at);
  return close === -1 || close >= end ? -1 : close + 1;
}

/** `[pid  1234] `, which strace writes to a terminal. */
function readBracketedPid(text: string, start: number, end: number, lead: Lead): number {
  if (!text.startsWith('[pid ', start)) return start;
  const digits = skipSpaces(text, start + 5, end);
  const digitsEnd = skipDigits(text, digits, end);
  const close = skipComm(text, digitsEnd, end);
  if (digitsEnd === digits || close === -1 || text.charCodeAt(close) !== Char.CloseBracket) return start;
  lead.tid = Number(text.slice(digits, digitsEnd));
  return close + 1;
}

function readTime(text: string, start: number, end: number, lead: Lead): number {
  let at = start;
  let seconds = 0;
  let part = 0;
  let colons = 0;
  for (; at < end; at++) {
    const code = text.charCodeAt(at);
    if (isDigit(code)) {
      part = part * 10 + code - Char.Zero;
    } else if (code === Char.Colon) {
      seconds = (seconds + part) * 60;
      part = 0;
      colons++;
    } else {
      break;
    }
  }
  const nanosEnd = text.charCodeAt(at) === Char.Dot ? readNanos(text, at + 1, end, lead) : at;
  if (nanosEnd === at) lead.nanos = 0;
  if (nanosEnd >= end || text.charCodeAt(nanosEnd) !== Char.Space) return start;
  lead.seconds = seconds + part;
  lead.form = colons > 0 ? 'clock' : lead.seconds < minUnixSeconds ? 'relative' : 'unix';
  return skipDifference(text, nanosEnd + 1, end);
}

function readNanos(text: string, start: number, end: number, lead: Lead): number {
  let at = start;
  let nanos = 0;
  let scale = 1e9;
  for (; at < end; at++) {
    const digit = text.charCodeAt(at) - Char.Zero;
    if (digit < 0 || digit > 9) break;
    nanos = nanos * 10 + digit;
    scale /= 10;
  }
  lead.nanos = Math.round(nanos * scale);
  return at;
}

/** `(+     0.000300) ` of -r behind an absolute time. */
function skipDifference(text: string, at: number, end: number): number {
  if (!text.startsWith('(+', at)) return at;
  const close = text.indexOf(')', at);
  return close === -1 || close >= end ? at : skipSpaces(text, close + 1, end);
}

/** `[ 257] ` of -n, `[00007f02c8a5d8f7] ` and `[????????????????] ` of -i. Other brackets are notes, and not skipped. */
function skipFlagBracket(text: string, start: number, end: number): number {
  for (let at = start + 1; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === Char.CloseBracket) return at === start + 1 ? -1 : skipSpaces(text, at + 1, end);
    if (!isDigit(code) && code !== Char.Space && code !== Char.Question && (code < 97 || code > 102)) return -1;
  }
  return -1;
}
