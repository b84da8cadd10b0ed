import type { DecodedArg, StructField } from '../model/trace.js';
import { SliceTable, ownSlice } from './slice-table.js';
import { decodeAtom, decodeNumber } from './strace-atoms.js';
import {
  Char,
  findClose,
  isAnnotationStart,
  isDigit,
  isWordCode,
  skipAnnotation,
  skipComment,
  skipQuoted,
  skipWord,
} from './strace-scan.js';
import { isSetBody, setArg, splitSet } from './strace-sets.js';
import { decodeEscapes } from './strace-strings.js';

/** Where reading stands, and where the line ends. */
interface Cursor {
  readonly text: string;
  at: number;
  readonly end: number;
}

const nullArg: DecodedArg = { kind: 'null' };
const more: DecodedArg = { kind: 'raw', text: '...' };
const emptyArray: DecodedArg = { kind: 'array', items: [], more: false };

/** Nothing that strace prints is nested deeper; hostile input must not exhaust the stack. */
const maxDepth = 64;

/** Longer strings are buffers, which do not repeat. */
const maxCachedString = 96;

/** Longer ones are decoded on demand. */
const maxEagerString = 256;

const strings = new SliceTable<DecodedArg>(12, (slice) => ({
  kind: 'string',
  bytes: decodeEscapes(slice, 0, slice.length),
  truncated: false,
}));
const words = new SliceTable<DecodedArg>(12, (word) => (word === 'NULL' ? nullArg : decodeAtom(word)));
const descriptors = new SliceTable<DecodedArg>(12, decodeAtom);
const fieldNames = new SliceTable<string>(10, (name) => name);

/**
 * Decodes the arguments that begin at `start`, just behind the opening parenthesis of a call, and puts them into `args`. Returns the index of the
 * bracket that closes the call, or -1 if the line ends before. Never fails: what has no form of its own becomes `raw`, verbatim but for its
 * comments. Argument names (`dirfd=…`, strace -N) are dropped.
 */
export function readArguments(text: string, start: number, end: number, args: DecodedArg[]): number {
  const cursor: Cursor = { text, at: start, end };
  for (;;) {
    skipBlank(cursor);
    if (cursor.at >= end) return -1;
    if (isCloser(text.charCodeAt(cursor.at))) return cursor.at;
    skipName(cursor);
    args.push(readElement(cursor, 0));
    skipComma(cursor);
  }
}

/** Decodes a whole text of arguments, without parentheses around it: the first half of a call that was never finished. */
export function decodeArguments(text: string): DecodedArg[] {
  const args: DecodedArg[] = [];
  readArguments(`${text})`, 0, text.length + 1, args);
  return args;
}

/** The members of the struct whose opening brace is at `start`: a siginfo, for instance. */
export function decodeFields(text: string, start: number, end: number): readonly StructField[] {
  const struct = readStruct({ text, at: start, end }, 0);
  return struct?.kind === 'struct' ? struct.fields : [];
}

/** Spaces, comments, and the ` <unfinished ...>` that joining the halves of a call can leave behind. */
function skipBlank(cursor: Cursor): void {
  const { text, end } = cursor;
  let at = cursor.at;
  for (;;) {
    const code = text.charCodeAt(at);
    if (at >= end) break;
    if (code === Char.Space) {
      at++;
    } else if (code === Char.Slash && text.charCodeAt(at + 1) === Char.Star) {
      const after = skipComment(text, at, end);
      at = after === -1 ? end : after;
    } else if (code === Char.Less && text.startsWith('<unfinished ', at)) {
      const after = text.indexOf('>', at);
      at = after === -1 || after >= end ? end : after + 1;
    } else {
      break;
    }
  }
  cursor.at = Math.min(at, end);
}

function skipComma(cursor: Cursor): void {
  skipBlank(cursor);
  if (cursor.at < cursor.end && cursor.text.charCodeAt(cursor.at) === Char.Comma) cursor.at++;
}

function isCloser(code: number): boolean {
  return code === Char.Close || code === Char.CloseBracket || code === Char.CloseBrace;
}

