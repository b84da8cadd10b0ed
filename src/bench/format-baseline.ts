/**
 * A stored baseline: below its header one line a benchmark, as criterion writes one that has a short name, whichever tool measured it. What older readers do not know stands in lines that
 * begin with `#`, which they skip.
 */
import type { BaselineHeader } from '../model/bench-baseline.js';
import type { Benchmark, BenchmarkRun } from '../model/benchmark.js';
import { toNs } from '../model/time-units.js';
import { parseHeader, renderHeader } from './baseline-header.js';
import { Mistake } from './mistake.js';

/** criterion's: names are filled up to here. */
const nameWidth = 23;
/** Vitest and tinybench keep a sample for every iteration, and a baseline is a file for git: more than so many stay out of it. */
const mostSamples = 1000;
const samplesMark = '#   samples (ns): [';

const result = /^(\S.*?)\s+time:\s+\[(\S+) (\S+) (\S+) (\S+) (\S+) (\S+)\]\s*$/;

/** criterion's whole output below a header, which scripts/save_baseline.sh wrote, is criterion's to read. */
export function looksLikeBaseline(text: string): boolean {
  return parseHeader(text) !== undefined && !/^Benchmarking \S/m.test(text);
}

export function readBaseline(text: string): Benchmark[] {
  const benchmarks: Benchmark[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.startsWith(samplesMark)) addSamples(benchmarks, line.slice(samplesMark.length), index + 1);
    else if (line.trim() !== '' && !line.startsWith('#')) benchmarks.push(readLine(line, index + 1));
  }
  return benchmarks;
}

function readLine(line: string, number: number): Benchmark {
  const [, name = '', low = '', lowUnit = '', middle = '', unit = '', high = '', highUnit = ''] =
    result.exec(line) ?? [];
  if (name === '') throw new Mistake('a line with a name, `time:` and three times in brackets is expected', number);
  const [from, ns, to] = [
    readTime(low, lowUnit, number),
    readTime(middle, unit, number),
    readTime(high, highUnit, number),
  ];
  return { name: readName(name, number), ns, ...(from === ns && to === ns ? {} : { interval: [from, to] }) };
}

function readTime(value: string, unit: string, line: number): number {
  const ns = /^\d+(?:\.\d+)?(?:e[+-]?\d+)?$/.test(value) ? toNs(value, unit) : undefined;
  if (ns === undefined) throw new Mistake(`\`${value} ${unit}\` is no time`, line);
  return ns;
}

function addSamples(benchmarks: Benchmark[], text: string, line: number): void {
  if (!text.endsWith(']')) throw new Mistake('samples that are cut: a closing bracket is expected', line);
  const benchmark = benchmarks.pop();
  if (!benchmark || benchmark.samples) throw new Mistake('samples without a benchmark above them', line);
  benchmarks.push({ ...benchmark, samples: text.slice(0, -1).split(' ').map(Number) });
}

/** A name that would be read as something else stands there as JSON has it. */
const needsQuotes = (name: string): boolean =>
  name.trim() !== name ||
  name === '' ||
  /^(?:["#]|Benchmarking )|[\u0000-\u001f\u007f-\u009f\u2028\u2029]|\stime:/.test(name);

const escape = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

const writeName = (name: string): string =>
  needsQuotes(name) ? JSON.stringify(name).replace(/[\u007f-\u009f\u2028\u2029]|\s(?=time:)/g, escape) : name;

function readName(text: string, line: number): string {
  if (!text.startsWith('"')) return text;
  try {
    return JSON.parse(text) as string;
  } catch (error) {
    throw new Mistake(`${text} is no name: ${(error as Error).message}`, line, undefined, { cause: error });
  }
}

const units = ['ns', 'µs', 'ms', 's'] as const;

/** Five digits as criterion has them, or as many more as it takes to read the same number back. */
function writeTime(ns: number): string {
  const power = ns < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(ns) / 3));
  const unit = units[power] ?? 'ns';
  for (let digits = 5; digits <= 17; digits++) {
    const text = (ns / 1000 ** power).toPrecision(digits);
    if (toNs(text, unit) === ns) return `${text} ${unit}`;
  }
  return `${ns} ns`;
}

function renderBenchmark({ name, ns, interval: [low, high] = [ns, ns], samples = [] }: Benchmark): string[] {
  const line = `${writeName(name).padEnd(nameWidth)} time:   [${[low, ns, high].map(writeTime).join(' ')}]`;
  if (samples.length === 0) return [line];
  return [
    line,
    samples.length <= mostSamples
      ? `${samplesMark}${samples.join(' ')}]`
      : `#   ${samples.length} samples are too many to keep`,
  ];
}

/** Ends with a line feed. */
export function renderBaseline(header: BaselineHeader, run: BenchmarkRun): string {
  return `${renderHeader(header, run.benchmarks.length)}${run.benchmarks.flatMap(renderBenchmark).join('\n')}\n`;
}
