/** Chance from a seed. */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

export function randomFrom(seed) {
  const generator = xoroshiro128plus(seed);
  const below = (limit) => Math.floor(uniformFloat64(generator) * limit);
  return {
    chance: (share) => uniformFloat64(generator) < share,
    pick: (list) => list[below(list.length)],
    shuffled: (list) => {
      const result = [...list];
      for (let at = result.length - 1; at > 0; at -= 1) {
        const other = below(at + 1);
        [result[at], result[other]] = [result[other], result[at]];
      }
      return result;
    },
  };
}

/** A seed of its own for a name, so that one more program or class changes no other. */
export function seedOf(seed, name) {
  let hash = 2166136261 ^ seed;
  for (let at = 0; at < name.length; at += 1) hash = Math.imul(hash ^ name.charCodeAt(at), 16777619);
  return hash | 0;
}
