/**
 * Who woke whom at futexes: a wake ends as many waits on the same word as it says, and the kernel wakes at the word that a thread named to be cleared
 * when it ends (CLONE_CHILD_CLEARTID), which is what a join waits on. https://man7.org/linux/man-pages/man2/futex.2.html
 */
import type { EdgeKind } from '../model/critical-path.js';
import { syscallSpec } from '../model/syscalls.js';
import type { SyscallEvent } from '../model/trace.js';
import { constantOf, fieldOf, numberOf } from './argument-parts.js';
import { endsAtEnd, type Edges } from './edges.js';
import type { TaskTimeline, TimedEvent, Timeline } from './timeline.js';
import { hasFlag } from './tree.js';

interface Wake {
  readonly kind: EdgeKind & ('futex' | 'join');
  readonly by: TimedEvent;
  /** When, nanoseconds. */
  readonly ns: number;
  /** Waits that it ended. */
  readonly woken: number;
}

interface Word {
  readonly wakes: Wake[];
  /** Waits that were ended by a wake. */
  readonly waits: TimedEvent[];
}

const operationOf = (event: SyscallEvent): string =>
  event.name.startsWith('futex_w') ? event.name.toUpperCase() : (constantOf(event.args[1]) ?? '');

class Words {
  private readonly words = new Map<string, Word>();
  /** Parts of memory that processes share, whatever address space: `[start, end)`. */
  private readonly shared: { readonly start: number; readonly end: number }[] = [];
  private readonly processes: ReadonlyMap<unknown, number>;

  constructor({ byProcess }: Timeline) {
    this.processes = new Map([...byProcess.keys()].map((process, index) => [process, index]));
  }

  share(start: number, size: number): void {
    this.shared.push({ start, end: start + size });
  }

  /** Words at the same address are the same within one address space, or in memory that is shared. */
  at({ process }: TaskTimeline, address: number, isPrivate: boolean): Word {
    const isShared = !isPrivate && this.shared.some(({ start, end }) => address >= start && address < end);
    const key = `${isShared ? 'shared' : this.processes.get(process)} ${address}`;
    const word = this.words.get(key) ?? { wakes: [], waits: [] };
    this.words.set(key, word);
    return word;
  }

  [Symbol.iterator](): IterableIterator<Word> {
    return this.words.values();
  }
}

/** The word that the kernel clears and wakes when the task made by this call ends. */
function clearedAt({ name, args }: SyscallEvent): number | undefined {
  if (!hasFlag(args, 'CLONE_CHILD_CLEARTID')) return undefined;
  if (name === 'clone3') return numberOf(fieldOf(args, 'child_tid'));
  // clone(2): child_stack, flags, [parent_tid, [tls,]] child_tidptr
  return numberOf(args.at(-1));
}

function seeFutex(timed: TimedEvent, event: SyscallEvent, words: Words): void {
  const operation = operationOf(event);
  const address = numberOf(event.args[0]);
  const { result } = event;
  if (address === undefined || result.kind !== 'value') return;
  const word = words.at(timed.task, address, operation.includes('PRIVATE'));
  if (/WAKE|REQUEUE|UNLOCK/.test(operation) && !operation.includes('WAIT')) {
    if (result.value > 0 || operation.includes('UNLOCK'))
      word.wakes.push({ kind: 'futex', by: timed, ns: timed.beginNs, woken: Math.max(1, result.value) });
  } else if (/WAIT|LOCK_PI/.test(operation)) word.waits.push(timed);
}

function gatherWords(timeline: Timeline): Words {
  const words = new Words(timeline);
  const calls = timeline.points.flatMap(({ timed, isEnd }) => (isEnd ? [] : [timed]));
  for (const { event } of calls) {
    if (event.kind !== 'syscall' || event.result.kind !== 'value') continue;
    if (syscallSpec(event.name).family === 'mmap' && hasFlag(event.args, 'MAP_SHARED'))
      words.share(event.result.value, numberOf(event.args[1]) ?? 0);
  }
  for (const timed of calls) {
    const { event } = timed;
    if (event.kind !== 'syscall') continue;
    if (syscallSpec(event.name).family === 'futex') seeFutex(timed, event, words);
    const child = timeline.madeBy.get(timed);
    const address = child && clearedAt(event);
    if (!child?.end || address === undefined || child.process !== timed.task.process) continue;
    const ns = endsAtEnd(child.end) ? child.end.endNs : child.end.beginNs;
    words.at(child, address, false).wakes.push({ kind: 'join', by: child.end, ns, woken: 1 });
  }
  return words;
}

/** A task that is woken returns soon: a wake belongs to those waits that end first after it. */
function matchWakes({ wakes, waits }: Word, edges: Edges): void {
  const byBegin = waits.toSorted((a, b) => a.beginNs - b.beginNs || a.index - b.index);
  let next = 0;
  let sleeping: TimedEvent[] = [];
  for (const wake of wakes.toSorted((a, b) => a.ns - b.ns || a.by.index - b.by.index)) {
    for (let wait = byBegin[next]; wait && wait.beginNs <= wake.ns; wait = byBegin[next]) {
      sleeping.push(wait);
      next += 1;
    }
    sleeping = sleeping.filter(({ endNs }) => endNs >= wake.ns).sort((a, b) => a.endNs - b.endNs || a.index - b.index);
    const woken = sleeping.filter(({ task }) => task !== wake.by.task).slice(0, wake.woken);
    sleeping = sleeping.filter((wait) => !woken.includes(wait));
    for (const wait of woken) {
      if (wake.kind === 'join') edges.addEnd('join', wake.by, wait);
      else edges.add('futex', wake.by, wait, { releases: true });
    }
  }
}

/** Edges at futexes, added to the others. */
export function addFutexEdges(timeline: Timeline, edges: Edges): void {
  for (const word of gatherWords(timeline)) matchWakes(word, edges);
}
