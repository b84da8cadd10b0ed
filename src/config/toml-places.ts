import { type AST, parseTOML } from 'toml-eslint-parser';

import type { ConfigPlace } from '../model/config.js';

export type TomlPath = readonly (string | number)[];

/** A table header or a top-level key, as written. */
export interface TomlHeader {
  /** First key of the path. */
  readonly root: string;
  /** `[performance.budgets]`, `[[assertion]]`, or `max_spans` for a key outside any table. */
  readonly text: string;
  readonly place: ConfigPlace;
}

/** Where everything stands in a TOML file. */
export interface TomlPlaces {
  /** Place of the key or the table header; of the nearest enclosing one where the path has none. */
  readonly keyAt: (path: TomlPath) => ConfigPlace;
  readonly valueAt: (path: TomlPath) => ConfigPlace;
  /** In file order; a text that is repeated (`[[assertion]]`) is listed at its first place. */
  readonly headers: readonly TomlHeader[];
}

const mapKey = (path: TomlPath): string => JSON.stringify(path.map(String));
const keyNames = (key: AST.TOMLKey): string[] =>
  key.keys.map((part) => (part.type === 'TOMLBare' ? part.name : part.value));

/**
 * Finds the places of keys and values. smol-toml has read the file already and is the one that says whether it is TOML; it
 * keeps no positions, which is why a second parser reads the same text.
 */
export function tomlPlaces(text: string, file: string): TomlPlaces {
  const keys = new Map<string, ConfigPlace>();
  const values = new Map<string, ConfigPlace>();
  const headers = new Map<string, TomlHeader>();
  const start: ConfigPlace = { file, line: 1, column: 1 };

  const placeOf = (node: AST.TOMLNode): ConfigPlace => ({
    file,
    line: node.loc.start.line,
    column: node.loc.start.column + 1,
  });
  const setFirst = (map: Map<string, ConfigPlace>, path: TomlPath, place: ConfigPlace): void => {
    if (!map.has(mapKey(path))) map.set(mapKey(path), place);
  };

  /** Each part of a dotted path: `a.b.c = 1` is where `a` and `a.b` begin, too. */
  const addPath = (base: TomlPath, names: TomlPath, place: ConfigPlace): TomlPath => {
    for (let length = 1; length <= names.length; length++) setFirst(keys, [...base, ...names.slice(0, length)], place);
    return [...base, ...names];
  };
  const addValue = (node: AST.TOMLContentNode, path: TomlPath): void => {
    setFirst(values, path, placeOf(node));
    if (node.type === 'TOMLArray') node.elements.forEach((element, index) => addValue(element, [...path, index]));
    if (node.type === 'TOMLInlineTable') node.body.forEach((pair) => addPair(pair, path));
  };
  const addPair = (pair: AST.TOMLKeyValue, base: TomlPath): void => {
    addValue(pair.value, addPath(base, keyNames(pair.key), placeOf(pair.key)));
  };
  const addHeader = (text: string, root: string, place: ConfigPlace): void => {
    if (!headers.has(text)) headers.set(text, { root, text, place });
  };

  for (const node of parseTOML(text, { tomlVersion: 'latest' }).body[0].body) {
    if (node.type === 'TOMLKeyValue') {
      addHeader(keyNames(node.key).join('.'), keyNames(node.key)[0] ?? '', placeOf(node.key));
      addPair(node, []);
      continue;
    }
    const name = keyNames(node.key).join('.');
    addHeader(node.kind === 'array' ? `[[${name}]]` : `[${name}]`, keyNames(node.key)[0] ?? '', placeOf(node));
    addPath([], node.resolvedKey, placeOf(node));
    for (const pair of node.body) addPair(pair, node.resolvedKey);
  }

  const keyAt = (path: TomlPath): ConfigPlace =>
    keys.get(mapKey(path)) ?? values.get(mapKey(path)) ?? (path.length === 0 ? start : keyAt(path.slice(0, -1)));
  return { keyAt, valueAt: (path) => values.get(mapKey(path)) ?? keyAt(path), headers: [...headers.values()] };
}
