/**
 * Golden → the text that is committed and reviewed: JSON with one step a line, in an order that depends on nothing but the golden, laid out so
 * that a step more is a line more and git can merge what it can.
 */
import type { GoldenSpot } from '../model/difference.js';
import type { CountedStep, Figure, Golden, Loads, ProcessEnd, ProcessShape } from '../model/golden.js';
import { foldLines } from './fold.js';
import { json, lineIn, Page, renderSet, type ListLines } from './page.js';
import { objectLine, renderObjects } from './render-objects.js';

export interface RenderedGolden {
  readonly text: string;
  /** The line, 1-based, that holds an element of the golden that was rendered: for a folded step, its line in the fold. */
  readonly lineOf: (spot: GoldenSpot) => number;
}

/** `most` of a step that has no upper limit: a pool that is as large as the machine. */
const anyNumber = 'any';

/** Renders a golden. The same golden gives the same bytes everywhere: sets are sorted by code units, not by a locale. */
export function renderGolden(golden: Golden): RenderedGolden {
  const page = new Page();
  const { format, version, normalizer, arch, backend, level, reasons, temporary, learned } = golden;
  const { limits = [], summarized = [] } = golden;
  page.add('{');
  for (const [key, value] of Object.entries({
    format,
    version,
    normalizer,
    arch,
    backend,
    ...(limits.length > 0 ? { limits } : {}),
    level,
    reasons,
    temporary,
    learned,
    ...(summarized.length > 0 ? { summarized } : {}),
  })) {
    page.add(`  ${json(key)}: ${json(value)},`);
  }
  const environment = renderSet(page, 2, 'environment', golden.environment.map(loadsLine), ',');
  const processes = renderProcesses(page, golden.processes);
  const effects = renderSet(page, 2, 'effects', golden.effects.map(countedLine), ',', (index) =>
    isEnd(golden.effects[index]),
  );
  const objects = renderObjects(page, golden.objects);
  const order = renderSet(page, 2, 'order', golden.order.map(json), ',');
  const figures = renderSet(
    page,
    2,
    'figures',
    golden.figures.map(figureLine),
    '',
    (index) => golden.figures[index]?.figure === 'allocated',
  );
  page.add('}');
  const lists = { environment, effects, figures, order };
  return {
    text: `${page.lines.join('\n')}\n`,
    lineOf: (spot) => {
      if (spot.list === 'lives' || spot.list === 'objects') return objectLine(objects, spot);
      if (!('process' in spot)) return lineIn(lists[spot.list], spot.index);
      const process = processes[spot.process];
      if (!process) return 1;
      if (spot.list === 'end') return process.end;
      return spot.list === 'pool' ? lineIn(process.pool, spot.index) : (process.steps[spot.index] ?? process.end);
    },
  };
}

interface ProcessLines {
  readonly steps: readonly number[];
  readonly end: number;
  readonly pool: ListLines;
}

function renderProcesses(page: Page, processes: readonly ProcessShape[]): ProcessLines[] {
  if (processes.length === 0) {
    page.add('  "processes": [],');
    return [];
  }
  page.add('  "processes": [');
  const lines = processes.map((process, index) =>
    renderProcess(page, process, index === processes.length - 1 ? '' : ','),
  );
  page.add('  ],');
  return lines;
}

function renderProcess(page: Page, process: ProcessShape, after: string): ProcessLines {
  page.add('    {');
  const head = page.add(`      "process": ${json(process.process)},`);
  page.add(`      "program": ${json(process.program)},`);
  const pool =
    process.pool.length === 0 ? { head, elements: [] } : renderSet(page, 6, 'pool', process.pool.map(countedLine), ',');
  page.add('      "steps": [');
  const steps = renderSteps(page, process.steps.map(json));
  const end = page.add(`        ${endLine(process.end)}`);
  page.add('      ]');
  page.add(`    }${after}`);
  return { steps, end, pool };
}

function renderSteps(page: Page, lines: readonly string[]): number[] {
  const numbers = lines.map(() => 0);
  for (const { start, period, times } of foldLines(lines)) {
    const first = lines[start] ?? '';
    if (period === 1) {
      const line = page.add(times === 1 ? `        ${first},` : `        {"times":${times},"steps":[${first}]},`);
      numbers.fill(line, start, start + times);
      continue;
    }
    const head = page.add(`        {"times":${times},"steps":[`);
    for (let step = 0; step < period; step += 1)
      page.add(`          ${lines[start + step]}${step === period - 1 ? '' : ','}`);
    page.add('        ]},');
    for (let step = 0; step < period * times; step += 1) numbers[start + step] = head + 1 + (step % period);
  }
  return numbers;
}

const loadsLine = ({ program, loads }: Loads): string => json({ program, loads: [...loads].sort(byCodeUnits) });
const figureLine = ({ figure, of, rule, least, most }: Figure): string => json({ figure, of, rule, least, most });
const isEnd = (counted: CountedStep | undefined): boolean => counted?.step.call === 'end';

function countedLine({ step, least, most }: CountedStep): string {
  if (most === Number.MAX_SAFE_INTEGER) return json({ step, least, most: anyNumber });
  if (least !== most) return json({ step, least, most });
  return json(most === 1 ? { step } : { step, times: most });
}

/** The end is the last line of a process, so that a step more touches no other line. */
function endLine(end: ProcessEnd): string {
  return json({ call: 'end', ...end });
}

const byCodeUnits = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
