/** JMH, -rf json. A benchmark is its method, its mode and its parameters: one method measured in two modes is two benchmarks. */
import type { Benchmark } from '../model/benchmark.js';
import { hasMembers, type JsonValue } from './json-value.js';
import { scaled, toNs } from '../model/time-units.js';

export function looksLikeJmh(document: unknown): boolean {
  return Array.isArray(document) && hasMembers(document[0], 'benchmark', 'primaryMetric');
}

export function readJmh(document: JsonValue): Benchmark[] {
  return document.items().map((entry) => {
    const metric = entry.member('primaryMetric');
    const unit = metric.member('scoreUnit').text();
    const ns = (value: number): number =>
      nsPerOperation(value, unit) ?? metric.fail(`has the unit \`${unit}\`, which is neither time/op nor ops/time`);
    const samples = rawData(metric)?.map(ns);
    // The score is the mean, which in the mode `sample` one pause of the machine makes thirty times as long.
    const central = metric.optional('scorePercentiles')?.optional('50.0') ?? metric.member('score');
    return { name: nameOf(entry), ns: ns(central.number()), ...(samples && samples.length > 1 && { samples }) };
  });
}

function nameOf(entry: JsonValue): string {
  const parameters = (entry.optional('params')?.members() ?? []).map(([name, value]) => `${name}=${value.text()}`);
  return `${entry.member('benchmark').text()} (${[entry.member('mode').text(), ...parameters].join(', ')})`;
}

/** Of minutes and longer, which have no power of ten. */
const seconds: Readonly<Record<string, number>> = { min: 60, hr: 3600, day: 86_400 };

function nsOf(value: number, unit: string): number | undefined {
  const long = seconds[unit];
  return long === undefined ? toNs(value, unit) : scaled(value * long, 9);
}

function nsPerOperation(value: number, unit: string): number | undefined {
  if (unit.endsWith('/op')) return nsOf(value, unit.slice(0, -'/op'.length));
  const per = unit.startsWith('ops/') ? nsOf(1, unit.slice('ops/'.length)) : undefined;
  return per === undefined ? undefined : per / value;
}

/** Every iteration of every fork. The mode `sample` has a histogram instead. */
function rawData(metric: JsonValue): number[] | undefined {
  return metric
    .optional('rawData')
    ?.items()
    .flatMap((fork) => fork.numbers());
}
