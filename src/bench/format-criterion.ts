/**
 * criterion's text, from `cargo bench 2>&1`. Standard error says what is measured, standard output what came of it: both must tell of the same
 * benchmarks, since a log that was cut, or of which half went elsewhere, would be a smaller suite otherwise.
 */
import type { Benchmark } from '../model/benchmark.js';
import { cleanLines, type LogLine } from './log-lines.js';
import { Mistake } from './mistake.js';
import { toNs } from '../model/time-units.js';

const result = /(?:^|\s)time:\s+\[(.*)$/;
const estimates = /^(\S+) (\S+) (\S+) (\S+) (\S+) (\S+)\]\s*$/;
const phase = /: (?:Warming up for |Collecting |Profiling |Complete)/;

export function looksLikeCriterion(text: string): boolean {
  return /(?:^|[\r\n])Benchmarking \S/.test(text) || /\stime: +(?:\u001b\[\S*)?\[/.test(text);
}

export function readCriterion(text: string): Benchmark[] {
  const reader = new CriterionReader();
  for (const line of cleanLines(text)) reader.take(line);
  reader.end();
  return [...reader.benchmarks.values()];
}

class CriterionReader {
  readonly benchmarks = new Map<string, Benchmark>();
  /** What standard error tells of, by name. */
  readonly #begun = new Map<string, LogLine>();
  readonly #resultLines = new Map<string, LogLine>();
  #before = '';
  #inChange = false;
  /** Each group of results ends with an empty line. */
  #openGroup: LogLine | undefined;

  take(line: LogLine): void {
    const { text, number } = line;
    if (/^error: (?:bench|\d+ targets?|could not compile|test) /.test(text))
      throw new Mistake(`cargo failed: ${text}`, number);
    const progress = /^Benchmarking (.+)$/.exec(text)?.[1];
    if (progress !== undefined) {
      this.#takeProgress(progress, line);
      return;
    }
    if (text === '') this.#openGroup = undefined;
    else this.#takeOutput(line);
  }

  end(): void {
    for (const [name, line] of this.#begun)
      if (!this.benchmarks.has(name)) throw new Mistake(`\`${name}\` was begun and has no result`, line.number);
    for (const [name, line] of this.#resultLines)
      if (!this.#begun.has(name))
        throw new Mistake(
          `\`${name}\` has a result, and no line says that it was measured: standard error is missing`,
          line.number,
        );
    if (this.#openGroup)
      throw new Mistake(
        'the last group of results has no end: the empty line behind it is missing',
        this.#openGroup.number,
      );
  }

  #takeProgress(progress: string, line: LogLine): void {
    const name = progress.endsWith(': Analyzing') ? progress.slice(0, -': Analyzing'.length) : progress;
    if (!phase.test(progress) && !this.#begun.has(name)) this.#begun.set(name, line);
  }

  #takeOutput(line: LogLine): void {
    const { text } = line;
    const found = result.exec(text);
    if (!found) {
      this.#inChange = text.trim() === 'change:';
      this.#before = text;
      return;
    }
    const inline = text.slice(0, found.index).trim();
    // A name of more than 23 characters stands on a line of its own above.
    if (inline !== '' || !this.#inChange) this.#takeResult(inline || this.#before, found[1] ?? '', line);
    this.#inChange = false;
  }

  #takeResult(name: string, figures: string, line: LogLine): void {
    if (this.benchmarks.has(name)) throw new Mistake(`\`${name}\` has two results`, line.number);
    const [low, ns, high] = readEstimates(figures, line);
    this.benchmarks.set(name, { name, ns, interval: [low, high] });
    this.#resultLines.set(name, line);
    this.#openGroup = line;
  }
}

function readEstimates(figures: string, line: LogLine): readonly [number, number, number] {
  const [, low = '', lowUnit = '', middle = '', unit = '', high = '', highUnit = ''] = estimates.exec(figures) ?? [];
  if (low === '') throw new Mistake('a result that is cut: three times in brackets are expected', line.number);
  return [readTime(low, lowUnit, line), readTime(middle, unit, line), readTime(high, highUnit, line)];
}

function readTime(value: string, unit: string, line: LogLine): number {
  const ns = /^\d+(?:\.\d+)?(?:e[+-]?\d+)?$/.test(value) ? toNs(value, unit) : undefined;
  if (ns === undefined) throw new Mistake(`\`${value} ${unit}\` is no time`, line.number);
  return ns;
}
