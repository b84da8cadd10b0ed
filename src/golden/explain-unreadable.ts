/** Why the text in a golden's file is not a golden: conflict, cut off, another program's output, another kind of JSON. */
import { TraceGateError } from '../errors.js';
import { placesInJson } from './json-places.js';

export interface GoldenFile {
  readonly file: string;
  /** Name of the golden. */
  readonly target: string;
}

// git's markers are seven characters and stand alone or before a space; a golden's own lines begin with none of them.
const conflict = /^(?:<{7}|>{7}|\|{7})(?: |$)/m;
// Also an underline in plain text, so it counts only between lines of a golden.
const conflictMiddle = /^={7}$/m;

const goldenHead = '{"format":"trace-gate/golden"';

/** The error that says what the text is. `cause`: JSON.parse's, absent where it is JSON. */
export function explainUnreadable(text: string, source: GoldenFile, cause?: unknown): TraceGateError {
  if (cause === undefined) return unreadable(source, describeJson(JSON.parse(text) as unknown, text));
  if (text.trim() === '') return unreadable(source, 'nothing');
  const head = withoutBlanks(text, goldenHead.length);
  const isGolden = head === goldenHead;
  const marker = conflict.exec(text) ?? (isGolden ? conflictMiddle.exec(text) : null);
  if (marker)
    return new TraceGateError('E_GOLDEN_CONFLICT', { ...source, line: lineOf(text, marker.index) }, { cause });
  const { broken } = placesInJson(text);
  if (broken?.atEnd && (isGolden || goldenHead.startsWith(head))) {
    return new TraceGateError('E_GOLDEN_TRUNCATED', { ...source, line: broken.line }, { cause });
  }
  if (!isGolden) return unreadable(source, programOutput(text), cause);
  const place = broken ? { line: broken.line } : {};
  return new TraceGateError(
    'E_GOLDEN_INVALID',
    { ...source, at: 'the document', detail: 'is not JSON here', ...place },
    { cause },
  );
}

function unreadable(source: GoldenFile, looksLike: string, cause?: unknown): TraceGateError {
  return new TraceGateError('E_GOLDEN_UNREADABLE', { ...source, looksLike, line: 1 }, { cause });
}

function describeJson(value: unknown, text: string): string {
  // A program may well print a number, or `null`.
  if (typeof value !== 'object' || value === null) return programOutput(text);
  const { format } = value as Readonly<Record<string, unknown>>;
  if (typeof format !== 'string') return 'JSON of another kind';
  return format.startsWith('renacer-json') ? `a renacer trace (${format})` : `JSON of the format ${shorten(format)}`;
}

function programOutput(text: string): string {
  const line = text.split('\n').find((candidate) => candidate.trim() !== '') ?? '';
  return `program output: ${shorten(line.trim())}`;
}

/** Quoted, so that control characters don't reach a terminal. */
function shorten(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 59)}…` : text);
}

function withoutBlanks(text: string, length: number): string {
  return text.slice(0, 200).replace(/\s/g, '').slice(0, length);
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
