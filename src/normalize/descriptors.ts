/**
 * Which descriptor of which process is an end of which stream, followed through fork, dup, exec and close: an annotation names a pipe by its inode,
 * but all eventfds alike, and the end of a stream is known only by who closed it.
 */
import { syscallSpec } from '../model/syscalls.js';
import type { DecodedArg, FdObject, SyscallEvent } from '../model/trace.js';
import { numberOf } from './argument-parts.js';
import { streamNames, type StreamNames } from './stream-names.js';
import type { TimedEvent } from './timeline.js';
import { hasFlag, type Process } from './tree.js';

export interface Descriptor extends StreamNames {
  /** It is only read from: closing it ends no stream. */
  readonly readOnly: boolean;
  readonly closedByExec: boolean;
  /** Streams of an epoll instance, by descriptor. */
  readonly watched?: Map<number, Descriptor>;
}

/** Told of every descriptor that is no longer there, by which event, and whether nobody has another one that writes to the same stream. */
type Closed = (descriptor: Descriptor, by: TimedEvent, isLast: boolean) => void;

const anonymous = new Set(['eventfd', 'eventpoll', 'pidfd']);

function closesOnExec({ args }: SyscallEvent): boolean {
  return ['O_CLOEXEC', 'SOCK_CLOEXEC', 'EFD_CLOEXEC', 'EPOLL_CLOEXEC', 'FD_CLOEXEC'].some((flag) =>
    hasFlag(args, flag),
  );
}

export class Descriptors {
  private readonly tables = new Map<Process, Map<number, Descriptor>>();
  /** How many descriptors write to each stream. */
  private readonly writers = new Map<string, number>();
  private made = 0;

  constructor(private readonly closed: Closed) {}

  private tableOf(process: Process): Map<number, Descriptor> {
    const table = this.tables.get(process) ?? new Map<number, Descriptor>();
    this.tables.set(process, table);
    return table;
  }

  /** What a descriptor argument is an end of. Its annotation is believed; where that does not tell, the table is. */
  of(process: Process, arg: DecodedArg | undefined): Descriptor | undefined {
    if (arg?.kind !== 'fd') return this.ofNumber(process, numberOf(arg));
    const table = this.tableOf(process);
    const known = table.get(arg.fd);
    const names = streamNames(arg.object);
    if (!names || (known?.in === names.in && known.out === names.out)) return known;
    const descriptor = { readOnly: false, closedByExec: known?.closedByExec ?? false, ...names };
    this.place(table, arg.fd, descriptor);
    return descriptor;
  }

  ofNumber(process: Process, fd: number | undefined): Descriptor | undefined {
    return fd === undefined ? undefined : this.tableOf(process).get(fd);
  }

  /** A child has what its parent had. */
  fork(parent: Process, child: Process): void {
    if (parent === child) return;
    const table = new Map<number, Descriptor>();
    this.tables.set(child, table);
    for (const [fd, descriptor] of this.tableOf(parent)) this.place(table, fd, descriptor);
  }

  private count({ out, readOnly }: Descriptor, change: 1 | -1): number {
    if (readOnly) return 0;
    const count = (this.writers.get(out) ?? 0) + change;
    this.writers.set(out, count);
    return count;
  }

  private place(table: Map<number, Descriptor>, fd: number, descriptor: Descriptor): void {
    this.remove(table, fd);
    table.set(fd, descriptor);
    this.count(descriptor, 1);
  }

  /** Was it the last one that wrote to its stream? */
  private remove(table: Map<number, Descriptor>, fd: number): boolean {
    const descriptor = table.get(fd);
    table.delete(fd);
    return descriptor !== undefined && this.count(descriptor, -1) <= 0;
  }

