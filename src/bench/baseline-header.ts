/** The lines above the benchmarks of a stored baseline, in the words that scripts/save_baseline.sh used; ours stand below them. */
import type { BaselineHeader, BenchMachine } from '../model/bench-baseline.js';

const title = /^# (.*?) ?Performance Baseline\s*$/;
const entry = /^# ([A-Z][A-Za-z]+): (.*?)\s*$/;

/** What is not known is `unknown` there. */
const known = (text: string | undefined): string | undefined =>
  text === undefined || text === '' || text === 'unknown' ? undefined : text;

function count(text: string | undefined): number | undefined {
  const number = Number(/^\d+$/.exec(text ?? '')?.[0] ?? NaN);
  return Number.isSafeInteger(number) ? number : undefined;
}

/** Undefined: the text has no such lines, and is a tool's own. */
export function parseHeader(text: string): BaselineHeader | undefined {
  const lines = /^(?:#.*(?:\r?\n|$))+/.exec(text.replace(/^\ufeff/, ''))?.[0].split(/\r?\n/) ?? [];
  const project = title.exec(lines[0] ?? '')?.[1];
  if (project === undefined) return undefined;
  const entries = new Map(lines.map((line) => [entry.exec(line)?.[1], entry.exec(line)?.[2]]));
  const of = (key: string): string | undefined => known(entries.get(key));
  const machine = defined({
    cpu: of('CPU'),
    cores: count(of('Cores')),
    kernel: of('Kernel'),
    governor: of('Governor'),
  });
  return {
    project,
    ...defined({
      commit: of('Commit'),
      branch: of('Branch'),
      uncommitted: count(of('Uncommitted')),
      date: of('Date'),
      format: of('Format'),
    }),
    machine,
  };
}

/** As parseHeader reads it. `benchmarks`: how many follow, so that a file that was cut is no smaller suite. */
export function renderHeader(header: BaselineHeader, benchmarks: number): string {
  const { cpu, cores, kernel, governor } = header.machine;
  const line = (key: string, value: string | number | undefined): string =>
    `# ${key}: ${value === undefined ? 'unknown' : String(value).replace(/\s+/g, ' ').trim()}`;
  return [
    `# ${header.project.replace(/\s+/g, ' ').trim()} Performance Baseline`,
    line('Commit', header.commit),
    line('Branch', header.branch),
    line('Date', header.date),
    line('CPU', cpu),
    line('Cores', cores),
    line('Kernel', kernel),
    line('Governor', governor),
    ...(header.uncommitted === undefined || header.uncommitted === 0 ? [] : [line('Uncommitted', header.uncommitted)]),
    line('Format', header.format),
    line('Benchmarks', benchmarks),
    '#',
    '',
  ].join('\n');
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function defined<T extends Readonly<Record<string, BenchMachine[keyof BenchMachine]>>>(values: T): Defined<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Defined<T>;
}
