/** The objects of a golden and of a candidate: which lives are new, gone, changed in a step, or there another number of times, and what changed its order. */
import type { Difference, GoldenSpot } from '../model/difference.js';
import type { Life, ObjectShape, OrderRule, Shape, Step } from '../model/golden.js';
import { fits, hasAnyValue, skeletonOf } from './any-value.js';
import { align, Interner } from './align.js';
import { compareSteps } from './compare-steps.js';
import { differenceOf } from './difference-of.js';
import { lifeKey } from './learn-objects.js';
import type { Known } from './novelty.js';

const unlimited = Number.MAX_SAFE_INTEGER;

/** A count that was not the same in every recording says how much is usual, not how much there can be. */
function accepts({ steps, least, most }: Life, count: number): boolean {
  // A pool that grows on demand may need less.
  const onDemand = steps[0]?.call === 'thread' && steps[0].error === undefined;
  if (least === most && !onDemand) return count === most;
  const limit = least === most || most === unlimited ? most : 4 * most + 16;
  return count <= limit && (least === 0 || count > 0);
}

interface Counted {
  readonly life: Life;
  readonly index: number;
  count: number;
}

class Lives {
  readonly known: readonly Counted[];
  /** Lives of the candidate that fit none of the golden. */
  readonly others: { readonly life: Life; readonly count: number }[] = [];

  constructor(golden: ObjectShape | undefined, candidate: ObjectShape | undefined) {
    this.known = (golden?.lives ?? []).map((life, index) => ({ life, index, count: 0 }));
    const byKey = new Map(this.known.map((counted) => [lifeKey(counted.life), counted]));
    const open = this.known.filter(({ life }) => life.steps.some(hasAnyValue));
    const chance = this.stepsOfChance();
    for (const life of candidate?.lives ?? []) {
      const count = life.most === unlimited ? Math.max(1, life.least) : life.most;
      const same =
        byKey.get(lifeKey(life)) ??
        (life.steps.some(hasAnyValue) ? this.known : open).find(({ life: pattern }) => fitsLife(pattern, life));
      // How often is the surroundings' affair there: as often as is wanted.
      if (same) same.count += life.most === unlimited ? Math.max(count, same.life.least) : count;
      else if (life.most > 0 && !(life.least === 0 && life.most === unlimited) && !isByChance(life, chance))
        this.others.push({ life, count });
    }
  }

  /** Steps of sessions that are not the same in every run, numbers blanked, by program. */
  private stepsOfChance(): ReadonlyMap<string, ReadonlySet<string>> {
    const varying = this.known.filter(({ life }) => life.least !== life.most && life.steps.length > 1);
    const byProgram = new Map<string, Set<string>>();
    if (varying.length < 2) return byProgram;
    for (const { life } of varying) {
      const steps = byProgram.get(life.by) ?? new Set<string>();
      byProgram.set(life.by, steps);
      for (const step of life.steps) steps.add(skeletonOf(step));
    }
    return byProgram;
  }
}

const fitsLife = (pattern: Life, life: Life): boolean =>
  pattern.by === life.by &&
  pattern.steps.length === life.steps.length &&
  pattern.steps.every((step, index) => fits(step, life.steps[index] as Step));

/** Made of nothing but steps of sessions of which chance decides which happen. */
function isByChance({ by, steps }: Life, chance: ReadonlyMap<string, ReadonlySet<string>>): boolean {
  const known = chance.get(by);
  return known !== undefined && steps.length > 1 && steps.every((step) => known.has(skeletonOf(step)));
}

interface Context {
  readonly known: Known;
  readonly spot: (index: number) => GoldenSpot;
}

/** How much two lives have in common: the same beginning counts most. */
function likeness(a: Life, b: Life): number {
  const [first, other] = [a.steps[0], b.steps[0]];
  if (a.by !== b.by || first?.call !== other?.call) return 0;
  const mine = new Set(a.steps.map(skeletonOf));
  const shared = b.steps.filter((step) => mine.has(skeletonOf(step))).length;
  return 1 + shared / Math.max(a.steps.length, b.steps.length);
}

function lead(life: Life): Step {
  return life.steps.find(({ call }) => call !== 'socket') ?? (life.steps[0] as Step);
}

function ofLonely(
  life: Life,
  counts: { before: number; after: number },
  { known, spot }: Context,
  index: number,
): Difference {
  const step = lead(life);
  const there = counts.after > 0;
  const base = { process: life.by, counts, ...(index < 0 ? {} : { spot: spot(index) }) };
  if (counts.before > 0 && there) return { ...base, change: 'count', before: [step], after: [step], novelty: false };
  if (!there) return { ...base, change: 'removed', before: [step], after: [], novelty: false };
  return {
    ...base,
    change: 'added',
    before: [],
    after: [step],
    novelty: life.steps.some((each) => known.isNovel(each)),
  };
}

function compareLives(
  golden: ObjectShape | undefined,
  candidate: ObjectShape | undefined,
  context: Context,
): Difference[] {
  const lives = new Lives(golden, candidate);
  const wrong = lives.known.filter(({ life, count }) => !accepts(life, count));
  const others = [...lives.others];
  const differences: Difference[] = [];
  for (const counted of wrong) {
    const { life, index, count } = counted;
    const best = count > life.least ? undefined : bestOf(life, others);
    if (best === undefined) {
      differences.push(
        ofLonely(life, { before: count < life.least ? life.least : life.most, after: count }, context, index),
      );
      continue;
    }
    const [other] = others.splice(best, 1);
    const changes = compareSteps(life.steps, other?.life.steps ?? []);
    differences.push(...changes.map((change) => differenceOf(change, life.by, context.spot(index), context.known)));
  }
  for (const { life, count } of others) differences.push(ofLonely(life, { before: 0, after: count }, context, -1));
  return differences;
}

