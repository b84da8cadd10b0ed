/** A file that is a golden or a trace, by what it holds. */
import { TraceGateError } from '../errors.js';
import { parseGoldenText } from '../golden/parse-golden.js';
import type { Side } from './compare-two.js';
import { isTraceText, readText, readTraceText } from './read-trace.js';
import { takenTrace } from './trace-document.js';

/** Reads it. Throws E_USAGE when there is no such file, E_TRACE_FILE, E_LOST or an E_GOLDEN… when it can't be compared. */
export async function readSide(file: string, path: string, redact: readonly RegExp[]): Promise<Side> {
  const text = await readText(file, path);
  if (!isTraceText(text)) return { kind: 'golden', file, ...parseGoldenText(text, file) };
  const document = readTraceText(text, file);
  const { events } = document.trace;
  const lost = events.find((event) => event.kind === 'lost');
  if (lost?.kind === 'lost')
    throw new TraceGateError('E_LOST', { target: file, count: lost.count, reason: lost.reason });
  if (!events.some(({ kind }) => kind === 'syscall'))
    throw new TraceGateError('E_TRACE_FILE', { file, detail: 'it has no system calls, so it says nothing' });
  return { kind: 'trace', file, taken: takenTrace(document, redact) };
}
