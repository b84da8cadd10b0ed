/**
 * The tightest level that a target can have, from what its trace contains: calls whose number or order another task, a timer or the network
 * decides. Recordings that agree by luck are no evidence, so they can only lower it further.
 */
import type { Level } from '../model/golden.js';
import { syscallSpec } from '../model/syscalls.js';
import type { DecodedArg, FdObject, SignalEvent, SyscallEvent } from '../model/trace.js';
import { forkedTid, hasFlag, isFork, type Process, type Tree } from './tree.js';

export interface Ceiling {
  readonly level: Level;
  /** Why it is not a tighter one, each once, for people. */
  readonly reasons: readonly string[];
}

function objectsIn(args: readonly DecodedArg[]): FdObject[] {
  return args.flatMap((arg) => {
    if (arg.kind === 'fd') return [arg.object];
    if (arg.kind === 'struct') return objectsIn(arg.fields.map((field) => field.value));
    if (arg.kind === 'array') return objectsIn(arg.items);
    if (arg.kind === 'change') return objectsIn([arg.before, arg.after].filter((side) => side !== null));
    return [];
  });
}

const streamLike = (object: FdObject): boolean => object.type === 'socket' || object.type === 'anon';
const succeeded = (event: SyscallEvent): boolean => event.result.kind === 'value';

/** Looks at descriptors without waiting for anything: what Rust's start-up does with 0, 1 and 2. */
function isIdlePoll(event: SyscallEvent): boolean {
  const timeout = event.args[2];
  const fds = event.args[0];
  const asksNothing =
    fds?.kind === 'array' &&
    fds.items.every((item) => {
      const events = item.kind === 'struct' ? item.fields.find((field) => field.name === 'events')?.value : undefined;
      return events === undefined || (events.kind === 'number' && events.value === 0);
    });
  return asksNothing && timeout?.kind === 'number' && timeout.value === 0;
}

type Reason = readonly [level: 'structure' | 'objects', text: string];

function reasonOfCall(event: SyscallEvent): Reason | undefined {
  switch (syscallSpec(event.name).family) {
    case 'epoll_wait':
      return ['objects', 'epoll_wait'];
    case 'poll':
    case 'select':
      if (isIdlePoll(event)) return undefined;
      return objectsIn(event.args).some(streamLike) || event.name.includes('select')
        ? ['objects', 'poll with sockets']
        : ['structure', 'poll'];
    case 'setitimer':
    case 'timer_settime':
    case 'timerfd_settime':
    case 'alarm':
      return succeeded(event) ? ['objects', 'a timer'] : undefined;
    case 'io_uring_setup':
      return ['objects', 'io_uring'];
    case 'connect':
    case 'bind':
    case 'listen':
    case 'accept':
      return succeeded(event) ? ['structure', 'sockets'] : undefined;
    case 'rt_sigtimedwait':
    case 'signalfd':
      return ['objects', 'signals'];
    case 'read':
    case 'recv':
    case 'write':
    case 'send':
      return event.result.kind === 'errno' &&
        event.result.errno === 'EAGAIN' &&
        objectsIn(event.args).some((object) => object.type !== 'path')
        ? ['objects', 'a non-blocking stream']
        : undefined;
    default:
      return undefined;
  }
}

/** A signal from outside the process, whose moment nobody controls. A task's own raise or fault comes where its code puts it. */
function isAsynchronous(event: SignalEvent, process: Process): boolean {
  // Of a stop its signal tells, which a task may send to itself; not every recorder sees each thread stop.
  if (event.action === 'stop') return false;
  const field = (name: string): DecodedArg | undefined => event.info.find((entry) => entry.name === name)?.value;
  const code = field('si_code');
  const codeName = code?.kind === 'flags' ? code.names.join('|') : '';
  if (!/^SI_(?:USER|TKILL|QUEUE|TIMER|ASYNCIO|MESGQ|KERNEL)$/.test(codeName)) return false;
  const sender = field('si_pid');
  const own = process.tasks.some((task) => sender?.kind === 'number' && task.tid === sender.value);
  return !(
    own &&
    (codeName === 'SI_TKILL' || codeName === 'SI_USER' || codeName === 'SI_QUEUE') &&
    process.tasks.length === 1
  );
}