/** The end of `name` in `name=`, or -1. Names may be dotted and indexed: `fmt.pix_mp`, `c_cc[VMIN]`, `[IO_WQ_BOUND]`. */
function nameEnd(cursor: Cursor): number {
  const { text, end } = cursor;
  let at = cursor.at;
  while (at < end && (isWordCode(text.charCodeAt(at)) || text.charCodeAt(at) === Char.Dot)) at++;
  if (text.charCodeAt(at) === Char.OpenBracket && at < end) {
    const after = skipWord(text, at + 1, end);
    if (after === at + 1 || text.charCodeAt(after) !== Char.CloseBracket) return -1;
    at = after + 1;
  }
  if (at === cursor.at || at >= end || text.charCodeAt(at) !== Char.Equals) return -1;
  const next = text.charCodeAt(at + 1);
  return next === Char.Equals || next === Char.Greater ? -1 : at;
}

/** strace 7.2 writes `times(buf=buf={…})`: hence the loop. */
function skipName(cursor: Cursor): void {
  for (;;) {
    // Names begin with a small letter. Looking further at each number and constant would cost more than it finds.
    const code = cursor.text.charCodeAt(cursor.at);
    if (code < 97 || code > 122) return;
    const end = nameEnd(cursor);
    if (end === -1) return;
    cursor.at = end + 1;
  }
}

/** A value with what may stand behind it: a comment, ` => value`. What is neither makes the whole element raw. */
function readElement(cursor: Cursor, depth: number): DecodedArg {
  const start = cursor.at;
  const before = startsChange(cursor) ? null : readValue(cursor, depth);
  skipBlank(cursor);
  if (before !== undefined) {
    if (atElementEnd(cursor)) return before ?? nullArg;
    if (startsChange(cursor)) return readChange(cursor, before, start, depth);
  }
  return readRaw(cursor, start);
}

function startsChange(cursor: Cursor): boolean {
  return cursor.text.charCodeAt(cursor.at) === Char.Equals && cursor.text.charCodeAt(cursor.at + 1) === Char.Greater;
}

function readChange(cursor: Cursor, before: DecodedArg | null, start: number, depth: number): DecodedArg {
  cursor.at += 2;
  skipBlank(cursor);
  if (atElementEnd(cursor)) return { kind: 'change', before, after: null };
  if (depth < maxDepth) {
    const after = readElement(cursor, depth + 1);
    if (atElementEnd(cursor)) return { kind: 'change', before, after };
  }
  return readRaw(cursor, start);
}

function atElementEnd(cursor: Cursor): boolean {
  if (cursor.at >= cursor.end) return true;
  const code = cursor.text.charCodeAt(cursor.at);
  return code === Char.Comma || isCloser(code);
}

/** Everything from `start` to the comma or bracket that ends the element, without comments. */
function readRaw(cursor: Cursor, start: number): DecodedArg {
  const { text, end } = cursor;
  const stop = findClose(text, start, end, true);
  cursor.at = stop === -1 ? end : stop;
  const written = ownSlice(text, start, cursor.at);
  const kept = withoutComments(written);
  return (kept === written ? undefined : readBared(kept)) ?? { kind: 'raw', text: kept };
}

/** What -X verbose interrupts with comments has a form without them: `0 /* AT_STATX_SYNC_AS_STAT *\/|0x900`, `-100 /* AT_FDCWD *\/</tmp>`. */
function readBared(text: string): DecodedArg | undefined {
  const cursor: Cursor = { text, at: 0, end: text.length };
  const code = text.charCodeAt(0);
  if (!isDigit(code) && code !== Char.Minus && !isWordCode(code)) return undefined;
  const value = readValue(cursor, maxDepth);
  return cursor.at === text.length ? value : undefined;
}

function withoutComments(text: string): string {
  let kept = '';
  let from = 0;
  for (;;) {
    const open = text.indexOf('/*', from);
    const close = open === -1 ? -1 : skipComment(text, open, text.length);
    if (close === -1) return (kept + text.slice(from)).trim();
    kept += text.slice(from, open).trimEnd();
    from = close;
  }
}

