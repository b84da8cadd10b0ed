/** The baselines of a folder, archived ones and those that git has, each in its place in time. */
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parseHeader } from '../bench/baseline-header.js';
import { seriesOf } from '../bench/history.js';
import { matchesGlob } from '../config/select-assertions.js';
import { isTraceGateError, TraceGateError } from '../errors.js';
import type { BenchHistory, HistoryEntry } from '../model/bench-history.js';
import { redactText } from '../model/redact.js';
import { nearestName } from '../nearest-name.js';
import { fileHistory, isShallow } from '../source/git-history.js';
import { listBaselines } from './baseline-store.js';
import { parseBenchmarkFile } from './read-benchmarks.js';

/** A text that is or was a baseline. */
interface FoundText {
  readonly source: string;
  readonly text: string;
  /** When git got it. */
  readonly date?: string;
}

interface Placed {
  readonly entry: HistoryEntry;
  /** Of those of one date: which was found first. */
  readonly order: number;
}

/** 2 of `baseline-COMMIT-archived-2.txt`. */
const copyOf = (name: string): number => Number(/-archived-(\d+)\.txt$/.exec(name)?.[1] ?? 1);

/**
 * The texts that git has had come first, in its order: an archived file is one of them mostly, and the one in the folder is the last of them.
 * The same text twice is one baseline.
 */
async function findTexts(folder: string): Promise<FoundText[]> {
  const baselines = await listBaselines(folder, {});
  const files = baselines.map(({ file }) => basename(file));
  const current = files.filter((_, index) => baselines[index]?.kind === 'current');
  const archived = files.filter((name) => !current.includes(name)).sort((one, other) => copyOf(one) - copyOf(other));
  const versions = await Promise.all(
    current.map(async (name) =>
      (await fileHistory(folder, name)).map(({ commit, date, text }) => ({ source: `${commit}:${name}`, date, text })),
    ),
  );
  const stored = await Promise.all(
    [...archived, ...current].map(async (name) => ({
      source: join(folder, name),
      text: await readFile(join(folder, name), 'utf8'),
    })),
  );
  const seen = new Map<string, FoundText>();
  for (const found of [...versions.flat(), ...stored]) if (!seen.has(found.text)) seen.set(found.text, found);
  return [...seen.values()];
}

/** `20251123-120155` → days; undefined: not such a date. */
function dayOf(date: string): number | undefined {
  const [, ...parts] = /^(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)$/.exec(date) ?? [];
  const [year = NaN, month = NaN, day = NaN, hour = NaN, minute = NaN, second = NaN] = parts.map(Number);
  const time = Date.UTC(year, month - 1, day, hour, minute, second);
  // Date takes the 40th of a month for a day of the next one.
  const isReal = new Date(time).getUTCDate() === day && month <= 12;
  return isReal ? time / 86_400_000 : undefined;
}

/** A reason instead where it can not be placed. */
function place({ source, text, date: committed }: FoundText, redact: readonly RegExp[]): HistoryEntry | string {
  const header = parseHeader(text);
  const date = header?.date !== undefined && dayOf(header.date) !== undefined ? header.date : committed;
  if (date === undefined) return header?.date === undefined ? 'it has no date' : `\`${header.date}\` is no date`;
  try {
    const { run } = parseBenchmarkFile(text, { file: source });
    const { commit, machine = {} } = header ?? {};
    return {
      date,
      day: dayOf(date) ?? 0,
      source,
      ...(commit === undefined ? {} : { commit }),
      machine,
      benchmarks: run.benchmarks.map((one) => ({ ...one, name: redactText(one.name, redact) })),
    };
  } catch (error) {
    if (!isTraceGateError(error)) throw error;
    return error.message;
  }
}

function inTime(placed: readonly Placed[]): HistoryEntry[] {
  return [...placed]
    .sort((one, other) => one.entry.day - other.entry.day || one.order - other.order)
    .map(({ entry }) => entry);
}

/** `names`: names or globs of benchmarks; none: all. Throws E_BENCH_BASELINE where there is none at all, E_USAGE. */
export async function benchHistory(
  folder: string,
  names: readonly string[],
  redact: readonly RegExp[],
): Promise<BenchHistory> {
  const texts = await findTexts(folder);
  if (texts.length === 0)
    throw new TraceGateError('E_BENCH_BASELINE', {
      file: join(folder, 'baseline-current.txt'),
      command: 'trace-gate bench save -- COMMAND',
    });
  const placed: Placed[] = [];
  const left: { source: string; reason: string }[] = [];
  for (const [order, found] of texts.entries()) {
    const entry = place(found, redact);
    if (typeof entry === 'string') left.push({ source: found.source, reason: entry });
    else placed.push({ entry, order });
  }
  if (await isShallow(folder))
    left.push({
      source: 'git',
      reason: 'this clone is shallow, and earlier baselines are missing: git fetch --unshallow',
    });
  const entries = inTime(placed);
  checkNames(names, entries);
  const matches = (wanted: string, name: string): boolean => wanted === name || matchesGlob(wanted, name);
  const isWanted = (name: string): boolean => names.length === 0 || names.some((wanted) => matches(wanted, name));
  return { machines: seriesOf(entries, isWanted), left };
}

function checkNames(names: readonly string[], entries: readonly HistoryEntry[]): void {
  const known = [...new Set(entries.flatMap(({ benchmarks }) => benchmarks.map(({ name }) => name)))];
  for (const wanted of names) {
    if (known.some((name) => name === wanted || matchesGlob(wanted, name))) continue;
    const nearest = nearestName(wanted, known);
    throw new TraceGateError('E_USAGE', {
      detail: `no baseline has a benchmark \`${wanted}\``,
      ...(nearest === undefined ? {} : { hint: `did you mean \`${nearest}\`?` }),
    });
  }
}
