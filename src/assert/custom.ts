/** `custom`: a condition over measures. A finding shows the comparison that does not hold. */
import type { CustomAssertion } from '../model/config.js';
import { type Comparison, type Condition, measuresOf, type Operand } from '../model/expression.js';
import { measureSpec } from '../model/measures.js';
import type { Measurements } from '../model/measurements.js';
import {
  type AssertionKind,
  type Evaluation,
  isFigure,
  type JudgedFigure,
  notEvaluated,
  violation,
} from './evaluation.js';
import { baselineKey, typicalValue, valuesOf } from './measure-values.js';

type Compared = Condition & { readonly kind: 'comparison' };

export const custom: AssertionKind<CustomAssertion> = {
  needs: ({ condition }) =>
    measuresOf(condition).some(({ measure }) => measureSpec(measure).from === 'timings') ? 'timings' : 'recordings',
  evaluate(assertion, measurements) {
    const values = new Map<string, number>();
    for (const measured of measuresOf(assertion.condition)) {
      const each = valuesOf(measured, measurements);
      if (typeof each === 'string') return notEvaluated(each);
      values.set(baselineKey(measured), typicalValue(measured.measure, each));
    }
    return judgeCondition(assertion, measurements, values);
  },
};

function judgeCondition(
  assertion: CustomAssertion,
  { target }: Measurements,
  values: ReadonlyMap<string, number>,
): Evaluation {
  if (![...values.values()].every(isFigure)) return notEvaluated('not-a-figure');
  const told = decisive(assertion.condition, values);
  const [actual, limit] = [valueOf(told.left, values), valueOf(told.right, values)];
  // A share of nothing, 0 of 0.
  if (!Number.isFinite(actual) || !Number.isFinite(limit)) return notEvaluated('not-a-figure');
  const figure: JudgedFigure = {
    measure: measureText(told.left),
    unit: told.unit,
    actual,
    limit,
    values: [],
    ...(told.operator.startsWith('>') ? { bound: 'min' } : {}),
  };
  if (holds(assertion.condition, values)) return { state: 'passed', figure };
  const evidence = [
    assertion.expression,
    ...[...values].map(([name, value]) => `${name}: ${Number(value.toFixed(3))}`),
  ];
  return violation(assertion, target, 'expression', figure, evidence);
}

const compare: Readonly<Record<Comparison, (a: number, b: number) => boolean>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
};

function holds(condition: Condition, values: ReadonlyMap<string, number>): boolean {
  if (condition.kind === 'comparison')
    return compare[condition.operator](valueOf(condition.left, values), valueOf(condition.right, values));
  const [a, b] = condition.conditions;
  return condition.kind === 'all' ? holds(a, values) && holds(b, values) : holds(a, values) || holds(b, values);
}

/** The comparison that decides: of `&&` the first that fails, of `||` the last one where all fail, the first that holds. */
function decisive(condition: Condition, values: ReadonlyMap<string, number>): Compared {
  if (condition.kind === 'comparison') return condition;
  const [a, b] = condition.conditions;
  const wanted = condition.kind === 'any';
  return decisive(holds(a, values) === wanted ? a : b, values);
}

function valueOf(operand: Operand, values: ReadonlyMap<string, number>): number {
  if (operand.kind === 'number') return operand.value;
  if (operand.kind === 'measure') return values.get(baselineKey(operand)) ?? NaN;
  const [a, b] = [valueOf(operand.left, values), valueOf(operand.right, values)];
  switch (operand.operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
  }
}

function measureText(operand: Operand): string {
  if (operand.kind === 'number') return String(operand.value);
  if (operand.kind === 'measure') return baselineKey(operand);
  return `${measureText(operand.left)} ${operand.operator} ${measureText(operand.right)}`;
}
