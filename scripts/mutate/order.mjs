/** Two calls of one task in the other order. */
import { mapDeep } from './arguments.mjs';
import { reordered } from './edits.mjs';
import { isBelow } from './paths.mjs';

const byName = new Set([
  'unlink',
  'rename',
  'link',
  'symlink',
  'mkdir',
  'rmdir',
  'chmod',
  'truncate',
  'utime',
  'mknod',
]);
const byDescriptor = new Set(['write', 'pwrite', 'fsync', 'fdatasync', 'ftruncate', 'fallocate', 'flock']);
const durable = new Set([
  'fsync',
  'fdatasync',
  'rename',
  'unlink',
  'link',
  'symlink',
  'truncate',
  'ftruncate',
  'mkdir',
  'rmdir',
]);
const syncs = new Set(['fsync', 'fdatasync']);
/** Between two calls of one task that change places. */
const farthest = 300;
/** What others do depends on these, so that nothing moves past them. */
const isBarrier = ({ table }) => ['fork', 'exec', 'wait', 'exit', 'exit_group', 'kill'].includes(table);

const pathsOf = ({ paths, path }) => (paths.length > 0 ? paths : path === undefined ? [] : [path]);
const touches = (call, paths) => pathsOf(call).some((path) => paths.includes(path));

/** The calls of the task between two of its calls; undefined where they can't change places. */
function between({ task }, first, second) {
  const from = task.calls.indexOf(first);
  const to = task.calls.indexOf(second, from);
  const calls = task.calls.slice(from + 1, to);
  return to - from > farthest || calls.some(isBarrier) ? undefined : calls;
}

/** Does another task do something to one of the paths meanwhile? */
function isDisturbed({ calls }, task, from, to, paths) {
  return calls.slice(from, to).some((call) => call !== undefined && call.task !== task && touches(call, paths));
}

/** Neighbours on one object: nothing happens to it between them but the close of the descriptor that the first one uses. */
function pairsOnObject(recording, evidence) {
  return recording.tasks.flatMap((task) => {
    const changes = task.calls.filter(
      (call) =>
        call.skipped === undefined &&
        call.ok &&
        (byName.has(call.family) || byDescriptor.has(call.family)) &&
        evidence.holds(call),
    );
    return changes.flatMap((second, at) => {
      const first = changes.slice(0, at).findLast((call) => touches(call, pathsOf(second)));
      if (first === undefined || first.family === second.family) return [];
      const both = [...new Set([...pathsOf(first), ...pathsOf(second)])];
      const calls = between({ task }, first, second);
      if (calls === undefined || isDisturbed(recording, task, first.index, second.index, both)) return [];
      const isClose = (call) =>
        call.table === 'close' && byName.has(second.family) && call.sessions[0] === first.sessions[0];
      if (calls.some((call) => touches(call, both) && !isClose(call))) return [];
      // Before the open there is nothing to be written to.
      const [session] = second.sessions;
      if (session && session.open > first.index) return [];
      return [{ call: first, second, calls, isPreferred: true }];
    });
  });
}

/** Neighbours among what is durable, on two objects. Which of two unlinks comes first may be the order of a folder. */
function pairsAcross(recording, evidence) {
  return recording.tasks.flatMap((task) => {
    const effects = task.calls.filter(
      (call) => call.skipped === undefined && call.ok && durable.has(call.family) && evidence.holds(call),
    );
    return effects.flatMap((second, at) => {
      const first = effects[at - 1];
      if (first === undefined || touches(first, pathsOf(second))) return [];
      if (first.family === second.family && !syncs.has(first.family)) return [];
      if (recording.areListed(first.path, second.path) || isNested(first, second)) return [];
      const calls = between({ task }, first, second);
      if (calls === undefined || isDisturbed(recording, task, first.index, second.index, pathsOf(first))) return [];
      return [{ call: first, second, calls, isPreferred: true }];
    });
  });
}

/** One makes or removes the folder that the other one works in. */
function isNested(first, second) {
  const isIn = (inner, outer) => pathsOf(outer).some((folder) => pathsOf(inner).some((path) => isBelow(path, folder)));
  return (!syncs.has(first.family) && isIn(second, first)) || (!syncs.has(second.family) && isIn(first, second));
}

/** What a tracer writes for descriptors of a file behind its rename. */
function renamed(event, rename) {
  const [from, to] = pathsOf(rename);
  return mapDeep(event, (part) => (part.type === 'path' && part.path === from ? { ...part, path: to } : undefined));
}

export const orderClasses = [
  {
    name: 'swap on object',
    doc: 'Two different changes of one file or folder are made in the other order: a rename before the fsync, a write behind the truncate.',
    candidates: pairsOnObject,
    mutate(recording, { call, second, calls }) {
      const places = [call, ...calls, second].map(({ index }) => index);
      const later = [call, ...calls].map(({ index, event }) =>
        second.family === 'rename' ? renamed(event, second) : index,
      );
      return {
        what: 'two calls on one object have changed places',
        edits: reordered(recording, places, [second.index, ...later]),
        about: [call.index, second.index],
        isOrder: true,
      };
    },
  },
  {
    name: 'swap durable across',
    doc: "Two durable changes of different objects are made in the other order by one task: the log's sync behind the table's rename.",
    candidates: pairsAcross,
    mutate(recording, { call, second, calls }) {
      // The close of what is synced later comes later, too.
      const along = calls.filter(
        (each) => touches(each, pathsOf(call)) || each.sessions.some((one) => call.sessions.includes(one)),
      );
      const others = calls.filter((each) => !along.includes(each));
      const order = [...others, second, call, ...along].map(({ index }) => index);
      return {
        what: 'two durable calls on different objects have changed places',
        edits: reordered(
          recording,
          [call, ...calls, second].map(({ index }) => index),
          order,
        ),
        about: [call.index, second.index],
        isOrder: true,
      };
    },
  },
];
