/**
 * What the mutators must know of a recording: which task made which call, on which object, within which session, and whether the call may be changed at
 * all. The rules here are their own and not those of normalize/, so that a mutant that a wrong rule hides counts as missed.
 */
import { addressOf, isOk, mentions, objectPath } from './arguments.mjs';
import { cleanPath, isBelow, joinPath, parentOf } from './paths.mjs';
import { markSkipped } from './skipped.mjs';

const toBytes = (text) => Buffer.from(text, 'utf8').toString('latin1');

/** Reads a trace and its context. `specOf`: what the syscall table says of a call's name. */
export function readRecording({ events, context }, specOf) {
  const recording = new Recording(events, context);
  events.forEach((event, index) => recording.see(event, index, specOf));
  recording.finish();
  return recording;
}

class Recording {
  constructor(events, context) {
    this.events = events;
    const folders = (list) => list.filter((folder) => folder && folder.length > 1).map((folder) => toBytes(folder));
    this.cwd = toBytes(context.cwd);
    /** Folder → its placeholder, the longest first. The last home is the user's own, where whole languages are installed. */
    this.roots = [
      ...folders([context.cwd]).map((folder) => [folder, '$CWD']),
      ...folders([context.root]).map((folder) => [folder, '$ROOT']),
      ...folders(context.homes.slice(0, Math.max(1, context.homes.length - 1))).map((folder) => [folder, '$HOME']),
      ...folders(context.temps).map((folder) => [folder, '$TMP']),
    ].sort(([a], [b]) => b.length - a.length);
    this.searched = new Set(folders(context.path));
    this.hidden = folders(context.hidden ?? []);
    this.uid = context.uid;
    /** Parallel to the events; undefined where the event is no call. */
    this.calls = [];
    this.processes = [];
    this.tasks = [];
    this.sessions = [];
    this.running = new Map();
    this.exits = [];
  }

  /** The path as people see it: `$CWD/data/a`. */
  shown(path) {
    const root = this.roots.find(([folder]) => isBelow(path, folder));
    return root ? root[1] + path.slice(root[0].length) : path;
  }

  isProject(path) {
    return this.roots.some(([folder]) => isBelow(path, folder));
  }

  taskOf(tid) {
    const known = this.running.get(tid);
    if (known) return known;
    // A task whose creation nobody saw is a process of its own.
    return this.addTask(tid, this.addProcess(this.processes[0]));
  }

  addProcess(parent) {
    const process = {
      name: parent ? `${parent.name}.${(parent.children += 1)}` : '0',
      parent,
      children: 0,
      program: parent?.program ?? '?',
      tasks: [],
      calls: [],
      cwd: parent?.cwd ?? this.cwd,
      table: new Map(parent?.table),
      exec: -1,
      forks: [],
      asksForCpus: false,
    };
    this.processes.push(process);
    return process;
  }

  addTask(tid, process) {
    const task = { tid, process, number: process.tasks.length + 1, calls: [], first: -1, last: -1 };
    process.tasks.push(task);
    this.tasks.push(task);
    this.running.set(tid, task);
    return task;
  }

  see(event, index, specOf) {
    if (event.kind === 'lost' || event.kind === 'unparsed') return;
    const task = this.taskOf(event.tid);
    if (task.first === -1) task.first = index;
    task.last = index;
    if (event.kind === 'exit') {
      this.exits.push({ index, event, task, program: task.process.program });
      this.running.delete(event.outcome.kind === 'superseded' ? event.outcome.byTid : event.tid);
    }
    if (event.kind === 'syscall') this.seeCall(event, index, task, specOf(event.name));
  }

  seeCall(event, index, task, spec) {
    const { process } = task;
    const paths = this.resolve(event, process, spec);
    const call = {
      index,
      event,
      task,
      process,
      paths,
      family: familyOf(event, spec, paths),
      table: spec.family,
      kind: spec.class,
      args: spec.args,
      ok: isOk(event),
      errno: event.result.kind === 'errno' ? event.result.errno : undefined,
      cwd: process.cwd,
      program: process.program,
      /** The execs of its process so far; see `finish`. */
      exec: process.exec,
      sessions: [],
    };
    this.calls[index] = call;
    task.calls.push(call);
    process.calls.push(call);
    this.follow(call);
    this.openAndClose(call);
    const [session] = call.sessions;
    const named = paths.find((path) => path !== '');
    call.path = named ?? session?.path ?? objectPath(event.args[0]);
    call.address = addressOf(event.args);
    call.object = call.path ?? (call.address || streamOf(event, session));
    call.isProject = call.path === undefined ? call.kind === 'effect' : this.isProject(call.path);
  }

  resolve(event, process, spec) {
    const paths = [];
    let folder;
    spec.args.forEach(([, kind], index) => {
      const arg = event.args[index];
      if (arg === undefined) return;
      if (kind === 'dirfd') {
        folder = objectPath(arg);
        if (arg.fd === -100 && folder !== undefined) process.cwd = folder;
      } else if (kind === 'path' && arg.kind === 'string') {
        paths.push(arg.bytes === '' ? '' : joinPath(folder ?? process.cwd, arg.bytes));
        folder = undefined;
      }
    });
    return paths;
  }

