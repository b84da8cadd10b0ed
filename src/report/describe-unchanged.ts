/** What a capture could not change of the surroundings of targets. */
import { printable } from './text.js';

const mostTargets = 3;

export function describeUnchanged(sentence: string, targets: readonly string[]): string {
  const more = targets.length - mostTargets;
  const names = `${targets.slice(0, mostTargets).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  return `surroundings of ${names}: ${printable(sentence)}`;
}
