/** Candidate recordings against a golden → findings, with the line of the golden that each contradicts. */
import { compare } from '../compare/compare.js';
import { confirm, type Confirmed } from '../compare/confirm.js';
import { groupDifferences } from '../compare/group.js';
import type { Difference, GoldenSpot } from '../model/difference.js';
import type { GoldenFinding, Severity } from '../model/finding.js';
import type { Golden, Shape } from '../model/golden.js';
import type { Behaviour } from '../normalize/behaviour.js';
import { shapeOfBehaviour } from '../normalize/shape.js';
import type { Knowledge } from './record.js';

export interface GoldenInHand {
  readonly golden: Golden;
  readonly file: string;
  lineOf(spot: GoldenSpot): number;
}

/** Every text of a golden, and every name in its paths, for telling pids from digits that were always there. */
export function literalsOf(golden: Golden): Set<string> {
  const literals = new Set<string>();
  const add = (value: unknown): void => {
    if (typeof value === 'string') {
      literals.add(value);
      for (const part of value.split('/')) literals.add(part);
    } else if (Array.isArray(value)) value.forEach(add);
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(add);
  };
  add(golden.processes);
  add(golden.effects);
  add(golden.objects);
  return literals;
}

/** Every path that a golden names, with all its folders. */
function pathsOf(golden: Golden): Set<string> {
  const paths = new Set<string>();
  for (const text of literalsOf(golden)) {
    if (!/^[$/]/.test(text)) continue;
    for (let end = text.length; end > 0; end = text.lastIndexOf('/', end - 1)) paths.add(text.slice(0, end));
  }
  for (const { object } of golden.objects) paths.add(object);
  return paths;
}

/** What a golden tells the normalization of a recording. */
export function knowledgeOf({ golden }: Pick<GoldenInHand, 'golden'>): Knowledge {
  return { temporary: golden.temporary, literals: literalsOf(golden), learned: golden.learned, fixed: pathsOf(golden) };
}

/** A recording as the golden's level has it. */
export function shapeFor(golden: Golden, behaviour: Behaviour): Shape {
  return shapeOfBehaviour(behaviour, golden.level, {
    ...(golden.summarized === undefined ? {} : { summarized: golden.summarized }),
    objects: new Set(golden.objects.map(({ object }) => object)),
  });
}

/** The differences of each recording and what they have in common. */
export function differencesOf(
  golden: Golden,
  behaviours: readonly Behaviour[],
): { confirmed: Confirmed; shapes: Shape[] } {
  const shapes = behaviours.map((behaviour) => shapeFor(golden, behaviour));
  return { confirmed: confirm(shapes.map((shape) => compare(golden, shape))), shapes };
}

function findingOf(
  difference: Difference,
  hand: GoldenInHand,
  base: { target: string; severity: Severity },
): GoldenFinding {
  const { spot, ...rest } = difference;
  return {
    ...base,
    code: 'golden/differs',
    place: { file: hand.file, ...(spot === undefined ? {} : { line: hand.lineOf(spot) }) },
    ...rest,
  };
}

/** Findings of confirmed differences: those that hold, and the unstable ones as warnings (errors when `strict`). */
export function goldenFindings(
  hand: GoldenInHand,
  confirmed: Confirmed,
  shapes: readonly Shape[],
  options: { target: string; strict: boolean; severity: Severity },
): GoldenFinding[] {
  const shape = shapes[0];
  if (!shape) return [];
  const { target } = options;
  const stable = groupDifferences(confirmed.stable, hand.golden, shape).map((difference) =>
    findingOf(difference, hand, { target, severity: options.severity }),
  );
  const byRuns = new Map<number, Difference[]>();
  for (const { difference, runs } of confirmed.unstable) byRuns.set(runs, [...(byRuns.get(runs) ?? []), difference]);
  const unstable = [...byRuns].flatMap(([runs, differences]) =>
    groupDifferences(differences, hand.golden, shape).map((difference): GoldenFinding => ({
      ...findingOf(difference, hand, { target, severity: options.strict ? options.severity : 'warn' }),
      code: 'golden/unstable',
      seen: { runs, of: shapes.length },
    })),
  );
  return [...stable, ...unstable];
}
