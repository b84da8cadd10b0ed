/** Two recordings or goldens that are there already, compared without running anything. */
import { compare } from '../compare/compare.js';
import { groupDifferences } from '../compare/group.js';
import type { Difference, GoldenSpot } from '../model/difference.js';
import type { Finding, GoldenFinding } from '../model/finding.js';
import { levels, type Golden, type Level, type Shape } from '../model/golden.js';
import type { TargetVerdict } from '../model/verdict.js';
import type { Behaviour } from '../normalize/behaviour.js';
import { shapeOfBehaviour } from '../normalize/shape.js';
import { knowledgeOf, shapeFor } from './judge-golden.js';
import { normalizeTogether, type TakenTrace } from './record.js';

export type Side =
  | {
      readonly kind: 'golden';
      readonly file: string;
      readonly golden: Golden;
      readonly lineOf: (spot: GoldenSpot) => number;
    }
  | { readonly kind: 'trace'; readonly file: string; readonly taken: TakenTrace };

type GoldenSide = Extract<Side, { kind: 'golden' }>;

interface Compared {
  readonly level: Level;
  readonly differences: readonly Difference[];
  readonly findings: readonly Finding[];
}

const reversed: Readonly<Record<'added' | 'removed', 'added' | 'removed'>> = { added: 'removed', removed: 'added' };

/** A difference seen from the other side. Its place is the other side's, so it has none. */
function flip(seen: Difference): Difference {
  const { spot: _, ...difference } = seen;
  const { change, before, after, counts } = difference;
  return {
    ...difference,
    change: change === 'added' || change === 'removed' ? reversed[change] : change,
    before: after,
    after: before,
    counts: { before: counts.after, after: counts.before },
    novelty: change === 'removed',
  };
}

/** From the other side novelty can't be told: an effect that is new to one side is gone from the other. */
function compareBackwards(before: Shape, after: Shape): Difference[] {
  return groupDifferences(compare(after, before), after, before).map(flip);
}

function compareGoldens(target: string, before: GoldenSide, after: GoldenSide): Compared {
  const [a, b] = [before.golden, after.golden];
  const findings: Finding[] = [];
  if (a.arch !== b.arch)
    findings.push({ code: 'note/environment', severity: 'warn', target, detail: `${a.arch}, then ${b.arch}` });
  if (a.level !== b.level) {
    const detail = `level ${a.level}, then ${b.level}; steps of different levels can't be compared`;
    findings.push({ code: 'note/level', severity: 'error', target, detail, place: { file: before.file } });
    return { level: b.level, differences: [], findings };
  }
  const forward = groupDifferences(compare(a, b), a, b);
  // A range that became narrower accepts less; only the other direction shows that.
  return { level: a.level, differences: forward.length > 0 ? forward : compareBackwards(a, b), findings };
}

function behaviourOf(taken: TakenTrace, golden: Golden): Behaviour {
  const [behaviour] = normalizeTogether([taken], knowledgeOf({ golden }));
  if (!behaviour) throw new RangeError('a trace has a behaviour');
  return behaviour;
}

function compareTraces(before: TakenTrace, after: TakenTrace): Compared {
  const behaviours = normalizeTogether([before, after]);
  const level = levels[Math.max(...behaviours.map(({ ceiling }) => levels.indexOf(ceiling.level)))] ?? 'contract';
  const [a, b] = behaviours.map((behaviour) => shapeOfBehaviour(behaviour, level));
  if (!a || !b) throw new RangeError('two traces have two shapes');
  return { level, differences: groupDifferences(compare(a, b), a, b), findings: [] };
}

function compareSides(target: string, before: Side, after: Side): Compared {
  if (before.kind === 'golden' && after.kind === 'golden') return compareGoldens(target, before, after);
  if (before.kind === 'golden' && after.kind === 'trace') {
    const { golden } = before;
    const shape = shapeFor(golden, behaviourOf(after.taken, golden));
    return {
      level: golden.level,
      differences: groupDifferences(compare(golden, shape), golden, shape),
      findings: [],
    };
  }
  if (before.kind === 'trace' && after.kind === 'golden') {
    const { golden } = after;
    // The golden's ranges count whichever side it stands on.
    const shape = shapeFor(golden, behaviourOf(before.taken, golden));
    return { level: golden.level, differences: compareBackwards(shape, golden), findings: [] };
  }
  if (before.kind === 'trace' && after.kind === 'trace') return compareTraces(before.taken, after.taken);
  throw new RangeError('a side is a golden or a trace');
}

function unparsedNote(target: string, side: Side): Finding[] {
  if (side.kind !== 'trace') return [];
  const count = side.taken.trace.events.filter(({ kind }) => kind === 'unparsed').length;
  return count === 0
    ? []
    : [
        {
          code: 'note/unparsed',
          severity: 'warn',
          target,
          detail: `${count} in ${side.file}`,
          place: { file: side.file },
        },
      ];
}

/** Compares; `before` is what is taken for given, and its lines are what findings point at. */
export function compareTwo(target: string, before: Side, after: Side): TargetVerdict {
  const { level, differences, findings } = compareSides(target, before, after);
  const told = differences.map(({ spot, ...rest }): GoldenFinding => ({
    code: 'golden/differs',
    severity: 'error',
    target,
    place: before.kind === 'golden' && spot ? { file: before.file, line: before.lineOf(spot) } : { file: before.file },
    ...rest,
  }));
  const all = [...told, ...findings, ...unparsedNote(target, before), ...unparsedNote(target, after)];
  const differs = all.some(({ severity }) => severity === 'error');
  return {
    name: target,
    status: differs ? 'violated' : 'passed',
    golden: differs ? 'differs' : 'same',
    goldenFile: before.file,
    level,
    recordings: 0,
    figures: {},
    assertions: 0,
    findings: all,
  };
}
