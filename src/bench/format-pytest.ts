/** pytest-benchmark: seconds. A saved run has every round only with --benchmark-save-data, --benchmark-json always. */
import type { Benchmark } from '../model/benchmark.js';
import { hasMembers, type JsonValue } from './json-value.js';
import { secondsToNs } from '../model/time-units.js';

export function looksLikePytest(document: unknown): boolean {
  return hasMembers(document, 'machine_info', 'benchmarks');
}

export function readPytest(document: JsonValue): Benchmark[] {
  return document
    .member('benchmarks')
    .items()
    .map((entry) => {
      const stats = entry.member('stats');
      const samples = stats.optional('data')?.numbers().map(secondsToNs);
      checkRounds(stats, samples);
      return {
        name: entry.member('fullname').text(),
        ns: secondsToNs(stats.member('median').number()),
        ...(samples && { samples }),
      };
    });
}

function checkRounds(stats: JsonValue, samples: readonly number[] | undefined): void {
  const rounds = stats.optional('rounds')?.number();
  if (samples && rounds !== undefined && samples.length !== rounds)
    stats.fail(`has ${samples.length} of ${rounds} rounds`);
}
