/** A trace file's text → where the time of its run went, and in what order its tasks had to act. */
import { TraceGateError } from '../errors.js';
import type { Causality, CriticalPath } from '../model/critical-path.js';
import { causalityOf } from '../normalize/causality.js';
import { criticalPathOf } from '../normalize/critical-path.js';
import { readTraceText } from './read-trace.js';
import { takenTrace } from './trace-document.js';

export interface ExplainedTrace {
  readonly path: CriticalPath;
  readonly causality: Causality;
}

/** Throws E_TRACE_FILE for what is no trace and E_USAGE for one without times. `file`: the name for messages. */
export function explainTraceText(text: string, file: string, redact: readonly RegExp[]): ExplainedTrace {
  const { trace, context } = takenTrace(readTraceText(text, file), redact);
  const path = criticalPathOf(trace, context);
  if (Number.isNaN(path.durationNs))
    throw new TraceGateError('E_USAGE', {
      detail: `${file} has no times, without which no path through it is critical`,
      hint: 'record it with `trace-gate trace -o FILE -- CMD`; a log of strace needs -ttt and -T, or --absolute-timestamps and --syscall-times',
    });
  return { path, causality: causalityOf(trace) };
}
