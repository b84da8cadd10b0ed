/** The last line: what was looked at, how it came out, and what the exit code means. */
import { type ExitCode, exitCodes } from '../model/finding.js';
import type { TargetVerdict, Verdict } from '../model/verdict.js';
import { counted } from './format-units.js';

/** What `trace-gate --help` says of each exit code, in short. */
export const exitCodeMeanings = {
  [exitCodes.passed]: 'passed',
  [exitCodes.violated]: 'the gate is violated',
  [exitCodes.usage]: 'usage or configuration',
  [exitCodes.noVerdict]: 'no verdict',
  [exitCodes.golden]: 'a golden needs a person',
  [exitCodes.defect]: 'a defect of trace-gate',
} as const satisfies Record<ExitCode, string>;

const having = (targets: readonly TargetVerdict[], golden: TargetVerdict['golden']): number =>
  targets.filter((target) => target.golden === golden).length;

function lookedAt({ targets }: Verdict): string {
  const assertions = targets.reduce((sum, target) => sum + target.assertions, 0);
  const goldens = targets.filter(({ golden }) => golden !== 'none' && golden !== 'missing').length;
  return [
    counted(targets.length, 'target'),
    ...(assertions > 0 ? [counted(assertions, 'assertion')] : []),
    ...(goldens > 0 ? [counted(goldens, 'golden')] : []),
  ].join(', ');
}

function passedText(verdict: Verdict): string {
  const { targets, command } = verdict;
  const warnings = warningCount(verdict);
  const suffix = warnings > 0 ? `, ${counted(warnings, 'warning')}` : '';
  const fresh = having(targets, 'new');
  if (command === 'capture') {
    const states = [
      ...(fresh > 0 ? [counted(fresh, 'new golden')] : []),
      ...(having(targets, 'same') > 0 ? [`${having(targets, 'same')} unchanged`] : []),
    ];
    return `${counted(targets.length, 'target')} captured${states.length > 0 ? `: ${states.join(', ')}` : ''}${suffix}`;
  }
  const compared = having(targets, 'same') > 0;
  if (command === 'lint' && warnings === 0) return `${lookedAt(verdict)}: no anti-pattern`;
  return `${lookedAt(verdict)}: ${warnings > 0 ? `passed${suffix}` : compared ? 'nothing changed' : 'within budget'}`;
}

/** Findings that fail nothing and that a person should see; notes are no warnings. */
export function warningCount({ targets }: Verdict): number {
  return targets
    .flatMap(({ findings }) => findings)
    .filter(({ severity, code }) => severity === 'warn' && !code.startsWith('note/')).length;
}

/** `8 targets, 12 assertions, 8 goldens: nothing changed`; when something is wrong, how many are and what the exit code means. */
export function summaryText(verdict: Verdict): string {
  if (verdict.exitCode === exitCodes.passed) return passedText(verdict);
  const { targets } = verdict;
  const count = (status: TargetVerdict['status']): number =>
    targets.filter((target) => target.status === status).length;
  const parts = [
    [count('violated'), 'violated'],
    [count('no-verdict'), 'without a verdict'],
    [count('golden'), count('golden') === 1 ? 'needs its golden looked at' : 'need their goldens looked at'],
    [count('passed'), 'passed'],
  ] as const;
  const told = parts.filter(([number]) => number > 0).map(([number, what]) => `${number} ${what}`);
  const warnings = warningCount(verdict);
  const all = [...told, ...(warnings > 0 ? [counted(warnings, 'warning')] : [])].join(', ');
  return `${counted(targets.length, 'target')}${all === '' ? '' : `: ${all}`} · exit code ${verdict.exitCode}: ${exitCodeMeanings[verdict.exitCode]}`;
}
