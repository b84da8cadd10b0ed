import type { Assertion, DeltaAssertion } from '../model/config.js';
import { measureSpec, type Measure } from '../model/measures.js';
import { readBound } from './read-bound.js';
import type { TableContext } from './report-mismatches.js';

type Bound = string | number;
/** `"10%"`, `20`, `["10%", "5 ms"]`. */
type MaxDelta = Bound | readonly Bound[];

/** What of an assertion is compared with what it was; undefined: it has no figure. */
function measuredBy(
  assertion: Assertion,
): (Pick<DeltaAssertion, 'syscalls' | 'callPattern' | 'traceNamePattern'> & { readonly measure: Measure }) | undefined {
  switch (assertion.type) {
    case 'critical_path': {
      const { measure, traceNamePattern } = assertion;
      if (measure !== 'wall') return undefined;
      return { measure: 'wall', ...(traceNamePattern === undefined ? {} : { traceNamePattern }) };
    }
    case 'span_count': {
      const { spanNamePattern: callPattern } = assertion;
      return { measure: 'calls', ...(callPattern === undefined ? {} : { callPattern }) };
    }
    case 'memory_usage':
      return { measure: assertion.trackingMode === 'rss' ? 'peak_rss' : 'allocated' };
    case 'limit': {
      const { measure, syscalls } = assertion;
      return { measure, ...(syscalls === undefined ? {} : { syscalls }) };
    }
    case 'anti_pattern':
    case 'custom':
    case 'delta':
      return undefined;
  }
}

const key = 'max_delta';

/** The assertion of a distance that `max_delta` makes of another one. Undefined: what is wrong with it was told. */
export function deltaOf(assertion: Assertion, max: MaxDelta, context: TableContext): DeltaAssertion | undefined {
  const measured = measuredBy(assertion);
  if (!measured) {
    const rule = 'it compares wall time, and not the path of a recording';
    context.problems.error('bad-format', context.places.valueAt([...context.path, key]), {
      key,
      got: 'used with measure = "critical_path"',
      rule,
    });
    return undefined;
  }
  const { name, enabled, severity, appliesTo, optional, why, place, places } = assertion;
  const bounds = [max].flat();
  const isPercent = (bound: Bound): boolean => typeof bound === 'string' && bound.trim().endsWith('%');
  if (bounds.length === 2 && bounds.filter(isPercent).length !== 1) {
    const rule = 'of two, one is in percent and one in the unit of the measure';
    context.problems.error('bad-format', context.places.valueAt([...context.path, key]), { key, got: 'a list', rule });
    return undefined;
  }
  const limits: { maxPercent?: number; maxAbsolute?: number } = {};
  for (const bound of bounds) {
    if (isPercent(bound)) limits.maxPercent = Number.parseFloat(String(bound));
    else {
      const limit = readBound(key, bound, measureSpec(measured.measure).unit, context);
      if (limit === undefined) return undefined;
      limits.maxAbsolute = limit;
    }
  }
  return {
    type: 'delta',
    name,
    enabled,
    severity,
    ...(appliesTo === undefined ? {} : { appliesTo }),
    optional,
    ...(why === undefined ? {} : { why }),
    place,
    places,
    ...measured,
    ...limits,
    twoSided: false,
    key,
  };
}
