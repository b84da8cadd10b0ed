/**
 * First pass over a trace: what must be known before any name can be normalized, because a later event explains an earlier one (the
 * port that a getsockname reveals, the pid that a fork returns after its child has written a file named by it).
 */
import { syscallSpec } from '../model/syscalls.js';
import type { DecodedArg, FdObject, SyscallEvent, Trace } from '../model/trace.js';
import type { Folders } from './folders.js';
import { hasFlag, type Tree } from './tree.js';

export interface Creation {
  /** Absolute path, one character per byte. */
  readonly path: string;
  readonly process: string;
  /** It was not there before. A name that is only opened to be written may be an old one. */
  readonly exclusive: boolean;
  readonly succeeded: boolean;
}

export interface Facts {
  readonly tids: ReadonlySet<number>;
  /** Ports that the kernel chose for sockets of the tree. */
  readonly ephemeralPorts: ReadonlySet<number>;
  /** Every port that is in an address, with its host: `127.0.0.1:80`. */
  readonly endpoints: ReadonlySet<string>;
  /** Every absolute path that is named or shown, once, in order. */
  readonly paths: ReadonlySet<string>;
  /** Creations in order. */
  readonly creations: readonly Creation[];
  /** Folders that hold folders whose name is the first byte of a content hash: `…/objects` of `…/objects/4b/825dc…`. */
  readonly fanOut: ReadonlySet<string>;
  /** The first seven digits of those hashes → the hashes: people's tools call an object by as few as that. */
  readonly hashes: ReadonlyMap<string, readonly string[]>;
  /** Pipes that were there before the tree: inode → the standard stream. */
  readonly streams: ReadonlyMap<number, '<stdin>' | '<stdout>' | '<stderr>'>;
  /** Names under which objects were found that a later rename or link made content-addressed. */
  readonly contentAddressed: ReadonlySet<string>;
  /** Paths that a rename gave a file → the path it had before. */
  readonly renamedFrom: ReadonlyMap<string, string>;
  /** Files that were opened without a name (O_TMPFILE): the one that a tracer shows is their inode. */
  readonly unnamed: ReadonlySet<string>;
  /** Descriptor number → every path under which it was opened. */
  readonly openedAs: ReadonlyMap<number, ReadonlySet<string>>;
}

function walkArgs(args: readonly DecodedArg[], visit: (arg: DecodedArg) => void): void {
  for (const arg of args) {
    visit(arg);
    if (arg.kind === 'struct') for (const field of arg.fields) walkArgs([field.value], visit);
    else if (arg.kind === 'array') walkArgs(arg.items, visit);
    else if (arg.kind === 'macro') walkArgs(arg.args, visit);
    else if (arg.kind === 'change')
      walkArgs(
        [arg.before, arg.after].filter((side) => side !== null),
        visit,
      );
  }
}

/** `htons(53)` anywhere in the arguments. */
function portsOf(args: readonly DecodedArg[]): number[] {
  const ports: number[] = [];
  walkArgs(args, (arg) => {
    const port = arg.kind === 'macro' && arg.name === 'htons' ? arg.args[0] : undefined;
    if (port?.kind === 'number') ports.push(port.value);
  });
  return ports;
}

/** The local port in a socket's annotation: `127.0.0.1:41639->…`, `[::1]:80`. */
function localPort(object: FdObject): number {
  if (object.type !== 'socket') return 0;
  const local = object.text.split('->', 1)[0] ?? '';
  const match = /:(\d+)$/.exec(local);
  return match ? Number(match[1]) : 0;
}

/** `htons(53)` beside the host that it is a port of: `127.0.0.1:53`. */
function endpointsOf(event: SyscallEvent): string[] {
  const endpoints: string[] = [];
  walkArgs(event.args, (arg) => {
    if (arg.kind !== 'struct') return;
    const macros = arg.fields.flatMap(({ value }) => (value.kind === 'macro' ? [value] : []));
    const port = macros.find(({ name }) => name === 'htons')?.args[0];
    const host = macros.find(({ name }) => name.startsWith('inet_'))?.args.find((part) => part.kind === 'string');
    if (port?.kind !== 'number' || host?.kind !== 'string') return;
    endpoints.push(`${host.bytes.includes(':') ? `[${host.bytes}]` : host.bytes}:${port.value}`);
  });
  return endpoints;
}

const isPort = (port: number): boolean => port > 0 && port < 65536;
/** A file named by a content hash, in a folder named by the first two digits of one; with an ending in Go's cache: `1b/1b0c…-d`. */
const hashTail = /^(.*\/[0-9a-f]{2})\/(?:[0-9a-f]{30,64})([-.][A-Za-z0-9]+)?$/;

