/** Duet → JSON text, as schema/duet.ts describes it: keys in the order of the types. */
import type { Duet, DuetComparison } from '../model/duet.js';

function ordered({
  name,
  verdict,
  measure,
  ratio,
  low,
  high,
  confidence,
  p,
  a,
  b,
  confirmed,
  floor,
}: DuetComparison): object {
  return { name, verdict, measure, ratio, low, high, confidence, p, a, b, confirmed, floor };
}

/** Ends with a line feed. */
export function renderDuetJson(duet: Duet): string {
  return `${JSON.stringify({ ...duet, comparisons: duet.comparisons.map(ordered) }, undefined, 2)}\n`;
}
