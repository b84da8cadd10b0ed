/**
 * Which tool has written a result, told by its content, and the one way to read any of them. What stands for a benchmark is the median of what was
 * measured, which one disturbed run does not move. The exceptions: of criterion its own estimate, the only one that its text has; of tinybench and
 * vitest the mean; the mean, too, where a result has nothing else.
 */
import type { Benchmark, BenchmarkRun } from '../model/benchmark.js';
import { looksLikeBaseline, readBaseline } from './format-baseline.js';
import { looksLikeCriterion, readCriterion } from './format-criterion.js';
import { type CriterionFile, readCriterionFiles } from './format-criterion-json.js';
import { looksLikeGo, readGo } from './format-go.js';
import { looksLikeGoogle, readGoogle } from './format-google.js';
import { isHyperfineText, looksLikeHyperfine, readHyperfine } from './format-hyperfine.js';
import { looksLikeJmh, readJmh } from './format-jmh.js';
import { looksLikeNumpy, readNumpy } from './format-numpy.js';
import { looksLikePytest, readPytest } from './format-pytest.js';
import { looksLikeTinybench, readTinybench } from './format-tinybench.js';
import { looksLikeVitest, readVitest } from './format-vitest.js';
import { JsonValue, parseJson, wholeJson } from './json-value.js';
import { Mistake } from './mistake.js';

/** How a whole file of each format is made: the way out of every mistake. criterion-json is a folder, and never told by the content of one text. */
export const formatCommands = {
  baseline: 'trace-gate bench save -- COMMAND',
  criterion: 'cargo bench 2>&1 | tee FILE',
  'criterion-json': 'cargo bench, which writes target/criterion',
  go: 'go test -run NONE -bench . -count 10 ./... | tee FILE',
  hyperfine: 'hyperfine --export-json FILE CMD',
  google: './BENCHMARK --benchmark_format=json --benchmark_repetitions=10 > FILE',
  pytest: 'pytest --benchmark-json FILE',
  vitest: 'vitest bench --run --reporter json --outputFile FILE (before version 5: --outputJson FILE)',
  tinybench: 'JSON.stringify(bench.tasks.map(({ name, result }) => ({ name, result })))',
  jmh: 'java -jar benchmarks.jar -rf json -rff FILE',
  numpy: 'JSON of { library: { operation: { size: { mean_ns, std_ns } } } }',
} as const;

export type BenchFormat = keyof typeof formatCommands;

/** Those that a text can be of. */
export const textFormatNames = (Object.keys(formatCommands) as BenchFormat[]).filter(
  (name) => name !== 'criterion-json',
);

interface TextFormat {
  readonly looksLike: (text: string) => boolean;
  readonly read: (text: string) => Benchmark[];
}

interface JsonFormat {
  readonly looksLike: (document: unknown) => boolean;
  readonly read: (document: JsonValue) => Benchmark[];
}

type Name<Format> = readonly [name: Exclude<BenchFormat, 'criterion-json'>, format: Format];

const textFormats: readonly Name<TextFormat>[] = [
  ['baseline', { looksLike: looksLikeBaseline, read: readBaseline }],
  ['criterion', { looksLike: looksLikeCriterion, read: readCriterion }],
  ['go', { looksLike: looksLikeGo, read: readGo }],
];

const jsonFormats: readonly Name<JsonFormat>[] = [
  ['hyperfine', { looksLike: looksLikeHyperfine, read: readHyperfine }],
  ['google', { looksLike: looksLikeGoogle, read: readGoogle }],
  ['pytest', { looksLike: looksLikePytest, read: readPytest }],
  ['vitest', { looksLike: looksLikeVitest, read: readVitest }],
  ['jmh', { looksLike: looksLikeJmh, read: readJmh }],
  ['tinybench', { looksLike: looksLikeTinybench, read: readTinybench }],
  ['numpy', { looksLike: looksLikeNumpy, read: readNumpy }],
];

