import { type Unit, units } from '../model/measures.js';
import { describeValue, type TableContext } from './report-mismatches.js';

/** Suffix → how many of the base unit it is; renacer's own files call 104857600 bytes "100MB". */
const suffixes: Readonly<Record<Unit, Readonly<Record<string, number>>>> = {
  ms: { ns: 1e-6, us: 1e-3, ms: 1, s: 1000, min: 60_000 },
  bytes: {
    B: 1,
    KB: 1024,
    MB: 1024 ** 2,
    GB: 1024 ** 3,
    KiB: 1024,
    MiB: 1024 ** 2,
    GiB: 1024 ** 3,
  },
  percent: { '%': 1 },
  calls: {},
  count: {},
};

/** What a suffix stands for: `ms` → 1 ms, `KiB` → 1024 bytes. Undefined: nothing. */
export function factorOf(suffix: string): { readonly unit: Unit; readonly factor: number } | undefined {
  for (const unit of units) {
    const factor = suffixes[unit][suffix];
    if (factor !== undefined) return { unit, factor };
  }
  return undefined;
}

/** `20`, `"20 ms"` → 20 in the unit. Undefined: another unit, which was told. */
export function readBound(
  key: string,
  value: string | number,
  unit: Unit,
  { path, places, problems }: TableContext,
): number | undefined {
  if (typeof value === 'number') return value;
  const [, digits = '', suffix = ''] = /^\s*([\d.]+)\s*([A-Za-z%]*)\s*$/.exec(value) ?? [];
  const factor = suffix === '' ? 1 : suffixes[unit][suffix];
  if (factor !== undefined && digits !== '') return Number(digits) * factor;
  const known = Object.keys(suffixes[unit]);
  problems.error('bad-format', places.valueAt([...path, key]), {
    key,
    got: describeValue(value),
    rule: known.length === 0 ? 'this measure is a plain number' : `units of this measure: ${known.join(', ')}`,
  });
  return undefined;
}
