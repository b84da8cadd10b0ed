/**
 * Values that differ from run to run and follow no rule: steps that differ in nothing else become one, with a mark for the value; a step of a candidate that
 * fits it is taken as that one.
 */
import { anyValue, type Step, type StepValue } from '../model/golden.js';
import { stepKey } from './step-key.js';

const token = /[^\s/'":,=]+/g;
const numbers = /\d+/g;

/** Arguments whose text is a name: it is learned as a name, or it is a difference. */
const names = new Set([
  'call',
  'via',
  'error',
  'path',
  'newpath',
  'fd',
  'address',
  'to',
  'program',
  'by',
  'flags',
  'mode',
]);

function unifyText(a: string, b: string): string | undefined {
  if (a === b) return a;
  if (a.replace(token, anyValue) !== b.replace(token, anyValue)) return undefined;
  const others = b.match(token) ?? [];
  let index = 0;
  return a.replace(token, (text) => {
    const other = others[index] ?? '';
    index += 1;
    if (text === other) return text;
    // What stands before the digits of both stays: `run-17` and `run-18` are `run-~`.
    return text.replace(numbers, anyValue) === other.replace(numbers, anyValue)
      ? text.replace(numbers, anyValue)
      : anyValue;
  });
}

function unifyValue(a: StepValue | undefined, b: StepValue | undefined): StepValue | undefined {
  if (Array.isArray(a) && Array.isArray(b)) {
    const parts = a.map((part, index) => unifyValue(part as StepValue, b[index] as StepValue));
    return a.length === b.length && !parts.includes(undefined) ? (parts as StepValue[]) : undefined;
  }
  const isNumber = (value: StepValue | undefined): boolean => typeof value === 'number' || value === anyValue;
  if (isNumber(a) && isNumber(b)) return a === b ? a : anyValue;
  return typeof a === 'string' && typeof b === 'string' ? unifyText(a, b) : undefined;
}

/** The step that both fit; undefined: they differ in more than values. */
export function unifySteps(a: Step, b: Step): Step | undefined {
  if (stepKey(a) === stepKey(b)) return a;
  const keys = Object.keys(a).filter((key) => key !== 'via');
  if (keys.length !== Object.keys(b).filter((key) => key !== 'via').length) return undefined;
  const entries: [string, StepValue][] = [];
  for (const key of keys) {
    const value = names.has(key) ? (a[key] === b[key] ? a[key] : undefined) : unifyValue(a[key], b[key]);
    if (value === undefined) return undefined;
    entries.push([key, value]);
  }
  return Object.fromEntries(entries) as unknown as Step;
}

/** The same text for all steps that may differ in numbers only. */
export function skeletonOf(step: Step): string {
  return stepKey(step).replace(/"~"|\d+|~/g, '#');
}

/** As skeletonOf, for steps that may also differ in parts of arguments that look drawn: letters of both cases, or with digits. */
export function likenessOf(step: Step): string {
  const { argv } = step;
  if (!Array.isArray(argv)) return skeletonOf(step);
  const words = (argv as readonly StepValue[]).map((word) =>
    String(word).replace(token, (text) => (/\d|[a-z][A-Z]/.test(text) && text.length >= 6 ? '#' : text)),
  );
  return skeletonOf({ ...step, argv: words });
}

function fitsValue(pattern: StepValue | undefined, value: StepValue | undefined): boolean {
  if (Array.isArray(pattern))
    return (
      Array.isArray(value) &&
      pattern.length === value.length &&
      pattern.every((part, index) => fitsValue(part as StepValue, value[index] as StepValue))
    );
  // What the candidate can't tell contradicts nothing.
  if (pattern === value || pattern === anyValue || value === anyValue) return value !== undefined;
  if (typeof pattern !== 'string' || typeof value !== 'string' || !pattern.includes(anyValue)) return false;
  const parts = pattern.split(anyValue).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^\\s/\'":,=]+')}$`).test(value);
}

export const hasAnyValue = (step: Step): boolean => stepKey(step).includes(anyValue);

/** Does a step fit one that was learned? */
export function fits(learned: Step, step: Step): boolean {
  if (!hasAnyValue(learned) && !hasAnyValue(step)) return stepKey(learned) === stepKey(step);
  const keys = Object.keys(learned).filter((key) => key !== 'via');
  return (
    keys.length === Object.keys(step).filter((key) => key !== 'via').length &&
    keys.every((key) => fitsValue(learned[key], step[key]))
  );
}

/** The steps of a candidate, each that fits a learned one of the golden replaced by it. */
export function adoptValues(golden: readonly Step[], steps: readonly Step[]): readonly Step[] {
  const learned = golden.filter(hasAnyValue);
  if (learned.length === 0) return steps;
  const known = new Set(golden.map(stepKey));
  return steps.map((step) =>
    known.has(stepKey(step)) ? step : (learned.find((pattern) => fits(pattern, step)) ?? step),
  );
}
