/** What descriptors refer to, followed through the calls that make, copy and close them, process by process. */
import type { FdObject } from '../model/trace.js';
import { attachmentKind, type Attachment, type RawCall } from './recorder-layout.js';

export const unknownObject: FdObject = { type: 'unknown' };

/**
 * A descriptor from the end of the call that made it to the beginning of the one that closed it. A call is known when it has ended, and those of two threads
 * may be told in another order than they were made in: the number that one has just closed is the other's new one, of which the trace tells first.
 */
interface Entry {
  readonly object: FdObject;
  closeOnExec: boolean;
  readonly madeNs: number;
  closedNs: number;
  /** What had the number before. */
  before: Entry | undefined;
  /** How many are before it. */
  depth: number;
}
type Table = Map<number, Entry>;
/** Threads whose close of one number may be waited for at a time. */
const maxDepth = 64;

/** What the number stood for at that time. */
function entryAt(table: Table | undefined, fd: number, timeNs: number): Entry | undefined {
  let entry = table?.get(fd);
  while (entry && entry.madeNs > timeNs) entry = entry.before;
  return entry && entry.closedNs > timeNs ? entry : undefined;
}

function place(table: Table, fd: number, entry: Pick<Entry, 'object' | 'closeOnExec' | 'madeNs'>): void {
  const before = table.get(fd);
  if (before) {
    // Of those whose close has been told only the last one may still be asked for.
    while (before.before && before.before.closedNs < Infinity) before.before = before.before.before;
    if (before.depth >= maxDepth) before.before = undefined;
    before.depth = before.before ? before.before.depth + 1 : 0;
  }
  table.set(fd, { ...entry, closedNs: Infinity, before, depth: before ? before.depth + 1 : 0 });
}

/** Those of a table that are still open, for a process that gets a copy. */
function openOnes(table: Table, keeps: (entry: Entry) => boolean): Table {
  const copy: Table = new Map();
  for (const [fd, entry] of table) if (entry.closedNs === Infinity && keeps(entry)) place(copy, fd, entry);
  return copy;
}

const closeOnExec = 0x80000; // O_CLOEXEC and its kin on x86_64 and arm64
const sharesFiles = 0x400; // CLONE_FILES
const closesReceived = 0x40000000; // MSG_CMSG_CLOEXEC
const fileType = 0o170000;

/** `TCP`, `UDPv6`, `UNIX-STREAM`: strace's names of protocols. */
function protocolOf(domain: number, type: number, protocol: number): string {
  const kind = type & 0xf;
  if (domain === 1) return ['UNIX', 'UNIX-STREAM', 'UNIX-DGRAM', '', '', 'UNIX-SEQPACKET'][kind] ?? 'UNIX';
  if (domain === 16) return 'NETLINK';
  const version = domain === 10 ? 'v6' : '';
  if (domain === 2 || domain === 10) {
    if (kind === 1 && (protocol === 0 || protocol === 6)) return `TCP${version}`;
    if (kind === 2 && (protocol === 0 || protocol === 17)) return `UDP${version}`;
    if (kind === 2 && (protocol === 1 || protocol === 58)) return `PING${version}`;
    if (kind === 3) return `RAW${version}`;
  }
  return 'socket';
}

/** Calls that return a descriptor of an object without a name, and which argument holds its flags. */
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
const openFlags: Readonly<Record<string, number>> = {
  open: 1,
  openat: 2,
  memfd_create: -3,
  open_by_handle_at: 2,
  ioctl: 2,
};

