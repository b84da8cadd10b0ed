/** Steps whose number or presence the machine decides: the layout of the address space, the number of processors. */
import { baseName } from '../model/base-name.js';
import type { Step } from '../model/golden.js';
import type { ProcessBehaviour } from './behaviour.js';

/**
 * A runtime reads its own memory map and program file only in some layouts of the address space (node: 1 run of 50), and /proc entries of tasks
 * come and go with them.
 */
export function dependsOnLayout(step: Step, program: string): boolean {
  const path = String(step['path'] ?? step['fd'] ?? '');
  return (
    /^\/proc\/(?:self|<pid>)\/(?:maps|smaps|task|stat|statm|status)(?:\/|$)/.test(path) ||
    (step.call !== 'exec' && baseName(path) === baseName(program) && path.startsWith('/usr/'))
  );
}

/** Programs that start as many threads as there are processors. */
export function sizedBy(processes: readonly ProcessBehaviour[]): Set<string> {
  return new Set(processes.filter(({ sizedByMachine }) => sizedByMachine).map(({ program }) => program));
}
