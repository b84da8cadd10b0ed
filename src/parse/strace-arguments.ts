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
  skipSpaces,
  skipWord,
} from './strace-scan.js';
import { isSetBody, setArg, splitSet } from './strace-sets.js';
import { decodeEscapes } from './strace-strings.js';

/** Where reading stands. `end` is the index of the bracket that closes what is being read. */
interface Cursor {
  readonly text: string;
  at: number;
  end: number;
}

const nullArg: DecodedArg = { kind: 'null' };
const more: DecodedArg = { kind: 'raw', text: '...' };
const emptyArray: DecodedArg = { kind: 'array', items: [], more: false };

/** Nothing that strace prints is nested deeper; hostile input must not exhaust the stack. */
const maxDepth = 64;

/** Longer strings are buffers, which do not repeat. */
const maxCachedString = 96;

const strings = new SliceTable<DecodedArg>(12, (slice) => ({
  kind: 'string',
  bytes: decodeEscapes(slice, 0, slice.length),
  truncated: false,
}));
const words = new SliceTable<DecodedArg>(12, (word) => (word === 'NULL' ? nullArg : decodeAtom(word)));
const descriptors = new SliceTable<DecodedArg>(12, decodeAtom);
const fieldNames = new SliceTable<string>(10, (name) => name);

/**
 * Decodes the text between the parentheses of a call: `3</etc/passwd>, "root"..., 4096`. Never fails: what has no form of its own becomes `raw`,
 * verbatim but for its comments. Argument names (`dirfd=…`, strace -N) are dropped.
 */
export function decodeArguments(text: string, start: number, end: number): DecodedArg[] {
  const args: DecodedArg[] = [];
  const cursor: Cursor = { text, at: start, end };
  for (;;) {
    skipBlank(cursor);
    if (cursor.at >= cursor.end) return args;
    skipName(cursor);
    args.push(readElement(cursor, 0));
    skipComma(cursor);
  }
}

/** The members of a struct whose inside is `text.slice(start, end)`: a siginfo, for instance. */
export function decodeFields(text: string, start: number, end: number): StructField[] {
  const fields: StructField[] = [];
  readFields({ text, at: start, end }, fields, 0);
  return fields;
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
  if (cursor.at < cursor.end) cursor.at++;
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

function skipName(cursor: Cursor): void {
  // Only words begin a name; looking further for each number and string would cost more than it finds.
  const code = cursor.text.charCodeAt(cursor.at);
  if (code < 97 || code > 122) return;
  const end = nameEnd(cursor);
  if (end !== -1) cursor.at = end + 1;
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
  return cursor.at >= cursor.end || cursor.text.charCodeAt(cursor.at) === Char.Comma;
}

/** Everything from `start` to the end of the element, without comments. */
function readRaw(cursor: Cursor, start: number): DecodedArg {
  const { text, end } = cursor;
  // A closing bracket that nothing opened is text too: whoever called us has found the bracket that counts.
  const stop = findClose(text, start, end, true);
  const comma = stop === -1 || text.charCodeAt(stop) === Char.Comma ? stop : text.indexOf(',', stop);
  cursor.at = comma === -1 || comma > end ? end : comma;
  return { kind: 'raw', text: withoutComments(ownSlice(text, start, cursor.at)) };
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
  const bytes = decodeEscapes(text, at + 1, close - 1);
  return abstract ? { kind: 'string', bytes, truncated, abstract } : { kind: 'string', bytes, truncated };
}

function readNumber(cursor: Cursor): DecodedArg | undefined {
  const { text, at, end } = cursor;
  let stop = skipWord(text, at + 1, end);
  const next = stop < end ? text.charCodeAt(stop) : Char.Comma;
  if (next === Char.Comma) {
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
  const { text, at, end } = cursor;
  const close = findClose(text, open + 1, end);
  if (close === -1 || depth >= maxDepth) return undefined;
  const args: DecodedArg[] = [];
  cursor.at = open + 1;
  readItems(cursor, close, args, depth);
  return { kind: 'macro', name: fieldNames.get(text, at, open), args };
}

/** Reads elements up to `close`, and steps over it. Returns whether some were left out (`...`). */
function readItems(cursor: Cursor, close: number, items: DecodedArg[], depth: number): boolean {
  const outerEnd = cursor.end;
  let abbreviated = false;
  cursor.end = close;
  for (;;) {
    skipBlank(cursor);
    if (cursor.at >= close) break;
    const item = readElement(cursor, depth + 1);
    if (item === more) abbreviated = true;
    else items.push(item);
    skipComma(cursor);
  }
  cursor.end = outerEnd;
  cursor.at = close + 1;
  return abbreviated;
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
  const close = findClose(text, at + 1, end);
  if (close === -1 || depth >= maxDepth) return undefined;
  if (text.charCodeAt(close + 1) === Char.Equals && text.charCodeAt(close + 2) !== Char.Greater)
    return readIndexed(cursor, close, depth);
  const items: DecodedArg[] = [];
  cursor.at = at + 1;
  const abbreviated = readItems(cursor, close, items, depth);
  return { kind: 'array', items, more: abbreviated };
}

/** `[index]=value` inside an array: a struct of one member whose name is `[index]`. */
function readIndexed(cursor: Cursor, close: number, depth: number): DecodedArg | undefined {
  const name = fieldNames.get(cursor.text, cursor.at, close + 1);
  cursor.at = close + 2;
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
  const { text, at, end } = cursor;
  const close = findClose(text, at + 1, end);
  if (close === -1 || depth >= maxDepth) return undefined;
  const fields: StructField[] = [];
  cursor.at = at + 1;
  cursor.end = close;
  const abbreviated = readFields(cursor, fields, depth);
  cursor.end = end;
  cursor.at = close + 1;
  return { kind: 'struct', fields, more: abbreviated };
}

function readFields(cursor: Cursor, fields: StructField[], depth: number): boolean {
  let abbreviated = false;
  for (;;) {
    skipBlank(cursor);
    if (cursor.at >= cursor.end) return abbreviated;
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
