/** One argument or the outcome of a call is another one. */
import { flags, mapDeep, number, portOf, string, withArgument } from './arguments.mjs';
import { changed } from './edits.mjs';
import { nameOf } from './paths.mjs';

const named = new Set([
  'open',
  'stat',
  'lstat',
  'access',
  'readlink',
  'unlink',
  'rename',
  'mkdir',
  'rmdir',
  'chmod',
  'link',
  'symlink',
  'truncate',
  'utime',
  'mknod',
]);
const candidate = (call) => ({ call, isPreferred: true });
const isNamed = ({ family, paths, event }) =>
  named.has(family) && paths.length > 0 && /[^./]/.test(nameOf(paths[0])) && !event.args.some((arg) => arg.truncated);

const eventsOf = ({ open, uses }) => [open, ...uses];
const otherErrno = (errno) => (errno === 'EACCES' ? 'EIO' : 'EACCES');

/** Another path in the call, and in what descriptors it opened are shown as. */
function withOtherPath(recording, { index, args, event, paths, opened }) {
  const [path] = paths;
  const at = args.findIndex(([, kind], place) => kind === 'path' && event.args[place]?.kind === 'string');
  const arg = event.args[at];
  const edits = new Map();
  for (const place of opened?.isSimple ? eventsOf(opened) : [index]) {
    const part = (node) => (node.type === 'path' && node.path === path ? { ...node, path: `${path}_x` } : undefined);
    edits.set(place, [mapDeep(recording.events[place], part)]);
  }
  edits.set(index, [withArgument(edits.get(index)[0], at, { ...arg, bytes: `${arg.bytes.replace(/\/+$/, '')}_x` })]);
  return edits;
}

/** What else an open could say: each is another effect on the file. */
function otherFlags(names) {
  const without = (name) => names.filter((each) => each !== name);
  const replaced = (from, to) => names.map((each) => (each === from ? to : each));
  const writes = names.includes('O_WRONLY') || names.includes('O_RDWR');
  return [
    ...['O_TRUNC', 'O_EXCL', 'O_APPEND', 'O_NOFOLLOW', 'O_SYNC', 'O_DSYNC']
      .filter((name) => names.includes(name))
      .map(without),
    ...(writes && !names.includes('O_TRUNC') ? [[...names, 'O_TRUNC']] : []),
    ...(writes && !names.includes('O_APPEND') ? [[...names, 'O_APPEND']] : []),
    ...(names.includes('O_RDONLY') && !names.includes('O_DIRECTORY') ? [replaced('O_RDONLY', 'O_RDWR')] : []),
    ...(names.includes('O_WRONLY') ? [replaced('O_WRONLY', 'O_RDWR')] : []),
  ];
}

const flagsAt = ({ args }) =>
  args.findIndex((arg) => arg.kind === 'flags' && arg.names.some((name) => /^O_(?:RDONLY|WRONLY|RDWR)$/.test(name)));

/** The place of a mode that counts: an open's only where it may create. */
function modeAt({ event, args, ok, table }) {
  if (!ok || (table === 'open' && !/O_CREAT|O_TMPFILE/.test(JSON.stringify(event.args)))) return -1;
  return args.findIndex(([, kind], at) => kind === 'mode' && event.args[at]?.kind === 'number');
}

const programArguments = ({ event }) => event.args.findIndex((arg) => arg.kind === 'array');
const addressAt = ({ event }) =>
  event.args.findIndex((arg) => arg.kind === 'struct' && arg.fields.some(({ name }) => name === 'sa_family'));

/** Another port or socket name, everywhere: a server that is bound to another one is also asked under another one. */
function withOtherEndpoint(recording, call) {
  const address = call.event.args[addressAt(call)];
  const port = portOf(address);
  const path = address.fields.find(({ name }) => name === 'sun_path')?.value.bytes;
  const other = port === 4444 ? 4445 : 4444;
  const change = (part) => {
    if (part.kind === 'macro' && part.name === 'htons' && part.args[0]?.value === port)
      return { ...part, args: [number(other)] };
    if (part.name === 'sun_path' && part.value?.bytes === path)
      return { ...part, value: { ...part.value, bytes: `${path}_x` } };
    if (part.type === 'socket' && port !== undefined)
      return { ...part, text: part.text.replaceAll(new RegExp(`:${port}(?=$|->)`, 'g'), `:${other}`) };
    return undefined;
  };
  const edits = new Map();
  recording.events.forEach((event, index) => {
    if (event.kind !== 'syscall') return;
    const edited = mapDeep(event, change);
    if (JSON.stringify(edited) !== JSON.stringify(event)) edits.set(index, [edited]);
  });
  return edits;
}

