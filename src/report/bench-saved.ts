/** What `bench save` tells. */
import type { BaselineHeader, BenchmarkFile, SavedBaseline } from '../model/bench-baseline.js';
import { olderLines } from './describe-stored.js';
import { counted } from './format-units.js';
import { printable, shortened } from './text.js';

/** Lines for the terminal; ends with a line feed. */
export function describeSaved(
  { file, archived, others, gone }: SavedBaseline,
  { commit, uncommitted = 0, machine, format }: BaselineHeader,
  { file: read, run: { benchmarks, format: own }, older }: BenchmarkFile,
): string {
  const of = commit === undefined ? '' : ` of ${printable(commit)}`;
  return [
    `${file}: ${counted(benchmarks.length, 'benchmark')}${of} (${printable(format ?? own)}) on ${printable(machine.cpu ?? 'an unknown CPU')}`,
    ...(archived === undefined ? [] : [`${archived}: the baseline before`]),
    ...(others.length === 0 ? [] : [`kept, of other machines: ${others.join(', ')}`]),
    ...(gone.length === 0
      ? []
      : [
          `note: ${counted(gone.length, 'benchmark')} of the baseline before ${gone.length === 1 ? 'is' : 'are'} gone: ${shortened(printable(gone.join(', ')), 200)}`,
        ]),
    ...olderLines(older, read).map((line) => `note: ${line}`),
    ...(uncommitted === 0
      ? []
      : [
          `note: ${counted(uncommitted, 'file')} with changes that are not committed: this is no baseline of that commit alone`,
        ]),
    '',
  ].join('\n');
}
