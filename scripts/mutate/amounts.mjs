/** How much, and in how many calls. */
import { number } from './arguments.mjs';
import { changed } from './edits.mjs';

const sized = new Set(['read', 'write', 'pread64', 'pwrite64', 'recvfrom', 'sendto']);
const varies = ({ event }) => event.args.some((arg) => arg.kind === 'raw' && /^<\d+ bytes, varying>$/.test(arg.text));

/** Data of the project's own files, as much in every recording, whose length does not hang on a name of the surroundings. */
function transfersOf({ kept }, evidence, families, least) {
  return kept
    .filter(
      (call) =>
        families.includes(call.table) && call.ok && call.event.result.value >= least && sized.has(call.event.name),
    )
    .filter((call) => call.path !== undefined && call.isProject && !call.event.args[0].object?.device)
    .filter((call) => !varies(call) && evidence.holds(call) && evidence.holdsBytes(call))
    .map((call) => ({ call, isPreferred: true }));
}

const writesOf = (recording, evidence, least) => transfersOf(recording, evidence, ['write', 'pwrite'], least);

/** The call with another number of bytes, asked for (where it is the program that decides) and moved. */
function withBytes(event, bytes, isAsked) {
  const args = isAsked
    ? event.args.map((arg, at) =>
        at === 2 ? number(bytes) : arg.kind === 'raw' ? { ...arg, text: `<${bytes} bytes>` } : arg,
      )
    : event.args;
  return { ...event, args, result: { kind: 'value', value: bytes, text: String(bytes) } };
}

/** The event in several of these sizes, one after another in its time. */
export function inPieces(event, sizes, isAsked) {
  const duration = Math.floor((event.durationNs ?? 0) / sizes.length);
  const offset = event.name === 'pwrite64' ? event.args[3]?.value : undefined;
  let done = 0;
  return sizes.map((bytes, at) => {
    const piece = withBytes(event, bytes, isAsked);
    const args =
      offset === undefined ? piece.args : piece.args.map((arg, place) => (place === 3 ? number(offset + done) : arg));
    done += bytes;
    return {
      ...piece,
      args,
      timeNs: event.timeNs + duration * at,
      ...(event.durationNs === undefined ? {} : { durationNs: duration }),
    };
  });
}

export const amountClasses = [
  {
    name: 'half the bytes written',
    doc: 'A write to a file of the project writes half as much.',
    candidates: (recording, evidence) => writesOf(recording, evidence, 2),
    mutate: (recording, { call: { index, event } }) => ({
      what: 'half as much is written',
      edits: changed(recording, [index], () => withBytes(event, Math.floor(event.result.value / 2), true)),
    }),
  },
  {
    name: 'twice the bytes written',
    doc: 'A write to a file of the project writes twice as much.',
    candidates: (recording, evidence) => writesOf(recording, evidence, 1),
    mutate: (recording, { call: { index, event } }) => ({
      what: 'twice as much is written',
      edits: changed(recording, [index], () => withBytes(event, 2 * event.result.value, true)),
    }),
  },
  {
    name: 'half the bytes read',
    doc: 'A read of a file of the project gets half as much.',
    candidates: (recording, evidence) => transfersOf(recording, evidence, ['read', 'pread'], 2),
    mutate: (recording, { call: { index, event } }) => ({
      what: 'half as much is read',
      edits: changed(recording, [index], () => withBytes(event, Math.floor(event.result.value / 2), false)),
    }),
  },
  {
    name: 'write in eight',
    doc: 'What was written to a file of the project by one call is written by eight.',
    candidates: (recording, evidence) => writesOf(recording, evidence, 16),
    mutate(_recording, { call: { index, event } }) {
      const piece = Math.floor(event.result.value / 8);
      const sizes = [...Array.from({ length: 7 }, () => piece), event.result.value - 7 * piece];
      return { what: 'a write is split in eight', edits: new Map([[index, inPieces(event, sizes, true)]]) };
    },
  },
];
