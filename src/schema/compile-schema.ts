import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';

import type { Infer } from './infer.js';

/** One thing in a value that a schema does not accept. */
export interface SchemaMismatch {
  /** Keys and indexes from the root of the value; of the enclosing object for a missing or an unknown key. */
  readonly path: readonly (string | number)[];
  /** The schema's keyword: `type`, `required`, `additionalProperties`, `enum` … */
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** The schema that has the keyword. */
  readonly schema: Readonly<Record<string, unknown>>;
  /** The value there. */
  readonly got: unknown;
  /** ajv's English, for formats whose mistakes are not explained one by one. */
  readonly message: string;
}

export type SchemaResult<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly mismatches: readonly SchemaMismatch[] };

/** Checks a value against the schema that it was made from. */
export type SchemaCheck<T> = (value: unknown) => SchemaResult<T>;

// Every mistake at once; a union of types (a name or a list of names) is one mistake and not two.
const ajv = new Ajv({ allErrors: true, verbose: true, allowUnionTypes: true });

/** A check that reports every mismatch. The schema is compiled at the first use, since most commands need few of them. */
export function compileSchema<const S extends object>(schema: S): SchemaCheck<Infer<S>> {
  let validate: ValidateFunction | undefined;
  return (value) => {
    validate ??= ajv.compile(schema);
    if (validate(value)) return { ok: true, value: value as Infer<S> };
    return { ok: false, mismatches: (validate.errors ?? []).filter(isOwnError).map(toMismatch) };
  };
}

/** `propertyNames` reports the rule of the name and then itself: the second says which name, so it is the one to keep. */
const isOwnError = (error: ErrorObject): boolean => error.propertyName === undefined;

function toMismatch(error: ErrorObject): SchemaMismatch {
  return {
    path: parsePointer(error.instancePath),
    keyword: error.keyword,
    params: error.params,
    schema: error.parentSchema ?? {},
    got: error.data,
    message: error.message ?? error.keyword,
  };
}

/** RFC 6901. A number is taken for an index: no schema of ours has keys that are numbers where it would matter. */
function parsePointer(pointer: string): (string | number)[] {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}
