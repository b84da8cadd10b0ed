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
    return typeof this.value === 'number' ? this.value : this.fail('is no number');
  }

  /** Samples come by the million, so only what is wrong gets a place. */
  numbers(): number[] {
    const { value } = this;
    if (Array.isArray(value) && value.every((item): item is number => typeof item === 'number')) return value;
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

/** Reads JSON; throws a mistake with the line at which the text stops being any. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const { message } = error as SyntaxError;
    const position = /at position (\d+)/.exec(message)?.[1] ?? (/end of JSON/.test(message) ? text.length : undefined);
    // Of a character that can't be there, versions of Node do not say where it is.
    if (position === undefined) throw new Mistake('this is no JSON', undefined, undefined, { cause: error });
    const before = text.slice(0, Number(position)).trimEnd();
    const detail = before === text.trimEnd() ? 'the JSON ends in the middle' : 'this is no JSON';
    throw new Mistake(detail, before.split('\n').length, undefined, { cause: error });
  }
}
