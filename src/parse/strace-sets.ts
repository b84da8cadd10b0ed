import type { DecodedArg } from '../model/trace.js';
import { SliceTable } from './slice-table.js';
import { Char, isWordCode } from './strace-scan.js';

/** Short names of signals, as strace writes them in a set: a set of one word looks like an array of one constant otherwise. */
const signalNames = new Set(
  (
    'HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU URG XCPU XFSZ ' +
    'VTALRM PROF WINCH IO PWR SYS RTMIN RTMAX EMT LOST'
  ).split(' '),
);

const sets = new SliceTable<DecodedArg>(9, (slice) => ({
  kind: 'set',
  items: splitSet(slice.slice(1, -1)),
  complement: false,
}));

/** The set `text.slice(start, end)`, brackets included. */
export function setArg(text: string, start: number, end: number): DecodedArg {
  return sets.get(text, start, end);
}

/** The words of a set. */
export function splitSet(body: string): string[] {
  return body.split(' ').filter((word) => word !== '');
}

/**
 * Whether what begins behind a `[` is a set and not an array: only words and spaces up to its `]`, and either more than one word or one that
 * names a signal (`[INT TERM]`, `[CHLD]`, `[0 1]` of sched_getaffinity, but not `[16]` nor `[FS_EXTENT_FL]`).
 */
export function isSetBody(text: string, start: number, end: number): boolean {
  let spaces = 0;
  let at = start;
  for (; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === Char.Space) spaces++;
    else if (!isWordCode(code)) break;
  }
  if (at >= end || text.charCodeAt(at) !== Char.CloseBracket || text.charCodeAt(start) === Char.Space) return false;
  if (spaces > 0) return true;
  const first = text.charCodeAt(start);
  if (first < 65 || first > 90 || at - start > 9) return false;
  const word = text.slice(start, at);
  return signalNames.has(word) || /^RT_\d+$/.test(word);
}
