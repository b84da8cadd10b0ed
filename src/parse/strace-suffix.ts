import { Char } from './strace-scan.js';

/** What a line ends with when its call goes on elsewhere. `at`: where the text of the call stops. */
export interface Suffix {
  readonly kind: 'unfinished' | 'detached';
  readonly at: number;
}

/**
 * ` <unfinished ...>`, ` <unfinished #3 ...>`, ` <detached ...>` or ` <pid changed to 18116 ...>` (-ff) at the end of the line. A call is never cut
 * within a string, so what ends the line this way is no part of one.
 */
export function findSuffix(text: string, start: number, end: number): Suffix | undefined {
  if (!text.endsWith(' ...>', end)) return undefined;
  const open = text.lastIndexOf('<', end);
  if (open < start) return undefined;
  let at = open;
  while (at > start && text.charCodeAt(at - 1) === Char.Space) at--;
  if (text.startsWith('<unfinished ', open) || text.startsWith('<pid changed to ', open))
    return { kind: 'unfinished', at };
  return text.startsWith('<detached ', open) ? { kind: 'detached', at } : undefined;
}
