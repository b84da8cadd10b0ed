/** Golden → NAME_summary.txt: the table of strace -c without times, `~` for what the golden does not pin. */
import type { Golden } from '../model/golden.js';
import { renderStraceTable } from '../model/strace-table.js';
import { pinnedCalls } from './pinned-calls.js';

const varies = '~';

const total = (counts: readonly (number | undefined)[]): number | undefined =>
  counts.reduce((sum, count) => (sum === undefined || count === undefined ? undefined : sum + count), 0);
const text = (count: number | undefined): string => (count === undefined ? varies : String(count));
const orNothing = (errors: number | undefined): string => (errors === 0 ? '' : text(errors));

/** Depends on nothing but the golden; ends with a line feed. */
export function renderSummary(golden: Golden): string {
  const calls = pinnedCalls(golden);
  return renderStraceTable(
    ['calls', 'errors'],
    calls.map((call) => ({ name: call.name, calls: text(call.calls), errors: orNothing(call.errors) })),
    {
      name: 'total',
      calls: text(total(calls.map((call) => call.calls))),
      errors: orNothing(total(calls.map(({ errors }) => errors))),
    },
  );
}