  /** Before a call has an effect: what it closes. */
  begin(timed: TimedEvent, event: SyscallEvent): void {
    if (event.result.kind === 'errno') return;
    const { process } = timed.task;
    const { family } = syscallSpec(event.name);
    if (family === 'close') this.drop(timed, (fd) => fd === fdNumber(event.args[0]));
    else if (event.name === 'close_range' && !hasFlag(event.args, 'CLOSE_RANGE_CLOEXEC')) {
      const [first = 0, last = 0] = event.args.map((arg) => numberOf(arg) ?? Infinity);
      this.drop(timed, (fd) => fd >= first && fd <= last);
    } else if (event.name === 'dup2' || event.name === 'dup3') {
      const replaced = fdNumber(event.args[1]);
      if (replaced !== fdNumber(event.args[0])) this.drop(timed, (fd) => fd === replaced);
    } else if (event.name.startsWith('execve')) {
      this.drop(timed, (_, { closedByExec }) => closedByExec);
    } else if (event.name === 'fcntl' && hasFlag(event.args, 'F_SETFD')) {
      const fd = fdNumber(event.args[0]);
      const known = this.of(process, event.args[0]);
      if (known) this.place(this.tableOf(process), fd, { ...known, closedByExec: closesOnExec(event) });
    }
  }

  /** All that a process still had. */
  end(timed: TimedEvent): void {
    this.drop(timed, () => true);
  }

  private drop(timed: TimedEvent, isDropped: (fd: number, descriptor: Descriptor) => boolean): void {
    const table = this.tableOf(timed.task.process);
    for (const [fd, descriptor] of table) {
      if (!isDropped(fd, descriptor)) continue;
      this.closed(descriptor, timed, this.remove(table, fd));
    }
  }

  /** After a call: what it opened. */
  finish({ task: { process } }: TimedEvent, event: SyscallEvent): void {
    const { result } = event;
    if (result.kind !== 'value') return;
    const closedByExec = closesOnExec(event);
    const { family } = syscallSpec(event.name);
    const copies = family === 'dup' || hasFlag(event.args, 'F_DUPFD') || hasFlag(event.args, 'F_DUPFD_CLOEXEC');
    if (copies) {
      const original = this.of(process, event.args[0]);
      const exec = closedByExec || hasFlag(event.args, 'F_DUPFD_CLOEXEC');
      if (original) this.place(this.tableOf(process), result.value, { ...original, closedByExec: exec });
    } else if (event.name === 'pipe' || event.name === 'pipe2' || event.name === 'socketpair') {
      const pair = event.args.find((arg) => arg.kind === 'array');
      if (pair?.kind !== 'array') return;
      pair.items.forEach((item, index) => {
        if (item.kind === 'fd')
          this.open(process, item.fd, item.object, { closedByExec, readOnly: family !== 'socketpair' && index === 0 });
      });
    } else if (result.object) {
      this.open(process, result.value, result.object, { closedByExec, readOnly: false }, event);
    }
  }

  private open(
    process: Process,
    fd: number,
    object: FdObject,
    parts: Pick<Descriptor, 'readOnly' | 'closedByExec'>,
    by?: SyscallEvent,
  ): void {
    const names = streamNames(object) ?? this.newNames(object, by);
    const table = this.tableOf(process);
    if (!names) this.remove(table, fd);
    else
      this.place(table, fd, {
        ...names,
        ...parts,
        ...(object.type === 'anon' && object.name === 'eventpoll' ? { watched: new Map() } : {}),
      });
  }

  /** A name for what has none: by the call that made it. */
  private newNames(object: FdObject, by: SyscallEvent | undefined): StreamNames | undefined {
    if (object.type !== 'anon' || !anonymous.has(object.name)) return undefined;
    if (object.name === 'pidfd') return { in: `end:${numberOf(by?.args[0]) ?? '?'}`, out: '', datagram: false };
    this.made += 1;
    const name = object.name === 'eventpoll' ? '' : `eventfd:${this.made}`;
    return { in: name, out: name, datagram: false };
  }
}

function fdNumber(arg: DecodedArg | undefined): number {
  return arg?.kind === 'fd' ? arg.fd : (numberOf(arg) ?? NaN);
}
