import type { SchemaCheck, SchemaMismatch } from '../schema/compile-schema.js';
import { describeValue, reportMismatches, type TableContext } from './report-mismatches.js';

export type RawTable = Readonly<Record<string, unknown>>;

const isTable = (value: unknown): value is RawTable =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export interface TypedTable<T> {
  readonly table: RawTable;
  readonly type: string;
  readonly check: SchemaCheck<T>;
}

/** Finds the schema of a table by its own `key` (`type`, `check`). Undefined: what is wrong was told. */
export function typedTable<T>(
  table: unknown,
  key: string,
  checks: ReadonlyMap<string, SchemaCheck<T>>,
  { places, problems, path, label }: TableContext,
): TypedTable<T> | undefined {
  if (!isTable(table)) {
    problems.error('wrong-type', places.valueAt(path), {
      key: label,
      expected: ['a table'],
      got: describeValue(table),
    });
    return undefined;
  }
  const type = table[key];
  const place = places.valueAt([...path, key]);
  if (type === undefined) {
    problems.error('missing-key', places.keyAt(path), { table: label, key });
    return undefined;
  }
  if (typeof type !== 'string') {
    problems.error('wrong-type', place, { key, expected: ['a string'], got: describeValue(type) });
    return undefined;
  }
  const check = checks.get(type);
  if (check === undefined) {
    problems.error('unknown-type', place, { type, known: [...checks.keys()] });
    return undefined;
  }
  return { table, type, check };
}

/** `const` is the type, which chose this very schema. */
const isWorthTelling = (mismatch: SchemaMismatch): boolean => mismatch.keyword !== 'const';

/** The table as its schema has it; undefined: what is wrong was told. */
export function checkedTable<T>(table: unknown, check: SchemaCheck<T>, context: TableContext): T | undefined {
  const result = check(table);
  if (result.ok) return result.value;
  reportMismatches(result.mismatches.filter(isWorthTelling), context);
  return undefined;
}
