import type { Step } from '../model/golden.js';

/** Text that two steps share exactly when they compare as equal: everything but `via`. */
export function stepKey(step: Step): string {
  const { via: _, ...compared } = step;
  return JSON.stringify(compared);
}

/** What a step is about: the file, descriptor or endpoint; '' when it has none. */
export function objectOf(step: Step): string {
  const object = step['path'] ?? step['fd'] ?? step['address'] ?? step['to'] ?? step['program'];
  return object === undefined ? '' : String(object);
}
