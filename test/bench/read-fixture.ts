import { readFileSync } from 'node:fs';
import { type BenchFormat, readBenchmarks, type ReadBenchmarks } from '../../src/bench/formats.js';
import type { Benchmark, BenchmarkRun } from '../../src/model/benchmark.js';

/** What a tool really wrote; see the top of each test for its version and how it was called. */
export function fixture(name: string): string {
  return readFileSync(new URL(`../fixtures/bench/${name}`, import.meta.url), 'utf8');
}

export function runOf(read: ReadBenchmarks): BenchmarkRun {
  if (!read.ok) throw new Error(`not read: ${JSON.stringify(read)}`);
  return read.run;
}

export const runIn = (name: string): BenchmarkRun => runOf(readBenchmarks(fixture(name)));

/** Name and nanoseconds, rounded where a tool writes more digits than it can know. */
export function figures({ benchmarks }: BenchmarkRun): [name: string, ns: number][] {
  return benchmarks.map(({ name, ns }) => [name, Number(ns.toPrecision(8))]);
}

export function find(run: BenchmarkRun, name: string): Benchmark {
  const benchmark = run.benchmarks.find((one) => one.name === name);
  if (!benchmark) throw new Error(`no ${name} in ${run.benchmarks.map((one) => one.name).join(', ')}`);
  return benchmark;
}

/** Why a text is no run, with its line before it. */
export function mistake(text: string, format?: BenchFormat): string {
  const read = readBenchmarks(text, format);
  if (read.ok) throw new Error(`${read.run.benchmarks.length} benchmarks were read`);
  return `${read.line === undefined ? '' : `${read.line}: `}${read.detail ?? 'unknown format'}`;
}

/** A document with one part of it changed. */
export function changed(name: string, change: (document: any) => unknown): string {
  const document: unknown = JSON.parse(fixture(name));
  const other = change(document);
  return JSON.stringify(other ?? document);
}
