/** Logs with times, short enough to be written by hand. */
import type { Trace } from '../../src/model/trace.js';
import { causalityOf } from '../../src/normalize/causality.js';
import { traceOf } from './behaviour-of.js';

/** What a task did from `at` on, milliseconds. Without `lasts` it is no call, or one that never returned. */
export type Line = readonly [tid: number, at: number, text: string, lasts?: number];

/** A trace with these lines, whatever their order. */
export function timedTrace(...lines: readonly Line[]): Trace {
  const sorted = lines.toSorted(([, a], [, b]) => a - b);
  return traceOf(
    ...sorted.map(([tid, at, text, lasts]) => {
      // Seconds since 1970: small numbers would be read as times since the line before.
      const time = `17952${String(Math.round(at * 1e6) + 58_143_000_000_000)
        .padStart(14, '0')
        .replace(/(\d{9})$/, '.$1')}`;
      return `${tid} ${time} ${text}${lasts === undefined ? '' : ` <${(lasts / 1000).toFixed(9)}>`}`;
    }),
  );
}

/** Task 1 forks task 2 at 0 ms. */
export const forked: readonly Line[] = [
  [1, 0, 'fork() = 2', 1],
  [2, 1, 'getpid() = 2', 0],
];
export const exited = (tid: number, at: number, code = 0): readonly Line[] => [
  [tid, at, `exit_group(${code}) = ?`],
  [tid, at + 1, `+++ exited with ${code} +++`],
];

/** `pipe 2 write → 1 read`, but for the forks. */
export function edgesOf(trace: Trace): string[] {
  const name = (index: number): string => {
    const event = trace.events[index];
    if (!event) return '?';
    return `${event.tid} ${event.kind === 'syscall' ? event.name : event.kind === 'signal' ? event.signal : event.kind}`;
  };
  return causalityOf(trace)
    .edges.filter(({ kind }) => kind !== 'create')
    .map(({ kind, from, to }) => `${kind} ${name(from)} → ${name(to)}`);
}
