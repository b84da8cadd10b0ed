/**
 * Small pieces of text: what a traced program put into a name must not become a line break or a terminal command in a report.
 */

/** Control characters, line separators and marks that turn the direction of text (a file can be called anything). */
// eslint-disable-next-line no-control-regex
const unprintable = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code === 0x0a) return '\\n';
  if (code === 0x09) return '\\t';
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
}

/** One printable line. */
export function printable(text: string): string {
  return text.replace(unprintable, escaped);
}

/** Printable lines: for texts that have lines on purpose (the last lines of a build, a list of problems). */
export function printableLines(text: string): string[] {
  return text.replace(/\s+$/, '').split(/\r?\n/).map(printable);
}

/** At most `limit` characters, the end cut off. */
export function shortened(text: string, limit: number): string {
  const characters = Array.from(text);
  return characters.length <= limit ? text : `${characters.slice(0, limit - 1).join('')}…`;
}

/** An argument as a shell would need it written; placeholders (`<PATH>`, `$CWD`) stay readable. */
function quoted(word: string): string {
  const text = printable(word);
  if (/^[\w@%+=:,./<>$-]+$/.test(text)) return text;
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

const longestArgument = 60;
const longestCommand = 100;

/** A command line, shell-quoted and shortened: scripts given by `-c` can have any length. */
export function commandText(argv: readonly string[]): string {
  return shortened(argv.map((word) => quoted(shortened(word, longestArgument))).join(' '), longestCommand);
}

/** The folder of a path with its slash, and the rest. */
function splitPath(path: string): readonly [folder: string, base: string] {
  const slash = path.lastIndexOf('/');
  return [path.slice(0, slash + 1), path.slice(slash + 1)];
}

/** The last number in a name such as `f07`; NaN when there is none. */
const numberIn = (name: string): number => Number(/\d+(?=\D*$)/.exec(name)?.[0] ?? NaN);

/** A name without that number. */
const stem = (name: string): string => name.replace(/\d+(?=\D*$)/, '#');

/**
 * Several names as one short text: `$CWD/data/f00 … f39`, `a, b and 12 more`. `total` is how many there are, of which `names` are the first ones, or
 * the first ones and the last. `certain` false: `total` is no more than likely, and is only believed where numbers in the names say the same.
 */
export function listNames(names: readonly string[], total: number, certain = true): string {
  const [first = '', ...rest] = names;
  const [folder, base] = splitPath(first);
  const last = rest.at(-1);
  if (last === undefined) return total > 1 && certain ? `${first} and ${total - 1} more` : first;
  const sameFolder = rest.every((name) => splitPath(name)[0] === folder);
  const short = rest.map((name) => (sameFolder ? splitPath(name)[1] : name));
  const end = short.at(-1) ?? '';
  const span = sameFolder && stem(end) === stem(base) ? numberIn(end) - numberIn(base) + 1 : NaN;
  if (span === total && names.length > 2) return `${first} … ${end}`;
  const left = total - names.length;
  const more = left <= 0 ? '' : certain ? ` and ${left} more` : ' and more';
  if (span === names.length && names.length > 3) return `${first} … ${end}${more}`;
  if (left <= 0 && names.length <= 3) return `${[first, ...short.slice(0, -1)].join(', ')} and ${end}`;
  return `${first}, ${short[0] ?? ''} and ${certain ? `${total - 2} more` : 'more'}`;
}
