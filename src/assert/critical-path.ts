import type { CriticalPathAssertion } from '../model/config.js';
import { type AssertionKind, isFigure, judge, notEvaluated } from './evaluation.js';
import { median } from './median.js';

/**
 * `critical_path`: latency, the median wall time of the untraced runs. Compared in milliseconds by division: the quotient of a
 * whole number of nanoseconds is the very double that the same limit in renacer.toml reads as, so that equality is exact;
 * multiplying the limit instead would turn 4.35 ms into 4349999.999….
 */
export const criticalPath: AssertionKind<CriticalPathAssertion> = {
  needs: () => 'timings',
  evaluate(assertion, { target, timings }) {
    const walls = timings.map(({ wallNs }) => wallNs);
    if (!walls.every(isFigure)) return notEvaluated('not-a-figure');
    if (walls.length === 0 || walls.includes(0)) return notEvaluated('no-timing');
    const figure = {
      measure: 'wall',
      unit: 'ms',
      actual: median(walls) / 1e6,
      limit: assertion.maxDurationMs,
      values: walls.map((wallNs) => wallNs / 1e6),
    } as const;
    return judge(assertion, target, 'max_duration_ms', figure, []);
  },
};
