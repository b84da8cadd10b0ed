/** Baselines as a table, or as JSON. */
import type { ListedBaseline } from '../model/bench-baseline.js';
import { formatCount } from './format-units.js';
import { printable } from './text.js';
import { padText, textWidth } from './wrap.js';

const title = ['', 'file', 'commit', 'branch', 'date', 'CPU', 'benchmarks', 'format'];

function row({ file, used, header, benchmarks, format }: ListedBaseline): string[] {
  const machine = header?.machine;
  const cpu = [
    machine?.cpu ?? 'unknown',
    ...(machine?.cores === undefined ? [] : [`${machine.cores} cores`]),
    ...(machine?.kernel === undefined ? [] : [`kernel ${machine.kernel}`]),
  ].join(', ');
  const cells = [file, header?.commit, header?.branch, header?.date, cpu];
  return [
    used ? '*' : '',
    ...cells.map((text) => printable(text ?? '–')),
    benchmarks === undefined ? 'unreadable' : formatCount(benchmarks),
    printable(format ?? '–'),
  ];
}

/** Ends with a line feed. `folder`: where they were looked for. */
export function renderBaselines(baselines: readonly ListedBaseline[], folder: string): string {
  if (baselines.length === 0) return `${folder} has no baseline: trace-gate bench save -- COMMAND makes one\n`;
  const rows = [title, ...baselines.map(row)];
  const widths = title.map((_, column) => Math.max(...rows.map((cells) => textWidth(cells[column] ?? ''))));
  const lines = rows.map((cells) =>
    cells
      .map((text, column) => padText(text, widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const problems = baselines.flatMap(({ problem }) => (problem === undefined ? [] : [printable(problem)]));
  return [...lines, '', '* what `bench compare` takes on this machine', ...problems, ''].join('\n');
}

/** Ends with a line feed. */
export function renderBaselinesJson(baselines: readonly ListedBaseline[]): string {
  return `${JSON.stringify({ baselines }, undefined, 2)}\n`;
}
