/** Trace → the table of strace -c, with the time that passed in each call (strace -c -w); strace's own default is the time of the CPU. */
import { renderStraceTable, type CallRow } from '../model/strace-table.js';
import type { Trace } from '../model/trace.js';

interface Sum {
  calls: number;
  errors: number;
  timeNs: number;
}

/** As strace counts: calls that came back, whatever task made them; exit_group never does. */
function sumsOf({ events }: Trace): Map<string, Sum> {
  const sums = new Map<string, Sum>();
  for (const event of events) {
    if (event.kind !== 'syscall' || event.result.kind === 'none') continue;
    const sum = sums.get(event.name) ?? { calls: 0, errors: 0, timeNs: 0 };
    sums.set(event.name, sum);
    sum.calls += 1;
    if (event.result.kind === 'errno') sum.errors += 1;
    sum.timeNs += event.durationNs ?? 0;
  }
  return sums;
}

function rowOf(name: string, { calls, errors, timeNs }: Sum, percent: number): CallRow {
  return {
    '% time': percent.toFixed(2),
    seconds: (timeNs / 1e9).toFixed(6),
    'usecs/call': String(calls === 0 ? 0 : Math.floor(timeNs / calls / 1000)),
    calls: String(calls),
    errors: errors === 0 ? '' : String(errors),
    name,
  };
}

/** The call that took longest first; ends with a line feed. */
export function renderSummary(trace: Trace): string {
  const sums = [...sumsOf(trace)].sort(
    ([a, x], [b, y]) => y.timeNs - x.timeNs || y.calls - x.calls || (a < b ? -1 : 1),
  );
  const total: Sum = { calls: 0, errors: 0, timeNs: 0 };
  for (const [, { calls, errors, timeNs }] of sums) {
    total.calls += calls;
    total.errors += errors;
    total.timeNs += timeNs;
  }
  const rows = sums.map(([name, sum]) => rowOf(name, sum, total.timeNs === 0 ? 0 : (100 * sum.timeNs) / total.timeNs));
  return renderStraceTable(['% time', 'seconds', 'usecs/call', 'calls', 'errors'], rows, rowOf('total', total, 100));
}
