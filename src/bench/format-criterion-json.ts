/**
 * What criterion keeps below target/criterion: nanoseconds, and every sample as a number of iterations with the time of all of them. Folders are
 * named after benchmarks, but cut at 64 characters: the name is in benchmark.json.
 */
import type { Benchmark } from '../model/benchmark.js';
import { JsonValue, parseJson } from './json-value.js';
import { Mistake, within } from './mistake.js';

/** A file below target/criterion; `/` separates folders. */
export interface CriterionFile {
  readonly path: string;
  readonly text: string;
}

type Parts = Partial<Record<'benchmark.json' | 'estimates.json' | 'sample.json', CriterionFile>>;

const partOf = /^(?:(.*)\/)?([^/]+)\/(benchmark\.json|estimates\.json|sample\.json)$/;

/** `saved`: the folder beside reports and changes that a run is in: `new` is the last one, another the name that --save-baseline had. */
export function readCriterionFiles(files: readonly CriterionFile[], saved = 'new'): Benchmark[] {
  const folders = new Map<string, Parts>();
  for (const file of files) {
    const [, above = '', folder, part] = partOf.exec(file.path) ?? [];
    if (folder !== saved) continue;
    const parts = folders.get(above) ?? {};
    parts[part as keyof Parts] = file;
    folders.set(above, parts);
  }
  return [...folders].map(([above, parts]) => readParts(`${above === '' ? '' : `${above}/`}${saved}`, parts));
}

function readParts(folder: string, parts: Parts): Benchmark {
  const name = readPart(folder, parts, 'benchmark.json', (document) => document.member('full_id').text());
  const estimate = readPart(folder, parts, 'estimates.json', readEstimate);
  const samples = parts['sample.json'] && readPart(folder, parts, 'sample.json', readSamples);
  return { name, ...estimate, ...(samples && { samples }) };
}

function readPart<Value>(folder: string, parts: Parts, part: keyof Parts, read: (document: JsonValue) => Value): Value {
  const file = parts[part];
  if (!file)
    throw new Mistake(
      'it is missing, and what stands beside it is no benchmark without it',
      undefined,
      `${folder}/${part}`,
    );
  return within(file.path, () => read(new JsonValue(parseJson(file.text))));
}

/** The one that the text shows: of the slope, or where samples are no line, of the mean. Old versions begin names with a capital. */
function readEstimate(document: JsonValue): Pick<Benchmark, 'ns' | 'interval'> {
  const estimate =
    document.optional('slope') ?? document.optional('Slope') ?? document.optional('Mean') ?? document.member('mean');
  const bounds = estimate.member('confidence_interval');
  return {
    ns: estimate.member('point_estimate').number(),
    interval: [bounds.member('lower_bound').number(), bounds.member('upper_bound').number()],
  };
}

/** Old versions have [mode, iterations, times], and before that [iterations, times]. */
function readSamples(document: JsonValue): number[] {
  const [iterations, times] = Array.isArray(document.value)
    ? document.items().slice(-2)
    : [document.member('iters'), document.member('times')];
  if (!iterations || !times) return document.fail('has no iterations and times');
  const counts = iterations.numbers();
  const totals = times.numbers();
  if (counts.length !== totals.length) return document.fail('has not as many times as iterations');
  return totals.map((total, index) => total / (counts[index] ?? NaN));
}