function scanPorts(events: readonly SyscallEvent[]): Set<number> {
  const chosen = new Set<number>();
  const local = new Set<number>();
  for (const event of events) {
    if (event.name === 'bind') for (const port of portsOf(event.args)) chosen.add(port);
    // Only a socket's own name says which port is its local one; getsockname prints it as an out argument.
    if (event.name === 'getsockname') for (const port of portsOf(event.args)) local.add(port);
    walkArgs(event.args, (arg) => {
      if (arg.kind === 'fd') local.add(localPort(arg.object));
    });
  }
  return new Set([...local].filter((port) => isPort(port) && !chosen.has(port)));
}

function scanStreams(events: readonly SyscallEvent[]): Map<number, '<stdin>' | '<stdout>' | '<stderr>'> {
  const own = new Set<number>();
  const streams = new Map<number, '<stdin>' | '<stdout>' | '<stderr>'>();
  const names = ['<stdin>', '<stdout>', '<stderr>'] as const;
  for (const event of events) {
    if (event.name === 'pipe' || event.name === 'pipe2') {
      walkArgs(event.args, (arg) => {
        if (arg.kind === 'fd' && arg.object.type === 'pipe') own.add(arg.object.inode);
      });
      continue;
    }
    walkArgs(event.args, (arg) => {
      if (arg.kind !== 'fd' || arg.object.type !== 'pipe') return;
      const name = names[arg.fd];
      if (name === undefined || own.has(arg.object.inode) || streams.has(arg.object.inode)) return;
      streams.set(arg.object.inode, name);
    });
  }
  for (const inode of own) streams.delete(inode);
  return streams;
}

const exclusive = new Set(['mkdir', 'mknod', 'symlink', 'link', 'bind']);

/** How sure is it that the call makes a new name? Undefined: it makes none. */
function creates(event: SyscallEvent, family: string): 'exclusive' | 'perhaps' | undefined {
  if (exclusive.has(family)) return 'exclusive';
  if (family === 'rename' || event.name === 'creat') return 'perhaps';
  if (family !== 'open') return undefined;
  if (hasFlag(event.args, 'O_EXCL')) return 'exclusive';
  return hasFlag(event.args, 'O_CREAT') ? 'perhaps' : undefined;
}

/** Gathers the facts; `folders` resolves relative paths. */
export function gatherFacts(trace: Trace, tree: Tree, folders: Folders): Facts {
  const events = trace.events.filter((event) => event.kind === 'syscall');
  const creations: Creation[] = [];
  const fanOut = new Set<string>();
  const hashes = new Map<string, string[]>();
  const contentAddressed = new Set<string>();
  const renamedFrom = new Map<string, string>();
  const unnamed = new Set<string>();
  const openedAs = new Map<number, Set<string>>();
  const allPaths = new Set<string>();
  for (const event of events) {
    const { family } = syscallSpec(event.name);
    const paths = folders.pathsOf(event);
    for (const path of paths) if (path !== '') allPaths.add(path);
    for (const path of paths) {
      const match = hashTail.exec(path);
      if (match?.[1] === undefined) continue;
      fanOut.add(match[1].slice(0, -3));
      if (match[2] !== undefined) continue;
      const hash = path.slice(match[1].length - 2).replace('/', '');
      const alike = hashes.get(hash.slice(0, 7)) ?? [];
      if (!alike.includes(hash)) hashes.set(hash.slice(0, 7), [...alike, hash]);
    }
    const last = paths.at(-1);
    const created = last === undefined ? undefined : creates(event, family);
    if (last !== undefined && created !== undefined)
      creations.push({
        path: last,
        process: tree.processOf(event.tid)?.path ?? '0',
        exclusive: created === 'exclusive',
        succeeded: event.result.kind === 'value',
      });
    if (event.result.kind === 'value' && event.result.object?.type === 'path') {
      const paths = openedAs.get(event.result.value) ?? new Set();
      openedAs.set(event.result.value, paths.add(event.result.object.path));
      if (family === 'open' && hasFlag(event.args, 'O_TMPFILE')) unnamed.add(event.result.object.path);
    }
    if (family === 'rename' && event.result.kind === 'value' && paths[0] !== undefined && paths[1] !== undefined) {
      renamedFrom.set(paths[1], paths[0]);
    }
    if ((family === 'rename' || family === 'link') && paths.length === 2 && paths[0] !== undefined) {
      if (/[0-9a-f]{30,64}(?:\.[a-z]+)?$/.test(paths[1] ?? '')) contentAddressed.add(paths[0]);
    }
    if (event.name === 'memfd_create') {
      const name = event.args[0];
      if (name?.kind === 'string')
        creations.push({
          path: `/memfd:${name.bytes}`,
          process: tree.processOf(event.tid)?.path ?? '0',
          exclusive: true,
          succeeded: event.result.kind === 'value',
        });
    }
  }
  return {
    tids: tree.tids,
    ephemeralPorts: scanPorts(events),
    endpoints: new Set(events.flatMap(endpointsOf)),
    paths: allPaths,
    creations,
    fanOut,
    hashes,
    streams: scanStreams(events),
    contentAddressed,
    renamedFrom,
    unnamed,
    openedAs,
  };
}
