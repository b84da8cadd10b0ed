/** `expression` of a custom assertion: conditions over measures. */
import type { Measure, Unit } from './measures.js';

export type Comparison = '<' | '<=' | '>' | '>=' | '==' | '!=';

export type Operand =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'measure'; readonly measure: Measure; readonly syscalls?: readonly string[] }
  | { readonly kind: 'sum'; readonly operator: '+' | '-' | '*' | '/'; readonly left: Operand; readonly right: Operand };

export type Condition =
  | {
      readonly kind: 'comparison';
      readonly operator: Comparison;
      readonly left: Operand;
      readonly right: Operand;
      /** Of both sides; `count` where neither says. */
      readonly unit: Unit;
    }
  | { readonly kind: 'all' | 'any'; readonly conditions: readonly [Condition, Condition] };

/** Every measure in a condition. */
export function measuresOf(condition: Condition): (Operand & { readonly kind: 'measure' })[] {
  const ofOperand = (operand: Operand): (Operand & { readonly kind: 'measure' })[] => {
    if (operand.kind === 'number') return [];
    return operand.kind === 'measure' ? [operand] : [...ofOperand(operand.left), ...ofOperand(operand.right)];
  };
  return condition.kind === 'comparison'
    ? [...ofOperand(condition.left), ...ofOperand(condition.right)]
    : condition.conditions.flatMap(measuresOf);
}
