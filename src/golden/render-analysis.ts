/** Goldens → ANALYSIS.md: what each of them says that its program does, one line each. */
import { opensForWriting } from '../model/file-changes.js';
import type { Golden, Step } from '../model/golden.js';
import { cell, code } from '../model/markdown-code.js';
import { pinnedCalls } from './pinned-calls.js';
import { json } from './page.js';

export interface NamedGolden {
  readonly name: string;
  /** Undefined: it can't be read; `trace-gate assert` says why. */
  readonly golden: Golden | undefined;
}

/** More names in a cell are no help; the golden has them all. */
const mostNames = 4;

function stepsOf({ processes, effects, objects }: Golden): Step[] {
  return [
    ...processes.flatMap(({ steps, pool }) => [...steps, ...pool.map(({ step }) => step)]),
    ...effects.map(({ step }) => step),
    ...objects.flatMap(({ lives }) => lives.flatMap(({ steps }) => steps)),
  ];
}

/** Names as the golden has them, in its order. */
function list(names: readonly (string | undefined)[]): string {
  const different = [...new Set(names.filter((name) => name !== undefined))];
  const shown = different.slice(0, mostNames).map((name) => cell(code(json(name).slice(1, -1))));
  const left = different.length - shown.length;
  return different.length === 0 ? '–' : `${shown.join(', ')}${left > 0 ? ` and ${left} more` : ''}`;
}

const textOf = (value: Step[string]): string | undefined => (value === undefined ? undefined : String(value));

function programOf({ call, error, path }: Step): string | undefined {
  return call === 'exec' && error === undefined ? textOf(path) : undefined;
}

function endpointOf(step: Step): string | undefined {
  if (step.call === 'connect' || step.call === 'bind') return textOf(step['address']);
  return textOf(step['to']);
}

const namesFile = new Set(['rename', 'link', 'symlink']);

function fileOf(step: Step): string | undefined {
  if (step.error !== undefined) return undefined;
  if (namesFile.has(step.call)) return textOf(step['newpath']);
  const path = opensForWriting(step) || step.call === 'truncate' ? textOf(step['path']) : undefined;
  return path?.startsWith('/dev/') === true ? undefined : path;
}

/** `1234567` → `1,234,567`. */
const grouped = (value: number): string => String(value).replace(/\B(?=(?:\d{3})+$)/g, ',');

function range(least: number, most: number): string {
  return least === most ? grouped(most) : `${grouped(least)}–${grouped(most)}`;
}

function processesOf({ level, processes, figures }: Golden): string {
  if (level !== 'contract' && level !== 'objects') return grouped(processes.length);
  const counts = figures.filter(({ figure }) => figure === 'processes');
  const sum = (key: 'least' | 'most'): number => counts.reduce((total, count) => total + count[key], 0);
  return range(sum('least'), sum('most'));
}

/** `23`, and `23 + ~` where there are others whose number varies. */
function callsOf(golden: Golden): string {
  const calls = pinnedCalls(golden).map((call) => call.calls);
  const pinned = calls.reduce<number>((sum, count) => sum + (count ?? 0), 0);
  if (!calls.includes(undefined)) return grouped(pinned);
  return pinned === 0 ? '~' : `${grouped(pinned)} + ~`;
}

function allocatedOf({ figures }: Golden): string {
  const allocated = figures.find(({ figure }) => figure === 'allocated');
  return allocated ? range(allocated.least, allocated.most) : '–';
}

const columns: readonly {
  readonly title: string;
  readonly right?: true;
  readonly text: (golden: Golden, steps: readonly Step[]) => string;
}[] = [
  { title: 'level', text: ({ level }) => level },
  { title: 'processes', right: true, text: processesOf },
  { title: 'calls', right: true, text: callsOf },
  { title: 'programs run', text: (_, steps) => list(steps.map(programOf)) },
  { title: 'endpoints', text: (_, steps) => list(steps.map(endpointOf)) },
  { title: 'files written', text: (_, steps) => list(steps.map(fileOf)) },
  { title: 'bytes allocated', right: true, text: allocatedOf },
];

function rowOf({ name, golden }: NamedGolden): string {
  const link = `[${code(name)}](${name}.json)`;
  if (!golden) return `| ${link} | unreadable |${' |'.repeat(columns.length - 1)}`;
  const steps = stepsOf(golden);
  return `| ${[link, ...columns.map(({ text }) => text(golden, steps))].join(' | ')} |`;
}

/** Depends on nothing but the goldens; ends with a line feed. */
export function renderAnalysis(goldens: readonly NamedGolden[]): string {
  return `# Goldens

Made from the goldens in this folder by \`trace-gate capture\`, \`accept\` and \`reject\`; not to be edited. \`~\`: as many as it happens to be.

| golden | ${columns.map(({ title }) => title).join(' | ')} |
| :-- | ${columns.map(({ right }) => (right ? '--:' : ':--')).join(' | ')} |
${goldens.map((golden) => `${rowOf(golden)}\n`).join('')}`;
}
