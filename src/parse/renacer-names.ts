/**
 * The names that renacer's own table gives to other calls. Its row of x86_64 has no 106, and everything from 107 to 113 is one off, in every version
 * that is known (0.2.0 to aprender-profile 0.32); 302 has a wrong name since 0.10. Both can be undone, because nothing else has these names.
 */
import { registerValue } from './renacer-arguments.js';

const shifted: ReadonlyMap<string, string> = new Map([
  ['setgid', 'geteuid'],
  ['geteuid', 'getegid'],
  ['getegid', 'setpgid'],
  ['setpgid', 'getppid'],
  ['getppid', 'getpgrp'],
  ['getpgrp', 'setsid'],
  ['setsid', 'setreuid'],
]);

/** prlimit64 takes a pid and the number of a limit; pkey_mprotect, which the same name stands for, an address of a page and a length. */
function isPrlimit(registers: readonly string[]): boolean {
  const [first = NaN, second = NaN] = registers.map(registerValue);
  const mostPids = 1 << 22;
  const limits = 16;
  return first >= 0 && first <= mostPids && second >= 0 && second < limits;
}

/** What the call is named that renacer, on x86_64, prints as `name`. */
export function correctedName(name: string, registers: readonly string[]): string {
  if (name === 'pkey_mprotect' && isPrlimit(registers)) return 'prlimit64';
  return shifted.get(name) ?? name;
}
