/**
 * go test -bench: one line per measurement, of which -count N makes N. The name keeps its package and the number of CPUs at its end: another number
 * is another benchmark (but see withoutProcs). Every package ends with `ok` (a test binary that is run by hand with PASS): what lacks it is cut, or has failed.
 */
import type { Benchmark } from '../model/benchmark.js';
import { median } from '../model/median.js';
import { Mistake } from './mistake.js';
import { cleanLines, type LogLine } from './log-lines.js';

/** The name is written before the measurement and the rest after it, so that what the benchmark itself prints comes between. */
const named = /^(Benchmark\S*)\s*\t(.*)$/;
const measured = /^\s*\d+\t(.*)$/;
const time = /^\s*(\d[\d.]*(?:e[+-]?\d+)?) ns\/op$/;

export function looksLikeGo(text: string): boolean {
  return /^(?:goos|goarch|pkg): \S/m.test(text) || /^Benchmark\S*[ \t]+\d+\t.* ns\/op/m.test(text);
}

const procsOf = (name: string): string => /-\d+$/.exec(name)?.[0] ?? '';

/** The number of CPUs, where all names end with the same one, as they do unless `-cpu` asks for several: it is the machine's and not the benchmark's. One CPU is not told: ''. */
function procsOfAll(benchmarks: readonly Benchmark[]): string {
  const [first = '', ...others] = new Set(benchmarks.map(({ name }) => procsOf(name)));
  return others.length === 0 ? first : '';
}

/** Without the number of CPUs that the machine has: for runs of different machines. */
export function withoutProcs(benchmarks: readonly Benchmark[]): Benchmark[] {
  const { length } = procsOfAll(benchmarks);
  return benchmarks.map((benchmark) => ({
    ...benchmark,
    name: benchmark.name.slice(0, benchmark.name.length - length),
  }));
}

export function readGo(text: string): Benchmark[] {
  const reader = new GoReader();
  for (const line of cleanLines(text)) reader.take(line);
  reader.end();
  return [...reader.samples].map(([name, times]) => ({
    name,
    // As benchstat has it.
    ns: median(times),
    ...(times.length > 1 && { samples: times }),
  }));
}

class GoReader {
  readonly samples = new Map<string, number[]>();
  #package = '';
  /** What has begun and must end: a package, and in it a measurement. */
  #open: LogLine | undefined;
  #begun: { readonly name: string; readonly line: LogLine } | undefined;

  take(line: LogLine): void {
    const { text, number } = line;
    if (/^(?:--- FAIL|FAIL\b|panic: )/.test(text)) throw new Mistake(`the run failed: ${text}`, number);
    if (/^(?:goos|goarch|pkg|cpu):/.test(text)) this.#open ??= line;
    if (text.startsWith('pkg: ')) this.#package = `${text.slice('pkg: '.length)}.`;
    else if (text === 'PASS' || /^ok {2}\t/.test(text)) this.#close();
    else this.#takeMeasurement(line);
  }

  end(): void {
    this.#endMeasurement();
    if (this.#open)
      throw new Mistake(
        'the run that begins here has no end: its line with `ok` or `PASS` is missing',
        this.#open.number,
      );
  }

  #close(): void {
    this.#endMeasurement();
    this.#open = undefined;
  }

  #takeMeasurement(line: LogLine): void {
    const [, name, behind = ''] = named.exec(line.text) ?? [];
    if (name !== undefined) {
      this.#endMeasurement();
      this.#open ??= line;
      this.#begun = { name: this.#package + name, line };
    }
    const figures = measured.exec(name === undefined ? line.text : behind)?.[1];
    if (figures !== undefined && this.#begun) this.#takeFigures(this.#begun.name, figures, line);
    else if (/\d ns\/op\b/.test(line.text))
      throw new Mistake('a measurement that can not be read: the benchmark itself has printed into it', line.number);
  }

  #takeFigures(name: string, figures: string, line: LogLine): void {
    this.#begun = undefined;
    const field = figures.split('\t').find((text) => text.endsWith('ns/op'));
    // ReportMetric can take the time out: then there is none to compare.
    if (field === undefined) return;
    const ns = time.exec(field)?.[1] ?? unreadable(field, line);
    const known = this.samples.get(name);
    if (known) known.push(Number(ns));
    else this.samples.set(name, [Number(ns)]);
  }

  #endMeasurement(): void {
    if (this.#begun) throw new Mistake(`\`${this.#begun.name}\` has no measurement`, this.#begun.line.number);
  }
}

function unreadable(field: string, line: LogLine): never {
  throw new Mistake(`\`${field.trim()}\` is no time`, line.number);
}
