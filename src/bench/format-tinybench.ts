/**
 * tinybench, as `JSON.stringify(bench.tasks.map(({ name, result }) => ({ name, result })))` writes it: milliseconds. Since version 3 times stand in
 * `result.latency`, before that in the result itself; samples are there where the version and its options keep them.
 */
import type { Benchmark } from '../model/benchmark.js';
import { hasMembers, type JsonValue } from './json-value.js';
import { millisToNs } from '../model/time-units.js';

export function looksLikeTinybench(document: unknown): boolean {
  return Array.isArray(document) && hasMembers(document[0], 'name') && !hasMembers(document[0], 'primaryMetric');
}

export function readTinybench(document: JsonValue): Benchmark[] {
  return document.items().map((task) => {
    const name = task.member('name').text();
    const result = task.optional('result') ?? task.fail(`(\`${name}\`) has no result: it was not run`);
    checkState(name, result);
    return { name, ...readLatency(result.optional('latency') ?? result) };
  });
}

/**
 * Of tinybench itself and of vitest, which is built on it. Every call is timed alone, so the median of a fast one moves in steps of the clock;
 * thousands of calls have a mean that does not.
 */
export function readLatency(latency: JsonValue): Pick<Benchmark, 'ns' | 'samples'> {
  const ns = millisToNs(latency.member('mean').number());
  // vitest keeps the list and empties it.
  const samples = latency.optional('samples')?.numbers() ?? [];
  return samples.length === 0 ? { ns } : { ns, samples: samples.map(millisToNs) };
}

/** Versions without a state have the error alone. An error becomes `{}` in JSON. */
function checkState(name: string, result: JsonValue): void {
  const state = result.optional('state')?.text() ?? 'completed';
  if (result.optional('error') !== undefined || state === 'errored') result.fail(`(\`${name}\`) ended in an error`);
  if (state !== 'completed') result.fail(`(\`${name}\`) is \`${state}\`, not completed`);
}
