import { ignoredTables, tableKinds, unsupportedTables } from '../schema/config.js';
import type { Problems } from './problems.js';
import { tablesWithKey } from './tables-with-key.js';
import type { TomlFile } from './parse-toml.js';

const isTable = (value: unknown): boolean => typeof value === 'object' && value !== null;
const includes = (names: readonly string[], name: string): boolean => names.includes(name);

/** The first step: which tables there are, before anything in them is looked at. Every header is told once. */
export function checkEnvelope({ data, places }: TomlFile, problems: Problems): void {
  const unknown = new Set<string>();
  for (const { root, text, place } of places.headers) {
    if (Object.hasOwn(tableKinds, root)) continue;
    if (includes(ignoredTables, root)) problems.note('ignored-table', place, { table: text });
    else if (includes(unsupportedTables, root)) problems.error('unsupported', place, { what: text });
    else if (!unknown.has(root)) {
      unknown.add(root);
      const known = [...Object.keys(tableKinds), ...ignoredTables, ...unsupportedTables];
      const elsewhere = isTable(data[root]) ? [] : tablesWithKey(root);
      problems.error('unknown-table', place, { table: root, tables: Object.values(tableKinds), known, elsewhere });
    }
  }
  for (const [table, wanted] of Object.entries(tableKinds)) {
    const value = data[table];
    const fits = wanted.startsWith('[[') ? Array.isArray(value) : isTable(value) && !Array.isArray(value);
    if (value === undefined || fits) continue;
    const header = places.headers.find(({ root }) => root === table);
    problems.error('wrong-table-kind', places.keyAt([table]), { table: header?.text ?? table, wanted });
  }
}
