/** The text of a custom assertion's `expression` → conditions. What it can say is small on purpose: measures, numbers with units, + - * /, comparisons, && and ||. */
import jsep from 'jsep';
import type { Comparison, Condition, Operand } from '../model/expression.js';
import { type Measure, measureNames, measureSpec, type Unit } from '../model/measures.js';
import { isSyscall } from '../model/syscalls.js';
import { nearestName } from '../nearest-name.js';
import { factorOf } from './read-bound.js';

/** Why a text is no expression, for a sentence: `… is not a measure`. */
class BadExpression extends Error {}

type ReadExpression =
  { readonly ok: true; readonly condition: Condition } | { readonly ok: false; readonly detail: string };

/** `undefined`: a plain number, which takes the unit of the other side. */
type Dimension = Unit | undefined;
interface Typed {
  readonly operand: Operand;
  readonly unit: Dimension;
}

const comparisons: readonly string[] = ['<', '<=', '>', '>=', '==', '!='] satisfies readonly Comparison[];
const arithmetic: readonly string[] = ['+', '-', '*', '/'];

export function readExpression(text: string): ReadExpression {
  try {
    return { ok: true, condition: conditionOf(jsep(withUnits(text))) };
  } catch (error) {
    return { ok: false, detail: error instanceof Error ? error.message : String(error) };
  }
}

/** `%` before another operand would be a remainder. */
const numberWithUnit = /(?<![\w.])((?:\d+(?:\.\d+)?|\.\d+)(?:e[+-]?\d+)?)\s*([A-Za-z]+|%(?!\s*[\w(]))/g;

/** `100ms` → `unit(100, "ms")`, which the parser knows; text in quotes is left alone. */
function withUnits(text: string): string {
  return text
    .split(/("[^"]*"|'[^']*')/)
    .map((part, index) => (index % 2 === 1 ? part : part.replace(numberWithUnit, 'unit($1, "$2")')))
    .join('');
}

function conditionOf(node: jsep.Expression): Condition {
  if (node.type === 'BinaryExpression') {
    const { operator, left, right } = node as jsep.BinaryExpression;
    if (operator === '&&' || operator === '||')
      return { kind: operator === '&&' ? 'all' : 'any', conditions: [conditionOf(left), conditionOf(right)] };
    if (comparisons.includes(operator)) return comparisonOf(operator as Comparison, left, right);
  }
  throw new BadExpression('it is no condition: compare a measure with a number, join conditions by && and ||');
}

function comparisonOf(operator: Comparison, left: jsep.Expression, right: jsep.Expression): Condition {
  const [a, b] = [operandOf(left), operandOf(right)];
  const unit = commonUnit(a.unit, b.unit) ?? 'count';
  if (!hasMeasure(a.operand) && !hasMeasure(b.operand))
    throw new BadExpression('it compares numbers with each other, and measures nothing');
  if (JSON.stringify(a.operand) === JSON.stringify(b.operand))
    throw new BadExpression('it compares something with itself');
  return { kind: 'comparison', operator, left: a.operand, right: b.operand, unit };
}

const hasMeasure = (operand: Operand): boolean =>
  operand.kind === 'measure' || (operand.kind === 'sum' && (hasMeasure(operand.left) || hasMeasure(operand.right)));

function commonUnit(a: Dimension, b: Dimension): Dimension {
  if (a !== undefined && b !== undefined && a !== b)
    throw new BadExpression(`${a} and ${b} can't be compared or added`);
  return a ?? b;
}

function operandOf(node: jsep.Expression): Typed {
  switch (node.type) {
    case 'Literal': {
      const { value } = node as jsep.Literal;
      if (typeof value !== 'number') throw new BadExpression(`${JSON.stringify(value)} is no number`);
      return { operand: { kind: 'number', value }, unit: undefined };
    }
    case 'Identifier':
      return measureOf((node as jsep.Identifier).name, undefined);
    case 'CallExpression':
      return calledOf(node as jsep.CallExpression);
    case 'BinaryExpression':
      return arithmeticOf(node as jsep.BinaryExpression);
    default:
      throw new BadExpression('only measures, numbers, + - * / and comparisons are known');
  }
}

function arithmeticOf({ operator, left, right }: jsep.BinaryExpression): Typed {
  if (!arithmetic.includes(operator)) throw new BadExpression(`${operator} has no number for a result`);
  const [a, b] = [operandOf(left), operandOf(right)];
  const unit = operator === '+' || operator === '-' ? commonUnit(a.unit, b.unit) : scaled(operator, a.unit, b.unit);
  return { operand: { kind: 'sum', operator: operator as '+', left: a.operand, right: b.operand }, unit };
}

/** Twice a time is a time, and a time in times is a number. `calls`, `count` and percent are numbers of something, which may be of anything. */
function scaled(operator: string, a: Dimension, b: Dimension): Dimension {
  const isNumber = (unit: Dimension): boolean =>
    unit === undefined || unit === 'calls' || unit === 'count' || unit === 'percent';
  if (operator === '/' && a === b) return undefined;
  if (isNumber(b)) return a ?? (operator === '*' ? b : undefined);
  if (operator === '*' && isNumber(a)) return b;
  throw new BadExpression(`${a ?? 'a number'} ${operator === '*' ? 'times' : 'in'} ${b ?? 'a number'} is no measure`);
}

const textOf = (node: jsep.Expression | undefined): string => {
  const value = node?.type === 'Literal' ? (node as jsep.Literal).value : undefined;
  if (typeof value !== 'string') throw new BadExpression('names of system calls stand in quotes');
  return value;
};

/** `calls("openat", "open")`, and the `unit(100, "ms")` of withUnits. */
function calledOf({ callee, arguments: args }: jsep.CallExpression): Typed {
  const name = callee.type === 'Identifier' ? (callee as jsep.Identifier).name : '';
  if (name !== 'unit') return measureOf(name, args.map(textOf));
  const { operand } = operandOf(args[0] ?? { type: 'Compound' });
  const known = factorOf(textOf(args[1]));
  if (operand.kind !== 'number' || !known) throw new BadExpression(`there is no unit ${textOf(args[1])}`);
  return { operand: { kind: 'number', value: operand.value * known.factor }, unit: known.unit };
}

function measureOf(name: string, syscalls: readonly string[] | undefined): Typed {
  const measure = measureNames.find((known) => known === name) ?? aliases.get(name);
  if (measure === undefined) {
    const nearest = nearestName(name, measureNames);
    throw new BadExpression(
      `\`${name}\` is no measure${nearest === undefined ? `; measures: ${measureNames.join(', ')}` : `, did you mean \`${nearest}\`?`}`,
    );
  }
  const { unit, ofCalls } = measureSpec(measure);
  if (syscalls !== undefined && ofCalls !== true) throw new BadExpression(`\`${measure}\` is not one of system calls`);
  const wrong = syscalls?.find((call) => !isSyscall(call));
  if (wrong !== undefined) throw new BadExpression(`there is no system call \`${wrong}\``);
  return { operand: { kind: 'measure', measure, ...(syscalls === undefined ? {} : { syscalls }) }, unit };
}

/** renacer's word. */
const aliases: ReadonlyMap<string, Measure> = new Map([['duration', 'wall']]);
