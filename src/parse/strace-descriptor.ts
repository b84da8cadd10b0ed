import type { FdObject } from '../model/trace.js';
import { SliceTable } from './slice-table.js';
import { decodeEscapes } from './strace-strings.js';

const unknown: FdObject = { type: 'unknown' };
const objects = new SliceTable<FdObject>(12, parseDescriptor);

/** What `text.slice(start, end)`, an annotation with its angle brackets and perhaps `(deleted)`, refers to. Empty: unknown. */
export function describeDescriptor(text: string, start: number, end: number): FdObject {
  return start === end ? unknown : objects.get(text, start, end);
}

function parseDescriptor(annotation: string): FdObject {
  const deleted = annotation.endsWith('>(deleted)');
  const inner = annotation.slice(1, deleted ? -10 : -1);
  if (!inner.startsWith('/')) {
    const named = parseNamed(inner);
    if (named !== undefined) return named;
  }
  return parsePath(inner, deleted);
}

/** Everything that is no path. Socket protocols begin with a capital (`TCP`, `UNIX-STREAM`); only an undiagnosed one is a plain `socket`. */
function parseNamed(inner: string): FdObject | undefined {
  const group = /^([\w-]+):\[(.*)\]$/s.exec(inner);
  if (group) {
    const [, name = '', text = ''] = group;
    if (name === 'pipe') return { type: 'pipe', inode: Number(text) };
    if (name === 'anon_inode') return { type: 'anon', name: text };
    if (name === 'socket' || /^[A-Z]/.test(name)) return { type: 'socket', protocol: name, text };
    return { type: 'anon', name };
  }
  if (inner.startsWith('anon_inode:')) return { type: 'anon', name: inner.slice('anon_inode:'.length) };
  if (/^pid:\d+$/.test(inner)) return { type: 'anon', name: 'pidfd' };
  const counted = /^\{([a-z]+)-/.exec(inner);
  return counted?.[1] === undefined ? undefined : { type: 'anon', name: counted[1] };
}

function parsePath(inner: string, deleted: boolean): FdObject {
  // strace 6.13 tells which terminal a /dev/ptmx leads to.
  const device = /<(char|block) (\d+):(\d+)(?: @[^>]*)?>$/.exec(inner);
  const path = decodeEscapes(inner, 0, device ? device.index : inner.length);
  if (!device) return { type: 'path', path, deleted };
  const kind = device[1] === 'char' ? 'char' : 'block';
  return { type: 'path', path, deleted, device: { kind, major: Number(device[2]), minor: Number(device[3]) } };
}