/** A run; or why there is none. `format` is absent where it could not be told. */
export type ReadBenchmarks =
  | { readonly ok: true; readonly run: BenchmarkRun }
  | {
      readonly ok: false;
      readonly format?: BenchFormat;
      /** Absent: it is no format that is known. */
      readonly detail?: string;
      readonly line?: number;
      readonly file?: string;
    };

/** Reads a result of any tool. `format`: whose it is, where its content is not to be asked. */
export function readBenchmarks(raw: string, format?: BenchFormat): ReadBenchmarks {
  const text = raw.replace(/^\ufeff/, '');
  return orMistake(format, (tell) => {
    if (text.trim() === '') throw new Mistake('the file is empty');
    const conflict = /^<{7} /m.exec(text);
    if (conflict) {
      if (/^# .*Performance Baseline\s*$/m.test(text)) tell('baseline');
      throw new Mistake('it has the marks of a merge conflict', text.slice(0, conflict.index).split('\n').length);
    }
    // Names in a document can look like anything, a line of criterion's too.
    const whole = wholeJson(text);
    const isText = ([name, { looksLike }]: Name<TextFormat>): boolean =>
      format === undefined ? !whole && looksLike(text) : name === format;
    const found = textFormats.find(isText);
    if (found) return readText(tell(found[0]), found[1], text);
    if (isHyperfineText(text)) {
      tell('hyperfine');
      throw new Mistake('this is what it prints for people, which does not have every run');
    }
    if (format === undefined && !/^\s*[{[]/.test(text)) return undefined;
    const document = whole ? whole.document : parseJson(text);
    const isJson = ([name, { looksLike }]: Name<JsonFormat>): boolean =>
      format === undefined ? looksLike(document) : name === format;
    const json = jsonFormats.find(isJson);
    return json && checked(tell(json[0]), json[1].read(new JsonValue(document)));
  });
}

/** Reads the files below target/criterion. `saved`: which run of those that are kept there. */
export function readCriterionFolder(files: readonly CriterionFile[], saved?: string): ReadBenchmarks {
  return orMistake('criterion-json', (tell) => checked(tell('criterion-json'), readCriterionFiles(files, saved)));
}

type Tell = (format: BenchFormat) => BenchFormat;

function orMistake(given: BenchFormat | undefined, read: (tell: Tell) => BenchmarkRun | undefined): ReadBenchmarks {
  let format = given;
  try {
    const run = read((told) => (format = told));
    return run ? { ok: true, run } : { ok: false };
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    const { detail, line, file } = error;
    return {
      ok: false,
      detail,
      ...(format && { format }),
      ...(line !== undefined && { line }),
      ...(file !== undefined && { file }),
    };
  }
}

/** Stored baselines begin with lines about the machine; one of them can say how many benchmarks there are, which no text of a tool does. */
const header = /^(?:#.*(?:\r?\n|$))+/;

function readText(name: BenchFormat, format: TextFormat, text: string): BenchmarkRun {
  const count = /^# Benchmarks: (\d+)\s*$/m.exec(header.exec(text)?.[0] ?? '')?.[1];
  // What is counted may end as editors leave it, without the empty line that closes criterion's last group.
  const run = checked(name, format.read(count === undefined ? text : `${text}\n\n`));
  if (count !== undefined && Number(count) !== run.benchmarks.length)
    throw new Mistake(`its header says ${count} benchmarks; ${run.benchmarks.length} are there`);
  return run;
}

function checked(format: BenchFormat, benchmarks: readonly Benchmark[]): BenchmarkRun {
  if (benchmarks.length === 0) throw new Mistake('no benchmark was measured');
  const names = new Set<string>();
  for (const { name, ns, samples = [] } of benchmarks) {
    if (names.has(name)) throw new Mistake(`\`${name}\` has two results`);
    names.add(name);
    const wrong = [ns, ...samples].find((value) => !(value >= 0 && value < Infinity));
    if (wrong !== undefined) throw new Mistake(`\`${name}\` took ${wrong} ns, which is no time`);
  }
  return { format, benchmarks };
}
