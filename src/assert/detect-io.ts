/** Anti-patterns of reading and writing. */
import type { ActivityCall, ActivityProcess } from '../model/activity.js';
import type { PatternName } from '../model/patterns.js';
import {
  callText,
  confidenceOfCount,
  type Detector,
  fact,
  firstOf,
  groupBy,
  inOrder,
  ownCalls,
  perProcess,
} from './detector.js';

/** A call that moves this little costs more than the bytes it moves. */
const tinyBytes = 64;
/** Tiny calls on one object: half as sure at 25. */
const someTiny = 25;

const readFamilies = new Set(['read', 'pread', 'recv']);
const writeFamilies = new Set(['write', 'pwrite', 'send']);
const isStandard = (object: string): boolean => object === '<stdout>' || object === '<stderr>' || object === '<tty>';

interface Moving {
  readonly pattern: PatternName;
  readonly families: ReadonlySet<string>;
  readonly of: (call: ActivityCall) => boolean;
}

/** Calls of at most 64 bytes on one object. The count is those calls; the confidence, less by the share of larger ones among all. */
function tinyCalls({ pattern, families, of }: Moving): Detector {
  return perProcess(pattern, (process) => {
    const moving = ownCalls(process)
      .flat()
      .filter((call) => families.has(call.family) && (call.value ?? 0) > 0 && call.object !== '' && of(call));
    return [...groupBy(moving, ({ object }) => object)].flatMap(([object, calls]) => {
      const tiny = calls.filter(({ value }) => (value ?? 0) <= tinyBytes);
      const [first] = tiny;
      if (!first || tiny.length < 2) return [];
      const bytes = tiny.reduce((sum, { value }) => sum + (value ?? 0), 0);
      return [
        {
          confidence: confidenceOfCount(tiny.length, someTiny) * (tiny.length / calls.length),
          object,
          count: tiny.length,
          evidence: [`${tiny.length} calls for ${bytes} bytes`, callText(first)],
        },
      ];
    });
  });
}

/** TinyReads: a file or stream is read in pieces of at most 64 bytes. */
export const tinyReads = tinyCalls({
  pattern: 'TinyReads',
  families: readFamilies,
  of: ({ fdKind }) => fdKind === 'file' || fdKind === 'pipe' || fdKind === 'socket',
});

/** TinyWrites: a file or stream is written in pieces of at most 64 bytes. */
export const tinyWrites = tinyCalls({
  pattern: 'TinyWrites',
  families: writeFamilies,
  of: ({ fdKind, object }) => (fdKind === 'file' || fdKind === 'pipe' || fdKind === 'socket') && !isStandard(object),
});

/** UnbufferedOutput: standard output or error is written in pieces of at most 64 bytes. */
export const unbufferedOutput = tinyCalls({
  pattern: 'UnbufferedOutput',
  families: writeFamilies,
  of: ({ object, fd }) => isStandard(object) || fd === 1 || fd === 2,
});

/** Opened once more: half as sure at 2. */
const someReads = 2;

/** RepeatedRead: a process opens the same file again and again to read it. The count is the opens. */
export const repeatedRead = perProcess('RepeatedRead', (process) => {
  const opens = ownCalls(process)
    .flat()
    .filter(
      ({ family, flags, error, object, fdKind, path }) =>
        family === 'open' &&
        error === undefined &&
        path !== undefined &&
        fdKind !== 'device' &&
        !flags.some((flag) => /^O_(?:WRONLY|CREAT|TRUNC|DIRECTORY|PATH)$/.test(flag)) &&
        !/^\/(?:proc|sys|dev)\//.test(object),
    );
  return [...groupBy(opens, ({ file }) => file).values()].flatMap((calls) =>
    calls.length < 2
      ? []
      : [
          {
            confidence: confidenceOfCount(calls.length - 1, someReads),
            object: calls[0]?.path ?? '',
            count: calls.length,
            evidence: [`opened ${calls.length} times`],
          },
        ],
  );
});

/** Syncs: half as sure at 5. */
const someSyncs = 5;
const syncs = new Set(['fsync', 'fdatasync', 'msync', 'sync', 'syncfs', 'sync_file_range']);

/** FsyncStorm: a process waits for the disk again and again. The count is the syncs. */
export const fsyncStorm = perProcess('FsyncStorm', (process) => {
  const calls = ownCalls(process)
    .flat()
    .filter(({ family }) => syncs.has(family));
  if (calls.length < 2) return [];
  const objects = [...groupBy(calls, ({ object }) => object)].sort(([, a], [, b]) => b.length - a.length);
  return [
    {
      confidence: confidenceOfCount(calls.length, someSyncs),
      object: objects.length === 1 ? (objects[0]?.[0] ?? '') : '',
      count: calls.length,
      evidence: firstOf(objects.map(([object, some]) => `${some.length} of ${object === '' ? 'everything' : object}`)),
    },
  ];
});

interface Unsynced {
  readonly from: string;
  readonly to: string;
}

/** Files that were written and then renamed with nothing between that makes their contents last. */
function renamedUnsynced(process: ActivityProcess): Unsynced[] {
  const dirty = new Set<string>();
  const found: Unsynced[] = [];
  for (const { family, object, path, newPath, value, error } of inOrder(ownCalls(process))) {
    if (error !== undefined) continue;
    if (writeFamilies.has(family) && (value ?? 0) > 0) dirty.add(object);
    else if (family === 'sync' || family === 'syncfs') dirty.clear();
    else if (syncs.has(family)) dirty.delete(object);
    else if (family === 'rename' && path !== undefined && newPath !== undefined && dirty.delete(path))
      found.push({ from: path, to: newPath });
  }
  return found;
}

/**
 * MissingFsync: a file is written and renamed into place without an fsync between: after a crash, the new name may have no contents. (`man 2 rename`;
 * ext4's auto_da_alloc hides it on one file system.) A fact; the count is the files.
 */
export const missingFsync = perProcess('MissingFsync', (process) => {
  const found = renamedUnsynced(process);
  return fact(
    found.map(({ from, to }) => `${from} renamed to ${to}`),
    found[0]?.to,
  );
});
