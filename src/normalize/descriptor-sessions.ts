/**
 * Which session a descriptor belongs to: from the call that made it to the one that closes it, through dup, fork, exec and threads. Sees every event of
 * the trace, in the order in which they took effect.
 */
import { syscallSpec } from '../model/syscalls.js';
import type { DecodedArg, FdObject, SyscallEvent } from '../model/trace.js';
import { numberOf } from './argument-parts.js';
import { forkedTid, hasFlag, type Process, type Tree } from './tree.js';

export interface Session {
  readonly opener: Process;
  /** The call that made it; absent for what was there before the trace, or came in a way that it does not show. */
  readonly maker?: SyscallEvent;
  /** What a tracer calls it. */
  readonly shown: FdObject;
  /** Descriptor number where it was seen first. */
  readonly fd: number;
  /** For a connection that was accepted: the session of the socket that listens. */
  readonly listener?: Session;
  /** For the two ends of a pipe: which this is. */
  readonly end?: 'read' | 'write';
  /** The process that made it has closed its last descriptor of it. */
  closed: boolean;
}

interface Slot {
  readonly session: Session;
  closedByExec: boolean;
}

type Table = Map<number, Slot>;

const closeFlags = [
  'O_CLOEXEC',
  'SOCK_CLOEXEC',
  'EFD_CLOEXEC',
  'EPOLL_CLOEXEC',
  'TFD_CLOEXEC',
  'SFD_CLOEXEC',
  'IN_CLOEXEC',
  'MFD_CLOEXEC',
  'F_DUPFD_CLOEXEC',
  'FD_CLOEXEC',
];
const closesOnExec = ({ args }: SyscallEvent): boolean => closeFlags.some((flag) => hasFlag(args, flag));

function fdOf(arg: DecodedArg | undefined): number | undefined {
  return arg?.kind === 'fd' ? arg.fd : numberOf(arg);
}

export class DescriptorSessions {
  readonly sessions: Session[] = [];
  private readonly tables = new Map<Process, Table>();

  constructor(
    private readonly tree: Tree,
    private readonly whenClosed: (session: Session) => void,
  ) {}

  private tableOf(process: Process): Table {
    let table = this.tables.get(process);
    if (!table) this.tables.set(process, (table = new Map<number, Slot>()));
    return table;
  }

  /** The session of a descriptor argument. One that nobody saw being made begins here: it was there before, or came in a message. */
  of(process: Process, arg: Extract<DecodedArg, { kind: 'fd' }>): Session {
    const known = this.tableOf(process).get(arg.fd)?.session;
    return known && (known.shown.type === arg.object.type || arg.object.type === 'unknown')
      ? known
      : this.begin(process, arg.fd, { shown: arg.object }, false);
  }

  private begin(
    process: Process,
    fd: number,
    parts: Partial<Session> & Pick<Session, 'shown'>,
    closedByExec: boolean,
  ): Session {
    const session: Session = { opener: process, fd, closed: false, ...parts };
    this.sessions.push(session);
    this.place(process, fd, { session, closedByExec });
    return session;
  }

  private place(process: Process, fd: number, slot: Slot): void {
    const before = this.tableOf(process).get(fd);
    if (before && before.session !== slot.session) this.drop(process, fd, true);
    this.tableOf(process).set(fd, slot);
  }

  private drop(process: Process, fd: number, byClose: boolean): void {
    const table = this.tableOf(process);
    const slot = table.get(fd);
    if (!slot) return;
    table.delete(fd);
    const { session } = slot;
    if (!byClose || session.closed || session.opener !== process) return;
    if ([...table.values()].some((other) => other.session === session)) return;
    session.closed = true;
    this.whenClosed(session);
  }

  /** What takes effect when a call begins: a close, a fork. */
  before(process: Process, event: SyscallEvent): void {
    if (event.result.kind === 'errno') return;
    if (syscallSpec(event.name).family === 'fork') this.fork(process, event);
    else if (event.name === 'close') {
      const fd = fdOf(event.args[0]);
      if (fd !== undefined) this.drop(process, fd, true);
    } else if (event.name === 'close_range') this.closeRange(process, event);
  }

  private closeRange(process: Process, event: SyscallEvent): void {
    const first = fdOf(event.args[0]) ?? 0;
    const last = numberOf(event.args[1]) ?? Infinity;
    for (const [fd, slot] of this.tableOf(process)) {
      if (fd < first || fd > last) continue;
      if (hasFlag(event.args, 'CLOSE_RANGE_CLOEXEC')) slot.closedByExec = true;
      else this.drop(process, fd, true);
    }
  }

  private fork(process: Process, event: SyscallEvent): void {
    const child = this.tree.processOf(forkedTid(event));
    if (!child || child === process || this.tables.has(child)) return;
    if (hasFlag(event.args, 'CLONE_FILES')) this.tables.set(child, this.tableOf(process));
    else this.tables.set(child, new Map([...this.tableOf(process)].map(([fd, slot]) => [fd, { ...slot }])));
  }

  /** What takes effect when a call returns: a descriptor that was made or copied, an exec. */
  after(process: Process, event: SyscallEvent): void {
    if (event.result.kind !== 'value') return;
    const { family } = syscallSpec(event.name);
    if (family === 'exec') this.exec(process);
    else if (family === 'dup' || hasFlag(event.args, 'F_DUPFD') || hasFlag(event.args, 'F_DUPFD_CLOEXEC'))
      this.copy(process, event);
    else if (event.name === 'fcntl' && hasFlag(event.args, 'F_SETFD')) {
      const slot = this.tableOf(process).get(fdOf(event.args[0]) ?? -1);
      if (slot) slot.closedByExec = closesOnExec(event);
    } else if (family === 'pipe' || family === 'socketpair') this.makePair(process, event, family === 'pipe');
    else if (event.result.object) this.make(process, event, event.result.object, family);
  }

  private exec(process: Process): void {
    // An exec ends the sharing of a table.
    const table: Table = new Map([...this.tableOf(process)].filter(([, slot]) => !slot.closedByExec));
    this.tables.set(process, table);
  }

  private copy(process: Process, event: SyscallEvent): void {
    const [original] = event.args;
    if (original?.kind !== 'fd' || event.result.kind !== 'value') return;
    const session = this.of(process, original);
    this.place(process, event.result.value, { session, closedByExec: closesOnExec(event) });
  }

  private makePair(process: Process, event: SyscallEvent, isPipe: boolean): void {
    const pair = event.args.find((arg) => arg.kind === 'array');
    if (pair?.kind !== 'array') return;
    pair.items.forEach((item, index) => {
      if (item.kind !== 'fd') return;
      const end = isPipe ? { end: index === 0 ? ('read' as const) : ('write' as const) } : {};
      this.begin(process, item.fd, { shown: item.object, maker: event, ...end }, closesOnExec(event));
    });
  }

  private make(process: Process, event: SyscallEvent, shown: FdObject, family: string): void {
    if (event.result.kind !== 'value') return;
    const [first] = event.args;
    const listener = family === 'accept' && first?.kind === 'fd' ? { listener: this.of(process, first) } : {};
    this.begin(process, event.result.value, { shown, maker: event, ...listener }, closesOnExec(event));
  }
}
