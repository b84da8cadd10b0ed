/** Stored baselines in the order of time → a series for every benchmark of every machine, with its trend and its changes. */
import {
  fewestValues,
  type HistoryChange,
  type HistoryEntry,
  type HistoryPoint,
  type HistoryRate,
  type HistorySeries,
  type HistoryTrend,
  type MachineHistory,
} from '../model/bench-history.js';
import { type Change, findChanges } from './change-points.js';
import { fingerprintText } from './machine-match.js';
import { mannKendall, theilSen } from './trend.js';

interface DatedPoint {
  readonly point: HistoryPoint;
  readonly day: number;
}

/** `wanted`: which benchmarks. Machines with the most baselines come first. */
export function seriesOf(entries: readonly HistoryEntry[], wanted: (name: string) => boolean): MachineHistory[] {
  const machines = new Map<string, HistoryEntry[]>();
  for (const entry of entries) {
    const key = fingerprintText(entry.machine);
    machines.set(key, [...(machines.get(key) ?? []), entry]);
  }
  return [...machines.values()]
    .map((own) => ({ machine: own[0]?.machine ?? {}, baselines: own.length, series: seriesOfOne(own, wanted) }))
    .filter(({ series }) => series.length > 0)
    .sort((one, other) => other.baselines - one.baselines);
}

function seriesOfOne(entries: readonly HistoryEntry[], wanted: (name: string) => boolean): HistorySeries[] {
  const named = new Map<string, DatedPoint[]>();
  for (const { day, benchmarks, date, commit, source } of entries) {
    for (const { name, ns } of benchmarks) {
      if (!wanted(name)) continue;
      const points = named.get(name) ?? [];
      points.push({ day, point: { date, ...(commit === undefined ? {} : { commit }), source, ns } });
      named.set(name, points);
    }
  }
  return [...named].map(([name, points]) => describe(name, points));
}

function describe(name: string, dated: readonly DatedPoint[]): HistorySeries {
  const points = dated.map(({ point }) => point);
  const times = points.map(({ ns }) => ns);
  if (times.length < fewestValues) return { name, points, changes: [], unseen: 'too few' };
  if (!times.every((ns) => ns > 0)) return { name, points, changes: [], unseen: 'a time of 0' };
  return { name, points, trend: trendOf(times), changes: findChanges(times).map((one) => placed(one, dated)) };
}

const asShare = (logarithm: number): number => Math.expm1(logarithm);

function trendOf(times: readonly number[]): HistoryTrend {
  const logarithms = times.map(Math.log);
  const { slope, low, high } = theilSen(logarithms);
  return { share: asShare(slope), low: asShare(low), high: asShare(high), p: mannKendall(logarithms) };
}

function placed(change: Change, dated: readonly DatedPoint[]): HistoryChange {
  const at = (index: number): DatedPoint => dated[index]!;
  const { confidence } = change;
  const share = change.ratio - 1;
  if (change.kind === 'step')
    return { kind: 'step', change: share, before: at(change.index - 1).point, at: at(change.index).point, confidence };
  const [from, to] = [at(change.start), at(change.end)];
  const weeks = (to.day - from.day) / 7;
  const { ratio, low, high } = change.perValue;
  const perValue: HistoryRate = { share: ratio - 1, low: low - 1, high: high - 1 };
  return {
    kind: 'drift',
    change: share,
    from: from.point,
    to: to.point,
    values: change.end - change.start + 1,
    perValue,
    ...(weeks * 7 < 1 ? {} : { perWeek: change.ratio ** (1 / weeks) - 1 }),
    confidence,
  };
}
