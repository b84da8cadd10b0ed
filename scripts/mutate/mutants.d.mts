import type { TraceEvent } from '../../src/model/trace.js';
import type { Evidence } from './evidence.mjs';
import type { Call, Recording } from './recording.mjs';

export interface Random {
  readonly chance: (share: number) => boolean;
  readonly pick: <T>(list: readonly T[]) => T;
  readonly shuffled: <T>(list: readonly T[]) => T[];
}
export interface Candidate {
  readonly call: Call;
}
export interface Mutation {
  /** In a few words. */
  readonly what: string;
  /** Index of an event → the events that stand there instead. */
  readonly edits: ReadonlyMap<number, readonly TraceEvent[]>;
}
export interface MutantClass {
  readonly name: string;
  readonly doc: string;
  readonly isAddition?: boolean;
  readonly levels?: readonly string[];
  readonly candidates: (recording: Recording, evidence: Evidence) => readonly Candidate[];
  readonly mutate: (recording: Recording, candidate: Candidate, random: Random) => Mutation | undefined;
}
export interface Mutant extends Mutation, Candidate {
  readonly name: string;
}

export const classes: readonly MutantClass[];
export const controlClasses: readonly MutantClass[];
export function drawMutants(
  recording: Recording,
  evidence: Evidence,
  options: { readonly count: number; readonly seed: number },
): { readonly mutants: readonly Mutant[]; readonly controls: readonly Mutant[] };
