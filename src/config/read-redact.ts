import type { RedactPattern } from '../model/config.js';
import { compileSchema } from '../schema/compile-schema.js';
import { redactSchema, tableKinds } from '../schema/config.js';
import { compilePattern } from './compile-pattern.js';
import { reportMismatches, type TableContext } from './report-mismatches.js';

const checkRedact = compileSchema(redactSchema);

/** Reads `[redact]`. What is no valid pattern is told and left out. */
export function readRedact(value: unknown, around: Omit<TableContext, 'label' | 'path'>): readonly RedactPattern[] {
  // Not a table: absent, or told by the envelope.
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  const result = checkRedact(value);
  if (!result.ok) reportMismatches(result.mismatches, { ...around, label: tableKinds.redact, path: ['redact'] });
  const patterns = (value as { patterns?: unknown }).patterns;
  if (!Array.isArray(patterns)) return [];
  return patterns.flatMap((text: unknown, index) => (typeof text === 'string' ? readPattern(text, index, around) : []));
}

function readPattern(text: string, index: number, around: Omit<TableContext, 'label' | 'path'>): RedactPattern[] {
  const { places, problems } = around;
  const place = places.valueAt(['redact', 'patterns', index]);
  const compiled = compilePattern(text, 'g');
  // One that matches the empty text would put its replacement between any two letters.
  const detail = !compiled.ok
    ? compiled.detail
    : ''.search(compiled.pattern) === 0
      ? 'it matches the empty text'
      : undefined;
  if (compiled.ok && detail === undefined) return [{ pattern: compiled.pattern, place }];
  problems.error('bad-pattern', place, { key: `patterns[${index}]`, pattern: text, detail: detail ?? '' });
  return [];
}
