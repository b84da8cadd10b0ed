/** What is the same in several targets is told once: a changed library gives every example the same line. */
import { describePlace } from '../model/describe-place.js';
import type { Finding, Place } from '../model/finding.js';
import type { Problem, TargetVerdict, Verdict } from '../model/verdict.js';
import { describeFinding } from './describe.js';
import { listNames, printable } from './text.js';

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

/** Notes that are told on their own; the others explain something only where something is wrong, or on demand. */
const standingNotes = new Set<Finding['code']>(['note/unparsed', 'note/io-uring', 'note/unstable-target']);

/** Whether a finding is told when nobody asked for everything. */
export function isTold({ code }: Finding, { status }: TargetVerdict): boolean {
  return !code.startsWith('note/') || standingNotes.has(code) || status === 'violated';
}

/** More names than this are no help in a title. */
const mostNames = 8;

/** `alpha (golden differs)`, `all 12 targets: example_0 … example_11`; in pieces, since names are data. */
export function sectionTitle(
  targets: readonly TargetVerdict[],
  verdict: Verdict,
): { readonly lead: string; readonly names: string; readonly state: string } {
  const names = targets.map(({ name }) => printable(name));
  const [only] = targets;
  if (targets.length === 1 && only) {
    const told = only.golden === 'differs' || only.golden === 'missing' || only.golden === 'pending';
    return { lead: '', names: names.join(), state: told ? ` (golden ${only.golden})` : '' };
  }
  const all = targets.length === verdict.targets.length ? 'all ' : '';
  return {
    lead: `${all}${targets.length} targets: `,
    names: names.length <= mostNames ? names.join(', ') : listNames(names, names.length),
    state: '',
  };
}

/** Differences of a section that are shown when nobody asked for all; they come weightiest first. */
const mostDifferences = 20;

/** What of a section is told at most, and how many differences that leaves out. */
export function weightiest(told: readonly Told[]): { readonly shown: readonly Told[]; readonly left: number } {
  const isDifference = (item: Told): boolean => item.kind === 'finding' && 'change' in item.findings[0];
  const hidden = new Set(told.filter(isDifference).slice(mostDifferences));
  return { shown: told.filter((item) => !hidden.has(item)), left: hidden.size };
}

/** Places of a finding that several targets have; the first few, since the others are like them. */
const mostPlaces = 3;

/** The first different places, and how many more there are. */
export function firstPlaces(places: readonly (Place | undefined)[]): {
  readonly shown: readonly string[];
  readonly left: number;
} {
  const texts = [...new Set(places.flatMap((place) => (place ? [printable(describePlace(place))] : [])))];
  return { shown: texts.slice(0, mostPlaces), left: Math.max(0, texts.length - mostPlaces) };
}
