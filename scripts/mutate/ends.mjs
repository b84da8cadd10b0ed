/** How a process ends. */
import { number } from './arguments.mjs';

/** Processes that exit by themselves, by the exit of their first thread. */
function endsOf({ exits }, evidence) {
  return exits
    .filter((exit) => exit.task.number === 1 && exit.event.outcome.kind === 'exited' && evidence.holdsEnd(exit))
    .map((exit) => ({ exit, call: exit.task.calls.at(-1), isPreferred: true }))
    .filter(({ call }) => call !== undefined);
}

/** The exits of all threads of a process, and the call that ended it. */
function lastOf(recording, { task }) {
  const { process } = task;
  const leaving = process.calls.filter(({ table }) => table === 'exit_group').at(-1);
  const exits = recording.exits.filter(
    (exit) =>
      exit.task.process === process && (leaving === undefined ? exit.task === task : exit.index >= leaving.index),
  );
  return { exits, leaving };
}

export const endClasses = [
  {
    name: 'exit code',
    doc: 'A process exits with another code.',
    candidates: endsOf,
    mutate(recording, { exit }) {
      const code = exit.event.outcome.code === 3 ? 4 : 3;
      const { exits, leaving } = lastOf(recording, exit);
      const edits = new Map(
        exits.map(({ index, event }) => [index, [{ ...event, outcome: { kind: 'exited', code } }]]),
      );
      if (leaving) edits.set(leaving.index, [{ ...leaving.event, args: [number(code)] }]);
      return { what: 'a process exits with another code', edits, about: [exit.index] };
    },
  },
  {
    name: 'signal',
    doc: 'A process is killed by SIGSEGV instead of exiting.',
    candidates: endsOf,
    mutate(recording, { exit }) {
      const { exits, leaving } = lastOf(recording, exit);
      const outcome = { kind: 'killed', signal: 'SIGSEGV', coreDumped: false };
      const edits = new Map(exits.map(({ index, event }) => [index, [{ ...event, outcome }]]));
      const at = leaving?.index ?? exit.index;
      const { tid, timeNs, line } = recording.events[at];
      const info = [{ name: 'si_code', value: { kind: 'flags', names: ['SEGV_MAPERR'] } }];
      const fault = { kind: 'signal', tid, signal: 'SIGSEGV', action: 'delivered', info, timeNs, line };
      edits.set(at, [fault, ...(leaving ? [] : edits.get(at))]);
      return { what: 'a process is killed', edits, about: [exit.index] };
    },
  },
];
