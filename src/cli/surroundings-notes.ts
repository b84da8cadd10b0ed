/** What of the surroundings of a capture could not be changed (each reason once, with the targets that it is about), and what targets left. */
import { describeLeftovers, describeUnchanged } from '../report/describe-surroundings.js';

export class SurroundingsNotes {
  readonly #leftovers: string[] = [];
  readonly #targets = new Map<string, Set<string>>();

  readonly add = (target: string, sentence: string): void => {
    this.#targets.set(sentence, (this.#targets.get(sentence) ?? new Set()).add(target));
  };

  readonly addLeftovers = (target: string, files: readonly string[]): void => {
    this.#leftovers.push(describeLeftovers(target, files));
  };

  get notes(): readonly string[] {
    const unchanged = [...this.#targets].map(([sentence, targets]) => describeUnchanged(sentence, [...targets]));
    return [...unchanged, ...this.#leftovers];
  }
}
