/** How often a golden says that each system call is made; where it doesn't, that. */
import type { CountedStep, Golden, Level, ProcessShape, Step } from '../model/golden.js';
import { syscallSpec, type SyscallClass } from '../model/syscalls.js';

export interface PinnedCall {
  /** The real name; of totals, the family's. */
  readonly name: string;
  /** Undefined: varies, or is not pinned at this level. */
  readonly calls: number | undefined;
  /** Undefined: some fail, and how many varies. */
  readonly errors: number | undefined;
}

/** Classes of which every call is a step (normalize/shape.ts); of the others steps show the remarkable ones, or none. */
export const pinnedClasses: Readonly<Record<Level, ReadonlySet<SyscallClass>>> = {
  exact: new Set(['effect', 'data', 'plumbing']),
  structure: new Set(['effect']),
  objects: new Set(['effect']),
  contract: new Set(),
};

interface Sum {
  calls: number;
  errors: number;
  varies: boolean;
  errorsVary: boolean;
}

class Sums {
  readonly byName = new Map<string, Sum>();

  sumOf(name: string): Sum {
    const sum = this.byName.get(name) ?? { calls: 0, errors: 0, varies: false, errorsVary: false };
    this.byName.set(name, sum);
    return sum;
  }

  add(step: Step, least: number, most: number, varies: boolean): void {
    const sum = this.sumOf(step.via ?? step.call);
    const count = { varies: varies || least !== most };
    sum.varies ||= count.varies;
    sum.calls += most;
    if (step.error === undefined) return;
    sum.errorsVary ||= count.varies;
    sum.errors += most;
  }
}

/** A pool of as many threads as there are CPUs: its starts stand for any number (only of the others is the number a figure). */
function isSizedByMachine({ process, program, steps }: ProcessShape, golden: Golden): boolean {
  return (
    steps.some(({ call }) => call === 'thread') &&
    !golden.figures.some(({ figure, of }) => figure === 'threads' && of === `${process} ${program}`)
  );
}

function isPinned(step: Step, level: Level): boolean {
  // Below `exact` a folder that is read in several pieces is one step.
  if (step.call === 'getdents' && level !== 'exact') return false;
  return pinnedClasses[level].has(syscallSpec(step.via ?? step.call).class);
}

/** Every call of a golden: pinned ones first, the most frequent first, then what varies, by name. */
export function pinnedCalls(golden: Golden): PinnedCall[] {
  const { level, processes, effects, objects, figures } = golden;
  const sums = new Sums();
  const addStep = (step: Step, varies: boolean, { least, most }: Omit<CountedStep, 'step'>): void => {
    if (step.call !== 'end') sums.add(step, least, most, varies || !isPinned(step, level));
  };
  for (const process of processes) {
    const anyThreads = isSizedByMachine(process, golden);
    for (const step of process.steps) addStep(step, step.call === 'thread' && anyThreads, { least: 1, most: 1 });
    for (const { step, least, most } of process.pool) addStep(step, false, { least, most });
  }
  for (const { step, least, most } of effects) addStep(step, true, { least, most });
  for (const { lives } of objects)
    for (const { steps, least, most } of lives) for (const step of steps) addStep(step, false, { least, most });
  for (const { figure, of } of figures) {
    if (figure === 'calls') sums.sumOf(of).varies = true;
    // At `exact` every read and write is a step.
    if (level !== 'exact' && figure === 'reads') sums.sumOf('read').varies = true;
    if (level !== 'exact' && figure === 'writes') sums.sumOf('write').varies = true;
  }
  return [...sums.byName]
    .map(([name, sum]) => ({
      name,
      calls: sum.varies ? undefined : sum.calls,
      // What of a call that varies fails always is not known either.
      errors: sum.errorsVary || (sum.varies && sum.errors > 0) ? undefined : sum.errors,
    }))
    .sort((a, b) => (b.calls ?? -1) - (a.calls ?? -1) || (a.name < b.name ? -1 : 1));
}
