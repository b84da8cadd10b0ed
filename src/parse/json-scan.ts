/** Where the parts of a JSON text lie, for who must tell the line of one, and go on behind one that is damaged. */

export interface JsonMember {
  readonly key: string;
  /** Offsets of its value. */
  readonly start: number;
  readonly end: number;
}

/** The offset of the first character from `at` on that is no white space. */
export function skipSpace(text: string, at: number): number {
  let index = at;
  while (/[ \t\r\n]/.test(text.charAt(index))) index += 1;
  return index;
}

/** The offset behind the string that begins at `at`; -1: it does not end. */
function skipString(text: string, at: number): number {
  for (let index = at + 1; index < text.length; index += 1) {
    const char = text.charAt(index);
    if (char === '"') return index + 1;
    if (char === '\\') index += 1;
    // A string has no raw control characters: whatever follows is another text.
    else if (char < ' ') return -1;
  }
  return -1;
}

/** The offset behind the value that begins at `at`, by brackets and quotes alone; -1: it does not end before `limit`. */
export function skipValue(text: string, at: number, limit = text.length): number {
  let depth = 0;
  for (let index = at; index < limit;) {
    const char = text.charAt(index);
    if (char === '"') {
      index = skipString(text, index);
      if (index === -1 || depth === 0) return index;
      continue;
    }
    if (char === '{' || char === '[') depth += 1;
    else if (char === '}' || char === ']') {
      depth -= 1;
      if (depth <= 0) return depth < 0 ? index : index + 1;
    } else if (depth === 0 && (char === ',' || /\s/.test(char))) return index;
    index += 1;
  }
  return -1;
}

/** The member that begins at `at`, at the quote of its key; undefined: there is none, or it does not end. */
export function readMember(text: string, at: number): JsonMember | undefined {
  if (text.charAt(at) !== '"') return undefined;
  const keyEnd = skipString(text, at);
  if (keyEnd === -1) return undefined;
  const colon = skipSpace(text, keyEnd);
  if (text.charAt(colon) !== ':') return undefined;
  const start = skipSpace(text, colon + 1);
  return { key: text.slice(at + 1, keyEnd - 1), start, end: skipValue(text, start) };
}

/** Lines and columns of offsets that are asked for in ascending order. */
export class LineCounter {
  #line = 1;
  #lineStart = 0;
  #at = 0;

  constructor(private readonly text: string) {}

  placeOf(offset: number): { readonly line: number; readonly column: number } {
    for (;;) {
      const newline = this.text.indexOf('\n', this.#at);
      if (newline === -1 || newline >= offset) break;
      this.#line += 1;
      this.#at = newline + 1;
      this.#lineStart = this.#at;
    }
    return { line: this.#line, column: offset - this.#lineStart + 1 };
  }
}
