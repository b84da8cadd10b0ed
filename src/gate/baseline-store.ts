/**
 * The folder of stored baselines: baseline-current.txt, one more for each machine that is unlike the one it was made on (baseline-current-HASH.txt), and the earlier ones, archived by their
 * commits (baseline-COMMIT-archived.txt).
 */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseHeader } from '../bench/baseline-header.js';
import { readBenchmarks } from '../bench/formats.js';
import { renderBaseline } from '../bench/format-baseline.js';
import { fingerprintText, matchMachines, sharedTraits } from '../bench/machine-match.js';
import { isTraceGateError, TraceGateError } from '../errors.js';
import { makeFolder } from '../golden/make-folder.js';
import { writeAtomically } from '../golden/write-atomically.js';
import type {
  BaselineHeader,
  BenchmarkFile,
  BenchMachine,
  ListedBaseline,
  SavedBaseline,
} from '../model/bench-baseline.js';
import type { BenchmarkRun } from '../model/benchmark.js';
import { parseBenchmarkFile } from './read-benchmarks.js';

const currentName = 'baseline-current.txt';
const currentNames = /^baseline-current(?:-[0-9a-f]{8})?\.txt$/;
const archivedNames = /^baseline-.+-archived(?:-\d+)?\.txt$/;

interface StoredText {
  readonly name: string;
  readonly text: string;
  readonly machine: BenchMachine;
}

/** `ENOENT`, or what else there is to say. */
export const errno = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? String(error);

/** Empty where there is no folder. */
async function names(folder: string, pattern: RegExp): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => pattern.test(name)).sort();
  } catch (error) {
    if (errno(error) === 'ENOENT') return [];
    throw new TraceGateError('E_USAGE', { detail: `${folder} can't be read: ${errno(error)}` }, { cause: error });
  }
}

async function readStored(folder: string, name: string): Promise<StoredText> {
  const file = join(folder, name);
  try {
    const text = await readFile(file, 'utf8');
    return { name, text, machine: parseHeader(text)?.machine ?? {} };
  } catch (error) {
    throw new TraceGateError('E_USAGE', { detail: `${file} can't be read: ${errno(error)}` }, { cause: error });
  }
}

/** Every current baseline; first what fits the machine best, then what says nothing of its own, then those of others. */
async function currentOnes(folder: string, machine: BenchMachine): Promise<StoredText[]> {
  const stored = await Promise.all((await names(folder, currentNames)).map((name) => readStored(folder, name)));
  const order = ['same', 'unknown', 'other'];
  const rank = (one: StoredText): number => order.indexOf(matchMachines(one.machine, machine));
  const shared = (one: StoredText): number => sharedTraits(one.machine, machine);
  return stored.sort((a, b) => rank(a) - rank(b) || shared(b) - shared(a) || (a.name < b.name ? -1 : 1));
}

/** The baseline that a run of this machine is compared with. Throws E_BENCH_BASELINE where there is none, and as `parseBenchmarkFile` does. */
export async function findBaseline(folder: string, machine: BenchMachine): Promise<BenchmarkFile> {
  const [best] = await currentOnes(folder, machine);
  if (!best) throw new TraceGateError('E_BENCH_BASELINE', { file: join(folder, currentName) });
  return parseBenchmarkFile(best.text, { file: join(folder, best.name) });
}

/** The header of any baseline that is there, for what does not depend on the machine. */
export async function findHeader(folder: string): Promise<BaselineHeader | undefined> {
  const [first] = await currentOnes(folder, {});
  return first && parseHeader(first.text);
}

