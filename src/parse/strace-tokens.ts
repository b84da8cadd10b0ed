import { emptyLead, readLead } from './strace-lead.js';
import { isAuxiliary } from './strace-records.js';
import {
  Char,
  isAnnotationStart,
  isDigit,
  isWordCode,
  skipAnnotation,
  skipComment,
  skipDigits,
  skipQuoted,
  skipSpaces,
  skipWord,
} from './strace-scan.js';

/**
 * What a piece of a line is.
 * prefix: what -n, -i, -r and a terminal add before the record. name: of the call. marker: `+++`, `---`, `<unfinished ...>`, `<... read resumed>`.
 * annotation: what -y says about a descriptor. message: the errno's text. text: bytes that no strace writes there.
 */
export type TokenKind =
  | 'space'
  | 'pid'
  | 'time'
  | 'prefix'
  | 'name'
  | 'number'
  | 'word'
  | 'string'
  | 'character'
  | 'comment'
  | 'annotation'
  | 'punctuation'
  | 'marker'
  | 'errno'
  | 'message'
  | 'duration'
  | 'text';

/** `line.slice(start, end)` is one piece of the line. */
export interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
}

interface Scan {
  readonly line: string;
  readonly tokens: Token[];
  at: number;
}

/**
 * Cuts a line into tokens that cover it without gap or overlap, whatever its bytes: for showing a line to people. The parser does not go through
 * tokens, which would cost more than parsing; both stand on the same primitives.
 */
export function tokenizeLine(line: string): Token[] {
  const scan: Scan = { line, tokens: [], at: 0 };
  if (isAuxiliary(line, 0, line.length)) return [{ kind: 'comment', start: 0, end: line.length }];
  const lead = emptyLead();
  readLead(line, 0, line.length, lead);
  let pid = lead.tid !== -1;
  while (scan.at < lead.next) {
    const kind = leadKind(scan, pid);
    if (kind === 'pid') pid = false;
    put(scan, kind, Math.min(leadEnd(scan, kind), lead.next));
  }
  const bodyStart = scan.at;
  while (scan.at < line.length) bodyToken(scan, scan.at === bodyStart);
  return scan.tokens;
}

/** Every step goes forward, so that the line ends. */
function put(scan: Scan, kind: TokenKind, end: number): void {
  const start = scan.at;
  scan.at = Math.min(Math.max(end, start + 1), scan.line.length);
  scan.tokens.push({ kind, start, end: scan.at });
}

function leadKind(scan: Scan, pid: boolean): TokenKind {
  const code = scan.line.charCodeAt(scan.at);
  if (code === Char.Space) return 'space';
  if (!isDigit(code)) return code === Char.Less ? 'annotation' : 'prefix';
  return pid ? 'pid' : 'time';
}

function leadEnd(scan: Scan, kind: TokenKind): number {
  const { line, at } = scan;
  if (kind === 'space') return skipSpaces(line, at, line.length);
  if (kind === 'pid') return skipDigits(line, at, line.length);
  // The pid within `[pid 17]` is a token of its own.
  if (line.startsWith('[pid ', at)) return at + 4;
  if (kind === 'annotation') return line.indexOf('>', at) + 1;
  if (line.charCodeAt(at) === Char.OpenBracket) return line.indexOf(']', at) + 1;
  const space = line.indexOf(' ', at);
  return space === -1 ? line.length : space;
}

function bodyToken(scan: Scan, first: boolean): void {
  const { line, at } = scan;
  const code = line.charCodeAt(at);
  if (code === Char.Space) put(scan, 'space', skipSpaces(line, at, line.length));
  else if (code === Char.Quote) putString(scan);
  else if (code === Char.Apostrophe) putOr(scan, 'character', skipQuoted(line, at, line.length, "'"));
  else if (code === Char.Slash && line.charCodeAt(at + 1) === Char.Star)
    putOr(scan, 'comment', skipComment(line, at, line.length));
  else if (code === Char.Less) putAngle(scan);
  else if (line.startsWith('+++', at) || line.startsWith('---', at)) put(scan, 'marker', at + 3);
  else if (isWordCode(code)) putWord(scan, first);
  else if (code === Char.Minus && isDigit(line.charCodeAt(at + 1)))
    put(scan, 'number', skipWord(line, at + 1, line.length));
  else if (line.startsWith('???(', at)) put(scan, 'name', at + 3);
  else if (code === Char.Open && scan.tokens.at(-2)?.kind === 'errno') putMessage(scan);
  else if (line.startsWith('...', at)) put(scan, 'punctuation', at + 3);
  else if (line.startsWith('=>', at)) put(scan, 'punctuation', at + 2);
  else put(scan, code > Char.Space && code < 127 ? 'punctuation' : 'text', at + 1);
}

/** What never ends is text up to the end of the line. */
function putOr(scan: Scan, kind: TokenKind, end: number): void {
  if (end === -1) put(scan, 'text', scan.line.length);
  else put(scan, kind, end);
}

function putString(scan: Scan): void {
  const { line, at } = scan;
  const close = skipQuoted(line, at, line.length);
  putOr(scan, 'string', close !== -1 && line.startsWith('...', close) ? close + 3 : close);
}

const markers = ['<... ', '<unfinished ', '<detached ', '<pid changed to ', '<unavailable>'];

function putAngle(scan: Scan): void {
  const { line, at } = scan;
  const close = line.indexOf('>', at) + 1;
  if (close > 0 && markers.some((marker) => line.startsWith(marker, at))) return put(scan, 'marker', close);
  if (close === line.length && line.charCodeAt(at - 1) === Char.Space && isDuration(line, at + 1))
    return put(scan, 'duration', close);
  const end = isAnnotationStart(line, at) ? skipAnnotation(line, at, line.length) : -1;
  if (end !== -1) put(scan, 'annotation', end);
  else put(scan, 'punctuation', line.charCodeAt(at + 1) === Char.Less ? at + 2 : at + 1);
}

function isDuration(line: string, at: number): boolean {
  const whole = skipDigits(line, at, line.length);
  const end = line.charCodeAt(whole) === Char.Dot ? skipDigits(line, whole + 1, line.length) : whole;
  return whole > at && end === line.length - 1;
}

function putWord(scan: Scan, first: boolean): void {
  const { line, at, tokens } = scan;
  const end = skipWord(line, at, line.length);
  const before = tokens.at(-2);
  if (isDigit(line.charCodeAt(at))) put(scan, 'number', end);
  else if (first && line.charCodeAt(end) === Char.Open) put(scan, 'name', end);
  else if (before && line.charCodeAt(at) === 69 && tokens.at(-1)?.kind === 'space' && isFailure(line, before))
    put(scan, 'errno', end);
  else put(scan, 'word', end);
}

/** Whether the token is the `-1` or `?` in front of an errno. */
function isFailure(line: string, token: Token): boolean {
  const text = line.slice(token.start, token.end);
  return (text === '-1' || text === '?') && line.endsWith('= ', token.start);
}

/** `(No such file or directory)`, in any language: up to the last parenthesis before what strace itself adds. */
function putMessage(scan: Scan): void {
  const { line, at } = scan;
  const close = line.indexOf(')', at);
  put(scan, 'message', close === -1 ? line.length : close + 1);
}
