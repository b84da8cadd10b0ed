/**
 * The scanning primitives of strace text: where a string, a character, a comment, a descriptor annotation or a bracket ends. The parser,
 * the argument decoder and the tokenizer all stand on these, so that there is one truth about where things end.
 *
 * All take a text with one character per byte, the index at which the thing begins, and the index at which the line ends. They return the
 * index after the thing, or -1 where it does not end within the line.
 */

/** The bytes that have a meaning in strace text. */
export const Char = {
  Space: 32,
  Quote: 34,
  Apostrophe: 39,
  Open: 40,
  Close: 41,
  Star: 42,
  Plus: 43,
  Comma: 44,
  Minus: 45,
  Dot: 46,
  Slash: 47,
  Zero: 48,
  Seven: 55,
  Nine: 57,
  Colon: 58,
  Less: 60,
  Equals: 61,
  Greater: 62,
  Question: 63,
  At: 64,
  OpenBracket: 91,
  Backslash: 92,
  CloseBracket: 93,
  Underscore: 95,
  LowerX: 120,
  OpenBrace: 123,
  Bar: 124,
  CloseBrace: 125,
  Tilde: 126,
} as const;

const Class = {
  Plain: 0,
  Opener: 1,
  Closer: 2,
  Quote: 3,
  Apostrophe: 4,
  Slash: 5,
  Less: 6,
  Comma: 7,
} as const;

const classes = new Uint8Array(256);
for (const char of '([{') classes[char.charCodeAt(0)] = Class.Opener;
for (const char of ')]}') classes[char.charCodeAt(0)] = Class.Closer;
classes[Char.Quote] = Class.Quote;
classes[Char.Apostrophe] = Class.Apostrophe;
classes[Char.Slash] = Class.Slash;
classes[Char.Less] = Class.Less;
classes[Char.Comma] = Class.Comma;

export function isDigit(code: number): boolean {
  return code >= Char.Zero && code <= Char.Nine;
}

/** Letters, digits and underscore: what names and constants are made of. */
export function isWordCode(code: number): boolean {
  return words[code] === 1;
}

