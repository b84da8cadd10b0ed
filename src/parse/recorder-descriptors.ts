/** What descriptors refer to, followed through the calls that make, copy and close them, process by process. */
import type { DecodedArg, FdObject } from '../model/trace.js';
import { attachmentKind, type Attachment, type RawCall } from './recorder-layout.js';

export const unknownObject: FdObject = { type: 'unknown' };

interface Entry {
  /** As an argument: most calls are made with one that was there before. */
  readonly arg: Extract<DecodedArg, { kind: 'fd' }>;
  closeOnExec: boolean;
}
type Table = Map<number, Entry>;

/** What a call does to descriptors when it has succeeded. */
export type Follow = (call: RawCall, attachments: readonly Attachment[]) => void;

const closeOnExec = 0x80000; // O_CLOEXEC and its kin on x86_64 and arm64
const sharesFiles = 0x400; // CLONE_FILES
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

const socketOf = (call: RawCall): FdObject => ({
  type: 'socket',
  protocol: protocolOf(call.low(0), call.low(1), call.low(2)),
  text: '',
});

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
};

/** An object of the stream: the kernel's text for pipes and sockets that were there before, a path else. */
export function objectOf(attachment: Attachment): FdObject {
  const data = attachment.data();
  const mode = data.readUInt32LE(0);
  const path = data.toString('latin1', 24);
  const type = mode & fileType;
  const numbered = /^(pipe|socket|anon_inode):\[?(.*?)\]?$/.exec(path);
  if (numbered?.[1] === 'pipe') return { type: 'pipe', inode: Number(numbered[2]) };
  // Opened again by its name below /proc, where the kernel's own file system of pipes has a root and nothing below it.
  if (type === 0o010000 && path === '/') return { type: 'pipe', inode: data.readUInt32LE(16) };
  if (numbered?.[1] === 'socket' || type === 0o140000)
    return { type: 'socket', protocol: 'socket', text: numbered?.[2] ?? '' };
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

export class Descriptors {
  readonly #tables = new Map<number, Table>();
  /** The table that was asked for last: most calls are of the same process as the one before. */
  #lastTgid = -1;
  #lastTable: Table | undefined;
  /** Pipes of the tree have no inode in the stream; what tells them apart is that each has its own number. */
  #pipes = 2 ** 40;

  objectOf(tgid: number, fd: number): FdObject {
    return this.#entry(tgid, fd)?.arg.object ?? unknownObject;
  }

  argument(tgid: number, fd: number): DecodedArg {
    return this.#entry(tgid, fd)?.arg ?? { kind: 'fd', fd, object: unknownObject };
  }

  start(tgid: number, fd: number, object: FdObject): void {
    this.#set(tgid, fd, object, false);
  }

  fork(parent: number, child: number, flags: number): void {
    const table = this.#table(parent);
    if (child !== parent)
      this.#setTable(
        child,
        (flags & sharesFiles) !== 0 ? table : new Map([...table].map(([fd, entry]) => [fd, { ...entry }])),
      );
  }

  exec(tgid: number): void {
    // The kernel gives the process a table of its own.
    this.#setTable(tgid, new Map([...this.#table(tgid)].filter(([, entry]) => !entry.closeOnExec)));
  }

  end(tgid: number): void {
    this.#tables.delete(tgid);
    this.#lastTgid = -1;
  }

  /** What follows a call by its name; undefined: it changes no descriptor. */
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
        return (call) => void this.#table(call.tgid).delete(call.low(0));
      case 'close_range':
        return (call) => this.#closeRange(call.tgid, call.low(0), call.low(1), call.low(2));
      case 'dup':
        return (call) => this.#copy(call.tgid, call.low(0), call.result, false);
      case 'dup2':
      case 'dup3':
        return (call) => {
          if (call.low(0) !== call.low(1))
            this.#copy(call.tgid, call.low(0), call.low(1), name === 'dup3' && flagged(call, 2));
        };
      case 'fcntl':
      case 'fcntl64':
        return (call) => this.#control(call);
      case 'socket':
        return (call) => this.#set(call.tgid, call.result, socketOf(call), flagged(call, 1));
      case 'accept':
      case 'accept4':
        return (call) => this.#copy(call.tgid, call.low(0), call.result, name === 'accept4' && flagged(call, 3));
      case 'pipe':
      case 'pipe2':
        return (call, attachments) => {
          const object: FdObject = { type: 'pipe', inode: (this.#pipes += 1) };
          this.#pair(call.tgid, attachments, object, name === 'pipe2' && flagged(call, 1));
        };
      case 'socketpair':
        return (call, attachments) => this.#pair(call.tgid, attachments, socketOf(call), flagged(call, 1));
      default:
        return undefined;
    }
  }

  #followOpen(closes: (call: RawCall, attachments: readonly Attachment[]) => boolean): Follow {
    return (call, attachments) => {
      const opened = attachments.find(({ kind, argument }) => kind === attachmentKind.object && argument === 6);
      if (opened) this.#set(call.tgid, call.result, objectOf(opened), closes(call, attachments));
    };
  }

  #followAnonymous(name: string, flags: number): Follow {
    return (call) => {
      const closes = flags === alwaysCloses || flagged(call, flags);
      this.#set(call.tgid, call.result, { type: 'anon', name }, closes);
    };
  }

  #control(call: RawCall): void {
    const { tgid, result } = call;
    const [fd, op] = [call.low(0), call.low(1)];
    if (op === 0 || op === 1030) return this.#copy(tgid, fd, result, op === 1030); // F_DUPFD, F_DUPFD_CLOEXEC
    const entry = op === 2 ? this.#entry(tgid, fd) : undefined; // F_SETFD
    if (entry) entry.closeOnExec = (call.low(2) & 1) !== 0;
  }

  #closeRange(tgid: number, first: number, last: number, flags: number): void {
    const table = this.#table(tgid);
    for (const [fd, entry] of table) {
      if (fd < first || fd > last) continue;
      if ((flags & 4) !== 0) entry.closeOnExec = true;
      else table.delete(fd);
    }
  }

  #pair(tgid: number, attachments: readonly Attachment[], object: FdObject, cloexec: boolean): void {
    const pair = attachments.find(({ kind }) => kind === attachmentKind.fdPair)?.data();
    if (!pair || pair.length < 8) return;
    this.#set(tgid, pair.readInt32LE(0), object, cloexec);
    this.#set(tgid, pair.readInt32LE(4), object, cloexec);
  }

  #copy(tgid: number, from: number, to: number, cloexec: boolean): void {
    this.#set(tgid, to, this.objectOf(tgid, from), cloexec);
  }

  #entry(tgid: number, fd: number): Entry | undefined {
    const table = tgid === this.#lastTgid ? this.#lastTable : this.#table(tgid);
    return table?.get(fd);
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

  #set(tgid: number, fd: number, object: FdObject, closes: boolean): void {
    this.#table(tgid).set(fd, { arg: { kind: 'fd', fd, object }, closeOnExec: closes });
  }
}
