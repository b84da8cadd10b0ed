/**
 * Three registers in hexadecimal → arguments, by what the syscall table says they are. Paths, structures and buffers stay the addresses that renacer prints,
 * except openat's path, which stands in quotes.
 */
import { textToBytes } from '../model/bytes.js';
import { errnoName, maxErrno } from '../model/errno.js';
import { flagNames } from '../model/flag-bits.js';
import { syscallTable } from '../model/syscall-table.js';
import { syscallSpec, type ArgKind } from '../model/syscalls.js';
import type { DecodedArg, FdObject, SyscallResult } from '../model/trace.js';

/** AT_FDCWD of <fcntl.h>. */
const workingFolder = -100;

/** Calls that return an address. */
const pointing = new Set(['mmap', 'brk', 'mremap', 'shmat']);

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
    const names = flagNames(call, name, asInt(value), around.arm);
    if (names) return { kind: 'flags', names };
  }
  return numberArg(text, kind);
}

/** The table has clone's arguments in strace's order; the kernel takes the flags first. */
function inTableOrder(call: string, texts: readonly string[]): readonly string[] {
  const [first, second, ...more] = texts;
  if (call !== 'clone' || first === undefined || second === undefined) return texts;
  return hex.test(first) && hex.test(second) ? [second, first, ...more] : texts;
}

/** Registers that the call has no argument for are left out: they hold what was there before. A call without a name keeps all. */
export function decodeRegisters(call: string, texts: readonly string[], around: ArgumentContext): DecodedArg[] {
  const spec = syscallSpec(call).args;
  const ordered = inTableOrder(call, texts);
  const known = syscallTable.has(call)
    ? ordered.filter((text, index) => index < spec.length || !hex.test(text))
    : ordered;
  return known.map((text, index) => decode(call, spec[index], text, around));
}

/** `digits`: as they are printed, because a double holds no more than 2^53. */
export function decodeResult(call: string, digits: string): SyscallResult {
  const value = Number(digits);
  if (value < 0 && value >= -maxErrno) return { kind: 'errno', errno: errnoName(-value) };
  const text = pointing.has(call) ? `0x${BigInt.asUintN(64, BigInt(digits)).toString(16)}` : digits;
  return { kind: 'value', value: Number.isSafeInteger(value) ? value : NaN, text };
}
