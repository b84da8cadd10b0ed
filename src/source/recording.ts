/** What every backend gives, and what each of them can fail with. */
import { readFile } from 'node:fs/promises';
import { TraceGateError } from '../errors.js';
import type { Trace, TraceEvent } from '../model/trace.js';
import type { LaunchResult } from './launcher.js';
import type { RunPlan } from './surroundings.js';

export interface Recording {
  readonly trace: Trace;
  readonly result: LaunchResult;
}

/** Where the target's own output goes as well. */
export interface TargetOutput {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
}

/** What errors about a target say of it. */
export const factsOf = (plan: RunPlan): Pick<RunPlan, 'target' | 'place'> => ({
  target: plan.target,
  ...(plan.place ? { place: plan.place } : {}),
});

export function tracerKilled(plan: RunPlan, tracer: string, how: string): TraceGateError {
  return new TraceGateError('E_TRACER_KILLED', { ...factsOf(plan), tracer, outcome: `was ended by ${how}` });
}

/** `detail`: the tracer's own words. */
export async function ptraceDenied(detail: string): Promise<TraceGateError> {
  const text = await readFile('/proc/sys/kernel/yama/ptrace_scope', 'utf8').catch(() => '');
  return new TraceGateError('E_PTRACE_DENIED', { detail, ...(text === '' ? {} : { yamaScope: Number(text) }) });
}

/** Throws unless every event is there and could be read, up to the end of the first process. */
export function checkWhole(plan: RunPlan, tracer: string, events: readonly TraceEvent[], result: LaunchResult): void {
  const lost = events.find((event) => event.kind === 'lost');
  if (lost) throw new TraceGateError('E_LOST', { ...factsOf(plan), count: lost.count, reason: lost.reason });
  const root = events[0]?.tid;
  const rootEnded = events.some(
    (event) => event.kind === 'exit' && event.tid === root && event.outcome.kind !== 'superseded',
  );
  const unparsed = events.filter((event) => event.kind === 'unparsed');
  const first = unparsed.find((event) => !event.truncated) ?? unparsed[0];
  const tracerSignal = result.report && 'signal' in result.report.exit ? result.report.exit.signal : undefined;
  if (!rootEnded && (first === undefined || first.truncated))
    throw tracerKilled(plan, tracer, tracerSignal ?? 'something before the target ended');
  if (first)
    throw new TraceGateError('E_UNPARSED', {
      ...factsOf(plan),
      count: unparsed.length,
      line: first.line,
      column: first.column,
      text: first.text.slice(0, 200),
      reason: first.reason,
    });
}
