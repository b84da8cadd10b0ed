import type { GoldenSpot } from '../model/difference.js';
import type { GoldenDocument } from '../schema/golden.js';

/** Keys and indexes that lead to an element of a golden in its printed form, where repetition is folded. */
export function printedPath(document: GoldenDocument, spot: GoldenSpot): readonly (string | number)[] {
  if (spot.list === 'lives') return ['objects', spot.object, 'lives', spot.index];
  if (!('process' in spot)) return [spot.list, spot.index];
  const base = ['processes', spot.process] as const;
  if (spot.list === 'pool') return [...base, 'pool', spot.index];
  const entries = (document.processes[spot.process]?.steps ?? []) as readonly {
    times?: number;
    steps?: readonly unknown[];
    call?: string;
  }[];
  const end = entries.length - 1;
  if (spot.list === 'end') return [...base, 'steps', end];
  let before = 0;
  for (const [index, entry] of entries.slice(0, end).entries()) {
    const period = entry.call === undefined ? (entry.steps?.length ?? 1) : 1;
    const length = entry.call === undefined ? (entry.times ?? 1) * period : 1;
    if (spot.index < before + length) {
      const path = [...base, 'steps', index];
      return entry.call === undefined ? [...path, 'steps', (spot.index - before) % period] : path;
    }
    before += length;
  }
  return [...base, 'steps', end];
}
