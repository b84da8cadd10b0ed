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

  numbers(): number[] {
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
export function hasMembers(value: unknown, ...keys: readonly string[]): boolean {
  return typeof value === 'object' && value !== null && keys.every((key) => key in value);
}

/** Reads JSON; throws a mistake with the line at which the text stops being any. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const { message } = error as SyntaxError;
    const at = /at position (\d+)/.exec(message)?.[1];
    const before = at === undefined ? text.trimEnd() : text.slice(0, Number(at));
    const line = before.split('\n').length;
    const ended = before.trim() === text.trim();
    throw new Mistake(ended ? 'the JSON ends in the middle' : 'this is no JSON', line, undefined, { cause: error });
  }
}
