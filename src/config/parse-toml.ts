import { parse, TomlDate, TomlError } from 'smol-toml';

import { TraceGateError } from '../errors.js';
import type { ConfigProblem } from '../model/config.js';
import { tomlPlaces, type TomlPlaces } from './toml-places.js';

export interface TomlFile {
  readonly data: Readonly<Record<string, unknown>>;
  readonly places: TomlPlaces;
}

/** Reads TOML text; a file that is none is an E_CONFIG at the place where reading stopped. */
export function parseToml(text: string, file: string): TomlFile {
  try {
    const data = withoutDates(parse(text)) as Record<string, unknown>;
    return { data, places: tomlPlaces(text, file) };
  } catch (error) {
    throw new TraceGateError('E_CONFIG', { file, problems: [syntaxProblem(error, file)] }, { cause: error });
  }
}

/** No key of ours is a date. As null it fails every schema; a Date would pass for a table, being an object. */
function withoutDates(value: unknown): unknown {
  if (value instanceof TomlDate) return null;
  if (Array.isArray(value)) return value.map(withoutDates);
  if (typeof value !== 'object' || value === null) return value;
  const table = Object.create(null) as Record<string, unknown>;
  for (const [key, inner] of Object.entries(value)) table[key] = withoutDates(inner);
  return table;
}

/** Both parsers say where they stopped, each in its own way; neither message is needed beyond its first line. */
function syntaxProblem(error: unknown, file: string): ConfigProblem {
  const { line, column } = stoppedAt(error);
  const detail = error instanceof Error ? error.message.replace(/^Invalid TOML document: /, '') : String(error);
  return {
    code: 'syntax',
    severity: 'error',
    place: { file, line, column },
    facts: { detail: detail.split('\n')[0] ?? detail },
  };
}

function stoppedAt(error: unknown): { line: number; column: number } {
  if (error instanceof TomlError) return { line: error.line, column: error.column };
  const { lineNumber, column } = error as { lineNumber?: unknown; column?: unknown };
  return {
    line: typeof lineNumber === 'number' ? lineNumber : 1,
    column: typeof column === 'number' ? Math.max(1, column) : 1,
  };
}
