/** What a capture could not change of the surroundings of targets, and what it leaves for the next run. */
import { printable } from './text.js';

const mostTargets = 3;

export function describeUnchanged(sentence: string, targets: readonly string[]): string {
  const more = targets.length - mostTargets;
  const names = `${targets.slice(0, mostTargets).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  return `surroundings of ${names}: ${printable(sentence)}`;
}

const mostFiles = 5;

export function describeLeftovers(target: string, files: readonly string[]): string {
  const more = files.length - mostFiles;
  const names = files.slice(0, mostFiles).map(printable).join(', ');
  return `new files lie in the folder of ${target} since this capture, and its next run finds them: ${names}${more > 0 ? ` and ${more} more` : ''}`;
}