/** Writes the baseline of the header's machine, and archives the one before. Throws E_GOLDEN_WRITE. */
export async function saveBaseline(folder: string, header: BaselineHeader, run: BenchmarkRun): Promise<SavedBaseline> {
  const stored = await currentOnes(folder, header.machine);
  const before = stored.find(({ machine }) => matchMachines(machine, header.machine) !== 'other');
  const name = before?.name ?? (stored.length === 0 ? currentName : ownName(header.machine));
  const file = join(folder, name);
  try {
    await makeFolder(folder);
    const archived =
      before &&
      (await archive(folder, {
        text: before.text,
        kind: 'baseline',
        commit: parseHeader(before.text)?.commit,
        extension: 'txt',
      }));
    await writeAtomically(file, renderBaseline(header, run));
    return {
      file,
      others: stored.filter((one) => one.name !== name).map((one) => join(folder, one.name)),
      gone: before === undefined ? [] : goneFrom(before.text, run),
      ...(archived === undefined ? {} : { archived: join(folder, archived) }),
    };
  } catch (error) {
    throw new TraceGateError('E_GOLDEN_WRITE', { file, detail: errno(error) }, { cause: error });
  }
}

/** What is in a baseline that can be read, and not in the run. */
function goneFrom(text: string, run: BenchmarkRun): string[] {
  const before = readBenchmarks(text);
  if (!before.ok) return [];
  const names = new Set(run.benchmarks.map(({ name }) => name));
  return before.run.benchmarks.flatMap(({ name }) => (names.has(name) ? [] : [name]));
}

function ownName(machine: BenchMachine): string {
  const hash = createHash('sha256').update(fingerprintText(machine)).digest('hex').slice(0, 8);
  return `baseline-current-${hash}.txt`;
}

interface Archived {
  readonly text: string;
  readonly kind: 'baseline' | 'sizes';
  /** As the text has it: anybody may have written it. */
  readonly commit: string | undefined;
  readonly extension: 'txt' | 'json';
}

/** Keeps a text as KIND-COMMIT-archived.EXTENSION, of several texts of one commit each; returns the name. */
export async function archive(folder: string, { text, kind, commit, extension }: Archived): Promise<string> {
  // The name of a file is made of it.
  const safe = /^[0-9A-Za-z]+$/.exec(commit ?? '')?.[0] ?? 'unknown';
  for (let count = 1; ; count++) {
    const name = `${kind}-${safe}-archived${count === 1 ? '' : `-${count}`}.${extension}`;
    if (await writeNew(join(folder, name), text)) return name;
  }
}

/** Whether the file has that text now; false: it is there and has another. */
async function writeNew(file: string, text: string): Promise<boolean> {
  const there = await readFile(file, 'utf8').catch((error: unknown) => {
    if (errno(error) === 'ENOENT') return undefined;
    throw error;
  });
  if (there !== undefined) return there === text;
  await writeAtomically(file, text);
  return true;
}

/** Every baseline in the folder, the current ones first, then the archived ones, the latest first. What can not be read is listed with the reason. */
export async function listBaselines(folder: string, machine: BenchMachine): Promise<ListedBaseline[]> {
  const current = await currentOnes(folder, machine);
  const archived = await Promise.all((await names(folder, archivedNames)).map((name) => readStored(folder, name)));
  return [
    ...current.map((one, index) => listed(folder, one, 'current', index === 0)),
    ...archived.map((one) => listed(folder, one, 'archived', false)).sort(byDate),
  ];
}

/** Those without a date come last. */
function byDate(one: ListedBaseline, other: ListedBaseline): number {
  const [date, otherDate] = [one.header?.date ?? '', other.header?.date ?? ''];
  return date === otherDate ? (one.file < other.file ? -1 : 1) : date > otherDate ? -1 : 1;
}

function listed(
  folder: string,
  { name, text }: StoredText,
  kind: ListedBaseline['kind'],
  used: boolean,
): ListedBaseline {
  const file = join(folder, name);
  try {
    const { header, run } = parseBenchmarkFile(text, { file });
    return {
      file,
      kind,
      used,
      ...(header && { header }),
      benchmarks: run.benchmarks.length,
      format: header?.format ?? run.format,
    };
  } catch (error) {
    if (!isTraceGateError(error)) throw error;
    return { file, kind, used, problem: error.message };
  }
}
