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
  const letters = (text: string): string => text.split('').sort().join('');
  let best: string | undefined;
  let bestDistance = Infinity;
  for (const candidate of known) {
    // Whoever wrote a known name exactly made another mistake than mistyping it.
    if (candidate === name) continue;
    const other = plain(candidate);
    // Two letters swapped count as two differences, but are the most common slip of all.
    const steps = letters(wanted) === letters(other) ? Math.min(1, distance(wanted, other)) : distance(wanted, other);
    if (steps < bestDistance) [best, bestDistance] = [candidate, steps];
  }
  if (best === undefined) return undefined;
  const allowed = Math.max(1, Math.floor(Math.max(name.length, best.length) / 3));
  return bestDistance <= allowed ? best : undefined;
}
