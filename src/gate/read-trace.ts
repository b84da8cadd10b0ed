/** A trace file's text → the document, whoever wrote it. */
import { readFile } from 'node:fs/promises';
import { machine } from 'node:os';
import { TraceGateError } from '../errors.js';
import type { TraceDocument } from '../model/trace-file.js';
import { looksLikeRenacerJson } from '../parse/renacer-json.js';
import { looksLikeTrace, parseTraceJson } from '../parse/trace-json.js';
import { importedTrace, renacerLog } from './imported-trace.js';

/** Throws E_USAGE when there is no such file. */
export async function readText(file: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new TraceGateError('E_USAGE', { detail: `${file} can't be read: ${code}` }, { cause: error });
  }
}

/** Is it a trace of a kind that is known by what it holds? strace's text is not: any line of a program could be one. */
export function isTraceText(text: string): boolean {
  return looksLikeTrace(text) || looksLikeRenacerJson(text);
}

/** Ours, or renacer's JSON. Throws E_TRACE_FILE when it is neither. `file`: the name for messages. */
export function readTraceText(text: string, file: string): TraceDocument {
  if (!looksLikeTrace(text) && looksLikeRenacerJson(text)) {
    const surroundings = { arch: machine(), homes: [] };
    return importedTrace(renacerLog(Buffer.from(text), { ...surroundings, file }), surroundings);
  }
  const read = parseTraceJson(text);
  if (read.ok) return read.document;
  const { detail, line } = read;
  throw new TraceGateError('E_TRACE_FILE', { file, detail, ...(line === undefined ? {} : { line }) });
}