/** An object of the stream: the kernel's text for pipes and sockets that were there before, a path else. */
export function objectOf({ data }: Attachment): FdObject {
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

const followed = new Map<string, boolean>();
/** Most calls change no descriptor. */
function follows(name: string): boolean {
  let known = followed.get(name);
  if (known === undefined) {
    const changes =
      /^(?:recvmsg|unshare|close|close_range|dup[23]?|fcntl(?:64)?|socket|accept4?|pipe2?|socketpair|open_tree)$/;
    known = changes.test(name) || name in openFlags || name in anonymous || name === 'openat2' || name === 'creat';
    followed.set(name, known);
  }
  return known;
}

export class Descriptors {
  readonly #tables = new Map<number, Table>();
  /** Pipes of the tree have no inode in the stream; what tells them apart is that each has its own number. */
  #pipes = 2 ** 40;
  /** Of the call that is followed. */
  #beganNs = 0;
  #endedNs = 0;

  /** As a call saw it that began at that time; without one, as it is now. */
  objectOf(tgid: number, fd: number, timeNs = Number.MAX_VALUE): FdObject {
    return entryAt(this.#tables.get(tgid), fd, timeNs)?.object ?? unknownObject;
  }

  start(tgid: number, fd: number, object: FdObject): void {
    place(this.#table(tgid), fd, { object, closeOnExec: false, madeNs: -1 });
  }

  fork(parent: number, child: number, flags: number): void {
    const table = this.#table(parent);
    if (child !== parent) this.#tables.set(child, (flags & sharesFiles) !== 0 ? table : openOnes(table, () => true));
  }

  exec(tgid: number): void {
    // The kernel gives the process a table of its own.
    this.#tables.set(
      tgid,
      openOnes(this.#table(tgid), (entry) => !entry.closeOnExec),
    );
  }

  end(tgid: number): void {
    this.#tables.delete(tgid);
  }

  /** Follows a call that has succeeded. */
  see(name: string, call: RawCall, attachments: readonly Attachment[]): void {
    const { tgid, low, result } = call;
    if (result < 0 || !follows(name)) return;
    this.#beganNs = call.enterNs;
    this.#endedNs = call.enterNs + call.durationNs;
    const [a = 0, b = 0, c = 0] = low;
    const opened = attachments.find(({ kind, argument }) => kind === attachmentKind.object && argument === 6);
    if (opened) {
      const flags = openFlags[name];
      const cloexec =
        flags === -3
          ? (b & 1) !== 0
          : name === 'openat2'
            ? this.#howCloses(attachments)
            : ((low[flags ?? 0] ?? 0) & closeOnExec) !== 0 && flags !== undefined;
      return this.#set(tgid, result, objectOf(opened), cloexec);
    }
    if (name === 'recvmsg') {
      for (const item of attachments)
        if (item.kind === attachmentKind.object) this.#set(tgid, item.item, objectOf(item), (c & closesReceived) !== 0);
      return;
    }
    const anon = anonymous[name];
    if (anon) {
      const cloexec = anon[1] === -2 || (anon[1] >= 0 && ((low[anon[1]] ?? 0) & closeOnExec) !== 0);
      return this.#set(tgid, result, { type: 'anon', name: anon[0] }, cloexec);
    }
    switch (name) {
      case 'close':
        return this.#close(entryAt(this.#table(tgid), a, this.#beganNs));
      case 'close_range':
        return this.#closeRange(tgid, a, b, c);
      case 'unshare':
        if ((a & sharesFiles) !== 0)
          this.#tables.set(
            tgid,
            openOnes(this.#table(tgid), () => true),
          );
        return;
      case 'dup':
        return this.#copy(tgid, a, result, false);
      case 'dup2':
      case 'dup3':
        return a === b ? undefined : this.#copy(tgid, a, b, name === 'dup3' && (c & closeOnExec) !== 0);
      case 'fcntl':
      case 'fcntl64':
        return this.#control(tgid, a, b, c, result);
      case 'socket':
        return this.#set(
          tgid,
          result,
          { type: 'socket', protocol: protocolOf(a, b, c), text: '' },
          (b & closeOnExec) !== 0,
        );
      case 'accept':
      case 'accept4':
        return this.#copy(tgid, a, result, name === 'accept4' && ((low[3] ?? 0) & closeOnExec) !== 0);
      case 'pipe':
      case 'pipe2':
        return this.#pair(
          tgid,
          attachments,
          { type: 'pipe', inode: (this.#pipes += 1) },
          name === 'pipe2' && (b & closeOnExec) !== 0,
        );
      case 'socketpair':
        return this.#pair(
          tgid,
          attachments,
          { type: 'socket', protocol: protocolOf(a, b, c), text: '' },
          (b & closeOnExec) !== 0,
        );
      default:
        return undefined;
    }
  }

  #howCloses(attachments: readonly Attachment[]): boolean {
    const how = attachments.find(({ kind }) => kind === attachmentKind.struct);
    return how !== undefined && how.data.length >= 8 && (how.data.readUInt32LE(0) & closeOnExec) !== 0;
  }

  #control(tgid: number, fd: number, op: number, value: number, result: number): void {
    if (op === 0 || op === 1030) return this.#copy(tgid, fd, result, op === 1030); // F_DUPFD, F_DUPFD_CLOEXEC
    const entry = op === 2 ? entryAt(this.#table(tgid), fd, this.#beganNs) : undefined; // F_SETFD
    if (entry) entry.closeOnExec = (value & 1) !== 0;
  }

  #closeRange(tgid: number, first: number, last: number, flags: number): void {
    const table = this.#table(tgid);
    for (const fd of table.keys()) {
      if (fd < first || fd > last) continue;
      const entry = entryAt(table, fd, this.#beganNs);
      if ((flags & 4) === 0) this.#close(entry);
      else if (entry) entry.closeOnExec = true;
    }
  }

  #close(entry: Entry | undefined): void {
    if (entry) entry.closedNs = this.#beganNs;
  }

  #pair(tgid: number, attachments: readonly Attachment[], object: FdObject, cloexec: boolean): void {
    const pair = attachments.find(({ kind }) => kind === attachmentKind.fdPair);
    if (!pair || pair.data.length < 8) return;
    this.#set(tgid, pair.data.readInt32LE(0), object, cloexec);
    this.#set(tgid, pair.data.readInt32LE(4), object, cloexec);
  }

  #copy(tgid: number, from: number, to: number, cloexec: boolean): void {
    this.#set(tgid, to, this.objectOf(tgid, from, this.#beganNs), cloexec);
  }

  #table(tgid: number): Table {
    let table = this.#tables.get(tgid);
    if (!table) this.#tables.set(tgid, (table = new Map()));
    return table;
  }

  #set(tgid: number, fd: number, object: FdObject, closes: boolean): void {
    place(this.#table(tgid), fd, { object, closeOnExec: closes, madeNs: this.#endedNs });
  }
}
