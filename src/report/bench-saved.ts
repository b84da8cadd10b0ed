/** What `bench save` tells. */
import type { BaselineHeader, SavedBaseline } from '../model/bench-baseline.js';
import type { BenchmarkRun } from '../model/benchmark.js';
import { counted } from './format-units.js';
import { printable, shortened } from './text.js';

/** Lines for the terminal; ends with a line feed. */
export function describeSaved(
  { file, archived, others, gone }: SavedBaseline,
  { commit, uncommitted = 0, machine }: BaselineHeader,
  { benchmarks, format }: BenchmarkRun,
): string {
  const of = commit === undefined ? '' : ` of ${printable(commit)}`;
  return [
    `${file}: ${counted(benchmarks.length, 'benchmark')}${of} (${format}) on ${printable(machine.cpu ?? 'an unknown CPU')}`,
    ...(archived === undefined ? [] : [`${archived}: the baseline before`]),
    ...(others.length === 0 ? [] : [`kept, of other machines: ${others.join(', ')}`]),
    ...(gone.length === 0
      ? []
      : [
          `note: ${counted(gone.length, 'benchmark')} of the baseline before ${gone.length === 1 ? 'is' : 'are'} gone: ${shortened(printable(gone.join(', ')), 200)}`,
        ]),
    ...(uncommitted === 0
      ? []
      : [
          `note: ${counted(uncommitted, 'file')} with changes that are not committed: this is no baseline of that commit alone`,
        ]),
    '',
  ].join('\n');
}
