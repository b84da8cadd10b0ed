/**
 * Spellings of a folder that programs make from its path: another case (a look whether the file system tells cases apart), one word instead of a path (the
 * name of a cache folder), percent-encoded (a URL). What stays the same in every folder is that it was made from this one.
 */
import type { Prefix } from './prefixes.js';

/** Shorter ones are in other words by chance. */
const shortest = 6;

const spellings: readonly (readonly [name: string, spell: (path: string) => string])[] = [
  [
    'case',
    (path) => path.replace(/[A-Za-z]/g, (letter) => (letter < 'a' ? letter.toLowerCase() : letter.toUpperCase())),
  ],
  ['case', (path) => path.toLowerCase()],
  ['case', (path) => path.toUpperCase()],
  ['dashed', (path) => path.slice(1).replaceAll('/', '-')],
  ['dashed', (path) => path.slice(1).replace(/[^A-Za-z0-9]/g, '-')],
  ['underscored', (path) => path.slice(1).replaceAll('/', '_')],
  ['underscored', (path) => path.slice(1).replace(/[^A-Za-z0-9]/g, '_')],
  ['dotted', (path) => path.slice(1).replaceAll('/', '.')],
  ['banged', (path) => path.slice(1).replaceAll('/', '!')],
  ['encoded', (path) => encodeURIComponent(path)],
  ['encoded', (path) => encodeURI(path)],
  ['escaped', (path) => path.replaceAll(' ', '\\ ')],
];

/** `[text, mark]`, the longest text first: `<dashed $CWD>`. */
export type Forms = readonly (readonly [text: string, mark: string])[];

export function formsOf(prefixes: readonly Prefix[]): Forms {
  const forms = new Map<string, string>();
  const add = (text: string, mark: string): void => {
    if (text.length >= shortest && !forms.has(text)) forms.set(text, mark);
  };
  for (const { folder, mark } of prefixes) {
    for (const [name, spell] of spellings) {
      const text = spell(folder);
      if (text !== folder) add(text, `<${name} ${mark}>`);
    }
  }
  return [...forms].sort(([a], [b]) => b.length - a.length);
}
