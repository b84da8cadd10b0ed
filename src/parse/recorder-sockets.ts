/** What sockets are, and what they are connected with, as strace -yy writes it. */
import type { FdObject } from '../model/trace.js';
import { ipv6Text, unixName } from './recorder-address.js';
import { attachmentKind, type Attachment, type RawCall } from './recorder-layout.js';

export type SocketObject = Extract<FdObject, { type: 'socket' }>;

/** `TCP`, `UDPv6`, `UNIX-STREAM`: the kernel's names of protocols, which strace asks for. All other Unix sockets are `UNIX`. */
function protocolOf(domain: number, type: number, protocol: number): string {
  const kind = type & 0xf;
  if (domain === 1) return kind === 1 ? 'UNIX-STREAM' : 'UNIX';
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

/** From the arguments of socket and socketpair, where the kernel was not asked. */
export const socketAsked = (call: RawCall): SocketObject => ({
  type: 'socket',
  protocol: protocolOf(call.low(0), call.low(1), call.low(2)),
  text: '',
});

/** `127.0.0.1:80`, `[::1]:80`; '' for no address. */
function endText(address: Buffer): string {
  const bytes = { 2: 8, 10: 24 }[address.length < 2 ? 0 : address.readUInt16LE(0)];
  // Of netlink, packet and other sockets strace shows the inode, too.
  if (bytes === undefined || address.length < bytes) return '';
  const host =
    address.readUInt16LE(0) === 2 ? address.subarray(4, 8).join('.') : `[${ipv6Text(address.subarray(8, 24))}]`;
  return `${host}:${address.readUInt16BE(2)}`;
}

/** `17`, `17->18`, `17,"/run/socket"`, `17,@"abstract"`: inodes of both ends, and a name. */
function unixText(inode: number, peer: number, address: Buffer): string {
  const { bytes = '', abstract } = unixName(address) ?? {};
  const name = bytes === '' ? '' : `,${abstract === true ? '@' : ''}"${bytes}"`;
  return `${inode}${peer === 0 ? '' : `->${peer}`}${name}`;
}

/** What the kernel says of a socket (struct socket_object of recorder.h). */
export interface SocketSeen {
  readonly fd: number;
  readonly object: SocketObject;
  /** Of a Unix socket; 0: of none, or not known. */
  readonly inode: number;
  readonly peer: number;
}

const localAt = 40;
const remoteAt = localAt + 128;

export function socketsSeen(attachments: readonly Attachment[]): SocketSeen[] {
  return attachments.flatMap((attachment) => {
    if (attachment.kind !== attachmentKind.socket || attachment.size < remoteAt) return [];
    const data = attachment.data();
    const [family, type, protocol] = [data.readUInt32LE(0), data.readUInt32LE(4), data.readUInt32LE(8)];
    const local = data.subarray(localAt, localAt + data.readUInt32LE(12));
    const remote = data.subarray(remoteAt, remoteAt + data.readUInt32LE(16));
    // Inodes of sockets have 32 bits.
    const [inode, peer] = [data.readUInt32LE(24), data.readUInt32LE(32)];
    const isUnix = family === 1;
    const ends = isUnix ? [] : [endText(local), endText(remote)].filter((end) => end !== '');
    const text = isUnix ? unixText(inode, peer, local) : ends.length > 0 ? ends.join('->') : String(inode);
    const object = { type: 'socket', protocol: protocolOf(family, type, protocol), text } as const;
    return [{ fd: attachment.item, object, inode: isUnix ? inode : 0, peer }];
  });
}

/** Of a Unix socket, when it is known at last who accepted it. */
export function withPeer(object: SocketObject, peer: number): SocketObject {
  return { ...object, text: object.text.replace(/^\d+(?=,|$)/, (inode) => `${inode}->${peer}`) };
}
