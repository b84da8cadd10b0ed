import { Char, isDigit } from './strace-scan.js';
import { ownSlice } from './slice-table.js';

const simpleEscapes = new Map<number, number>(
  Object.entries({ a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13, e: 27 }).map(([letter, code]) => [
    letter.charCodeAt(0),
    code,
  ]),
);

/** Grows to the longest string seen; bytes are collected here because joining thousands of one-character strings is slow. */
let scratch = Buffer.allocUnsafe(4096);

/** The bytes that strace wrote between two quotes or in a path: octal, `\x` and letter escapes undone. One character per byte. */
export function decodeEscapes(text: string, start: number, end: number): string {
  const slice = text.slice(start, end);
  const first = slice.indexOf('\\');
  if (first === -1) return ownSlice(text, start, end);
  if (scratch.length < slice.length) scratch = Buffer.allocUnsafe(slice.length * 2);
  scratch.write(slice.slice(0, first), 0, 'latin1');
  return scratch.toString('latin1', 0, decodeInto(scratch, first, slice, first));
}

function decodeInto(bytes: Buffer, length: number, text: string, from: number): number {
  const end = text.length;
  let at = from;
  while (at < end) {
    const code = text.charCodeAt(at++);
    if (code !== Char.Backslash || at === end) {
      bytes[length++] = code;
      continue;
    }
    const escape = text.charCodeAt(at);
    if (escape >= Char.Zero && escape <= Char.Seven) {
      let value = escape - Char.Zero;
      const last = Math.min(at + 3, end);
      for (at++; at < last; at++) {
        const digit = text.charCodeAt(at) - Char.Zero;
        if (digit < 0 || digit > 7) break;
        value = value * 8 + digit;
      }
      bytes[length++] = value;
    } else if (escape === Char.LowerX && hexValue(text.charCodeAt(at + 1)) >= 0) {
      const high = hexValue(text.charCodeAt(at + 1));
      const low = hexValue(text.charCodeAt(at + 2));
      bytes[length++] = low < 0 ? high : high * 16 + low;
      at += low < 0 ? 2 : 3;
    } else {
      bytes[length++] = simpleEscapes.get(escape) ?? escape;
      at++;
    }
  }
  return length;
}

/** The value of a hexadecimal digit, or -1. NaN, which charCodeAt gives behind the end, is no digit. */
export function hexValue(code: number): number {
  if (isDigit(code)) return code - Char.Zero;
  const lower = code | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}
