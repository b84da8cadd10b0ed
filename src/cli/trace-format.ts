/** --to and --format: in which format a trace is written, and what that format has no place for. */
import { TraceGateError } from '../errors.js';
import { findTraceFormat, traceFormats, type TraceFormat } from '../export/registry.js';
import { mentionsJudge, takenTrace } from '../gate/trace-document.js';
import type { TraceDocument } from '../model/trace-file.js';
import type { Trace, TraceEvent } from '../model/trace.js';
import { nearestName } from '../nearest-name.js';
import { describeLimits } from '../report/describe-limits.js';
import type { Io } from './io.js';
import { writeOutput } from './write-output.js';

export const traceFormatNames = Object.keys(traceFormats);

/** Throws E_USAGE for a name that no format has. */
export function traceFormatOf(option: string, name: string): TraceFormat {
  const format = findTraceFormat(name);
  if (format) return format;
  const nearest = nearestName(name, traceFormatNames);
  throw new TraceGateError('E_USAGE', {
    detail: `${option} ${name}: there is no such format`,
    hint: `${nearest === undefined ? '' : `did you mean ${nearest}? `}formats: ${traceFormatNames.join(', ')}`,
  });
}

const words: Readonly<Record<string, string>> = {
  signal: 'signals',
  unfinished: 'calls without a result',
  lost: 'marks of lost events',
  unparsed: 'records that could not be read',
  arguments: 'arguments behind the third of a call',
};

function tellLeftOut(events: readonly TraceEvent[], { leavesOut }: TraceFormat, io: Io): void {
  const left = [...leavesOut(events)].map(([kind, count]) => `${count} ${words[kind] ?? kind}`);
  if (left.length > 0) io.stderr.write(`trace-gate: the format has no place for ${left.join(', ')}\n`);
}

/** Says on stderr what the trace can't show, whatever happened. */
export function tellLimits({ backend }: Trace, io: Io): void {
  const limits = describeLimits(`${backend.name} ${backend.version}`, backend.limits);
  if (limits !== undefined) io.stderr.write(`trace-gate: ${limits}\n`);
}

export interface WriteTraceRequest {
  readonly document: TraceDocument;
  readonly format: TraceFormat;
  readonly redact: readonly RegExp[];
  /** Absent: stdout. */
  readonly output?: string | undefined;
}

/** Writes the trace, without what must not leave the machine; says on stderr what of it the format has no place for. */
export async function writeTrace({ document, format, redact, output }: WriteTraceRequest, io: Io): Promise<void> {
  tellLeftOut(document.trace.events, format, io);
  const mentions = mentionsJudge(takenTrace(document, redact));
  await writeOutput(output, format.render(document, { redact, mentions }), io);
}
