/** What descriptors refer to, followed through the calls that make, copy and close them, process by process. */
import type { DecodedArg, FdObject } from '../model/trace.js';
import { attachmentKind, type Attachment, type Follow, type RawCall } from './recorder-layout.js';
import { socketAsked, socketsSeen, withPeer, type SocketObject } from './recorder-sockets.js';

export const unknownObject: FdObject = { type: 'unknown' };

/**
 * A descriptor from the end of the call that made it to the beginning of the one that closed it. A call is known when it has ended, and those of two threads
 * may be told in another order than they were made in: the number that one has just closed is the other's new one, of which the trace tells first.
 */
interface Entry {
  /** As an argument: most calls are made with one that was there before. */
  readonly arg: Extract<DecodedArg, { kind: 'fd' }>;
  closeOnExec: boolean;
  readonly madeNs: number;
  closedNs: number;
  /** What had the number before. */
  before: Entry | undefined;
  /** How many are before it. */
  depth: number;
}
type Table = Map<number, Entry>;
interface Place {
  readonly tgid: number;
  readonly fd: number;
}
/** Threads whose close of one number may be waited for at a time. */
const maxDepth = 64;
/** Later than any call: as things are now. */
const nowNs = Number.MAX_VALUE;

/** What the number stood for at that time. */
function entryAt(table: Table | undefined, fd: number, timeNs: number): Entry | undefined {
  let entry = table?.get(fd);
  while (entry && entry.madeNs > timeNs) entry = entry.before;
  return entry && entry.closedNs > timeNs ? entry : undefined;
}

function place(table: Table, { arg, closeOnExec: closes, madeNs }: Omit<Entry, 'closedNs' | 'before' | 'depth'>): void {
  const before = table.get(arg.fd);
  if (before) {
    // Of those whose close has been told only the last one may still be asked for.
    while (before.before && before.before.closedNs < Infinity) before.before = before.before.before;
    if (before.depth >= maxDepth) before.before = undefined;
    before.depth = before.before ? before.before.depth + 1 : 0;
  }
  const depth = before ? before.depth + 1 : 0;
  table.set(arg.fd, { arg, closeOnExec: closes, madeNs, closedNs: Infinity, before, depth });
}

/** Those of a table that are still open, for a process that gets a copy. */
function openOnes(table: Table, keeps: (entry: Entry) => boolean = () => true): Table {
  const copy: Table = new Map();
  for (const entry of table.values()) if (entry.closedNs === Infinity && keeps(entry)) place(copy, entry);
  return copy;
}

const closeOnExec = 0x80000; // O_CLOEXEC and its kin on x86_64 and arm64
const sharesFiles = 0x400; // CLONE_FILES
const closesReceived = 0x40000000; // MSG_CMSG_CLOEXEC
const fileType = 0o170000;

const alwaysCloses = -2;
/** Calls that return a descriptor of an object without a name, and which argument holds its flags; -1: there are none. */
const anonymous: Readonly<Record<string, readonly [name: string, flags: number]>> = {
  epoll_create: ['eventpoll', -1],
  epoll_create1: ['eventpoll', 0],
  eventfd: ['eventfd', -1],
  eventfd2: ['eventfd', 1],
  signalfd: ['signalfd', -1],
  signalfd4: ['signalfd', 3],
  timerfd_create: ['timerfd', 1],
  inotify_init: ['inotify', -1],
  inotify_init1: ['inotify', 0],
  pidfd_open: ['pidfd', -2],
  io_uring_setup: ['io_uring', -2],
  userfaultfd: ['userfaultfd', 0],
  perf_event_open: ['perf_event', -1],
  fanotify_init: ['fanotify', -1],
  fsopen: ['fscontext', -1],
};
/** Calls that return a file, and which argument holds its flags. */
const openFlags: Readonly<Record<string, number>> = {
  open: 1,
  openat: 2,
  creat: -1,
  open_by_handle_at: 2,
  open_tree: 2,
  ioctl: 2,
};

/** An object of the stream: the kernel's text for pipes and sockets that were there before, a path else. */
export function objectOf(attachment: Attachment): FdObject {
  const data = attachment.data();
  const mode = data.readUInt32LE(0);
  const path = data.toString('latin1', 24);
  const type = mode & fileType;
  const inode = data.readUInt32LE(16) + data.readUInt32LE(20) * 2 ** 32;
  const numbered = /^(pipe|socket|anon_inode):\[?(.*?)\]?$/.exec(path);
  if (numbered?.[1] === 'pipe') return { type: 'pipe', inode: Number(numbered[2]) };
  if (numbered?.[1] === 'socket' || type === 0o140000)
    return { type: 'socket', protocol: 'socket', text: numbered?.[2] ?? '' };
  // Asked of the kernel's structures, they have no path.
  if (type === 0o010000 && path === '/') return { type: 'pipe', inode };
  if (type === 0) return { type: 'anon', name: path.replace(/^.*\[|\]$/g, '') };
  if (numbered) return { type: 'anon', name: (numbered[2] ?? '').replace(/^\[|\]$/g, '') };
  const device =
    type === 0o020000 || type === 0o060000
      ? {
          device: {
            kind: type === 0o020000 ? ('char' as const) : ('block' as const),
            major: data.readUInt32LE(4),
            minor: data.readUInt32LE(8),
          },
        }
      : {};
  return { type: 'path', path, deleted: data.readUInt32LE(12) !== 0, ...device };
}

