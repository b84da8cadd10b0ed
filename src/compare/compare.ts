/**
 * Golden and candidate → single differences; group.ts puts the alike together. Equal shapes give none, and only equal shapes do, apart from figures and
 * alternatives, whose ranges the golden holds.
 */
import type { Difference } from '../model/difference.js';
import type { CountedStep, Loads, ProcessEnd, ProcessShape, Shape, Step } from '../model/golden.js';
import { adoptValues } from './any-value.js';
import { compareFigures } from './compare-figures.js';
import { compareObjects } from './compare-objects.js';
import { pairProcesses, type ProcessPair } from './compare-processes.js';
import { compareSteps } from './compare-steps.js';
import { differenceOf } from './difference-of.js';
import { noveltyOf, type Known } from './novelty.js';
import { objectOf, stepKey } from './step-key.js';

const where = (shape: ProcessShape): string => `${shape.process} ${shape.program}`;

function endText(end: ProcessEnd): string {
  if ('exit' in end) return `exit code ${end.exit}`;
  return 'signal' in end ? end.signal : 'unknown';
}

function endStep(end: ProcessEnd): Step {
  return { call: 'end', ...end } as unknown as Step;
}

/** Counted steps (a pool, the set of effects): which are new, gone, or there another number of times. */
function compareCounted(
  before: readonly CountedStep[],
  after: readonly CountedStep[],
  list: (index: number) => NonNullable<Difference['spot']>,
  process: string,
  known: Known,
): Difference[] {
  const candidates = new Map(after.map((entry) => [stepKey(entry.step), entry]));
  const differences: Difference[] = [];
  before.forEach((entry, index) => {
    const key = stepKey(entry.step);
    const found = candidates.get(key);
    candidates.delete(key);
    const count = found?.most ?? 0;
    // A step that a machine-sized pool makes has no upper limit; see normalize/shape.ts.
    if (count >= entry.least && (count <= entry.most || (found?.most ?? 0) === Number.MAX_SAFE_INTEGER)) return;
    differences.push({
      change: count === 0 ? 'removed' : 'count',
      process,
      before: [entry.step],
      after: found ? [found.step] : [],
      counts: { before: count < entry.least ? entry.least : entry.most, after: count },
      novelty: false,
      spot: list(index),
    });
  });
  for (const entry of candidates.values()) {
    if (entry.most === 0) continue;
    differences.push({
      change: 'added',
      process,
      before: [],
      after: [entry.step],
      counts: { before: 0, after: entry.most === Number.MAX_SAFE_INTEGER ? 1 : entry.most },
      novelty: known.isNovel(entry.step),
    });
  }
  return pairChanged(differences);
}

/** In a set, a step that is gone and a new one of the same call on the same object are one step that changed. */
function pairChanged(differences: readonly Difference[]): Difference[] {
  const added = differences.filter((difference) => difference.change === 'added');
  const used = new Set<Difference>();
  const paired = differences.map((difference) => {
    const step = difference.before[0];
    if (difference.change !== 'removed' || step === undefined) return difference;
    const match = added.find((other) => {
      const now = other.after[0];
      return !used.has(other) && now !== undefined && now.call === step.call && objectOf(now) === objectOf(step);
    });
    if (!match) return difference;
    used.add(match);
    return {
      ...difference,
      change: 'changed' as const,
      after: match.after,
      counts: match.counts,
      novelty: match.novelty,
    };
  });
  return paired.filter((difference) => !used.has(difference));
}

function compareEnds(before: ProcessShape, after: ProcessShape, index: number): Difference[] {
  if (endText(before.end) === endText(after.end)) return [];
  return [
    {
      change: 'end',
      process: where(before),
      before: [endStep(before.end)],
      after: [endStep(after.end)],
      counts: { before: 1, after: 1 },
      novelty: false,
      spot: { list: 'end', process: index },
    },
  ];
}

/** A process that is there on one side only: told by the program it runs, not by its hundreds of steps. */
/** The `subject` of a difference that tells a whole process. */
const wholeProcess = 'process';

function lonely(pair: ProcessPair, index: number, known: Known): Difference {
  const shape = (pair.after ?? pair.before) as ProcessShape;
  const exec = shape.steps.findLast((step) => step.call === 'exec' && step.error === undefined);
  const step: Step = exec ?? { call: 'process', program: shape.program };
  const base = { process: where(shape), subject: wholeProcess };
  if (pair.after) {
    return {
      ...base,
      change: 'added',
      before: [],
      after: [step],
      counts: { before: 0, after: 1 },
      novelty: known.isNewProgram(shape.program),
    };
  }
  const spot = index < 0 ? {} : { spot: { list: 'end' as const, process: index } };
  return {
    ...base,
    ...spot,
    change: 'removed',
    before: [step],
    after: [],
    counts: { before: 1, after: 0 },
    novelty: false,
  };
}

