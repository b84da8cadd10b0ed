/** Draws mutants of one recording: as many of each class as there is room for, mainly of the project's own objects. */
import { additionClasses } from './additions.mjs';
import { amountClasses } from './amounts.mjs';
import { controlClasses } from './controls.mjs';
import { effectClasses } from './effects.mjs';
import { endClasses } from './ends.mjs';
import { orderClasses } from './order.mjs';
import { randomFrom, seedOf } from './random.mjs';
import { sessionClasses } from './sessions.mjs';
import { valueClasses } from './values.mjs';

export const classes = [
  ...effectClasses,
  ...sessionClasses,
  ...orderClasses,
  ...valueClasses,
  ...endClasses,
  ...amountClasses,
  ...additionClasses,
];
export { controlClasses };

const projectShare = 0.8;
const preferredShare = 0.75;

/** The candidates in the order in which they are used: four of five are the project's, three of four are preferred, as far as there are such. */
function queueOf(candidates, random) {
  const groups = new Map();
  for (const candidate of random.shuffled(candidates)) {
    const key = `${candidate.call.isProject} ${candidate.isPreferred}`;
    groups.set(key, [...(groups.get(key) ?? []), candidate]);
  }
  const take = (isProject, isPreferred) => groups.get(`${isProject} ${isPreferred}`)?.pop();
  return candidates.map(() => {
    const [project, preferred] = [random.chance(projectShare), random.chance(preferredShare)];
    return (
      take(project, preferred) ?? take(project, !preferred) ?? take(!project, preferred) ?? take(!project, !preferred)
    );
  });
}

/** Makes the mutants of one class one by one; undefined when there are no more. */
function* mutantsOfClass(each, recording, evidence, seed) {
  const random = randomFrom(seedOf(seed, each.name));
  for (const candidate of queueOf(each.candidates(recording, evidence), random)) {
    const mutant = each.mutate(recording, candidate, random);
    if (mutant === undefined) continue;
    yield { about: [candidate.call.index], ...mutant, name: each.name, levels: each.levels, call: candidate.call };
  }
}

/** In turn one of each class, until there are `count`. */
function inTurn(list, limitOf, count, recording, evidence, seed) {
  const sources = list.map((each) => ({
    limit: limitOf(each),
    source: mutantsOfClass(each, recording, evidence, seed),
  }));
  const mutants = [];
  for (let live = sources; live.length > 0 && mutants.length < count;) {
    for (const entry of live) {
      const { value, done } = entry.limit > 0 ? entry.source.next() : { done: true };
      entry.limit = done ? 0 : entry.limit - 1;
      if (!done && mutants.length < count) mutants.push(value);
    }
    live = live.filter(({ limit }) => limit > 0);
  }
  return mutants;
}

/** `count` mutants, and up to a fifteenth of that of each control. What is added is the same everywhere, so it takes no more than its share. */
export function drawMutants(recording, evidence, { count, seed }) {
  const share = Math.ceil(count / classes.length);
  return {
    mutants: inTurn(classes, ({ isAddition }) => (isAddition ? share : 3 * share), count, recording, evidence, seed),
    controls: inTurn(controlClasses, () => Math.ceil(count / 15), Infinity, recording, evidence, seed),
  };
}
