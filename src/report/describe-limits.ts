/** What a backend never shows, as a sentence: who reads its trace must not take what is absent for what did not happen. */
import type { BackendLimit } from '../model/trace.js';
import { printable } from './text.js';

const words: Readonly<Record<BackendLimit, string>> = {
  arguments: 'arguments behind the third or what they point to',
  children: 'what processes and threads do that the program starts',
  numbers: 'which calls they are that it calls `unknown`',
  signals: 'signals',
  start: 'the execve of the program and calls that do not return',
};

/** `renacer 0.6.2 never shows …`; undefined: it shows everything. */
export function describeLimits(backend: string, limits: readonly BackendLimit[] = []): string | undefined {
  const last = limits.at(-1);
  if (last === undefined) return undefined;
  const before = limits.slice(0, -1).map((limit) => words[limit]);
  const all = before.length === 0 ? words[last] : `${before.join(', ')}, or ${words[last]}`;
  return `${printable(backend)} never shows ${all}`;
}
