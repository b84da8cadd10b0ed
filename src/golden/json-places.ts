/** Where in a JSON text what is: for messages that name a line. Only used on texts that are broken, or not as we print them. */

export interface JsonPlaces {
  /** Line, 1-based, of every value down to `depth`, by its keys and indexes joined with `/`; '' is the whole document. */
  readonly lines: ReadonlyMap<string, number>;
  /** The first key that an object has twice: JSON.parse would silently take the second. */
  readonly duplicate?: { readonly at: string; readonly line: number };
  /** Where it stops being JSON. `atEnd`: nothing is wrong but that there is no more. */
  readonly broken?: { readonly line: number; readonly atEnd: boolean };
}

interface Frame {
  readonly path: string;
  readonly keys: Set<string> | undefined;
  /** Key or index of the value that comes next. */
  name: string | number;
}

type Expected = 'value' | 'first value' | 'key' | 'first key' | 'colon' | 'comma' | 'end';

const token =
  /[ \t\r\n]*(?:([{}[\],:])|("(?:[^"\\\n]|\\.)*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null))/y;
// What the last token looks like when the text was cut in it.
const cutToken =
  /^[ \t\r\n]*(?:"(?:[^"\\\n]|\\.)*\\?|-|\.|[eE][-+]?|t(?:r(?:u)?)?|f(?:a(?:l(?:s)?)?)?|n(?:u(?:l)?)?)?$/;

export function placesInJson(text: string, depth = 5): JsonPlaces {
  const lines = new Map<string, number>();
  let duplicate: JsonPlaces['duplicate'];
  const stack: Frame[] = [];
  let expected: Expected = 'value';
  let line = 1;
  let counted = 0;
  const lineAt = (offset: number): number => {
    for (let next = text.indexOf('\n', counted); next !== -1 && next < offset; next = text.indexOf('\n', counted)) {
      line += 1;
      counted = next + 1;
    }
    return line;
  };
  const afterValue = (): Expected => (stack.length === 0 ? 'end' : 'comma');
  token.lastIndex = 0;
  for (let from = 0; ; from = token.lastIndex) {
    token.lastIndex = from;
    const match = token.exec(text);
    if (!match) {
      const rest = text.slice(from);
      if (expected === 'end' && rest.trim() === '') return { lines, ...(duplicate ? { duplicate } : {}) };
      const atEnd = expected !== 'end' && cutToken.test(rest);
      return { lines, broken: { line: lineAt(atEnd ? text.trimEnd().length : from + rest.search(/\S|$/)), atEnd } };
    }
    const [, mark, string] = match;
    const frame = stack.at(-1);
    const start = token.lastIndex - match[0].trimStart().length;
    const broken = (): JsonPlaces => ({ lines, broken: { line: lineAt(start), atEnd: false } });
    if (mark === '}' || mark === ']') {
      const opened = frame && (frame.keys ? '}' : ']');
      if (mark !== opened || (expected !== 'comma' && expected !== (mark === '}' ? 'first key' : 'first value')))
        return broken();
      stack.pop();
      expected = afterValue();
    } else if (mark === ',') {
      if (expected !== 'comma' || !frame) return broken();
      if (typeof frame.name === 'number') frame.name += 1;
      expected = frame.keys ? 'key' : 'value';
    } else if (mark === ':') {
      if (expected !== 'colon') return broken();
      expected = 'value';
    } else if (expected === 'key' || expected === 'first key') {
      if (string === undefined || !frame?.keys) return broken();
      frame.name = string.slice(1, -1);
      if (frame.keys.has(frame.name)) duplicate ??= { at: pathTo(frame), line: lineAt(start) };
      frame.keys.add(frame.name);
      expected = 'colon';
    } else if (expected === 'value' || expected === 'first value') {
      const path = frame ? pathTo(frame) : '';
      if (stack.length <= depth) lines.set(path, lineAt(start));
      if (mark === undefined) expected = afterValue();
      else {
        stack.push(mark === '{' ? { path, keys: new Set(), name: '' } : { path, keys: undefined, name: 0 });
        expected = mark === '{' ? 'first key' : 'first value';
      }
    } else return broken();
  }
}

function pathTo(frame: Frame): string {
  return frame.path === '' ? String(frame.name) : `${frame.path}/${frame.name}`;
}