/** The structure of openat2. */
function howCloses(attachments: readonly Attachment[]): boolean {
  const how = attachments.find(({ kind }) => kind === attachmentKind.struct);
  return how !== undefined && how.size >= 8 && (how.data().readUInt32LE(0) & closeOnExec) !== 0;
}

const flagged = (call: RawCall, register: number): boolean => register >= 0 && (call.low(register) & closeOnExec) !== 0;

function close(call: RawCall, entry: Entry | undefined): void {
  if (entry) entry.closedNs = call.beganNs;
}

export class Descriptors {
  readonly #tables = new Map<number, Table>();
  /** The table that was asked for last: most calls are of the same process as the one before. */
  #lastTgid = -1;
  #lastTable: Table | undefined;
  /** Pipes of the tree have no inode in the stream; what tells them apart is that each has its own number. */
  #pipes = 2 ** 40;
  /** Where each was made, by inode. */
  readonly #unixSockets = new Map<number, Place>();

  /** As a call saw it that began at that time. */
  objectOf(tgid: number, fd: number, timeNs = nowNs): FdObject {
    return this.#entry(tgid, fd, timeNs)?.arg.object ?? unknownObject;
  }

  argument(tgid: number, fd: number, timeNs = nowNs): DecodedArg {
    return this.#entry(tgid, fd, timeNs)?.arg ?? { kind: 'fd', fd, object: unknownObject };
  }

  start(tgid: number, fd: number, object: FdObject): void {
    place(this.#table(tgid), { arg: { kind: 'fd', fd, object }, closeOnExec: false, madeNs: -1 });
  }

  fork(parent: number, child: number, flags: number): void {
    const table = this.#table(parent);
    if (child !== parent) this.#setTable(child, (flags & sharesFiles) !== 0 ? table : openOnes(table));
  }

  exec(tgid: number): void {
    // The kernel gives the process a table of its own.
    this.#setTable(
      tgid,
      openOnes(this.#table(tgid), (entry) => !entry.closeOnExec),
    );
  }

  end(tgid: number): void {
    this.#tables.delete(tgid);
    this.#lastTgid = -1;
  }

  /** What follows a call by its name when it has succeeded; undefined: it changes no descriptor. */
  follow(name: string): Follow | undefined {
    const opens = openFlags[name];
    if (opens !== undefined) return this.#followOpen((call) => flagged(call, opens));
    const anon = anonymous[name];
    if (anon) return this.#followAnonymous(...anon);
    switch (name) {
      case 'memfd_create':
        return this.#followOpen((call) => (call.low(1) & 1) !== 0); // MFD_CLOEXEC
      case 'openat2':
        return this.#followOpen((_call, attachments) => howCloses(attachments));
      case 'close':
        return (call) => close(call, this.#entry(call.tgid, call.low(0), call.beganNs));
      case 'close_range':
        return (call) => this.#closeRange(call);
      case 'unshare':
        return (call) => {
          if ((call.low(0) & sharesFiles) !== 0) this.#setTable(call.tgid, openOnes(this.#table(call.tgid)));
        };
      case 'pidfd_getfd':
        return this.#followOpen(() => true);
      case 'recvmsg':
        return (call, attachments) => this.#receive(call, attachments);
      case 'dup':
        return (call) => this.#copy(call, call.low(0), call.result, false);
      case 'dup2':
      case 'dup3':
        return (call) => {
          if (call.low(0) !== call.low(1))
            this.#copy(call, call.low(0), call.low(1), name === 'dup3' && flagged(call, 2));
        };
      case 'fcntl':
      case 'fcntl64':
        return (call) => this.#control(call);
      case 'socket':
        return (call, attachments) => {
          this.#set(call, call.result, socketAsked(call), flagged(call, 1));
          this.#lookAtSockets(call, attachments);
        };
      case 'accept':
      case 'accept4':
        return (call, attachments) => {
          this.#copy(call, call.low(0), call.result, name === 'accept4' && flagged(call, 3));
          this.#lookAtSockets(call, attachments);
        };
      case 'bind':
      case 'connect':
      case 'listen':
      case 'sendto':
        return (call, attachments) => this.#lookAtSockets(call, attachments);
      case 'pipe':
      case 'pipe2':
        return (call, attachments) => {
          const object: FdObject = { type: 'pipe', inode: (this.#pipes += 1) };
          this.#pair(call, attachments, object, name === 'pipe2' && flagged(call, 1));
        };
      case 'socketpair':
        return (call, attachments) => {
          this.#pair(call, attachments, socketAsked(call), flagged(call, 1));
          this.#lookAtSockets(call, attachments);
        };
      default:
        return undefined;
    }
  }

  #followOpen(closes: (call: RawCall, attachments: readonly Attachment[]) => boolean): Follow {
    return (call, attachments) => {
      const opened = attachments.find(({ kind, argument }) => kind === attachmentKind.object && argument === 6);
      if (opened) this.#set(call, call.result, objectOf(opened), closes(call, attachments));
    };
  }

  #followAnonymous(name: string, flags: number): Follow {
    return (call) => {
      const closes = flags === alwaysCloses || flagged(call, flags);
      this.#set(call, call.result, { type: 'anon', name }, closes);
    };
  }

  /** Descriptors that come with a message. */
  #receive(call: RawCall, attachments: readonly Attachment[]): void {
    const closes = (call.low(2) & closesReceived) !== 0;
    for (const item of attachments)
      if (item.kind === attachmentKind.object) this.#set(call, item.item, objectOf(item), closes);
  }

  /** What sockets are after the call. */
  #lookAtSockets(call: RawCall, attachments: readonly Attachment[]): void {
    for (const { fd, object, inode, peer } of socketsSeen(attachments)) {
      this.#turn(call, { tgid: call.tgid, fd }, () => object);
      if (inode === 0) continue;
      this.#unixSockets.set(inode, { tgid: call.tgid, fd });
      // Who connects can't know yet who will accept it.
      const other = this.#unixSockets.get(peer);
      if (other) this.#turn(call, other, (before) => withPeer(before, inode));
    }
  }

