import type { Assertion, AssertionType } from '../model/config.js';
import type { Measurements } from '../model/measurements.js';
import { antiPattern } from './anti-pattern.js';
import { custom } from './custom.js';
import { criticalPath } from './critical-path.js';
import type { AssertionKind, Evaluation, MeasurementNeed } from './evaluation.js';
import { delta } from './delta.js';
import { limit } from './limit.js';
import { memoryUsage } from './memory-usage.js';
import { spanCount } from './span-count.js';

/** Every assertion type; the compiler names the one that is missing. */
export const assertionKinds: { readonly [T in AssertionType]: AssertionKind<Extract<Assertion, { type: T }>> } = {
  critical_path: criticalPath,
  span_count: spanCount,
  memory_usage: memoryUsage,
  anti_pattern: antiPattern,
  custom,
  limit,
  delta,
};

// A kind and an assertion of the same type always belong together, which the compiler can't follow through an index.
const kindOf = (assertion: Assertion): AssertionKind<Assertion> =>
  assertionKinds[assertion.type] as unknown as AssertionKind<Assertion>;

/** Judges one assertion over one target. The caller has chosen the assertion by its selectors (config/select-assertions.ts). */
export function evaluateAssertion(assertion: Assertion, measurements: Measurements): Evaluation {
  if (!assertion.enabled) return { state: 'disabled' };
  return kindOf(assertion).evaluate(assertion, measurements);
}

/** What has to be done before an assertion can be judged: no untraced runs where nothing judges time or memory. */
export function assertionNeeds(assertion: Assertion): MeasurementNeed {
  return kindOf(assertion).needs(assertion);
}
