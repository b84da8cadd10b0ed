/** What an assertion demands, in one line. */
import type { Assertion, CriticalPathAssertion, DeltaAssertion, LimitAssertion } from '../model/config.js';
import { measureSpec } from '../model/measures.js';
import { counted, formatBytes, formatMs, formatValue } from './format-units.js';
import { patternTexts } from './pattern-texts.js';
import { printable } from './text.js';

function boundsOf({ measure, max, min, syscalls }: LimitAssertion): string {
  const { unit } = measureSpec(measure);
  const of = syscalls === undefined ? '' : ` of ${syscalls.join(', ')}`;
  return [
    `${measure}${of}:`,
    [
      ...(min ? [`at least ${formatValue(unit, min.limit)}`] : []),
      ...(max ? [`at most ${formatValue(unit, max.limit)}`] : []),
    ].join(', '),
  ].join(' ');
}

const regexText = ({ source }: RegExp): string => `/${printable(source)}/`;

/** `calls of openat: at most 10% more than what was`. */
function describeDistance({
  measure,
  syscalls,
  callPattern,
  maxPercent,
  maxAbsolute,
  twoSided,
}: DeltaAssertion): string {
  const unit = measure === 'steps' ? 'count' : measureSpec(measure).unit;
  const limits = [
    ...(maxPercent === undefined ? [] : [`${maxPercent}%`]),
    ...(maxAbsolute === undefined ? [] : [formatValue(unit, maxAbsolute)]),
  ].join(' and ');
  const of = syscalls === undefined ? '' : ` of ${syscalls.join(', ')}`;
  const matching = callPattern === undefined ? '' : ` whose name matches ${regexText(callPattern)}`;
  return `${measure}${of}${matching}: at most ${limits} ${twoSided ? 'away from' : 'more than'} what was`;
}

function describeTime({ measure, maxDurationMs, traceNamePattern }: CriticalPathAssertion): string {
  const most = `at most ${formatMs(maxDurationMs)}`;
  if (measure === 'wall') return `${most}, the median of untraced runs`;
  const whose = traceNamePattern ? ` that tasks have whose name matches ${regexText(traceNamePattern)}` : '';
  return `${most} of the critical path of a recording${whose}`;
}

/** `at most 500 calls whose name matches /read/`. */
export function describeLimit(assertion: Assertion): string {
  switch (assertion.type) {
    case 'critical_path':
      return describeTime(assertion);
    case 'span_count':
      return `at most ${counted(assertion.maxSpans, 'call')}${assertion.spanNamePattern ? ` whose name matches ${regexText(assertion.spanNamePattern)}` : ''}`;
    case 'memory_usage':
      return `at most ${formatBytes(assertion.maxBytes)} of ${assertion.trackingMode === 'rss' ? 'peak resident memory' : 'memory made writable'}`;
    case 'anti_pattern':
      return `no ${patternTexts[assertion.pattern].label} from a confidence of ${assertion.threshold}${assertion.processNamePattern ? ` in processes whose program matches ${regexText(assertion.processNamePattern)}` : ''}`;
    case 'custom':
      return printable(assertion.expression);
    case 'limit':
      return boundsOf(assertion);
    case 'delta':
      return describeDistance(assertion);
  }
}
