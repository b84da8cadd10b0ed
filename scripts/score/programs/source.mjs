import { readFileSync } from 'node:fs';

/** The text of a program kept in scripts/score/sources. */
export function source(name) {
  return readFileSync(new URL(`../sources/${name}`, import.meta.url), 'utf8');
}

/** `count` numbered files of different sizes: data/f00, data/f01, … */
export function numbered(count, { prefix = 'data/f', suffix = '', text = (i) => `file ${i}\n`.repeat(i + 1) } = {}) {
  const names = Array.from({ length: count }, (_, i) => `${prefix}${String(i).padStart(2, '0')}${suffix}`);
  return Object.fromEntries(names.map((name, i) => [name, text(i)]));
}