function compareEnvironment(before: readonly Loads[], after: readonly Loads[], known: Known): Difference[] {
  const differences: Difference[] = [];
  const programs = new Set([...before, ...after].map((entry) => entry.program));
  for (const program of programs) {
    const index = before.findIndex((entry) => entry.program === program);
    const loadsBefore = new Set(before[index]?.loads ?? []);
    const loadsAfter = new Set(after.find((entry) => entry.program === program)?.loads ?? []);
    // What a program loads that is new itself is told by its being new; of one that is gone, by its being gone.
    if (!known.programs.has(program) || !after.some((entry) => entry.program === program)) {
      if (!(loadsBefore.size > 0 && known.stillRuns(program))) continue;
    }
    const spot = index < 0 ? {} : { spot: { list: 'environment' as const, index } };
    for (const load of loadsAfter) {
      if (!loadsBefore.has(load))
        differences.push({
          ...spot,
          change: 'environment',
          process: program,
          before: [],
          after: [{ call: 'load', path: load }],
          counts: { before: 0, after: 1 },
          novelty: false,
        });
    }
    for (const load of loadsBefore) {
      if (!loadsAfter.has(load))
        differences.push({
          ...spot,
          change: 'environment',
          process: program,
          before: [{ call: 'load', path: load }],
          after: [],
          counts: { before: 1, after: 0 },
          novelty: false,
        });
    }
  }
  return withoutEchoes(differences);
}

/**
 * What another difference says already: the fork of a process that is told, the number of threads whose start is told, the number of reads of a
 * file whose reads are told one by one.
 */
function withoutEchoes(differences: readonly Difference[]): Difference[] {
  const isProcess = (difference: Difference): boolean => difference.subject === wholeProcess;
  const forks = new Map<string, number>();
  for (const difference of differences) {
    if (!isProcess(difference)) continue;
    const [path = ''] = difference.process.split(' ', 1);
    const key = `${difference.change} ${path.slice(0, path.lastIndexOf('.'))}`;
    forks.set(key, (forks.get(key) ?? 0) + 1);
  }
  const told = new Set(
    differences.flatMap(({ before, after }) => [...before, ...after].map((step) => `${step.call} ${objectOf(step)}`)),
  );
  const threads = differences.some(({ before, after }) => (after[0] ?? before[0])?.call === 'thread');
  return differences.filter((difference) => {
    const step = difference.after[0] ?? difference.before[0];
    if (step?.call === 'fork') {
      const key = `${difference.change} ${difference.process.split(' ', 1)[0] ?? ''}`;
      const left = forks.get(key) ?? 0;
      forks.set(key, left - 1);
      return left <= 0;
    }
    if (difference.change !== 'figure') return true;
    const [figure = '', object = ''] = (difference.subject ?? '').split(/ (.*)/s);
    if (figure === 'threads') return !threads;
    if (figure === 'reads') return !['read', 'pread', 'recv'].some((call) => told.has(`${call} ${object}`));
    return figure !== 'writes' || !['write', 'pwrite', 'send'].some((call) => told.has(`${call} ${object}`));
  });
}

/** Compares a candidate with a golden of the same level. */
export function compare(golden: Shape, candidate: Shape): Difference[] {
  const known = noveltyOf(golden, candidate);
  const differences: Difference[] = [];
  const indexOf = new Map(golden.processes.map((shape, index) => [shape, index]));
  for (const pair of pairProcesses(golden.processes, candidate.processes)) {
    const index = pair.before ? (indexOf.get(pair.before) ?? -1) : -1;
    if (!pair.before || !pair.after) {
      differences.push(lonely(pair, index, known));
      continue;
    }
    const process = where(pair.before);
    for (const change of compareSteps(pair.before.steps, adoptValues(pair.before.steps, pair.after.steps)))
      differences.push(
        differenceOf(change, process, { list: 'steps', process: index, index: change.beforeIndex }, known),
      );
    differences.push(
      ...compareCounted(
        pair.before.pool,
        pair.after.pool,
        (step) => ({ list: 'pool', process: index, index: step }),
        process,
        known,
      ),
      ...compareEnds(pair.before, pair.after, index),
    );
  }
  differences.push(
    ...compareCounted(golden.effects, candidate.effects, (index) => ({ list: 'effects', index }), '', known),
    ...compareObjects(golden, candidate, known),
    ...compareEnvironment(golden.environment, candidate.environment, known),
    ...compareFigures(golden.figures, candidate.figures),
  );
  return withoutEchoes(differences);
}
