import { distance } from 'fastest-levenshtein';

/** `maxSpans`, `max-spans` and `max_spans` are one name to a person. */
const plain = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll('-', '_')
    .toLowerCase();

/**
 * The known name that a mistyped one most likely means, or undefined when none is close: a third of the letters may
 * differ. A wrong guess is worse than none, because people follow it.
 */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const wanted = plain(name);
  let best: string | undefined;
  let bestDistance = Infinity;
  for (const candidate of known) {
    const letters = distance(wanted, plain(candidate));
    if (letters < bestDistance) [best, bestDistance] = [candidate, letters];
  }
  if (best === undefined) return undefined;
  const allowed = Math.max(1, Math.floor(Math.max(name.length, best.length) / 3));
  return bestDistance <= allowed ? best : undefined;
}