function bestOf(life: Life, others: readonly { readonly life: Life }[]): number | undefined {
  let best: number | undefined;
  others.forEach(({ life: other }, index) => {
    const like = likeness(life, other);
    if (like > 0 && (best === undefined || like > likeness(life, (others[best] as { life: Life }).life))) best = index;
  });
  return best;
}

/** `rename $CWD/a → $CWD/b` as a step. */
function stepOfLabel(label: string): Step {
  const [call = '', rest = ''] = label.split(/ (.*)/s);
  const [path = '', newpath] = rest.split(' → ');
  return { call, path, ...(newpath === undefined ? {} : { newpath }) };
}

function movedChange(
  before: readonly string[],
  after: readonly string[],
  toStep: (token: string) => Step,
  spot: GoldenSpot,
): Difference {
  const interner = new Interner();
  const [hunk] = align(interner.ids32(before), interner.ids32(after));
  const place = hunk?.bStart ?? 0;
  const token = after[place] ?? before[hunk?.aStart ?? 0] ?? '';
  const previous = (list: readonly string[], at: number): Step[] =>
    list[at - 1] === undefined ? [] : [toStep(list[at - 1] as string)];
  return {
    change: 'moved',
    process: '',
    before: [toStep(token), ...previous(before, before.indexOf(token))],
    after: [toStep(token), ...previous(after, place)],
    counts: { before: 1, after: 1 },
    novelty: false,
    spot,
  };
}

function compareOrder(
  golden: readonly OrderRule[],
  candidate: readonly OrderRule[],
  isTold: (label: string) => boolean,
): Difference[] {
  const rules = new Map<string, { after: string; index: number; afters: Set<string> }>();
  golden.forEach(({ event, after }, index) => {
    const rule = rules.get(event) ?? { after, index, afters: new Set([after]) };
    rules.set(event, { ...rule, afters: rule.afters.add(after) });
  });
  const differences: Difference[] = [];
  for (const { event, after } of candidate) {
    const rule = rules.get(event);
    if (!rule || rule.afters.has(after)) continue;
    if ([event, after, rule.after].some(isTold)) continue;
    const step = stepOfLabel(event);
    const behind = (label: string): Step[] => (label === '' ? [] : [stepOfLabel(label)]);
    differences.push({
      change: 'moved',
      process: '',
      before: [step, ...behind(rule.after)],
      after: [step, ...behind(after)],
      counts: { before: 1, after: 1 },
      novelty: false,
      spot: { list: 'order', index: rule.index },
    });
  }
  return differences;
}

/** Another end of a program is told as that, and not as a step that changed. */
function asEnd(difference: Difference): Difference {
  const isEnd = difference.change === 'changed' && difference.before[0]?.call === 'end';
  return isEnd ? { ...difference, change: 'end' } : difference;
}

/** That a program runs more or less often tells that it is started and ends so often. */
function withoutEchoes(differences: readonly Difference[]): Difference[] {
  const stepOf = ({ before, after }: Difference): Step | undefined => after[0] ?? before[0];
  const runs = differences.flatMap((difference) => {
    const step = stepOf(difference);
    return step?.call === 'exec' && step.error === undefined ? [{ by: difference.process, path: step['path'] }] : [];
  });
  return differences.filter((difference) => {
    const step = stepOf(difference);
    if (difference.change === 'end') return true;
    if (step?.call === 'end') return !runs.some(({ path }) => path === step['program']);
    return step?.call !== 'fork' || !runs.some(({ by }) => by === difference.process);
  });
}

/** Compares what happens to objects, and in which order. */
export function compareObjects(golden: Shape, candidate: Shape, known: Known): Difference[] {
  const after = new Map(candidate.objects.map((shape) => [shape.object, shape]));
  const differences: Difference[] = [];
  const told = new Set<string>();
  const tell = (object: string, found: readonly Difference[]): void => {
    differences.push(...found);
    if (found.length > 0) told.add(object);
  };
  golden.objects.forEach((shape, object) => {
    const there = after.get(shape.object);
    after.delete(shape.object);
    tell(shape.object, compareLives(shape, there, { known, spot: (index) => ({ list: 'lives', object, index }) }));
    const [had, has] = [shape.order, there?.order ?? []];
    if (had === undefined || told.has(shape.object) || had.join('\n') === has.join('\n')) return;
    tell(shape.object, [
      movedChange(had, has, (token) => ({ call: token.replace(/ .*/s, ''), path: shape.object }), {
        list: 'objects',
        index: object,
      }),
    ]);
  });
  for (const shape of after.values())
    tell(shape.object, compareLives(undefined, shape, { known, spot: () => ({ list: 'objects', index: 0 }) }));
  const blanked = [...told].map((object) => object.replace(/\d+/g, '#'));
  const isTold = (label: string): boolean => label !== '' && blanked.some((object) => label.includes(object));
  return [...withoutEchoes(differences.map(asEnd)), ...compareOrder(golden.order, candidate.order, isTold)];
}