  /** Where the process stands, what it runs, whom it starts. */
  follow({ event, table, ok, process, paths, index }) {
    if (
      event.name === 'sched_getaffinity' ||
      paths.some((path) => /^\/sys\/devices\/system\/cpu|^\/proc\/cpuinfo/.test(path))
    )
      process.asksForCpus = true;
    if (!ok) return;
    if (event.name === 'chdir' && paths[0]) [process.cwd] = paths;
    else if (event.name === 'fchdir') process.cwd = objectPath(event.args[0]) ?? process.cwd;
    else if (table === 'exec') {
      process.program = paths[0] ?? process.program;
      process.exec = index;
    } else if (table === 'fork' && event.result.value > 0) {
      process.forks.push(index);
      const isThread = mentions(event.args, 'CLONE_THREAD');
      this.running.delete(event.result.value);
      this.addTask(event.result.value, isThread ? process : this.addProcess(process));
    }
  }

  /** Follows descriptors from what makes them to their close. */
  openAndClose(call) {
    const { event, table, ok, process, index } = call;
    const numbers = new Set(descriptorsIn(event.args));
    for (const fd of numbers) {
      const session = process.table.get(fd);
      if (!session || event.name.startsWith('pipe')) continue;
      call.sessions.push(session);
      session.uses.push(index);
      if (session.process !== process || numbers.size > 1) session.isSimple = false;
      if (table === 'dup' || mentions(event.args, 'F_DUPFD')) session.isSimple = false;
    }
    if (!ok) return;
    const made = event.result.object === undefined ? [] : [event.result.value];
    if (event.name.startsWith('pipe') || event.name === 'socketpair') made.push(...numbers);
    // What dup2 replaces is closed without a close.
    for (const fd of made) {
      process.table.set(fd, this.addSession(call, fd, made.length > 1));
    }
    if (table === 'close') {
      const [fd] = numbers;
      const session = process.table.get(fd);
      if (session?.process === process) session.close = index;
      process.table.delete(fd);
    }
  }

  addSession(call, fd, isPair) {
    const { index, process, event, paths } = call;
    const session = {
      open: index,
      call,
      fd,
      uses: [],
      close: undefined,
      process,
      path:
        paths.findLast((path) => path !== '') ?? (event.result.object && objectPath({ kind: 'fd', ...event.result })),
      /** One process opened it by one call, nobody duplicated it, and no call that uses it uses another one, too. */
      isSimple: !isPair && ['open', 'socket', 'accept', 'memfd_create'].includes(call.table),
    };
    this.sessions.push(session);
    if (!isPair) call.opened = session;
    return session;
  }

  finish() {
    for (const call of this.calls) {
      // A child that is about to become another program is not yet one.
      if (call) call.isBeforeExec = call.process.exec > call.index;
    }
    markSkipped(this);
    /** The calls that may be changed. */
    this.kept = this.calls.filter((call) => call !== undefined && call.skipped === undefined);
    this.listed = new Set(this.kept.filter(({ table }) => table === 'getdents').map(({ path }) => path));
    const { events } = this;
    this.isInOrderOfTime = events.every((event, index) => index === 0 || event.timeNs >= events[index - 1].timeNs);
  }

  /** Both are entries of folders that the program lists, whose order is the file system's. */
  areListed(a, b) {
    return [a, b].every((path) => path !== undefined && this.listed.has(parentOf(cleanPath(path))));
  }

  /** The next event of the same task. */
  after(index) {
    const { tid } = this.events[index];
    for (let next = index + 1; next < this.events.length; next += 1) {
      if (this.events[next].tid === tid) return next;
    }
    return undefined;
  }
}

function familyOf(event, spec, paths) {
  if (spec.family === 'stat' && (paths[0] ?? '') === '') return 'fstat';
  if (spec.family === 'stat' && (event.name.startsWith('lstat') || mentions(event.args, 'AT_SYMLINK_NOFOLLOW')))
    return 'lstat';
  if (spec.family === 'fork') return mentions(event.args, 'CLONE_THREAD') ? 'thread' : 'fork';
  if (spec.family === 'unlink' && mentions(event.args, 'AT_REMOVEDIR')) return 'rmdir';
  return spec.family;
}

function descriptorsIn(args) {
  return args.flatMap((arg) => {
    if (arg === null) return [];
    if (arg.kind === 'fd') return arg.fd >= 0 ? [arg.fd] : [];
    if (arg.kind === 'struct') return descriptorsIn(arg.fields.map(({ value }) => value));
    if (arg.kind === 'array') return descriptorsIn(arg.items);
    if (arg.kind === 'change') return descriptorsIn([arg.before, arg.after]);
    return [];
  });
}

function streamOf(event, session) {
  const [first] = event.args;
  const object = first?.kind === 'fd' ? first.object : event.result.object;
  if (object?.type === 'pipe') return '<pipe>';
  if (object?.type === 'socket') return session?.address ?? `<${object.protocol}>`;
  return '';
}
