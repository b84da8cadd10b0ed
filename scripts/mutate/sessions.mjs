/** From what makes a descriptor to its close: as a whole, without its end, or many times. */
import { mapDeep } from './arguments.mjs';
import { changed, freeDescriptor, insertedAfter, removed } from './edits.mjs';

const longest = 200;
/** So many calls must follow a close, or the end of the process closes the descriptor as well. */
const lifeAfterClose = 5;

function sessionsOf({ sessions }, evidence) {
  return sessions
    .filter(({ call, close, uses }) => call.skipped === undefined && close !== undefined && uses.length <= longest)
    .filter(({ call }) => ['open', 'socket'].includes(call.table) && evidence.holds(call))
    .filter(({ isSimple }) => isSimple)
    .map((session) => ({ call: session.call, session, isPreferred: true }));
}

const eventsOf = ({ open, uses }) => [open, ...uses];
const isExclusive = ({ call }) => JSON.stringify(call.event.args).includes('O_EXCL');

/** The event with another number for a descriptor. */
export function renumbered(event, from, to) {
  const args = mapDeep(event.args, (part) =>
    part.kind === 'fd' && part.fd === from ? { ...part, fd: to } : undefined,
  );
  const makes = event.result.object !== undefined && event.result.value === from;
  return { ...event, args, ...(makes ? { result: { ...event.result, value: to, text: String(to) } } : {}) };
}

export const sessionClasses = [
  {
    name: 'drop session',
    doc: 'A file or connection is not opened, and nothing is done with it up to its close.',
    candidates: sessionsOf,
    mutate: (_recording, { session }) => ({
      what: 'everything from open to close is left out',
      edits: removed(eventsOf(session)),
    }),
  },
  {
    name: 'repeat session',
    doc: 'A file or connection is opened, used and closed once more, just as before, by the task that closed it.',
    candidates: (recording, evidence) => sessionsOf(recording, evidence).filter(({ session }) => !isExclusive(session)),
    mutate(recording, { session }) {
      const again = eventsOf(session).map((index) => {
        const { name, args, result } = recording.events[index];
        return { name, args, result };
      });
      return {
        what: 'everything from open to close is done once more',
        edits: insertedAfter(recording, session.close, again),
      };
    },
  },
  {
    name: 'lost close',
    doc: 'A descriptor is not closed, in a process that goes on for some time.',
    candidates: ({ sessions }, evidence) =>
      sessions
        .filter(({ call, close, isSimple }) => call.skipped === undefined && close !== undefined && isSimple)
        .filter((session) => evidence.holds(session.call) && goesOn(session))
        .map((session) => ({ call: session.call, session, isPreferred: true })),
    mutate(recording, { session }) {
      const { fd, close, process } = session;
      const isTaken = process.calls.some(
        ({ index, event }) => index > close && event.result.object !== undefined && event.result.value === fd,
      );
      // The kernel gives the number to nobody else while it is open.
      const edits = isTaken
        ? changed(recording, eventsOf(session), (event) => renumbered(event, fd, freeDescriptor))
        : new Map();
      return { what: 'a descriptor is not closed', edits: edits.set(close, []), about: [close] };
    },
  },
  {
    name: 'open 40 times',
    doc: 'A file that was opened is opened and closed 39 times more.',
    candidates: ({ kept }, evidence) =>
      kept
        .filter((call) => call.table === 'open' && call.ok && evidence.holds(call))
        .filter((call) => call.opened !== undefined && !isExclusive(call.opened))
        .map((call) => ({ call, isPreferred: true })),
    mutate(recording, { call: { index, event } }) {
      const open = renumbered(event, event.result.value, freeDescriptor);
      const pair = [
        { name: open.name, args: open.args, result: open.result },
        {
          name: 'close',
          args: [{ kind: 'fd', fd: freeDescriptor, object: event.result.object }],
          result: { kind: 'value', value: 0, text: '0' },
        },
      ];
      const calls = Array.from({ length: 39 }, () => pair).flat();
      return { what: 'a file is opened 40 times', edits: insertedAfter(recording, index, calls) };
    },
  },
];

/** Does its process make other calls for a while, as the same program? */
function goesOn({ process, close }) {
  const rest = process.calls.filter(({ index, skipped }) => index > close && skipped === undefined);
  const exec = rest.findIndex(({ table, ok }) => table === 'exec' && ok);
  const own = exec === -1 ? rest : rest.slice(0, exec);
  return (
    own.filter(({ kind, table }) => (kind === 'effect' || kind === 'data') && table !== 'close').length >=
    lifeAfterClose
  );
}
