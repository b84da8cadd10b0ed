/**
 * Decoded arguments → what of them a golden pins, by the kind that the syscall table gives them. A rule for a kind serves every call; the few
 * calls that need more are in step.ts.
 */
import { bytesToText } from '../model/bytes.js';
import type { StepValue } from '../model/golden.js';
import type { ArgKind } from '../model/syscalls.js';
import type { DecodedArg, FdObject } from '../model/trace.js';
import type { NormalizeContext } from './context.js';
import type { Facts } from './facts.js';
import { cleanPath } from './folders.js';
import { parentOf } from './folders.js';
import type { Names } from './names.js';
import type { Process, Tree } from './tree.js';

export interface Surroundings {
  readonly names: Names;
  readonly facts: Facts;
  readonly tree: Tree;
  readonly context: NormalizeContext;
}

/**
 * The name under which a descriptor was opened. A tracer shows the name that the file has now; with it, an fsync that moved behind the rename would
 * look like an fsync of another file.
 */
function nameAtOpening(path: string, fd: number, { renamedFrom, openedAs }: Facts): string {
  const before = renamedFrom.get(path);
  const opened = openedAs.get(fd);
  return before !== undefined && opened?.has(before) === true && !opened.has(path) ? before : path;
}

/** What a descriptor refers to, in words that are the same in every run. */
export function labelOf(object: FdObject, fd: number, around: Surroundings): string | number {
  switch (object.type) {
    case 'path':
      if (/^\/dev\/(?:pts\/\d+|tty\d*)$/.test(object.path)) return '<tty>';
      if (around.facts.unnamed.has(object.path)) return `${around.names.path(parentOf(object.path))}/<unnamed>`;
      return around.names.path(nameAtOpening(cleanPath(object.path), fd, around.facts));
    case 'pipe':
      return around.facts.streams.get(object.inode) ?? '<pipe>';
    case 'socket':
      // How much a tracer finds out about a socket depends on the moment; its protocol does not.
      return `<${object.protocol.replace(/^UNIX.*/, 'UNIX')}>`;
    case 'anon':
      return `<${object.name}>`;
    case 'unknown':
      return fd === -100 ? '$CWD' : fd;
  }
}

function macroArgument(arg: DecodedArg): DecodedArg | undefined {
  return arg.kind === 'macro'
    ? arg.args.findLast((part) => part.kind === 'string' || part.kind === 'number')
    : undefined;
}

function portText(arg: DecodedArg | undefined, host: string, around: Surroundings): string {
  const port = arg && macroArgument(arg);
  return port?.kind === 'number' ? around.names.port(host, port.value) : '?';
}

/** `127.0.0.1:80`, `[::1]:53`, `unix:/run/x`, `unix:@name`; '' for NULL or what only the kernel fills in. */
export function addressText(arg: DecodedArg | undefined, around: Surroundings): string {
  if (arg?.kind === 'change') return addressText(arg.before ?? arg.after ?? undefined, around);
  if (arg?.kind !== 'struct') return '';
  const field = (name: RegExp): DecodedArg | undefined => arg.fields.find((entry) => name.test(entry.name))?.value;
  const family = field(/^sa_family$/);
  const familyName = family?.kind === 'flags' ? family.names.join('|').replace(/^AF_/, '').toLowerCase() : '?';
  const path = field(/^sun_path$/);
  if (path?.kind === 'string') {
    if (path.abstract) return `unix:@${around.names.text(path.bytes)}`;
    return `unix:${path.bytes.startsWith('/') ? around.names.path(cleanPath(path.bytes)) : around.names.text(path.bytes)}`;
  }
  const host = arg.fields
    .map((entry) => entry.value)
    .filter((value) => value.kind === 'macro' && value.name.startsWith('inet_'))
    .map((value) => (value.kind === 'macro' ? value.args.find((part) => part.kind === 'string') : undefined))[0];
  const port = field(/^sin6?_port$/);
  if (host?.kind !== 'string') return familyName === 'unspec' ? 'unspec' : familyName;
  const name = bytesToText(host.bytes);
  const ip = name.includes(':') ? `[${name}]` : name;
  return `${ip}:${portText(port, ip, around)}`;
}

function flagsText(arg: DecodedArg): string | number | undefined {
  switch (arg.kind) {
    case 'flags':
      // Every 64-bit program gets O_LARGEFILE from the kernel; only 32-bit ones say it.
      return arg.names.filter((name) => name !== 'O_LARGEFILE').join('|') || '0';
    case 'number':
      return exactNumber(arg);
    case 'null':
      return undefined;
    case 'set':
      return `${arg.complement ? '~' : ''}[${arg.items.join(' ')}]`;
    case 'raw':
      // One ioctl under two names, `BTRFS_IOC_CLONE or FICLONE`: the general one is the last.
      return arg.text.replace(/^\w+(?: or \w+)* or (?=\w+$)/, '');
    case 'macro':
      return `${arg.name}(${arg.args.map((part) => flagsText(part) ?? '').join(', ')})`;
    default:
      return undefined;
  }
}

/** A number beyond what a double holds (copy_file_range's "as much as there is") stays as its digits. */
export function exactNumber({ value, text }: { value: number; text: string }): string | number {
  return Number.isNaN(value) ? text : value;
}

/** `self`, `parent`, the creation path of a process of the tree, or a mark. */
function pidText(arg: DecodedArg, process: Process, tree: Tree): string | number | undefined {
  if (arg.kind !== 'number') return undefined;
  if (arg.value === 0 || arg.value === -1) return arg.value;
  const owner = tree.processOf(Math.abs(arg.value));
  const group = arg.value < -1 ? 'group of ' : '';
  if (owner === process) return `${group}self`;
  if (owner === undefined) return `${group}<pid>`;
  return owner === process.parent ? `${group}parent` : group + owner.path;
}

function idText(arg: DecodedArg, context: NormalizeContext): string | number | undefined {
  if (arg.kind !== 'number') return undefined;
  return arg.value === context.uid || arg.value === context.gid ? '<own>' : arg.value;
}

/** One argument by its kind; undefined where a golden doesn't pin it. */
export function argumentValue(
  arg: DecodedArg,
  kind: ArgKind,
  process: Process,
  around: Surroundings,
): StepValue | undefined {
  switch (kind) {
    case 'fd':
      return arg.kind === 'fd' ? labelOf(arg.object, arg.fd, around) : flagsText(arg);
    case 'string':
      return arg.kind === 'string' ? around.names.text(arg.bytes) : flagsText(arg);
    case 'flags':
    case 'signal':
      return flagsText(arg);
    case 'mode':
      return arg.kind === 'number' ? arg.text : flagsText(arg);
    case 'number':
      // A number that is really a pointer (an unknown ioctl's argument) changes with the address space.
      return arg.kind === 'number' && arg.text.startsWith('0x') && arg.value >= 0x10000 ? undefined : flagsText(arg);
    case 'pid':
      return pidText(arg, process, around.tree);
    case 'id':
      return idText(arg, around.context);
    case 'sockaddr':
      return addressText(arg, around) || undefined;
    case 'argv':
      return arg.kind === 'array'
        ? arg.items.map((item) => (item.kind === 'string' ? around.names.text(item.bytes) : (flagsText(item) ?? '?')))
        : undefined;
    case 'size':
    case 'offset':
      return flagsText(arg);
    case 'dirfd':
    case 'path':
    case 'buffer':
    case 'envp':
    case 'iovec':
    case 'pointer':
    case 'handle':
    case 'time':
      return undefined;
  }
}