  /** From the end of the call on the descriptor stands for what it has become; copies of it stay what they were. */
  #turn(call: RawCall, { tgid, fd }: Place, into: (before: SocketObject) => SocketObject): void {
    const entry = this.#entry(tgid, fd, nowNs);
    const before = entry?.arg.object;
    if (!entry || before?.type !== 'socket') return;
    const object = into(before);
    if (object.text === before.text) return;
    entry.closedNs = call.endedNs;
    place(this.#table(tgid), {
      arg: { kind: 'fd', fd, object },
      closeOnExec: entry.closeOnExec,
      madeNs: call.endedNs,
    });
  }

  #control(call: RawCall): void {
    const [fd, op] = [call.low(0), call.low(1)];
    if (op === 0 || op === 1030) return this.#copy(call, fd, call.result, op === 1030); // F_DUPFD, F_DUPFD_CLOEXEC
    const entry = op === 2 ? this.#entry(call.tgid, fd, call.beganNs) : undefined; // F_SETFD
    if (entry) entry.closeOnExec = (call.low(2) & 1) !== 0;
  }

  #closeRange(call: RawCall): void {
    const [first, last, flags] = [call.low(0), call.low(1), call.low(2)];
    const table = this.#table(call.tgid);
    for (const fd of table.keys()) {
      if (fd < first || fd > last) continue;
      const entry = entryAt(table, fd, call.beganNs);
      if ((flags & 4) === 0) close(call, entry);
      else if (entry) entry.closeOnExec = true;
    }
  }

  #pair(call: RawCall, attachments: readonly Attachment[], object: FdObject, closes: boolean): void {
    const pair = attachments.find(({ kind }) => kind === attachmentKind.fdPair)?.data();
    if (!pair || pair.length < 8) return;
    this.#set(call, pair.readInt32LE(0), object, closes);
    this.#set(call, pair.readInt32LE(4), object, closes);
  }

  #copy(call: RawCall, from: number, to: number, closes: boolean): void {
    this.#set(call, to, this.objectOf(call.tgid, from, call.beganNs), closes);
  }

  #entry(tgid: number, fd: number, timeNs: number): Entry | undefined {
    return entryAt(tgid === this.#lastTgid ? this.#lastTable : this.#table(tgid), fd, timeNs);
  }

  #table(tgid: number): Table {
    if (tgid === this.#lastTgid && this.#lastTable) return this.#lastTable;
    const table = this.#tables.get(tgid) ?? new Map<number, Entry>();
    this.#setTable(tgid, table);
    return table;
  }

  #setTable(tgid: number, table: Table): void {
    this.#tables.set(tgid, table);
    this.#lastTgid = tgid;
    this.#lastTable = table;
  }

  #set(call: RawCall, fd: number, object: FdObject, closes: boolean): void {
    const arg = { kind: 'fd', fd, object } as const;
    place(this.#table(call.tgid), { arg, closeOnExec: closes, madeNs: call.endedNs });
  }
}
