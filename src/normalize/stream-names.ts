/** What a descriptor's annotation says about which stream it is an end of: names that both ends find. */
import type { DecodedArg, FdObject } from '../model/trace.js';
import { constantOf, fieldOf, portOf, textOf } from './argument-parts.js';

/** The streams that can be read from and written to through a descriptor; '' for none or an unknown one. */
export interface StreamNames {
  readonly in: string;
  readonly out: string;
  /** Whole messages: what is counted is messages and not bytes. */
  readonly datagram: boolean;
}

/** An IPv4 address as a dual-stack socket shows it: `[::ffff:127.0.0.1]:80`. */
const plainEnd = (end: string): string => end.replace(/^\[::ffff:([\d.]+)\]/, '$1');
const portIn = (end: string): string => /:(\d+)$/.exec(end)?.[1] ?? '';

function unixNames(protocol: string, text: string): StreamNames | undefined {
  const datagram = /DGRAM|SEQPACKET/.test(protocol);
  const pair = /^(\d+)->(\d+)/.exec(text);
  if (pair) return { in: `socket:${pair[1]}`, out: `socket:${pair[2]}`, datagram };
  const bound = /^\d+,(@?)"(.*)"$/s.exec(text);
  if (!bound) return undefined;
  return { in: `${datagram ? 'to' : 'listen'}:unix:${bound[1]}${bound[2]}`, out: '', datagram };
}

function inetNames(protocol: string, text: string): StreamNames | undefined {
  const [local = '', remote] = text.split('->').map(plainEnd);
  // Only the machine's own ports can lead to another task of the trace, which only then has a stream of this name.
  if (protocol.startsWith('UDP')) {
    const out = remote === undefined ? '' : `to:udp:${portIn(remote)}`;
    return portIn(local) === '' ? undefined : { in: `to:udp:${portIn(local)}`, out, datagram: true };
  }
  if (remote !== undefined)
    return { in: `socket:${remote}->${local}`, out: `socket:${local}->${remote}`, datagram: false };
  return portIn(local) === '' ? undefined : { in: `listen:${portIn(local)}`, out: '', datagram: false };
}

/** Undefined: the annotation does not tell. */
export function streamNames(object: FdObject): StreamNames | undefined {
  if (object.type === 'pipe') {
    const name = `pipe:${object.inode}`;
    return { in: name, out: name, datagram: false };
  }
  if (object.type !== 'socket') return undefined;
  const { protocol, text } = object;
  return protocol.startsWith('UNIX') ? unixNames(protocol, text) : inetNames(protocol, text);
}

const isLoopback = (host: string): boolean => /^(?:::ffff:)?127\.|^::1?$|^0\.0\.0\.0$/.test(host);

/** The stream that an address leads to, of a connect or a sendto; '' where it leads out of the machine or is unknown. */
export function streamOfAddress(args: readonly DecodedArg[], kind: 'listen' | 'to'): string {
  const family = constantOf(fieldOf(args, 'sa_family'));
  if (family === 'AF_UNIX') {
    const path = fieldOf(args, 'sun_path');
    return path?.kind === 'string' ? `${kind}:unix:${path.abstract ? '@' : ''}${path.bytes}` : '';
  }
  const port = portOf(fieldOf(args, 'sin_port') ?? fieldOf(args, 'sin6_port'));
  const host = textOf(fieldOf(args, 'sin_addr')) ?? textOf(ipv6Host(args));
  if (port === undefined || host === undefined || !isLoopback(host)) return '';
  return kind === 'to' ? `to:udp:${port}` : `listen:${port}`;
}

/** strace writes it without a field name: `inet_pton(AF_INET6, "::1", &sin6_addr)`. */
function ipv6Host(args: readonly DecodedArg[]): DecodedArg | undefined {
  for (const arg of args) {
    const parts = arg.kind === 'struct' ? arg.fields.map(({ value }) => value) : [];
    const host = parts.find((part) => part.kind === 'macro' && part.name === 'inet_pton');
    if (host) return host;
  }
  return undefined;
}
