import { nearestName } from '../nearest-name.js';
import type { SchemaMismatch } from '../schema/compile-schema.js';
import type { Problems } from './problems.js';
import { tablesWithKey } from './tables-with-key.js';
import type { TomlPath, TomlPlaces } from './toml-places.js';

/** One table of the file, for the problems in it. */
export interface TableContext {
  /** As a person calls it: `[[target]]`, `type = "span_count"`. */
  readonly label: string;
  readonly path: TomlPath;
  readonly places: TomlPlaces;
  readonly problems: Problems;
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'a string',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a table',
};

const limits: Readonly<Record<string, string>> = {
  minimum: 'at least',
  exclusiveMinimum: 'more than',
  maximum: 'at most',
  exclusiveMaximum: 'less than',
};

/** Turns what a schema does not accept into problems at their places in the file. */
export function reportMismatches(mismatches: readonly SchemaMismatch[], table: TableContext): void {
  const unknown = mismatches
    .filter(({ keyword }) => keyword === 'additionalProperties')
    .map(({ params }) => String(params['additionalProperty']));
  for (const mismatch of mismatches) if (!isMistyped(mismatch, unknown)) reportMismatch(mismatch, table);
}

/** `max_span` for `max_spans` is one mistake: the unknown key tells it, the missing one would tell it twice. */
function isMistyped({ keyword, params }: SchemaMismatch, unknown: readonly string[]): boolean {
  return keyword === 'required' && nearestName(String(params['missingProperty']), unknown) !== undefined;
}

function reportMismatch(mismatch: SchemaMismatch, table: TableContext): void {
  const { path, keyword, params, schema, got } = mismatch;
  const { label, places, problems } = table;
  const full = [...table.path, ...path];
  const place = places.valueAt(full);
  const key = keyLabel(path);

  switch (keyword) {
    case 'additionalProperties': {
      const unknown = String(params['additionalProperty']);
      const known = Object.keys((schema['properties'] as object | undefined) ?? {});
      const elsewhere = tablesWithKey(unknown);
      return problems.error('unknown-key', places.keyAt([...full, unknown]), {
        table: label,
        key: unknown,
        known,
        elsewhere,
      });
    }
    case 'required':
      return problems.error('missing-key', places.keyAt(full), {
        table: label,
        key: String(params['missingProperty']),
      });
    case 'type': {
      const expected = [params['type']].flat().map((name) => typeNames[String(name)] ?? String(name));
      return problems.error('wrong-type', place, { key: key || label, expected, got: describeValue(got) });
    }
    case 'enum':
      return problems.error('not-one-of', place, {
        key,
        got: describeValue(got),
        known: (schema['enum'] as unknown[]).map(String),
      });
    case 'minLength':
    case 'minItems':
    case 'minProperties':
      return problems.error('empty', place, { key: key || label });
    case 'maxItems':
      return problems.error('bad-format', place, {
        key,
        got: describeValue(got),
        rule: `at most ${String(params['limit'])} of them`,
      });
    case 'propertyNames': {
      const name = String(params['propertyName']);
      const rule = 'a name is not empty and has no `=`';
      return problems.error('bad-format', places.keyAt([...full, name]), {
        key: `key of ${key}`,
        got: describeValue(name),
        rule,
      });
    }
    case 'pattern':
      return problems.error('bad-format', place, {
        key,
        got: describeValue(got),
        rule: typeof schema['description'] === 'string' ? schema['description'] : 'it must not hold a NUL character',
      });
  }
  const limit = limits[keyword];
  if (limit !== undefined) {
    return problems.error('out-of-range', place, {
      key,
      got: describeValue(got),
      limit: `${limit} ${String(params['limit'])}`,
    });
  }
  // A keyword that no schema of renacer.toml uses so far: still an error, in ajv's words.
  problems.error('bad-format', place, { key: key || label, got: describeValue(got), rule: mismatch.message });
}

/** `command[0]`, `env.HOME`. */
function keyLabel(path: readonly (string | number)[]): string {
  return path.map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`)).join('');
}

/** A value as it stands in the file, shortened. Dates are null, see parse-toml.ts. */
export function describeValue(value: unknown): string {
  if (value === null) return 'a date';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a table';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'string') return typeof value;
  const quoted = JSON.stringify(value);
  return quoted.length <= 60 ? quoted : `${quoted.slice(0, 56)}…"`;
}
