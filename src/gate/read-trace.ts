/** A trace file's text → the document. */
import { readFile } from 'node:fs/promises';
import { TraceGateError } from '../errors.js';
import type { TraceDocument } from '../model/trace-file.js';
import { parseTraceJson } from '../parse/trace-json.js';

/** Throws E_USAGE when there is no such file. */
export async function readText(file: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new TraceGateError('E_USAGE', { detail: `${file} can't be read: ${code}` }, { cause: error });
  }
}

/** Throws E_TRACE_FILE when it is none. `file`: the name for messages. */
export function readTraceText(text: string, file: string): TraceDocument {
  const read = parseTraceJson(text);
  if (read.ok) return read.document;
  const { detail, line } = read;
  throw new TraceGateError('E_TRACE_FILE', { file, detail, ...(line === undefined ? {} : { line }) });
}
