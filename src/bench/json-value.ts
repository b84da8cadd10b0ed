/** A value of a foreign document together with where it stands, so that whoever asks it for something else can be told where to look. */
import { Mistake } from './mistake.js';

export class JsonValue {
  constructor(
    readonly value: unknown,
    private readonly at = '',
  ) {}

  /** A member of an object; undefined: it has none of this name, or null. */
  optional(key: string): JsonValue | undefined {
    const member = this.#object()[key];
    return member === undefined || member === null ? undefined : new JsonValue(member, this.#below(key));
  }

  member(key: string): JsonValue {
    return this.optional(key) ?? this.fail(`has no \`${key}\``);
  }

  members(): [name: string, value: JsonValue][] {
    return Object.entries(this.#object()).map(([key, value]) => [key, new JsonValue(value, this.#below(key))]);
  }

  items(): JsonValue[] {
    if (!Array.isArray(this.value)) return this.fail('is no list');
    return this.value.map((item: unknown, index) => new JsonValue(item, `${this.at}[${index}]`));
  }

  text(): string {
    return typeof this.value === 'string' ? this.value : this.fail('is no text');
  }

  number(): number {
    if (typeof this.value !== 'number') return this.fail('is no number');
    return Number.isFinite(this.value) ? this.value : this.fail('is larger than any number');
  }

  /** Samples come by the million, so only what is wrong gets a place. */
  numbers(): number[] {
    const { value } = this;
    if (Array.isArray(value) && value.every((item): item is number => Number.isFinite(item))) return value;
    return this.items().map((item) => item.number());
  }

  /** Throws what is wrong with this value. */
  fail(detail: string): never {
    throw new Mistake(`${this.at === '' ? 'the document' : this.at} ${detail}`);
  }

  #object(): Readonly<Record<string, unknown>> {
    if (typeof this.value !== 'object' || this.value === null || Array.isArray(this.value))
      return this.fail('is no object');
    return this.value as Readonly<Record<string, unknown>>;
  }

  #below(key: string): string {
    if (!/^[A-Za-z_]\w*$/.test(key)) return `${this.at}[${JSON.stringify(key)}]`;
    return this.at === '' ? key : `${this.at}.${key}`;
  }
}

/** Does it have all of these members? For telling formats apart. */
export function hasMembers<Key extends string>(value: unknown, ...keys: readonly Key[]): value is Record<Key, unknown> {
  return typeof value === 'object' && value !== null && keys.every((key) => key in value);
}

/** Is it a list whose items, as far as there are any, have these members? */
export function isListWith(value: unknown, ...keys: readonly string[]): boolean {
  return Array.isArray(value) && (value.length === 0 || hasMembers(value[0], ...keys));
}

/** What no log of a tool is; undefined: the text is something else, or a document that is damaged. */
export function wholeJson(text: string): { readonly document: unknown } | undefined {
  if (!/^\s*[{[]/.test(text)) return undefined;
  try {
    return { document: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** Reads JSON; throws a mistake with the line at which the text stops being any. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const { message } = error as SyntaxError;
    const told = /at position (\d+)/.exec(message)?.[1] ?? (/end of JSON/.test(message) ? text.length : undefined);
    // Of a character that can't be there, versions of Node do not say where it is.
    const position = told === undefined ? strangeAt(text) : Number(told);
    const before = text.slice(0, position).trimEnd();
    if (before === text.trimEnd())
      throw new Mistake('the JSON ends in the middle', before.split('\n').length, undefined, { cause: error });
    const [word = ''] = /^[-+]?\w+|./su.exec(text.slice(text[position - 1] === '-' ? position - 1 : position)) ?? [];
    const line = text.slice(0, position).split('\n').length;
    throw new Mistake(`this is no JSON: \`${word.slice(0, 40)}\``, line, undefined, { cause: error });
  }
}

const token =
  /\s*(?:[{}[\]:,]|"(?:[^"\\\u0000-\u001f]|\\.)*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?\b|true\b|false\b|null\b)\s*/y;

/** Where something begins that is in no JSON: NaN, Infinity, a word without quotes. */
function strangeAt(text: string): number {
  let end = text.length - text.trimStart().length;
  token.lastIndex = end;
  while (token.test(text)) end = token.lastIndex;
  return end;
}
