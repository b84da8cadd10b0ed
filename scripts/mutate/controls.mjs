/** What must stay silent: no program was changed, its run only came out in another way. */
import { flags, mentions, number, result } from './arguments.mjs';
import { anchorsOf } from './additions.mjs';
import { inPieces } from './amounts.mjs';
import { changed, insertedAfter, reordered } from './edits.mjs';

const lookups = new Set(['stat', 'lstat', 'access', 'readlink']);
const byName = new Set([...lookups, 'unlink', 'rename', 'mkdir', 'rmdir', 'chmod', 'symlink', 'link', 'truncate']);
const streamCalls = new Set(['read', 'write', 'recvfrom', 'sendto']);
const preferred = (call) => ({ call, isPreferred: true });

/** A pipe, or a socket that keeps no borders between messages. */
function isStream(object) {
  return object?.type === 'pipe' || (object?.type === 'socket' && /^(?:TCP|UNIX-STREAM)/.test(object.protocol));
}

const streamsOf = ({ kept }) =>
  kept.filter(({ event, ok }) => ok && streamCalls.has(event.name) && isStream(event.args[0]?.object));

/** Streams that answered EAGAIN, or were told to. */
function isNonBlocking({ calls }, call) {
  const [session] = call.sessions;
  if (session && mentions(session.call.event.args, 'SOCK_NONBLOCK')) return true;
  const uses = session ? [session.open, ...session.uses].map((index) => calls[index]) : [];
  return uses.some(({ errno, event }) => errno === 'EAGAIN' || mentions(event.args, 'O_NONBLOCK'));
}

/** Other threads of the process but the first that are there when a call is made. */
function poolAround({ process, task, index }) {
  return process.tasks.filter(
    (other) => other !== task && other.number > 1 && other.first < index && other.last > index,
  );
}

export const controlClasses = [
  {
    name: 'query more',
    doc: 'getpid or clock_gettime is called once more.',
    candidates: anchorsOf,
    mutate(recording, { call }, random) {
      const pid = call.process.tasks[0].tid;
      const query = random.chance(0.5)
        ? { name: 'getpid', args: [], result: result(pid) }
        : {
            name: 'clock_gettime',
            args: [flags('CLOCK_MONOTONIC'), number(0x7ffd00001000, '0x7ffd00001000')],
            result: result(0),
          };
      return { what: 'a query more', edits: insertedAfter(recording, call.index, [query]) };
    },
  },
  {
    name: 'futex more',
    doc: 'A futex is woken that nobody waits for.',
    candidates: anchorsOf,
    mutate: (recording, { call }) => ({
      what: 'a futex more',
      edits: insertedAfter(recording, call.index, [
        {
          name: 'futex',
          args: [number(0x7f0000001000, '0x7f0000001000'), flags('FUTEX_WAKE_PRIVATE'), number(1)],
          result: result(0),
        },
      ]),
    }),
  },
  {
    name: 'brk more',
    doc: 'brk asks where the heap ends.',
    candidates: (recording) =>
      anchorsOf(recording).filter(({ call }) =>
        call.process.calls.some(({ event, index }) => event.name === 'brk' && index < call.index),
      ),
    mutate(recording, { call }) {
      const before = call.process.calls.findLast(({ event, index }) => event.name === 'brk' && index < call.index);
      const ask = { name: 'brk', args: [{ kind: 'null' }], result: before.event.result };
      return { what: 'a brk more', edits: insertedAfter(recording, call.index, [ask]) };
    },
  },
  {
    name: 'another pool thread',
    doc: 'A call by name is made by another thread of a pool; not by the first thread, and not where there are only two.',
    candidates: ({ kept }) =>
      kept
        .filter((call) => byName.has(call.family) && call.task.number > 1 && call.process.tasks.length > 2)
        .filter((call) => poolAround(call).length > 0)
        .map(preferred),
    mutate(recording, { call }, random) {
      const { tid } = random.pick(poolAround(call));
      return {
        what: 'another thread of the pool makes the call',
        edits: changed(recording, [call.index], (event) => ({ ...event, tid })),
      };
    },
  },
  {
    name: 'stream call in two',
    doc: 'What one call moved through a pipe or a connection is moved by two, each of half the size.',
    /** At `exact` each call is a step. */
    levels: ['structure', 'objects', 'contract'],
    candidates: (recording) =>
      streamsOf(recording)
        .filter(({ event }) => event.result.value > 3)
        .map(preferred),
    mutate(_recording, { call: { index, event, table } }) {
      const half = Math.floor(event.result.value / 2);
      const isAsked = table === 'write' || table === 'send';
      return {
        what: 'a call is split in two',
        edits: new Map([[index, inPieces(event, [half, event.result.value - half], isAsked)]]),
      };
    },
  },
  {
    name: 'EAGAIN before a read',
    doc: 'A stream that does not block has nothing yet, and is read again.',
    candidates: (recording) =>
      streamsOf(recording)
        .filter(({ table }) => table === 'read' || table === 'recv')
        .filter((call) => isNonBlocking(recording, call))
        .map(preferred),
    mutate(_recording, { call: { index, event } }) {
      const [first, second] = inPieces(event, [0, event.result.value], false);
      return {
        what: 'EAGAIN before a read',
        edits: new Map([[index, [{ ...first, result: { kind: 'errno', errno: 'EAGAIN' } }, second]]]),
      };
    },
  },
  {
    name: 'lookups swapped',
    doc: 'Two looks at different files, one after the other in one task, come in the other order.',
    /** Above these the order is pinned. */
    levels: ['objects', 'contract'],
    candidates: ({ kept }) => {
      const isLook = (call) =>
        call !== undefined && call.skipped === undefined && lookups.has(call.family) && call.paths.length > 0;
      return kept.filter(isLook).flatMap((call) => {
        const second = call.task.calls[call.task.calls.indexOf(call) + 1];
        return isLook(second) && second.path !== call.path ? [{ call, second, isPreferred: true }] : [];
      });
    },
    mutate: (recording, { call, second }) => ({
      what: 'two looks have changed places',
      edits: reordered(recording, [call.index, second.index], [second.index, call.index]),
    }),
  },
];
