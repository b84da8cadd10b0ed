/** Arguments of a step in one order, so that equal steps are equal texts wherever they come from. */
import type { Step } from './golden.js';

const first = ['call', 'path', 'newpath', 'fd', 'address', 'to', 'argv', 'flags', 'mode', 'bytes', 'calls'];
const rank = new Map(first.map((key, index) => [key, index]));

export function inOrder(step: Step): Step {
  const entries = Object.entries(step);
  const place = ([key]: [string, unknown]): number => rank.get(key) ?? first.length;
  entries.sort((a, b) => place(a) - place(b) || (a[0] < b[0] ? -1 : 1));
  return Object.fromEntries(entries) as unknown as Step;
}
