import { Char, isDigit } from './strace-scan.js';
import { ownSlice } from './slice-table.js';

/** What a letter behind a backslash stands for; every other character stands for itself. */
const escapes = new Uint8Array(256).map((_, code) => code);
for (const [letter, code] of Object.entries({ a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13, e: 27 }))
  escapes[letter.charCodeAt(0)] = code;

/** Grows to the longest string seen; bytes are collected here because joining thousands of one-character strings is slow. */
let scratch = Buffer.allocUnsafe(4096);

/** The bytes that strace wrote between two quotes or in a path: octal, `\x` and letter escapes undone. One character per byte. */
export function decodeEscapes(text: string, start: number, end: number): string {
  let first = start;
  while (first < end && text.charCodeAt(first) !== Char.Backslash) first++;
  if (first === end) return ownSlice(text, start, end);
  if (scratch.length < end - start) scratch = Buffer.allocUnsafe((end - start) * 2);
  for (let at = start; at < first; at++) scratch[at - start] = text.charCodeAt(at);
  return scratch.toString('latin1', 0, decodeInto(scratch, first - start, text, first, end));
}

/** Decodes what is between `from`, a backslash, and `end` into `bytes` from `length` on, and returns the new length. */
function decodeInto(bytes: Buffer, length: number, text: string, from: number, end: number): number {
  let at = from;
  while (at < end) {
    let code = text.charCodeAt(at++);
    if (code === Char.Backslash && at < end) {
      code = text.charCodeAt(at++);
      if (code >= Char.Zero && code <= Char.Seven) {
        code -= Char.Zero;
        let digit = (at < end ? text.charCodeAt(at) : Char.Space) - Char.Zero;
        if (digit >= 0 && digit <= 7) {
          code = code * 8 + digit;
          at++;
          digit = (at < end ? text.charCodeAt(at) : Char.Space) - Char.Zero;
          if (digit >= 0 && digit <= 7) {
            code = code * 8 + digit;
            at++;
          }
        }
      } else if (code === Char.LowerX) {
        const last = Math.min(at + 2, end);
        for (code = 0; at < last; at++) {
          const digit = hexValue(text.charCodeAt(at));
          if (digit < 0) break;
          code = code * 16 + digit;
        }
      } else {
        code = escapes[code] ?? code;
      }
    }
    bytes[length++] = code;
  }
  return length;
}

/** The value of a hexadecimal digit, or -1. NaN, which charCodeAt gives behind the end, is no digit. */
export function hexValue(code: number): number {
  if (isDigit(code)) return code - Char.Zero;
  const lower = code | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}
