/** Something that the program never did. */
import { descriptor, flags, number, result, string } from './arguments.mjs';
import { freeDescriptor, insertedAfter } from './edits.mjs';

/** Behind which calls something can be added: those of a program that has started, and not of a child that is about to become another one. */
export function anchorsOf({ kept }) {
  return kept
    .filter(
      ({ kind, ok, isBeforeExec, exec }) =>
        (kind === 'effect' || kind === 'data') && ok && !isBeforeExec && exec !== -1,
    )
    .filter(({ table }) => !['exec', 'fork', 'exit', 'exit_group'].includes(table))
    .map((call) => ({ call, isPreferred: true }));
}

const done = result(0);

function connection() {
  const object = { type: 'socket', protocol: 'TCP', text: '4040404' };
  const fd = { kind: 'fd', fd: freeDescriptor, object };
  const address = {
    kind: 'struct',
    fields: [
      { name: 'sa_family', value: flags('AF_INET') },
      { name: 'sin_port', value: { kind: 'macro', name: 'htons', args: [number(9999)] } },
      { name: 'sin_addr', value: { kind: 'macro', name: 'inet_addr', args: [string('10.1.2.3')] } },
    ],
    more: false,
  };
  return [
    {
      name: 'socket',
      args: [flags('AF_INET'), flags('SOCK_STREAM'), flags('IPPROTO_TCP')],
      result: result(freeDescriptor, object),
    },
    { name: 'connect', args: [fd, address, number(16)], result: done },
    { name: 'close', args: [fd], result: done },
  ];
}

function file({ cwd }, root, name, ways, use) {
  const path = `${root}/${name}`;
  const fd = descriptor(freeDescriptor, path);
  const open = [
    descriptor(-100, cwd),
    string(path),
    flags(...ways),
    ...(ways.includes('O_CREAT') ? [number(0o644, '0644')] : []),
  ];
  return [
    { name: 'openat', args: open, result: result(freeDescriptor, fd.object) },
    {
      name: use,
      args: [fd, { kind: 'raw', text: '<20 bytes>' }, number(use === 'read' ? 4096 : 20)],
      result: result(20),
    },
    { name: 'close', args: [fd], result: done },
  ];
}

/** A task that ends at once. Its number is one that no kernel gave out. */
function task(recording, { index, event }, ...cloneFlags) {
  const tid = Math.max(...recording.tasks.map((each) => each.tid)) + 1_000_003;
  const args = [{ kind: 'null' }, flags(...cloneFlags), { kind: 'null' }, { kind: 'null' }, number(0)];
  const edits = insertedAfter(recording, index, [{ name: 'clone', args, result: result(tid) }]);
  const [, clone] = edits.get(index);
  const exit = { kind: 'exit', tid, outcome: { kind: 'exited', code: 0 }, timeNs: clone.timeNs, line: event.line };
  edits.get(index).push(exit);
  return edits;
}

export const additionClasses = [
  {
    name: 'connect more',
    doc: 'A connection to 10.1.2.3:9999 is made.',
    isAddition: true,
    candidates: anchorsOf,
    mutate: (recording, { call }) => ({
      what: 'a connection is made',
      edits: insertedAfter(recording, call.index, connection()),
    }),
  },
  {
    name: 'thread more',
    doc: 'A thread is started that does nothing, in a process that has as many in every recording.',
    isAddition: true,
    candidates: (recording, evidence) => anchorsOf(recording).filter(({ call }) => evidence.holdsThreads(call.process)),
    mutate: (recording, { call }) => ({
      what: 'a thread is started',
      edits: task(
        recording,
        call,
        'CLONE_VM',
        'CLONE_FS',
        'CLONE_FILES',
        'CLONE_SIGHAND',
        'CLONE_THREAD',
        'CLONE_SYSVSEM',
      ),
    }),
  },
  {
    name: 'child process more',
    doc: 'A child process is started that does nothing and exits with 0.',
    isAddition: true,
    candidates: anchorsOf,
    mutate: (recording, { call }) => ({
      what: 'a child process is started',
      edits: task(recording, call, 'CLONE_CHILD_CLEARTID', 'CLONE_CHILD_SETTID', 'SIGCHLD'),
    }),
  },
  {
    name: 'file read more',
    doc: '$CWD/another.conf is opened, read and closed.',
    isAddition: true,
    candidates: anchorsOf,
    mutate: (recording, { call }) => ({
      what: 'another file is read',
      edits: insertedAfter(
        recording,
        call.index,
        file(call, recording.cwd, 'another.conf', ['O_RDONLY', 'O_CLOEXEC'], 'read'),
      ),
    }),
  },
  {
    name: 'file written more',
    doc: '$CWD/another.log is created, written and closed.',
    isAddition: true,
    candidates: anchorsOf,
    mutate: (recording, { call }) => ({
      what: 'another file is written',
      edits: insertedAfter(
        recording,
        call.index,
        file(call, recording.cwd, 'another.log', ['O_WRONLY', 'O_CREAT', 'O_TRUNC', 'O_CLOEXEC'], 'write'),
      ),
    }),
  },
];
