/** An anti-pattern that was found, as text. */
import type { PatternFinding } from '../model/finding.js';
import { formatPair } from './format-units.js';
import { patternTexts } from './pattern-texts.js';
import { printable } from './text.js';

/** Whole percents, unless the two would look alike then. */
function percents({ confidence, threshold }: PatternFinding): { readonly actual: string; readonly limit: string } {
  const [actual, limit] = [100 * confidence, 100 * threshold];
  if (Math.round(actual) === Math.round(limit)) return formatPair('percent', actual, limit);
  return { actual: `${Math.round(actual)}%`, limit: `${Math.round(limit)}%` };
}

/** `WARNING: PCIe Bottleneck detected (confidence: 85%)` */
export function patternTitle(finding: PatternFinding): string {
  const { pattern, severity } = finding;
  const { actual } = percents(finding);
  return `${severity === 'warn' ? 'WARNING' : 'ERROR'}: ${patternTexts[pattern].label} detected (confidence: ${actual})`;
}

/** Where and what, the evidence, what to do; then which assertion asked. */
export function patternLines(finding: PatternFinding): string[] {
  const { pattern, process, object, evidence, assertion } = finding;
  const { limit } = percents(finding);
  const where = [object === '' ? '' : printable(object), process === '' ? '' : `in ${printable(process)}`]
    .filter((text) => text !== '')
    .join(' ');
  return [
    ...(where === '' || pattern === 'PcieBottleneck' ? [] : [`Where: ${where}`]),
    ...evidence.filter((line) => !line.startsWith('why: ')).map(printable),
    `Recommendation: ${patternTexts[pattern].recommendation}`,
    ...(assertion === undefined ? [] : [`Assertion: '${printable(assertion)}', from ${limit}`]),
    ...evidence.filter((line) => line.startsWith('why: ')).map((line) => `Why: ${printable(line.slice(5))}`),
  ];
}
