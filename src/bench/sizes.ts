/** Sizes against stored ones. A size has no noise: what is larger is larger. */
import type { StoredLimits } from '../model/bench-baseline.js';
import type { MeasuredSize, SizeResult } from '../model/bench-size.js';
import { judgeChange } from './stored-rule.js';

/** Document 002: alert if a binary grows by more than 5 %, or dependencies make it more than 10 % larger. */
export const sizeLimits: StoredLimits = { regression: 0.1, warning: 0.05 };

export function judgeSizes(
  stored: Readonly<Record<string, number>>,
  measured: readonly MeasuredSize[],
  limits: StoredLimits,
): SizeResult[] {
  return measured.map(({ name, bytes }): SizeResult => {
    const before = Object.hasOwn(stored, name) ? stored[name] : undefined;
    if (bytes === undefined) return { name, verdict: 'MISSING', ...(before === undefined ? {} : { before }) };
    if (before === undefined) return { name, verdict: 'NEW', bytes };
    const change = before === bytes ? 0 : bytes / before - 1;
    const shown = Number.isFinite(change) ? { change } : {};
    return { name, verdict: judgeChange(change, limits), bytes, before, ...shown };
  });
}
