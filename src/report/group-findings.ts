/** What is the same in several targets is told once: a changed library gives every example the same line. */
import type { Finding } from '../model/finding.js';
import type { Problem, TargetVerdict } from '../model/verdict.js';
import { describeFinding } from './describe.js';

/** One thing to tell, with the targets that it is about. */
export type Told =
  | { readonly kind: 'finding'; readonly findings: readonly [Finding, ...Finding[]] }
  | { readonly kind: 'problem'; readonly problem: Problem };

export interface Section {
  readonly targets: readonly TargetVerdict[];
  readonly told: readonly Told[];
}

interface Entry {
  readonly targets: Set<TargetVerdict>;
  readonly findings: Finding[];
  readonly problem?: Problem;
}

/** Only differences: budgets have figures of their own in every target, states of goldens have commands of their own. */
const isShared = (finding: Finding): boolean => finding.code === 'golden/differs' || finding.code === 'golden/unstable';

/** Findings and problems by the set of targets that have them: what several share first, then what each has alone. */
export function groupFindings(
  targets: readonly TargetVerdict[],
  isShown: (finding: Finding, target: TargetVerdict) => boolean,
): Section[] {
  const entries = new Map<string, Entry>();
  targets.forEach((target, index) => {
    if (target.problem) {
      const { code, message, hint } = target.problem;
      const key = `problem ${code} ${message} ${hint}`;
      const entry = entries.get(key) ?? { targets: new Set(), findings: [], problem: target.problem };
      entry.targets.add(target);
      entries.set(key, entry);
    }
    target.findings.forEach((finding, place) => {
      if (!isShown(finding, target)) return;
      const key = isShared(finding)
        ? `${finding.code} ${finding.severity} ${describeFinding(finding)}`
        : `${index} ${place}`;
      const entry = entries.get(key) ?? { targets: new Set(), findings: [] };
      entry.targets.add(target);
      entry.findings.push(finding);
      entries.set(key, entry);
    });
  });
  const sections = new Map<string, { targets: readonly TargetVerdict[]; told: Told[] }>();
  const order = new Map(targets.map((target, index) => [target, index]));
  for (const entry of entries.values()) {
    const key = [...entry.targets].map((target) => order.get(target)).join(' ');
    const section = sections.get(key) ?? { targets: [...entry.targets], told: [] };
    const [first, ...rest] = entry.findings;
    if (entry.problem) section.told.push({ kind: 'problem', problem: entry.problem });
    else if (first) section.told.push({ kind: 'finding', findings: [first, ...rest] });
    sections.set(key, section);
  }
  return [...sections.values()].sort((a, b) => b.targets.length - a.targets.length);
}