const words = new Uint8Array(256);
for (const char of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_') words[char.charCodeAt(0)] = 1;

/** The first index from `at` that does not hold a space, at most `end`. */
export function skipSpaces(text: string, at: number, end: number): number {
  while (at < end && text.charCodeAt(at) === Char.Space) at++;
  return at;
}

/** The first index from `at` that does not hold a letter, digit or underscore. */
export function skipWord(text: string, at: number, end: number): number {
  while (at < end && words[text.charCodeAt(at)] === 1) at++;
  return at;
}

/** The first index from `at` that does not hold a decimal digit. */
export function skipDigits(text: string, at: number, end: number): number {
  while (at < end && isDigit(text.charCodeAt(at))) at++;
  return at;
}

/** Skips `"…"` or `'…'`; `at` is on the opening mark. A backslash takes the next character with it. */
export function skipQuoted(text: string, at: number, end: number, mark: '"' | "'" = '"'): number {
  let close = text.indexOf(mark, at + 1);
  while (close !== -1 && close < end) {
    let before = close - 1;
    while (before > at && text.charCodeAt(before) === Char.Backslash) before--;
    if (((close - before) & 1) === 1) return close + 1;
    close = text.indexOf(mark, close + 1);
  }
  return -1;
}

/** Skips a comment, which may hold others (`-X verbose` nests them); `at` is on its slash. */
export function skipComment(text: string, at: number, end: number): number {
  let depth = 0;
  for (let index = at; index + 1 < end; index++) {
    const code = text.charCodeAt(index);
    if (code === Char.Slash && text.charCodeAt(index + 1) === Char.Star) {
      depth++;
      index++;
    } else if (code === Char.Star && text.charCodeAt(index + 1) === Char.Slash) {
      depth--;
      index++;
      if (depth === 0) return index + 1;
    }
  }
  return -1;
}

/**
 * Skips what `-y` writes behind a descriptor: `</etc/passwd>`, `</dev/null<char 1:3>>(deleted)`, `<TCP:[a->b]>`, `<UNIX:[1->2,@"x>"]>`; `at` is
 * on its `<`. Paths escape `<`, `>`, `"` and the backslash but no bracket. Socket names are quoted and escape neither `<` nor `>`.
 */
export function skipAnnotation(text: string, at: number, end: number): number {
  const close = isBracketed(text, at + 1, end) ? skipBracketed(text, at + 1, end) : skipPath(text, at + 1, end);
  if (close === -1) return -1;
  return text.startsWith('(deleted)', close) && close + 9 <= end ? close + 9 : close;
}

/** Whether the annotation is `NAME:[…]`: a socket, a pipe, an anonymous inode. */
function isBracketed(text: string, at: number, end: number): boolean {
  let index = at;
  while (index < end && (words[text.charCodeAt(index)] === 1 || text.charCodeAt(index) === Char.Minus)) index++;
  return index > at && text.charCodeAt(index) === Char.Colon && text.charCodeAt(index + 1) === Char.OpenBracket;
}

function skipBracketed(text: string, at: number, end: number): number {
  let depth = 0;
  let index = at;
  while (index < end) {
    const code = text.charCodeAt(index);
    if (code === Char.Quote) {
      index = skipQuoted(text, index, end);
      if (index === -1) return -1;
      continue;
    }
    if (code === Char.OpenBracket) depth++;
    else if (code === Char.CloseBracket) depth--;
    else if (code === Char.Greater && depth === 0) return index + 1;
    index++;
  }
  return -1;
}

function skipPath(text: string, at: number, end: number): number {
  let depth = 1;
  for (let index = at; index < end; index++) {
    const code = text.charCodeAt(index);
    if (code === Char.Backslash) index++;
    else if (code === Char.Less) depth++;
    else if (code === Char.Greater && --depth === 0) return index + 1;
  }
  return -1;
}

/**
 * Whether the `<` at this index begins an annotation: only a number or AT_FDCWD has one, and a shift has two `<`. With -X verbose a comment
 * stands between: `-100 /* AT_FDCWD *\/</tmp>`.
 */
export function isAnnotationStart(text: string, at: number): boolean {
  if (at === 0 || text.charCodeAt(at + 1) === Char.Less) return false;
  const before = text.charCodeAt(at - 1);
  if (isDigit(before)) return true;
  if (before === Char.Slash) return text.charCodeAt(at - 2) === Char.Star;
  return before === 68 && text.startsWith('AT_FDCWD', at - 8);
}

/**
 * The index of the bracket that closes the one which is open at `at` (just after its opener), or of a comma on that level if `stopAtComma`; -1 if
 * there is none in the line.
 */
export function findClose(text: string, at: number, end: number, stopAtComma = false): number {
  let depth = 0;
  let index = at;
  while (index < end) {
    const kind = classes[text.charCodeAt(index)];
    if (kind === Class.Plain || kind === undefined) {
      index++;
    } else if (kind === Class.Closer) {
      if (depth === 0) return index;
      depth--;
      index++;
    } else if (kind === Class.Opener) {
      depth++;
      index++;
    } else if (kind === Class.Comma) {
      if (stopAtComma && depth === 0) return index;
      index++;
    } else {
      index = skipNested(text, index, end, kind);
      if (index === -1) return -1;
    }
  }
  return -1;
}

function skipNested(text: string, at: number, end: number, kind: number): number {
  if (kind === Class.Quote) return skipQuoted(text, at, end);
  if (kind === Class.Apostrophe) return skipQuoted(text, at, end, "'");
  if (kind === Class.Slash) return text.charCodeAt(at + 1) === Char.Star ? skipComment(text, at, end) : at + 1;
  if (text.charCodeAt(at + 1) === Char.Less) return at + 2;
  return isAnnotationStart(text, at) ? skipAnnotation(text, at, end) : at + 1;
}
