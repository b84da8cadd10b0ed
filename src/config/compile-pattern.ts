export type PatternResult =
  { readonly ok: true; readonly pattern: RegExp } | { readonly ok: false; readonly detail: string };

/**
 * Compiles a pattern of renacer.toml. renacer's are Rust's: searched anywhere in the text, with flags in front (`(?i)open`),
 * names as `(?P<name>…)`, ends as `\A` and `\z`. JavaScript's differ in just these spellings and in what they allow beyond,
 * which does no harm.
 */
export function compilePattern(text: string, flags: '' | 'g' = ''): PatternResult {
  const inline = /^\(\?([ims]+)\)/.exec(text);
  const source = text
    .slice(inline?.[0].length ?? 0)
    .replaceAll('(?P<', '(?<')
    .replace(/(?<!\\)((?:\\\\)*)\\A/g, '$1(?<![^])')
    .replace(/(?<!\\)((?:\\\\)*)\\z/g, '$1(?![^])');
  try {
    return { ok: true, pattern: new RegExp(source, [...new Set(`u${flags}${inline?.[1] ?? ''}`)].join('')) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // "Invalid regular expression: /(/u: Unterminated group": the pattern itself is told beside it.
    return { ok: false, detail: message.slice(message.lastIndexOf(': ') + 2) };
  }
}
