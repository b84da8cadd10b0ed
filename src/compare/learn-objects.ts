/** Objects of several recordings → the objects that accept them all: equal counts are exact, others ranges, values that differ a mark. */
import type { Life, ObjectShape, OrderRule, Step } from '../model/golden.js';
import { likenessOf, unifySteps } from './any-value.js';
import { stepKey } from './step-key.js';

export const lifeKey = ({ by, steps }: Pick<Life, 'by' | 'steps'>): string => `${by}\n${steps.map(stepKey).join('\n')}`;

const lifeSkeleton = ({ by, steps }: Life): string => `${by}\n${steps.map(likenessOf).join('\n')}`;

interface Seen {
  readonly life: Life;
  /** By recording; absent in one where it did not happen. */
  readonly counts: Map<number, { readonly least: number; readonly most: number }>;
}

function seenIn(recordings: readonly (readonly Life[])[]): Seen[] {
  const byKey = new Map<string, Seen>();
  recordings.forEach((lives, recording) => {
    for (const life of lives) {
      const key = lifeKey(life);
      const seen = byKey.get(key) ?? { life, counts: new Map<number, { least: number; most: number }>() };
      byKey.set(key, seen);
      seen.counts.set(recording, life);
    }
  });
  return [...byKey.values()];
}

function isStable({ life, counts }: Seen, recordings: number): boolean {
  return (
    counts.size === recordings &&
    [...counts.values()].every(({ least, most }) => least === life.least && most === life.most)
  );
}

/** Several sequences that differ in values only, as one; undefined: they differ in more. */
function unifyAll(lives: readonly Life[]): readonly Step[] | undefined {
  let steps = lives[0]?.steps;
  for (const life of lives.slice(1)) {
    const unified: (Step | undefined)[] = (steps ?? []).map((step, index) =>
      unifySteps(step, life.steps[index] as Step),
    );
    if (unified.includes(undefined)) return undefined;
    steps = unified as Step[];
  }
  return steps;
}

function rangeOf(seen: readonly Seen[], recordings: number): { least: number; most: number } {
  let [least, most] = [Infinity, 0];
  for (let recording = 0; recording < recordings; recording += 1) {
    const counts = seen.flatMap(({ counts: by }) => by.get(recording) ?? []);
    least = Math.min(
      least,
      counts.reduce((sum, count) => sum + count.least, 0),
    );
    most = Math.max(
      most,
      counts.reduce((sum, count) => Math.min(Number.MAX_SAFE_INTEGER, sum + count.most), 0),
    );
  }
  return { least, most };
}

/** How often something is tried in vain, until it is there, is how long it takes; none at all is no change. */
function rangeOfAll(seen: readonly Seen[], recordings: number): { least: number; most: number } {
  const range = rangeOf(seen, recordings);
  const inVain = seen.every(({ life }) => life.steps.some(({ error }) => error !== undefined));
  return inVain && range.least !== range.most ? { ...range, least: 0 } : range;
}

function mergeLives(recordings: readonly (readonly Life[])[]): Life[] {
  const merged: Life[] = [];
  const unstable = new Map<string, Seen[]>();
  for (const seen of seenIn(recordings)) {
    if (isStable(seen, recordings.length)) merged.push(seen.life);
    else {
      const key = lifeSkeleton(seen.life);
      unstable.set(key, [...(unstable.get(key) ?? []), seen]);
    }
  }
  for (const group of unstable.values()) {
    const steps = group.length > 1 ? unifyAll(group.map(({ life }) => life)) : undefined;
    if (steps) merged.push({ by: group[0]?.life.by ?? '', steps, ...rangeOfAll(group, recordings.length) });
    else for (const seen of group) merged.push({ ...seen.life, ...rangeOfAll([seen], recordings.length) });
  }
  return merged.sort((a, b) => (lifeKey(a) < lifeKey(b) ? -1 : 1));
}

export function learnObjects(recordings: readonly (readonly ObjectShape[])[]): ObjectShape[] {
  const byName = recordings.map((objects) => new Map(objects.map((shape) => [shape.object, shape])));
  const names = [...new Set(recordings.flatMap((objects) => objects.map(({ object }) => object)))].sort();
  return names.map((object) => {
    const shapes = byName.map((objects) => objects.get(object));
    const orders = new Set(shapes.map((shape) => JSON.stringify(shape?.order ?? [])));
    const order = orders.size === 1 ? shapes[0]?.order : undefined;
    return {
      object,
      lives: mergeLives(shapes.map((shape) => shape?.lives ?? [])),
      ...(order === undefined ? {} : { order }),
    };
  });
}

/** An event that each recording has fewer times may well be the first of its task another time. */
const enoughTimes = 8;

/** A rule holds where every recording has the event behind the same one, and behind no other; that it may be the first of its task is a rule beside it. */
export function learnOrder(recordings: readonly (readonly OrderRule[])[]): OrderRule[] {
  const events = new Map<string, Map<string, { recordings: number; times: number }>>();
  for (const rules of recordings) {
    for (const { event, after, times = 1 } of rules) {
      const afters = events.get(event) ?? new Map<string, { recordings: number; times: number }>();
      events.set(event, afters);
      const seen = afters.get(after) ?? { recordings: 0, times: 0 };
      afters.set(after, { recordings: seen.recordings + 1, times: seen.times + times });
    }
  }
  return [...events]
    .flatMap(([event, afters]) => {
      const others = [...afters].filter(([after]) => after !== '');
      const [[after, seen] = ['', { recordings: 0, times: 0 }]] = others;
      if (others.length !== 1 || seen.recordings < recordings.length) return [];
      const mayBeFirst = afters.has('') || seen.times < enoughTimes * recordings.length;
      return [{ event, after }, ...(mayBeFirst ? [{ event, after: '' }] : [])];
    })
    .sort((a, b) => (`${a.event}\n${a.after}` < `${b.event}\n${b.after}` ? -1 : 1));
}
