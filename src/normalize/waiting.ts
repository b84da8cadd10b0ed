/**
 * Waiting by rounds: look whether something is there, sleep a little, look again. How many rounds it takes is how long the other side takes; so neither a
 * look before a sleep nor a process that does nothing but sleep is behaviour.
 */
import { syscallSpec } from '../model/syscalls.js';
import type { SyscallEvent } from '../model/trace.js';
import type { Act } from './act.js';
import { forkedTid, type Process, type Tree } from './tree.js';

const sleeps = (event: SyscallEvent): boolean => syscallSpec(event.name).family === 'nanosleep';
const looks = new Set(['stat', 'lstat', 'access', 'connect', 'open', 'readlink']);

function callsOf(process: Process): SyscallEvent[] {
  return process.tasks.flatMap(({ events }) => events.filter((event) => event.kind === 'syscall'));
}

/** A child that sleeps, and changes nothing and looks at nothing before it ends well. */
function isSleeper(process: Process, acts: ReadonlyMap<SyscallEvent, Act>): boolean {
  if (process.parent === null || process.children.length > 0 || process.tasks.length > 1) return false;
  if (!('exit' in process.end) || process.end.exit !== 0) return false;
  const calls = callsOf(process);
  if (!calls.some(sleeps)) return false;
  return calls.every((event) => {
    const act = acts.get(event);
    return (
      act === undefined ||
      act.class !== 'effect' ||
      act.step.call === 'exec' ||
      act.step.call === 'close' ||
      act.step.call === 'fstat'
    );
  });
}

export interface Waiting {
  /** Processes that do nothing but sleep. */
  readonly sleepers: ReadonlySet<Process>;
  /** Calls that belong to a wait. */
  readonly acts: ReadonlySet<Act>;
}

/** `acts`: every call that says something about behaviour. */
export function findWaiting(tree: Tree, acts: ReadonlyMap<SyscallEvent, Act>): Waiting {
  const sleepers = new Set(tree.processes.filter((process) => isSleeper(process, acts)));
  const waiting = new Set<Act>();
  for (const process of tree.processes) {
    for (const { events } of process.tasks) {
      let last: Act | undefined;
      for (const event of events) {
        if (event.kind !== 'syscall') continue;
        const act = acts.get(event);
        const child = syscallSpec(event.name).family === 'fork' ? tree.processOf(forkedTid(event)) : undefined;
        const isWait = child !== undefined && sleepers.has(child);
        if (isWait && act) waiting.add(act);
        if (isWait || sleeps(event)) {
          if (last && looks.has(last.step.call) && (last.step.error !== undefined || last.step.call.endsWith('stat')))
            waiting.add(last);
          last = undefined;
        } else if (act?.class === 'effect') last = act;
      }
    }
  }
  return { sleepers, acts: waiting };
}
