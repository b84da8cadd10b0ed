/** The history of benchmarks as text: what changed, when, by how much, and how sure that is. */
import type { BenchMachine } from '../model/bench-baseline.js';
import {
  fewestForStep,
  fewestValues,
  type BenchHistory,
  type HistoryChange,
  type HistoryPlace,
  type HistoryPoint,
  type HistorySeries,
  type MachineHistory,
} from '../model/bench-history.js';
import { formatTime } from './describe-stored.js';
import { counted } from './format-units.js';
import { printable } from './text.js';

/** `+6.1%`, `-0.04%`: two digits at least of what is small. */
function percent(share: number): string {
  const value = 100 * share;
  return `${value < 0 ? '' : '+'}${value.toFixed(Math.abs(value) < 1 ? 2 : 1)}%`;
}

/** Cut, not rounded: nothing is certain. */
const sureness = (confidence: number): string =>
  confidence >= 0.99999 ? 'confidence over 99.999%' : `confidence ${Math.floor(confidence * 100_000) / 1000}%`;

export function machineName({ cpu, cores, kernel, governor }: BenchMachine): string {
  const facts = [
    ...(cpu === undefined ? [] : [cpu]),
    ...(cores === undefined ? [] : [counted(cores, 'core')]),
    ...(kernel === undefined ? [] : [`kernel ${kernel}`]),
    ...(governor === undefined ? [] : [`governor ${governor}`]),
  ];
  return facts.length === 0 ? 'an unknown machine' : printable(facts.join(', '));
}

const placeText = ({ commit, date }: HistoryPlace): string => printable(`${commit ?? 'an unknown commit'} (${date})`);

function changeText(change: HistoryChange): string {
  const sure = sureness(change.confidence);
  if (change.kind === 'step') {
    const times = `${formatTime(change.before.ns)} → ${formatTime(change.at.ns)}`;
    return `step ${percent(change.change)} at ${placeText(change.at)}, after ${placeText(change.before)}: ${times}; ${sure}`;
  }
  const { share, low, high } = change.perValue;
  const rate = `${percent(share)} from one to the next (${percent(low)} to ${percent(high)})`;
  const weekly = change.perWeek === undefined ? '' : `, ${percent(change.perWeek)} a week`;
  const range = `from ${placeText(change.from)} to ${placeText(change.to)}, ${counted(change.values, 'baseline')}`;
  return `drift ${percent(change.change)} ${range}: ${rate}${weekly}; ${sure}`;
}

function trendText({ trend, unseen, points }: HistorySeries): string {
  if (unseen === 'too few') return `too few to see a change in: ${counted(points.length, 'value')}`;
  if (!trend) return 'a time of 0 has no share, so no change is looked for';
  const { share, low, high, p } = trend;
  // 1 in 1000, as for changes: of many benchmarks, some rise by chance.
  if (p > 0.001) return `no trend in ${counted(points.length, 'value')}`;
  return `trend ${percent(share)} from one to the next (${percent(low)} to ${percent(high)}), ${counted(points.length, 'value')}`;
}

function seriesLines(series: HistorySeries): string[] {
  const [first, last] = [series.points[0], series.points.at(-1)];
  const time = (point: HistoryPoint | undefined): string => (point ? formatTime(point.ns) : '–');
  return [
    `  ${printable(series.name)}: ${time(first)} → ${time(last)}; ${trendText(series)}`,
    ...series.changes.map((change) => `    ${changeText(change)}`),
  ];
}

function machineLines({ machine, baselines, series }: MachineHistory, all: boolean): string[] {
  const told = series.filter(({ changes }) => all || changes.length > 0);
  const short = series.filter(({ unseen }) => unseen !== undefined).length;
  const still = all ? [] : series.filter(({ changes, unseen }) => changes.length === 0 && unseen === undefined);
  const blind = still.filter(({ points }) => points.length < fewestForStep).length;
  return [
    `${machineName(machine)}: ${counted(baselines, 'baseline')}, ${counted(series.length, 'benchmark')}`,
    ...told.flatMap(seriesLines),
    ...(still.length > blind
      ? [`  ${counted(still.length - blind, 'benchmark')} without a change that is sure enough`]
      : []),
    ...(blind > 0
      ? [
          `  ${counted(blind, 'benchmark')} without a drift, and with too few values to be sure of a step (${fewestForStep} are needed)`,
        ]
      : []),
    ...(all || short === 0
      ? []
      : [`  ${counted(short, 'benchmark')} with too few values to see a change (${fewestValues} are needed)`]),
    '',
  ];
}

/** Ends with a line feed. `all`: series without a change, too, as for those that were asked for by name. */
export function renderHistory({ machines, left }: BenchHistory, all: boolean): string {
  return [
    ...machines.flatMap((one) => machineLines(one, all)),
    ...(machines.length > 1 ? ['Timings of different machines are never in one series.', ''] : []),
    ...left.map(
      ({ source, reason }) => `left out: ${printable(reason.startsWith(source) ? reason : `${source}: ${reason}`)}`,
    ),
    ...(left.length > 0 ? [''] : []),
  ].join('\n');
}

/** Ends with a line feed. */
export function renderHistoryJson({ machines, left }: BenchHistory): string {
  return `${JSON.stringify({ format: 'trace-gate/bench-history', version: 1, machines, left }, undefined, 2)}\n`;
}