export const valueClasses = [
  {
    name: 'path',
    doc: 'A file has another name, in the call and in everything that is done with the descriptor.',
    candidates: ({ kept }, evidence) =>
      kept.filter((call) => isNamed(call) && evidence.holds(call) && evidence.isNamed(call.paths[0])).map(candidate),
    mutate: (recording, { call }) => ({
      what: 'a path is another one',
      edits: withOtherPath(recording, call),
      about: [call.index],
    }),
  },
  {
    name: 'open flag',
    doc: 'A file is opened in another way: truncated or not, exclusive or not, to be read or to be written.',
    candidates: ({ kept }, evidence) =>
      kept
        .filter((call) => call.table === 'open' && call.ok && flagsAt(call.event) !== -1 && evidence.holds(call))
        .map(candidate),
    mutate(recording, { call: { index, event } }, random) {
      const at = flagsAt(event);
      const others = otherFlags(event.args[at].names);
      if (others.length === 0) return undefined;
      const other = random.pick(others);
      return {
        what: 'a flag of an open is another one',
        edits: changed(recording, [index], () => withArgument(event, at, flags(...other))),
      };
    },
  },
  {
    name: 'mode',
    doc: 'A file or folder is created with, or given, other permissions.',
    candidates: ({ kept }, evidence) =>
      kept.filter((call) => modeAt(call) !== -1 && evidence.holds(call)).map(candidate),
    mutate(recording, { call }) {
      const { index, event } = call;
      const at = modeAt(call);
      const mode = event.args[at].value === 0o640 ? 0o600 : 0o640;
      return {
        what: 'a mode is another one',
        edits: changed(recording, [index], () => withArgument(event, at, number(mode, `0${mode.toString(8)}`))),
      };
    },
  },
  {
    name: 'errno',
    doc: 'A call fails that succeeded, and nothing is done with the descriptor that it did not give; or it fails for another reason.',
    candidates: ({ kept }, evidence) =>
      kept
        .filter((call) => (isNamed(call) || call.table === 'connect') && evidence.holds(call))
        .filter((call) => call.table !== 'open' || !call.ok || call.opened?.isSimple)
        .map(candidate),
    mutate(recording, { call: { index, opened, errno, ok } }) {
      const edits = new Map(ok && opened ? opened.uses.map((use) => [use, []]) : []);
      const outcome = { kind: 'errno', errno: otherErrno(errno) };
      edits.set(index, [{ ...recording.events[index], result: outcome }]);
      return { what: ok ? 'a call fails' : 'a call fails for another reason', edits, about: [index] };
    },
  },
  {
    name: 'endpoint',
    doc: 'A program talks to, or is bound to, another port or socket name.',
    candidates: ({ kept }, evidence) =>
      kept
        .filter((call) => ['connect', 'bind'].includes(call.table) && addressAt(call) !== -1 && call.address !== '')
        .filter((call) => evidence.isAddress(call.address) && evidence.holds(call))
        .map(candidate),
    mutate: (recording, { call }) => ({
      what: 'an endpoint is another one',
      edits: withOtherEndpoint(recording, call),
      about: [call.index],
    }),
  },
  {
    name: 'exec argument',
    doc: 'A program is run with one argument more, or with another last one.',
    candidates: ({ kept }, evidence) =>
      kept
        .filter((call) => call.table === 'exec' && call.ok && programArguments(call) !== -1 && evidence.holds(call))
        .map(candidate),
    mutate(recording, { call }, random) {
      const at = programArguments(call);
      const list = call.event.args[at];
      const kept = list.items.length > 1 && random.chance(0.5) ? list.items.slice(0, -1) : list.items;
      const items = [...kept, string('--mutant')];
      return {
        what: 'an argument of a program is another one',
        edits: changed(recording, [call.index], (event) => withArgument(event, at, { ...list, items })),
      };
    },
  },
];
