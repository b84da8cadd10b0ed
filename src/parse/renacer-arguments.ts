/**
 * Three registers in hexadecimal → arguments, by what the syscall table says they are. Paths, structures and buffers stay the addresses that renacer prints,
 * except openat's path, which stands in quotes.
 */
import { textToBytes } from '../model/bytes.js';
import { errnoName, maxErrno } from '../model/errno.js';
import { syscallTable } from '../model/syscall-table.js';
import { syscallSpec, type ArgKind } from '../model/syscalls.js';
import type { DecodedArg, FdObject, SyscallResult } from '../model/trace.js';

/** AT_FDCWD of <fcntl.h>. */
const workingFolder = -100;

/** Calls that return an address. */
const pointing = new Set(['mmap', 'brk', 'mremap', 'shmat']);

type Bits = readonly (readonly [bit: number, name: string])[];

const openModes = ['O_RDONLY', 'O_WRONLY', 'O_RDWR', 'O_ACCMODE'] as const;

/** <asm-generic/fcntl.h>, in strace's order; the four that aarch64 has elsewhere are x86_64's here. */
const openBits: Bits = [
  [0o100, 'O_CREAT'],
  [0o200, 'O_EXCL'],
  [0o400, 'O_NOCTTY'],
  [0o1000, 'O_TRUNC'],
  [0o2000, 'O_APPEND'],
  [0o4000, 'O_NONBLOCK'],
  [0o4010000, 'O_SYNC'],
  [0o10000, 'O_DSYNC'],
  [0o20000, 'O_ASYNC'],
  [0o40000, 'O_DIRECT'],
  [0o100000, 'O_LARGEFILE'],
  [0o400000, 'O_NOFOLLOW'],
  [0o1000000, 'O_NOATIME'],
  [0o2000000, 'O_CLOEXEC'],
  [0o10000000, 'O_PATH'],
  [0o20200000, 'O_TMPFILE'],
  [0o200000, 'O_DIRECTORY'],
];

/** What the bits of the left are on aarch64. */
const armNames: Readonly<Record<string, string>> = {
  O_DIRECT: 'O_DIRECTORY',
  O_LARGEFILE: 'O_NOFOLLOW',
  O_DIRECTORY: 'O_DIRECT',
  O_NOFOLLOW: 'O_LARGEFILE',
};

const protections: Bits = [
  [1, 'PROT_READ'],
  [2, 'PROT_WRITE'],
  [4, 'PROT_EXEC'],
];

function namesOf(value: number, bits: Bits): string[] {
  let left = value;
  const names: string[] = [];
  for (const [bit, name] of bits) {
    if ((left & bit) !== bit) continue;
    names.push(name);
    left &= ~bit;
  }
  return left === 0 ? names : [...names, `0x${(left >>> 0).toString(16)}`];
}

function openFlags(value: number, arm: boolean): string[] {
  const names = namesOf(value & ~3, openBits);
  return [openModes[value & 3] ?? 'O_RDONLY', ...(arm ? names.map((name) => armNames[name] ?? name) : names)];
}

function flagsOf(call: string, name: string, value: number, arm: boolean): string[] | undefined {
  if (name === 'flags' && (call === 'openat' || call === 'open')) return openFlags(value, arm);
  // mmap's are left alone: whether a mapping is new code says its descriptor, which is not among three registers.
  if (name === 'prot' && call === 'mprotect') return value === 0 ? ['PROT_NONE'] : namesOf(value, protections);
  return undefined;
}

const hex = /^0x[\da-f]{1,16}$/i;

/** The value of a register; NaN over 2^53. -1 and AT_FDCWD come in 32 or in 64 bits. */
export function registerValue(text: string): number {
  if (!hex.test(text)) return NaN;
  const value = BigInt.asIntN(64, BigInt(text));
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : NaN;
}

/** An int: descriptors, pids and modes are 32 bits of a register. */
const asInt = (value: number): number => (Number.isNaN(value) ? value : Number(BigInt.asIntN(32, BigInt(value))));

function numberArg(text: string, kind: ArgKind | undefined): DecodedArg {
  const value = registerValue(text);
  switch (kind) {
    case 'fd':
    case 'dirfd':
    case 'pid':
    case 'id':
    case 'signal':
      return { kind: 'number', text: String(asInt(value)), value: asInt(value) };
    case 'mode':
      return { kind: 'number', text: `0${asInt(value).toString(8)}`, value: asInt(value) };
    case 'size':
    case 'offset':
      return Number.isNaN(value) ? { kind: 'number', text, value } : { kind: 'number', text: String(value), value };
    case 'path':
    case 'string':
    case 'buffer':
    case 'pointer':
    case 'sockaddr':
    case 'argv':
    case 'envp':
    case 'iovec':
    case 'time':
      return value === 0 ? { kind: 'null' } : { kind: 'number', text, value };
    case 'flags':
    case 'number':
    case 'handle':
    case undefined:
      return { kind: 'number', text, value };
  }
}

/** The text between the quotes that renacer sets; undefined: it is not quoted. */
export function quotedText(text: string): string | undefined {
  return text.length >= 2 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : undefined;
}

/** One character per byte. The text was read so already, but for what an escape of JSON named. */
export function asBytes(text: string): string {
  // oxlint-disable-next-line no-control-regex -- bytes
  return /^[\x00-\xff]*$/.test(text) ? text : textToBytes(text);
}

export interface ArgumentContext {
  readonly objectOf: (fd: number) => FdObject;
  readonly arm: boolean;
}

function decode(
  call: string,
  spec: readonly [string, ArgKind] | undefined,
  text: string,
  around: ArgumentContext,
): DecodedArg {
  const [name, kind] = spec ?? ['', undefined];
  if (!hex.test(text)) {
    const quoted = quotedText(text);
    return quoted === undefined
      ? { kind: 'raw', text: asBytes(text) }
      : { kind: 'string', bytes: asBytes(quoted), truncated: false };
  }
  const value = registerValue(text);
  if (kind === 'fd' || kind === 'dirfd') {
    const fd = asInt(value);
    if (fd >= 0) return { kind: 'fd', fd, object: around.objectOf(fd) };
    if (kind === 'dirfd' && fd === workingFolder) return { kind: 'fd', fd, object: { type: 'unknown' } };
  }
  if (kind === 'flags') {
    const names = flagsOf(call, name, asInt(value), around.arm);
    if (names) return { kind: 'flags', names };
  }
  return numberArg(text, kind);
}

/** Registers that the call has no argument for are left out: they hold what was there before. A call without a name keeps all. */
export function decodeRegisters(call: string, texts: readonly string[], around: ArgumentContext): DecodedArg[] {
  const spec = syscallSpec(call).args;
  const known = syscallTable.has(call) ? texts.filter((text, index) => index < spec.length || !hex.test(text)) : texts;
  return known.map((text, index) => decode(call, spec[index], text, around));
}

/** `digits`: as they are printed, because a double holds no more than 2^53. */
export function decodeResult(call: string, digits: string): SyscallResult {
  const value = Number(digits);
  if (value < 0 && value >= -maxErrno) return { kind: 'errno', errno: errnoName(-value) };
  const text = pointing.has(call) ? `0x${BigInt.asUintN(64, BigInt(digits)).toString(16)}` : digits;
  return { kind: 'value', value: Number.isSafeInteger(value) ? value : NaN, text };
}
