/** What of the surroundings of a capture could not be changed: each reason once, with the targets that it is about. */
import { describeUnchanged } from '../report/describe-unchanged.js';

export class UnchangedNotes {
  readonly #targets = new Map<string, Set<string>>();

  readonly add = (target: string, sentence: string): void => {
    this.#targets.set(sentence, (this.#targets.get(sentence) ?? new Set()).add(target));
  };

  get notes(): readonly string[] {
    return [...this.#targets].map(([sentence, targets]) => describeUnchanged(sentence, [...targets]));
  }
}
