/** A mutant is a list of edits: index of an event → the events that stand there instead. */

/** The events with the edits; in order of beginning where they were. */
export function applyEdits({ events, isInOrderOfTime }, edits) {
  const edited = events.flatMap((event, index) => edits.get(index) ?? [event]);
  return isInOrderOfTime ? edited.sort((a, b) => a.timeNs - b.timeNs) : edited;
}

export const removed = (indices) => new Map([...indices].map((index) => [index, []]));

/** Edits of several events at once, each through the same function. */
export function changed(recording, indices, change) {
  return new Map([...indices].map((index) => [index, [change(recording.events[index])]]));
}

const endOf = ({ timeNs, durationNs = 0 }) => timeNs + durationNs;

/** The calls, made by the event's task between that event and its next one. */
export function insertedAfter(recording, index, calls) {
  const event = recording.events[index];
  const next = recording.after(index);
  const from = endOf(event);
  const gap = next === undefined ? 1000 : Math.max(0, recording.events[next].timeNs - from);
  const added = calls.map((call, at) => ({
    kind: 'syscall',
    tid: event.tid,
    ...call,
    ...(event.durationNs === undefined ? {} : { durationNs: 0 }),
    timeNs: from + (gap * (at + 1)) / (calls.length + 1),
    line: event.line,
  }));
  return new Map([[index, [event, ...added]]]);
}

/** Puts events of one task into another order: each takes the place and time of the one that it replaces. */
export function reordered(recording, places, order) {
  return new Map(
    places.flatMap((place, at) => {
      const there = recording.events[place];
      const now = typeof order[at] === 'number' ? recording.events[order[at]] : order[at];
      if (now === there) return [];
      return [[place, [{ ...now, timeNs: there.timeNs, line: there.line, ...timeOf(there) }]]];
    }),
  );
}

const timeOf = ({ durationNs }) => (durationNs === undefined ? {} : { durationNs });

/** A number that no descriptor of the recording has. */
export const freeDescriptor = 900;
