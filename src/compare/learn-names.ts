/**
 * Which names differ from run to run: where each of several recordings has names in a folder that no other one has, and what is done with them is the same,
 * they are drawn anew every time. What their differing part looks like is what all of them together show.
 */

/** What one recording shows of its names. */
export interface NamedRecording {
  /** Folder as it is named → what it holds as it is named → the name that this was made from. */
  readonly bases: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** What is done with a path: calls with their outcomes. */
  readonly deeds: (path: string) => string;
}

export interface LearnedFromNames {
  /** `$TMP/session-<drawn>.sock`, sorted. */
  readonly learned: readonly string[];
  /** Names that are the same in every recording, with their folders. */
  readonly fixed: ReadonlySet<string>;
}

/** Below this many characters a part of equal length is equally long by chance. */
const shortestLength = 4;

const unnumbered = (text: string): string => text.replace(/<tmp:\d+>/g, '<tmp>');
const under = (folder: string, name: string): string =>
  folder === '/' ? `/${name}` : folder.endsWith(':') ? folder + name : `${folder}/${name}`;
const isLearned = (name: string): boolean => /<(?:drawn|number|port)/.test(name);

/** Folder → recording → names. */
function namesByFolder(recordings: readonly NamedRecording[]): Map<string, Map<string, string>[]> {
  const folders = new Map<string, Map<string, string>[]>();
  recordings.forEach(({ bases }, index) => {
    for (const [folder, names] of bases) {
      const key = unnumbered(folder);
      const lists = folders.get(key) ?? recordings.map(() => new Map<string, string>());
      folders.set(key, lists);
      for (const [name, raw] of names) lists[index]?.set(unnumbered(name), raw);
    }
  });
  return folders;
}

function commonStart(texts: readonly string[]): string {
  const [first = '', ...others] = texts;
  let length = first.length;
  for (const text of others) {
    let same = 0;
    while (same < length && text[same] === first[same]) same += 1;
    length = same;
  }
  return first.slice(0, length);
}

const reverse = (text: string): string => text.split('').reverse().join('');

/** A date, and the beginning of a time behind it: the same for recordings of one hour. */
const datedEnd = /\d{4}([-_.]?)\d{2}\1\d{2}(?:[-_.T :h]?\d+)*[-_.T :h]?$/;

/** `log-17.txt`, `log-210.txt` → `log-<number>.txt`. Undefined: nothing of them differs. */
export function templateOf(names: readonly string[], port = false): string | undefined {
  let before = commonStart(names);
  const shortest = Math.min(...names.map((name) => name.length));
  let after = reverse(commonStart(names.map(reverse))).slice(-(shortest - before.length) || Infinity);
  if (shortest === before.length) after = '';
  let parts = names.map((name) => name.slice(before.length, name.length - after.length));
  if (parts.every((part) => /^\d*$/.test(part)) && !datedEnd.test(before)) {
    // A number is the whole run of digits, whatever two of them have in common.
    before = before.replace(/\d+$/, '');
    after = after.replace(/^\d+/, '');
    parts = names.map((name) => name.slice(before.length, name.length - after.length));
    return parts.every((part) => part !== '') ? `${before}<${port ? 'port' : 'number'}>${after}` : undefined;
  }
  if (parts.every((part) => /^\d/.test(part))) before = before.replace(datedEnd, '').replace(/\d+$/, '');
  if (parts.every((part) => /\d$/.test(part))) after = after.replace(/^\d+/, '');
  parts = names.map((name) => name.slice(before.length, name.length - after.length));
  if (parts.includes('')) return undefined;
  const lengths = new Set(parts.map((part) => part.length));
  const [length = 0] = lengths;
  // Between other characters it may be longer another time (a number of base 36); alone, its length is all that it is known by.
  const alone = before === '' && after === '';
  return `${before}<drawn${alone && lengths.size === 1 && length >= shortestLength ? `:${length}` : ''}>${after}`;
}

