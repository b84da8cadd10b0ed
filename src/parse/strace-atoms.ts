import type { DecodedArg, FdObject } from '../model/trace.js';
import { SliceTable } from './slice-table.js';
import { describeDescriptor } from './strace-descriptor.js';
import { hexValue } from './strace-strings.js';
import { Char, isDigit } from './strace-scan.js';

/** What AT_FDCWD is in <fcntl.h>. */
const AT_FDCWD = -100;

const numbers = new SliceTable<DecodedArg>(13, (text) => ({
  kind: 'number',
  text,
  value: numericValue(text, 0, text.length),
}));

/** A number that has no annotation. */
export function decodeNumber(text: string, start: number, end: number): DecodedArg {
  return numbers.get(text, start, end);
}

/**
 * The value of a decimal, `0x` or octal (leading 0) number; NaN where it exceeds 2^53 or the text is none.
 */
export function numericValue(text: string, start: number, end: number): number {
  const negative = text.charCodeAt(start) === Char.Minus;
  let at = negative ? start + 1 : start;
  let base = 10;
  if (text.charCodeAt(at) === Char.Zero && end - at > 1) {
    base = text.charCodeAt(at + 1) === Char.LowerX ? 16 : 8;
    at += base === 16 ? 2 : 1;
  }
  if (at >= end) return NaN;
  let value = 0;
  for (; at < end; at++) {
    const digit = hexValue(text.charCodeAt(at));
    if (digit < 0 || digit >= base) return NaN;
    value = value * base + digit;
  }
  if (value > Number.MAX_SAFE_INTEGER) return NaN;
  return negative && value !== 0 ? -value : value;
}

/** Of a working folder that is gone strace shows the kernel's whole text, of descriptors the path. */
function folderOf(object: FdObject): FdObject {
  return object.type === 'path' ? { ...object, path: object.path.replace(/ \(deleted\)$/, '') } : object;
}

/** One constant, flags joined by `|`, a product, or a descriptor with its annotation. Sees whole words only. */
export function decodeAtom(text: string): DecodedArg {
  const annotation = text.indexOf('<');
  if (annotation > 0 && text.charCodeAt(annotation + 1) !== Char.Less) {
    const number = text.slice(0, annotation);
    const fd = number === 'AT_FDCWD' ? AT_FDCWD : numericValue(number, 0, number.length);
    const object = describeDescriptor(text, annotation, text.length);
    return { kind: 'fd', fd, object: fd === AT_FDCWD ? folderOf(object) : object };
  }
  if (text === 'AT_FDCWD') return { kind: 'fd', fd: AT_FDCWD, object: { type: 'unknown' } };
  if (text.includes('*')) return decodeProduct(text);
  const names = text.split('|');
  return names.includes('') ? { kind: 'raw', text } : { kind: 'flags', names };
}

/** `8192*1024`, as strace writes limits. */
function decodeProduct(text: string): DecodedArg {
  const factors = text
    .split('*')
    .map((factor) => (isDigit(factor.charCodeAt(0)) ? numericValue(factor, 0, factor.length) : NaN));
  const value = factors.reduce((product, factor) => product * factor, 1);
  if (Number.isNaN(value)) return { kind: 'raw', text };
  return { kind: 'number', text, value: value > Number.MAX_SAFE_INTEGER ? NaN : value };
}
