import type { Backend } from '../model/trace.js';
import { describeRefusal } from '../report/describe-refusal.js';

/** Gathers why better backends did not record, each reason once for all recordings of a run. */
export class Refusals {
  readonly #notes = new Set<string>();

  readonly add = (backend: Backend, why: string): void => {
    this.#notes.add(describeRefusal(backend, why));
  };

  get notes(): readonly string[] {
    return [...this.#notes];
  }
}
