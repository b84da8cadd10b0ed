/** Duet → JUnit's XML, as in junit.ts: a case for every benchmark. skipped: what only warns, and what is inconclusive unless that is no verdict. */
import type { MissingRule } from '../model/bench-baseline.js';
import type { Duet, DuetComparison } from '../model/duet.js';
import { changeText, commentLines, nameOf, timesText } from './describe-duet.js';
import { renderSuite } from './junit-suite.js';
import { printable } from './text.js';

type Kind = 'failure' | 'error' | 'skipped';

interface Case {
  readonly name: string;
  readonly outcome?: { readonly kind: Kind; readonly type: string; readonly message: string; readonly text: string };
}

function kindOf({ verdict }: DuetComparison, { exitCode }: Duet): Kind | undefined {
  if (verdict === 'FAIL') return 'failure';
  if (verdict === 'WARN') return 'skipped';
  if (verdict === 'INCONCLUSIVE') return exitCode === 3 ? 'error' : 'skipped';
  return undefined;
}

function caseOf(comparison: DuetComparison, duet: Duet): Case {
  const name = nameOf(comparison);
  const kind = kindOf(comparison, duet);
  if (kind === undefined) return { name };
  const lines = [timesText(comparison), ...commentLines(comparison, duet)];
  return { name, outcome: { kind, type: comparison.verdict, message: changeText(comparison), text: lines.join('\n') } };
}

function missingCase(name: string, rule: MissingRule): Case {
  const message = 'B does not print it';
  return {
    name: printable(name),
    outcome: { kind: rule === 'error' ? 'failure' : 'skipped', type: 'MISSING', message, text: message },
  };
}

/** Ends with a line feed. */
export function renderDuetJunit(duet: Duet): string {
  const cases = [
    ...duet.comparisons.map((one) => caseOf(one, duet)),
    ...duet.missing.map((name) => missingCase(name, duet.missingRule)),
  ];
  return renderSuite({
    name: 'trace-gate bench duet',
    cases: cases.map((one) => ({ ...one, classname: 'trace-gate.bench' })),
  });
}