/** Which pipes do several processes read or write at a time? A jobserver hands out work by the first, arrival order decides in the second. */
function pipeReasons(tree: Tree): Reason[] {
  const users = { read: new Map<number, Set<Process>>(), write: new Map<number, Set<Process>>() };
  for (const process of tree.processes) {
    for (const task of process.tasks) {
      for (const event of task.events) {
        if (event.kind !== 'syscall' || event.result.kind !== 'value') continue;
        const { family } = syscallSpec(event.name);
        if (family !== 'read' && family !== 'write') continue;
        const fd = event.args[0];
        if (fd?.kind !== 'fd' || fd.object.type !== 'pipe' || fd.fd <= 2) continue;
        const map = users[family];
        map.set(fd.object.inode, (map.get(fd.object.inode) ?? new Set()).add(process));
      }
    }
  }
  const reasons: Reason[] = [];
  const related = (a: Process, b: Process): boolean => isAncestor(a, b) || isAncestor(b, a);
  for (const processes of users.read.values()) {
    if (processes.size > 1) reasons.push(['objects', 'several processes read one pipe']);
  }
  for (const processes of users.write.values()) {
    const list = [...processes];
    if (list.some((a) => list.some((b) => a !== b && !related(a, b))))
      reasons.push(['objects', 'several processes write to one pipe']);
  }
  return reasons;
}

function isAncestor(ancestor: Process, process: Process | null): boolean {
  for (let current = process; current; current = current.parent) if (current === ancestor) return true;
  return false;
}

/** Starts a child after it reaped one while another still ran: which one it starts next may depend on which ended first. */
function startsByTurn(process: Process): boolean {
  const alive = new Set<number>();
  // Of the children that ran at a time: when the last of them is reaped, nothing hangs on their order any more.
  let reaped = false;
  for (const task of process.tasks) {
    for (const event of task.events) {
      if (event.kind !== 'syscall' || event.result.kind !== 'value') continue;
      if (isFork(event) && !hasFlag(event.args, 'CLONE_THREAD')) {
        if (reaped) return true;
        alive.add(forkedTid(event));
      } else if (syscallSpec(event.name).family === 'wait' && alive.delete(event.result.value)) reaped = alive.size > 0;
    }
  }
  return false;
}

/** A futex wait or a sleep that time ends: how often such a thread wakes up depends on how long the run takes. */
function waitsByTheClock(task: Process['tasks'][number]): boolean {
  return task.events.some((event) => {
    if (event.kind !== 'syscall') return false;
    const { family } = syscallSpec(event.name);
    return family === 'nanosleep' || (family === 'futex' && event.args[3]?.kind === 'struct');
  });
}

/** The level that this tree allows at most. */
export function levelCeiling(tree: Tree): Ceiling {
  const reasons = new Map<string, 'structure' | 'objects'>();
  const note = (reason: Reason | undefined): void => {
    if (reason) reasons.set(reason[1], reason[0]);
  };
  for (const process of tree.processes) {
    let forks = false;
    for (const task of process.tasks) {
      for (const event of task.events) {
        if (event.kind === 'signal') {
          if (event.signal === 'SIGCHLD') note(['structure', 'children']);
          else if (isAsynchronous(event, process)) note(['objects', 'signals from outside']);
        } else if (event.kind === 'syscall') {
          note(reasonOfCall(event));
          if (isFork(event) && !hasFlag(event.args, 'CLONE_THREAD')) forks = true;
        }
      }
    }
    if (process.tasks.length > 1) note(['objects', 'threads']);
    if (process.tasks.length > 1 && process.tasks.some(waitsByTheClock))
      note(['objects', 'threads that wait by the clock']);
    if (process.tasks.length > 1 && forks) note(['objects', 'threads and child processes']);
    if (startsByTurn(process)) note(['objects', 'children started as others end']);
  }
  if (tree.processes.length > 1) note(['structure', 'children']);
  for (const reason of pipeReasons(tree)) note(reason);
  const loose = [...reasons].filter(([, level]) => level === 'objects').map(([text]) => text);
  if (loose.length > 0) return { level: 'objects', reasons: loose.sort() };
  const structure = [...reasons.keys()].sort();
  return structure.length > 0 ? { level: 'structure', reasons: structure } : { level: 'exact', reasons: [] };
}
