/** The text of a golden as it grows, line by line. */

export class Page {
  readonly lines: string[] = [];

  /** Adds a line and returns its number. */
  add(line: string): number {
    return this.lines.push(line);
  }
}

/** Lines of a list's elements by their index in the golden, and the line where the list begins. */
export interface ListLines {
  readonly head: number;
  readonly elements: readonly number[];
}

export const lineIn = ({ head, elements }: ListLines, index: number): number => elements[index] ?? head;

/** A set, one element a line, sorted by the lines; those that are `last` come last, so that what is appended is not. */
export function renderSet(
  page: Page,
  indent: number,
  key: string,
  lines: readonly string[],
  after: string,
  last: (index: number) => boolean = () => false,
): ListLines {
  const margin = ' '.repeat(indent);
  if (lines.length === 0) return { head: page.add(`${margin}${json(key)}: []${after}`), elements: [] };
  const head = page.add(`${margin}${json(key)}: [`);
  const order = lines
    .map((line, index) => ({ line, index, last: last(index) }))
    .sort((a, b) => Number(a.last) - Number(b.last) || (a.line < b.line ? -1 : a.line > b.line ? 1 : 0));
  const elements = lines.map(() => head);
  order.forEach(({ line, index }, place) => {
    elements[index] = page.add(`${margin}  ${line}${place === order.length - 1 ? '' : ','}`);
  });
  page.add(`${margin}]${after}`);
  return { head, elements };
}

// What a reviewer would not see, or would see in the wrong order: control characters beyond those that JSON escapes, invisible and bidirectional
// ones (https://trojansource.codes), and the two that some editors take for the end of a line.
const unseen = /[\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

/** One line, in which everything is seen. */
export function json(value: unknown): string {
  return JSON.stringify(value).replace(unseen, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
