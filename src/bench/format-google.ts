/**
 * Google Benchmark, --benchmark_format=json. With repetitions each of them is a sample, and the aggregates about them are left alone, unless the
 * file has nothing else. Times are real_time, whatever the tool itself decides by: wall time is what all other tools measure, and the CPU time of a
 * benchmark that waits is near nothing.
 */
import type { Benchmark } from '../model/benchmark.js';
import { median } from '../model/median.js';
import { hasMembers, type JsonValue } from './json-value.js';
import { toNs } from '../model/time-units.js';

export function looksLikeGoogle(document: unknown): boolean {
  return hasMembers(document, 'context', 'benchmarks');
}

export function readGoogle(document: JsonValue): Benchmark[] {
  const runs = new Map<string, JsonValue[]>();
  for (const entry of document.member('benchmarks').items()) {
    if (isFit(entry) || entry.optional('skipped')?.value === true) continue;
    checkError(entry);
    const name = (entry.optional('run_name') ?? entry.member('name')).text();
    const run = runs.get(name);
    if (run) run.push(entry);
    else runs.set(name, [entry]);
  }
  return [...runs].map(([name, entries]) => readRun(name, entries));
}

function readRun(name: string, entries: readonly JsonValue[]): Benchmark {
  const repetitions = entries.filter((entry) => aggregateName(entry) === undefined);
  if (repetitions.length === 0) return { name, ns: realTime(aggregate(entries)) };
  checkRepetitions(name, repetitions);
  const times = repetitions.map(realTime);
  // One repetition is a mean of its iterations, and so a summary.
  return { name, ns: median(times), ...(times.length > 1 && { samples: times }) };
}

const aggregateName = (entry: JsonValue): string | undefined => entry.optional('aggregate_name')?.text();

/** BigO and RMS tell of a curve through several benchmarks. */
const isFit = (entry: JsonValue): boolean => ['BigO', 'RMS'].includes(aggregateName(entry) ?? '');

function aggregate(entries: readonly JsonValue[]): JsonValue {
  const named = (name: string): JsonValue | undefined => entries.find((entry) => aggregateName(entry) === name);
  return named('median') ?? named('mean') ?? entries[0]?.fail('has neither a median nor a mean') ?? missing();
}

function missing(): never {
  throw new RangeError('a run has entries');
}

function checkError(entry: JsonValue): void {
  if (entry.optional('error_occurred')?.value !== true) return;
  const said = entry.optional('error_message')?.text() ?? 'without a message';
  entry.fail(`(\`${entry.member('name').text()}\`) ended in an error: ${said}`);
}

/** More than there should be are two benchmarks of one name; fewer are a file that someone has cut. */
function checkRepetitions(name: string, repetitions: readonly JsonValue[]): void {
  const [first] = repetitions;
  const expected = first?.optional('repetitions')?.number() ?? repetitions.length;
  if (repetitions.length !== expected)
    first?.fail(`(\`${name}\`) says that it was repeated ${expected} times; ${repetitions.length} are there`);
}

function realTime(entry: JsonValue): number {
  const unit = entry.optional('time_unit')?.text() ?? 'ns';
  const ns = toNs(entry.member('real_time').number(), unit);
  return ns ?? entry.fail(`has the unit \`${unit}\`, which is none of time`);
}
