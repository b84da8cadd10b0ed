/** `trace-gate explain`: what a name means, or what is demanded of a target. */
import type { Assertion, Target } from '../model/config.js';
import { describePlace } from '../model/describe-place.js';
import type { Finding } from '../model/finding.js';
import { measureNames, measures } from '../model/measures.js';
import { patternNames } from '../model/patterns.js';
import { describeLimit } from './describe-limit.js';
import { findingTexts } from './explain-codes.js';
import { patternTexts } from './pattern-texts.js';
import { printable } from './text.js';

const findingCodes = Object.keys(findingTexts) as Finding['code'][];

/** Every name that can be explained without a configuration. */
export const explainable: readonly string[] = [...findingCodes, ...patternNames, ...measureNames];

const same = <T extends string>(names: readonly T[], wanted: string): T | undefined =>
  names.find((name) => name.toLowerCase() === wanted.toLowerCase());

/** What a code, a pattern or a measure means; undefined: it is none. */
export function explainName(name: string): string[] | undefined {
  const pattern = same([...patternNames], name);
  if (pattern !== undefined) {
    const { label, meaning, why, recommendation, formula } = patternTexts[pattern];
    return [
      `${pattern}: ${label}`,
      `  Meaning: ${meaning}`,
      `  Why it matters: ${why}`,
      `  What to do: ${recommendation}`,
      `  Confidence: ${formula}`,
    ];
  }
  const code = same(findingCodes, name);
  if (code !== undefined) {
    const { meaning, why, recommendation } = findingTexts[code];
    return [code, `  Meaning: ${meaning}`, `  Why it matters: ${why}`, `  What to do: ${recommendation}`];
  }
  const measure = same([...measureNames], name);
  if (measure === undefined) return undefined;
  const { unit, from, description } = measures[measure];
  return [
    `measure = "${measure}"`,
    `  Meaning: ${description}`,
    `  Unit: ${unit}`,
    `  From: ${from === 'timings' ? 'untraced runs' : 'the recording'}`,
    '  Judged by: type = "limit" with max and min',
  ];
}

/** The line of the limit, where a table holds several. */
function originOf(assertion: Assertion): string {
  const key =
    assertion.type === 'delta'
      ? assertion.key
      : assertion.type === 'limit'
        ? (assertion.max ?? assertion.min)?.key
        : '';
  return describePlace(assertion.places.get(key ?? '') ?? assertion.place);
}

/** Every effective limit of a target with the line that it comes from. */
export function explainTarget(target: Target, assertions: readonly Assertion[]): string[] {
  const { name, command, level, golden, place } = target;
  return [
    `${printable(name)}: ${printable(command.join(' '))} (${describePlace(place)})`,
    golden
      ? `  golden golden_traces/${printable(name)}.json, compared at level ${level}`
      : '  no golden: only what follows is checked',
    ...assertions.flatMap((assertion) => [
      `  ${printable(assertion.name)}${assertion.severity === 'warn' ? ' (warns)' : ''}: ${describeLimit(assertion)}`,
      `    ${originOf(assertion)}${assertion.why === undefined ? '' : `; why: ${printable(assertion.why)}`}`,
    ]),
    ...(assertions.length === 0 ? ['  no assertion applies to it'] : []),
  ];
}
