/**
 * What several recordings of one program agree on. What differs between them a golden can't know: it holds a range or a drawn name, and a mutant within that
 * is rightly silent. So only calls are changed that are made as often in every recording, and only names that are in every one.
 */

export function evidenceOf(recordings) {
  const names = commonTo(recordings.map((recording) => namesOf(recording)));
  const addresses = commonTo(recordings.map(({ kept }) => new Set(kept.map(({ address }) => address))));
  const shown = (recording, path) =>
    recording
      .shown(path)
      .split('/')
      .map((part) => (names.has(part) ? part : '*'))
      .join('/');
  const keyOf = (recording, call) => {
    const paths = call.paths.length > 0 && call.path !== undefined ? call.paths : [call.path ?? ''];
    const address = call.address === '' || addresses.has(call.address) ? call.address : '*';
    const objects = paths.map((path) => (path === '' ? '' : shown(recording, path)));
    return [call.family, ...objects, address, call.errno ?? ''].join(' ');
  };
  /** With how it is done: what is opened to be read in one recording and to be written in another is not known, either. */
  const wholeKey = (recording, call) => {
    const flags = call.event.args.flatMap((arg) => (arg.kind === 'flags' ? arg.names : []));
    return [keyOf(recording, call), ...flags].join(' ');
  };
  const endKey = (recording, { program, event, task }) =>
    `${shown(recording, program)} ${task.number > 1 ? 'thread' : ''} ${JSON.stringify(event.outcome)}`;
  const counts = agreement(recordings, (recording, add) => {
    for (const call of recording.kept) add(wholeKey(recording, call), 1);
  });
  const bytes = agreement(recordings, (recording, add) => {
    for (const call of recording.kept)
      if (call.kind === 'data' && call.ok) add(keyOf(recording, call), call.event.result.value);
  });
  const ends = agreement(recordings, (recording, add) => {
    for (const exit of recording.exits) add(endKey(recording, exit), 1);
  });
  const threads = agreement(recordings, (recording, add) => {
    for (const { program, tasks } of recording.processes) add(shown(recording, program), tasks.length);
  });
  const [recording] = recordings;
  return {
    /** The call is made as often in every recording. */
    holds: (call) => counts(wholeKey(recording, call)),
    /** As many bytes pass through its object in every recording. */
    holdsBytes: (call) => bytes(keyOf(recording, call)),
    /** A process of its program ends so as often in every recording. */
    holdsEnd: (exit) => ends(endKey(recording, exit)),
    /** As many threads run in every recording. */
    holdsThreads: (process) => threads(shown(recording, process.program)) && !process.asksForCpus,
    isNamed: (path) => !shown(recording, path).endsWith('*'),
    isAddress: (address) => addresses.has(address),
    /** The same for two calls only where they do the same. */
    keyOf: (call) => keyOf(recording, call),
  };
}

function namesOf(recording) {
  const names = new Set();
  const add = (path) => {
    for (const part of recording.shown(path).split('/')) names.add(part);
  };
  for (const { paths, path } of recording.calls.filter((call) => call !== undefined)) {
    if (path !== undefined) add(path);
    for (const each of paths) add(each);
  }
  for (const { program } of recording.processes) add(program);
  return names;
}

function commonTo([first, ...others]) {
  return new Set([...first].filter((name) => others.every((names) => names.has(name))));
}

/** Sums by key, as `visit` adds them up for each recording; tells of a key whether its sum is the same in all. */
function agreement(recordings, visit) {
  const sums = recordings.map((recording) => {
    const sum = new Map();
    visit(recording, (key, value) => sum.set(key, (sum.get(key) ?? 0) + value));
    return sum;
  });
  return (key) => sums.every((sum) => sum.get(key) === sums[0].get(key));
}
