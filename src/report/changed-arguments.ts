import jsonDiff from 'json-diff';
import type { Step } from '../model/golden.js';

/** Names of the arguments in which two aligned steps differ: those of the first step in its order, then what only the second has. */
export function changedArguments(before: Step, after: Step): string[] {
  const difference = jsonDiff.diff(before, after);
  if (typeof difference !== 'object' || difference === null) return [];
  return Object.keys(difference).map((key) => key.replace(/__(?:added|deleted)$/, ''));
}