/** One value, or undefined where it has no form known here; the cursor then stands anywhere in it. */
function readValue(cursor: Cursor, depth: number): DecodedArg | undefined {
  const { text, at, end } = cursor;
  const code = text.charCodeAt(at);
  if (code === Char.Quote) return readString(cursor, false);
  if (isDigit(code)) return readNumber(cursor);
  if (isWordCode(code)) return readWord(cursor, depth);
  if (code === Char.Minus && isDigit(text.charCodeAt(at + 1))) return readNumber(cursor);
  if (code === Char.OpenBrace) return readStruct(cursor, depth);
  if (code === Char.OpenBracket) return readArray(cursor, depth);
  if (code === Char.At && text.charCodeAt(at + 1) === Char.Quote) {
    cursor.at++;
    return readString(cursor, true);
  }
  if (code === Char.Tilde && text.charCodeAt(at + 1) === Char.OpenBracket) return readComplement(cursor);
  if (code === Char.Dot && text.startsWith('...', at) && at + 3 <= end) {
    cursor.at += 3;
    return more;
  }
  return undefined;
}

function readString(cursor: Cursor, abstract: boolean): DecodedArg | undefined {
  const { text, at, end } = cursor;
  const close = skipQuoted(text, at, end);
  if (close === -1) return undefined;
  const truncated = close + 3 <= end && text.startsWith('...', close);
  cursor.at = truncated ? close + 3 : close;
  if (!truncated && !abstract && close - at <= maxCachedString) return strings.get(text, at + 1, close - 1);
  if (!abstract && close - at > maxEagerString) return laterString(ownSlice(text, at + 1, close - 1), truncated);
  const bytes = decodeEscapes(text, at + 1, close - 1);
  return abstract ? { kind: 'string', bytes, truncated, abstract } : { kind: 'string', bytes, truncated };
}

/**
 * A string whose bytes are decoded when somebody asks for them, and kept. In the log of a compiler three quarters of the bytes are the contents of
 * files, and who reads a trace for what happened looks at few of them.
 */
function laterString(written: string, truncated: boolean): DecodedArg {
  let decoded: string | undefined;
  return {
    kind: 'string',
    get bytes() {
      if (decoded === undefined) {
        decoded = decodeEscapes(written, 0, written.length);
        written = '';
      }
      return decoded;
    },
    truncated,
  };
}

function readNumber(cursor: Cursor): DecodedArg | undefined {
  const { text, at, end } = cursor;
  let stop = skipWord(text, at + 1, end);
  const next = stop < end ? text.charCodeAt(stop) : Char.Comma;
  if (next === Char.Comma || next === Char.Close || next === Char.CloseBrace) {
    cursor.at = stop;
    return decodeNumber(text, at, stop);
  }
  if (next === Char.Less && isAnnotationStart(text, stop)) {
    stop = skipAnnotation(text, stop, end);
    if (stop === -1) return undefined;
    cursor.at = stop;
    return descriptors.get(text, at, stop);
  }
  if (next === Char.Bar || next === Char.Less || next === Char.Star) {
    stop = skipFlags(text, at, end);
    cursor.at = stop;
    return words.get(text, at, stop);
  }
  cursor.at = stop;
  return decodeNumber(text, at, stop);
}

/** Constants, numbers and shifts joined by `|`, or factors joined by `*`. */
function skipFlags(text: string, at: number, end: number): number {
  for (; at < end; at++) {
    const code = text.charCodeAt(at);
    if (isWordCode(code) || code === Char.Bar || code === Char.Star) continue;
    if (code !== Char.Less || text.charCodeAt(at + 1) !== Char.Less) break;
    at++;
  }
  return at;
}

function readWord(cursor: Cursor, depth: number): DecodedArg | undefined {
  const { text, at, end } = cursor;
  let stop = skipWord(text, at, end);
  if (stop < end) {
    const next = text.charCodeAt(stop);
    if (next === Char.Open) return readMacro(cursor, stop, depth);
    if (next === Char.Bar || next === Char.Less) {
      if (next === Char.Less && isAnnotationStart(text, stop)) {
        stop = skipAnnotation(text, stop, end);
        if (stop === -1) return undefined;
        cursor.at = stop;
        return descriptors.get(text, at, stop);
      }
      stop = skipFlags(text, at, end);
    }
  }
  cursor.at = stop;
  return words.get(text, at, stop);
}

