/** Code spans: the only place in Markdown where text stays as it is, whatever it holds. */

export function code(text: string): string {
  const fence = fenceAround(text, 1);
  const space = text === '' || /^`|`$|^ .* $/.test(text) ? ' ' : '';
  return `${fence}${space}${text}${space}${fence}`;
}

/** At least so many backticks, and more than any run of them within. */
export function fenceAround(text: string, least: number): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  return '`'.repeat(Math.max(least, longest + 1));
}

/** A pipe ends a cell even in a code span, unless a backslash stands before it that no other one escapes. */
export function cell(text: string): string {
  return text.replace(/(\\*)\|/g, (_, slashes: string) => `${slashes}${slashes}${String.raw`\|`}`);
}
