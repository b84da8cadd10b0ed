/** Anti-patterns of repetition: the same thing again, or the same thing for each of many. */
import type { ActivityCall } from '../model/activity.js';
import { callText, confidenceOfCount, firstOf, groupBy, ownCalls, perProcess } from './detector.js';

/** As sure as 0.9 at a thousand rounds, renacer's own limit. */
const someRounds = 111;
/** `lseek, read`, `poll, read, write`: the longest round that is looked for. */
const longestRound = 3;

const keyOf = ({ name, object, file, newPath, error }: ActivityCall): string =>
  [name, object, file, newPath, error].join('\0');

interface Loop {
  readonly rounds: number;
  readonly calls: readonly ActivityCall[];
}

/** The longest stretch in which `length` calls repeat directly. */
function longestLoop(calls: readonly ActivityCall[], keys: readonly string[], length: number): Loop {
  let best: Loop = { rounds: 1, calls: [] };
  let run = 0;
  for (let index = length; index < keys.length; index += 1) {
    run = keys[index] === keys[index - length] ? run + 1 : 0;
    const rounds = Math.floor(run / length) + 1;
    if (rounds > best.rounds) best = { rounds, calls: calls.slice(index - length + 1, index + 1) };
  }
  return best;
}

/**
 * TightLoop: a task makes the same call, or the same round of up to three calls, on the same object many times in a row. The count is the
 * rounds; sleeping and polling in a round is waiting, which BusyPolling is about.
 */
export const tightLoop = perProcess('TightLoop', (process) =>
  process.tasks.flatMap(({ calls }) => {
    const keys = calls.map(keyOf);
    let best: Loop = { rounds: 1, calls: [] };
    for (let length = 1; length <= longestRound; length += 1) {
      const loop = longestLoop(calls, keys, length);
      // A round of two is also a round of four, and one call in a row is no round of two.
      if (loop.rounds * loop.calls.length > best.rounds * best.calls.length * 1.5) best = loop;
    }
    if (best.rounds < 2 || best.calls.every((call) => call.class === 'scheduling')) return [];
    return [
      {
        confidence: confidenceOfCount(best.rounds, someRounds),
        object: [...new Set(best.calls.map(({ object }) => object))].filter((object) => object !== '').join(', '),
        count: best.rounds,
        evidence: best.calls.map(callText),
      },
    ];
  }),
);

/** Files of a folder: half as sure at 25. */
const someFiles = 25;
const metadata = new Set(['stat', 'access', 'readlink', 'getxattr', 'lgetxattr']);

const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

/** MetadataPerItem (N+1): each of many files of a folder is asked about by a call of its own. The count is the files. */
export const metadataPerItem = perProcess('MetadataPerItem', (process) => {
  const asked = ownCalls(process)
    .flat()
    .filter(({ family, path }) => metadata.has(family) && path !== undefined);
  return [...groupBy(asked, ({ name, path }) => `${name}\0${folderOf(path ?? '')}`)].flatMap(([key, calls]) => {
    const files = [...groupBy(calls, ({ file }) => file).values()].map(([first]) => first?.path ?? '');
    if (files.length < 2) return [];
    return [
      {
        confidence: confidenceOfCount(files.length, someFiles),
        object: key.slice(key.indexOf('\0') + 1),
        count: files.length,
        evidence: firstOf(files.map((file) => `${key.slice(0, key.indexOf('\0'))} ${file}`)),
      },
    ];
  });
});

/** Looks in vain: half as sure at 50. */
const someLooks = 50;

/** Asks whether something is there yet, and it is not. */
function looksInVain({ family, value, error, flags }: ActivityCall): boolean {
  if (error === 'EAGAIN' || error === 'EWOULDBLOCK') return true;
  if (family === 'sched_yield') return true;
  if (value !== 0) return false;
  if (family === 'wait') return flags.includes('WNOHANG');
  return family === 'poll' || family === 'select' || family === 'epoll_wait';
}

/** BusyPolling: a task looks again and again whether something has come. The count is the looks in vain. */
export const busyPolling = perProcess('BusyPolling', (process) =>
  process.tasks.flatMap(({ calls }) => {
    const vain = calls.filter(looksInVain);
    return [...groupBy(vain, ({ name, object }) => `${name}\0${object}`).values()].flatMap((looks) => {
      const [first] = looks;
      if (!first || looks.length < 2) return [];
      return [
        {
          confidence: confidenceOfCount(looks.length, someLooks),
          object: first.object,
          count: looks.length,
          evidence: [`${looks.length} times ${callText(first)}`],
        },
      ];
    });
  }),
);