const firstWord = (name: string): string => /^[A-Za-z]*/.exec(name)?.[0] ?? '';
const lastWord = (name: string): string => /(?<=[^A-Za-z0-9])[A-Za-z]*$/.exec(name)?.[0] ?? '';
const shapeOf = (name: string): string => name.replace(/[A-Za-z0-9]+/g, 'a');

/** Names of one folder that are one recording's alone, each with its recording. */
type Alone = readonly { readonly raw: string; readonly recording: number; readonly deeds: string }[];

function groupBy(names: Alone, keyOf: (name: Alone[number]) => string): Alone[] {
  const groups = new Map<string, Alone[number][]>();
  for (const name of names) groups.set(keyOf(name), [...(groups.get(keyOf(name)) ?? []), name]);
  return [...groups.values()];
}

const inAll = (names: Alone, recordings: number): boolean =>
  new Set(names.map(({ recording }) => recording)).size === recordings;

/** Parts names by a key where every part then is there in every recording; else leaves them together. */
function partBy(names: Alone, recordings: number, keyOf: (name: Alone[number]) => string): Alone[] {
  const parts = groupBy(names, keyOf);
  return parts.every((part) => inAll(part, recordings)) ? parts : [names];
}

/** Classes of names: the finest that every recording has a member of. */
function classesOf(alone: Alone, recordings: number): Alone[] {
  const classes: Alone[] = [];
  let left: Alone = alone;
  const keys: ((name: Alone[number]) => string)[] = [
    ({ raw, deeds }) => `${shapeOf(raw)} ${deeds}`,
    ({ raw, deeds }) => `${raw.length} ${deeds}`,
    ({ raw }) => `${lastWord(raw)} ${raw.length}`,
    ({ raw }) => shapeOf(raw),
    ({ raw }) => `${firstWord(raw)} ${lastWord(raw)}`,
    ({ deeds }) => deeds,
  ];
  for (const key of keys) {
    const found = groupBy(left, key).filter((group) => inAll(group, recordings));
    classes.push(...found);
    const taken = new Set(found.flat());
    left = left.filter((name) => !taken.has(name));
  }
  return classes
    .flatMap((names) => partBy(names, recordings, ({ raw }) => firstWord(raw)))
    .flatMap((names) => partBy(names, recordings, ({ raw }) => lastWord(raw)));
}

function aloneIn(
  folder: string,
  lists: readonly ReadonlyMap<string, string>[],
  recordings: readonly NamedRecording[],
): Alone {
  const counts = new Map<string, number>();
  for (const names of lists) for (const name of names.keys()) counts.set(name, (counts.get(name) ?? 0) + 1);
  // A drawn name may look so in one recording, in parts of it in another.
  const guessed = (name: string): boolean => name.includes('<tmp');
  const inParts = [...counts].some(([name, count]) => guessed(name) && count < lists.length);
  return lists.flatMap((names, recording) =>
    [...names]
      .filter(([name]) => (counts.get(name) === 1 && !isLearned(name)) || (inParts && guessed(name)))
      .map(([name, raw]) => ({ raw, recording, deeds: recordings[recording]?.deeds(under(folder, name)) ?? '' })),
  );
}

/** At least two recordings; those of one plan in changed surroundings. */
export function learnNames(recordings: readonly NamedRecording[]): LearnedFromNames {
  const learned = new Set<string>();
  const fixed = new Set<string>();
  for (const [folder, lists] of namesByFolder(recordings)) {
    for (const [name, raw] of lists[0] ?? [])
      if (name === raw && lists.every((names) => names.has(name))) fixed.add(under(folder, name));
    for (const names of classesOf(aloneIn(folder, lists, recordings), recordings.length)) {
      const template = templateOf(
        names.map(({ raw }) => raw),
        folder.endsWith(':'),
      );
      if (template !== undefined) learned.add(under(folder, template));
    }
  }
  return { learned: [...learned].sort(), fixed };
}
