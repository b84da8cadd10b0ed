import type { TraceDocument } from '../../src/model/trace-file.js';
import { parseTraceJson } from '../../src/parse/trace-json.js';

/** Reads a trace file that a test expects to be one. */
export function readTrace(text: string): TraceDocument {
  const read = parseTraceJson(text);
  if (!read.ok) throw new Error(`line ${read.line}: ${read.detail}`);
  return read.document;
}
