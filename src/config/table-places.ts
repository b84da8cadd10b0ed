import type { KeyPlaces } from '../model/config.js';
import type { TomlPath, TomlPlaces } from './toml-places.js';

/** Where each key of a table stands. */
export function tablePlaces(table: object, path: TomlPath, places: TomlPlaces): KeyPlaces {
  return new Map(Object.keys(table).map((key) => [key, places.keyAt([...path, key])]));
}

/** The tables of an array of tables, each with its path. Anything else was reported by the envelope. */
export function tablesOf(
  value: unknown,
  root: string,
): readonly { readonly table: unknown; readonly path: TomlPath }[] {
  return Array.isArray(value) ? value.map((table: unknown, index) => ({ table, path: [root, index] })) : [];
}