function readMacro(cursor: Cursor, open: number, depth: number): DecodedArg | undefined {
  const name = fieldNames.get(cursor.text, cursor.at, open);
  if (depth >= maxDepth) return undefined;
  const args: DecodedArg[] = [];
  cursor.at = open + 1;
  const read = readItems(cursor, Char.Close, args, depth);
  return read === undefined ? undefined : { kind: 'macro', name, args };
}

/** Reads elements up to `closer`, and steps over it. Returns whether some were left out (`...`); undefined if another bracket came first. */
function readItems(cursor: Cursor, closer: number, items: DecodedArg[], depth: number): boolean | undefined {
  let abbreviated = false;
  for (;;) {
    skipBlank(cursor);
    if (cursor.at >= cursor.end) return undefined;
    const code = cursor.text.charCodeAt(cursor.at);
    if (isCloser(code)) {
      cursor.at++;
      return code === closer ? abbreviated : undefined;
    }
    const item = readElement(cursor, depth + 1);
    if (item === more) abbreviated = true;
    else items.push(item);
    skipComma(cursor);
  }
}

function readArray(cursor: Cursor, depth: number): DecodedArg | undefined {
  const { text, at, end } = cursor;
  if (text.charCodeAt(at + 1) === Char.CloseBracket) {
    cursor.at = at + 2;
    return emptyArray;
  }
  if (isSetBody(text, at + 1, end)) {
    const close = text.indexOf(']', at);
    cursor.at = close + 1;
    return setArg(text, at, close + 1);
  }
  if (depth >= maxDepth) return undefined;
  const items: DecodedArg[] = [];
  cursor.at = at + 1;
  const abbreviated = readItems(cursor, Char.CloseBracket, items, depth);
  if (abbreviated === undefined) return undefined;
  const next = cursor.at;
  if (text.charCodeAt(next) === Char.Equals && text.charCodeAt(next + 1) !== Char.Greater)
    return readIndexed(cursor, at, depth);
  return { kind: 'array', items, more: abbreviated };
}

/** `[index]=value` inside an array: a struct of one member whose name is `[index]`. The cursor is on the equals sign. */
function readIndexed(cursor: Cursor, start: number, depth: number): DecodedArg | undefined {
  const name = fieldNames.get(cursor.text, start, cursor.at);
  cursor.at++;
  const value = readValue(cursor, depth + 1);
  return value && { kind: 'struct', fields: [{ name, value }], more: false };
}

/** `~[INT TERM]` */
function readComplement(cursor: Cursor): DecodedArg | undefined {
  const { text, at, end } = cursor;
  const close = text.indexOf(']', at);
  if (close === -1 || close >= end) return undefined;
  cursor.at = close + 1;
  return { kind: 'set', items: splitSet(text.slice(at + 2, close)), complement: true };
}

function readStruct(cursor: Cursor, depth: number): DecodedArg | undefined {
  if (depth >= maxDepth) return undefined;
  const fields: StructField[] = [];
  let abbreviated = false;
  cursor.at++;
  for (;;) {
    skipBlank(cursor);
    if (cursor.at >= cursor.end) return undefined;
    const code = cursor.text.charCodeAt(cursor.at);
    if (isCloser(code)) {
      cursor.at++;
      return code === Char.CloseBrace ? { kind: 'struct', fields, more: abbreviated } : undefined;
    }
    const nameStop = nameEnd(cursor);
    const name = nameStop === -1 ? '' : fieldNames.get(cursor.text, cursor.at, nameStop);
    if (nameStop !== -1) cursor.at = nameStop + 1;
    skipBlank(cursor);
    const value = readElement(cursor, depth + 1);
    if (value === more && name === '') abbreviated = true;
    else fields.push({ name, value });
    skipComma(cursor);
  }
}
