/**
 * One call → one act: its family, class and the arguments that a golden pins.
 */
import type { Step, StepValue } from '../model/golden.js';
import { isVaryingMark, mentionsInMark, type Mentions } from '../model/redact.js';
import { syscallSpec, type SyscallClass, type SyscallSpec } from '../model/syscalls.js';
import type { DecodedArg, SyscallEvent } from '../model/trace.js';
import type { Act, DataFlow } from './act.js';
import { addressText, argumentValue, exactNumber, labelOf, type Surroundings } from './arguments.js';
import type { Folders } from './folders.js';
import { hasFlag, type Process } from './tree.js';

/** Results by which the kernel says "again": the call is made once more and says nothing about behaviour. */
const restarted = /^ERESTART/;
const again = new Set(['EAGAIN', 'EINTR', 'EWOULDBLOCK', 'EINPROGRESS', 'EALREADY']);

const effectfulFcntl = /^F_(?:SETLK|SETLKW|OFD_SETLK|OFD_SETLKW|SETLEASE|ADD_SEALS|NOTIFY)/;
const effectfulPrctl =
  /^PR_(?:SET_NO_NEW_PRIVS|SET_SECCOMP|CAPBSET_DROP|SET_KEEPCAPS|SET_DUMPABLE|SET_SECUREBITS|CAP_AMBIENT)/;
const askingIoctl = /^(?:TCGETS|TIOCG|FIO|SIOCG|BLKGETSIZE|FS_IOC_GET|EVIOCG)/;

type Steps = Record<string, StepValue | undefined> & { call: string };

export interface StepMaker {
  /** Undefined: a call that says nothing about behaviour (restarted, from a dying task). */
  actOf(event: SyscallEvent, process: Process, program: string): Act | undefined;
}

/** The calls that are not what the table's family and class say, by what their arguments are. */
function refine(
  spec: SyscallSpec,
  event: SyscallEvent,
  isOwnId: (id: number) => boolean,
): { call: string; class: SyscallClass } {
  const { args } = event;
  const plain = { call: spec.family, class: spec.class };
  switch (spec.family) {
    case 'fork':
      return { call: hasFlag(args, 'CLONE_THREAD') ? 'thread' : 'fork', class: 'effect' };
    case 'unlink':
      return hasFlag(args, 'AT_REMOVEDIR') ? { call: 'rmdir', class: 'effect' } : plain;
    case 'fcntl':
      return args[1] && flagsMatch(args[1], effectfulFcntl) ? { call: 'fcntl', class: 'effect' } : plain;
    case 'prctl':
      return args[0] && flagsMatch(args[0], effectfulPrctl) ? { call: 'prctl', class: 'effect' } : plain;
    case 'ioctl':
      return args[1] && flagsMatch(args[1], askingIoctl) ? plain : { call: 'ioctl', class: 'effect' };
    case 'chown':
      // To give a file to whom it belongs already is what a program that runs as root does to be sure (sqlite); it changes nothing.
      return args.every((arg) => arg.kind !== 'number' || isOwnId(arg.value))
        ? { call: 'chown', class: 'query' }
        : plain;
    case 'mmap':
    case 'mprotect':
    case 'pkey_mprotect':
      if (spec.family === 'mmap' && writesThrough(event)) return { call: 'mmap', class: 'effect' };
      return makesCode(event) ? { call: spec.family, class: 'effect' } : plain;
    default:
      return plain;
  }
}

/** Memory that becomes executable and is not the text of a file: a JIT's, or an intruder's. */
function makesCode({ name, args }: SyscallEvent): boolean {
  if (!hasFlag(args, 'PROT_EXEC')) return false;
  // A tracer that shows three arguments shows no descriptor, whether there is one or not.
  if (name === 'mmap' && args.length <= 3) return hasFlag(args, 'PROT_WRITE');
  return hasFlag(args, 'PROT_WRITE') || !args.some((arg) => arg.kind === 'fd' && arg.object.type === 'path');
}

/** Maps a file so that what is written to the memory is written to the file. */
function writesThrough({ args }: SyscallEvent): boolean {
  const file = args.find((arg) => arg.kind === 'fd');
  return (
    file?.kind === 'fd' &&
    file.object.type === 'path' &&
    !file.object.device &&
    hasFlag(args, 'PROT_WRITE') &&
    (hasFlag(args, 'MAP_SHARED') || hasFlag(args, 'MAP_SHARED_VALIDATE'))
  );
}

/** What a call is told in a structure that its table entry knows only as a buffer: whose lock of which bytes, what becomes of a signal. */
function pinStructure(family: string, args: readonly DecodedArg[], step: Steps): void {
  const fieldsOf = (arg: DecodedArg | undefined, names: readonly string[]): string[] =>
    names.flatMap((name) => {
      const value = arg?.kind === 'struct' ? arg.fields.find((field) => field.name === name)?.value : undefined;
      if (value?.kind === 'flags') return [value.names.join('|')];
      return value?.kind === 'number' ? [value.text] : [];
    });
  if (family === 'fcntl') {
    const lock = fieldsOf(args[2], ['l_type', 'l_whence', 'l_start', 'l_len']);
    if (lock.length > 0) step['lock'] = lock.join(' ');
  } else if (family === 'sigaction') {
    const [handler] = fieldsOf(args[1], ['sa_handler', 'sa_sigaction']);
    if (handler !== undefined) step['action'] = handler.startsWith('SIG_') ? handler : 'handler';
  }
}

function flagsMatch(arg: DecodedArg, pattern: RegExp): boolean {
  if (arg.kind === 'flags') return arg.names.some((name) => pattern.test(name));
  return arg.kind === 'raw' && pattern.test(arg.text);
}

function statCall(event: SyscallEvent, paths: readonly string[]): string {
  if (paths.length === 0 || paths[0] === '') return 'fstat';
  return event.name.startsWith('lstat') || hasFlag(event.args, 'AT_SYMLINK_NOFOLLOW') ? 'lstat' : 'stat';
}

/** Arguments that a rule for their kind would pin although they say how and not what. */
const unpinned: Readonly<Record<string, ReadonlySet<string>>> = {
  stat: new Set(['flags', 'mask']),
  access: new Set(['flags']),
  readlink: new Set(['size']),
  getdents: new Set(['size']),
  open: new Set(['how', 'size']),
  // AT_REMOVEDIR, which makes it an rmdir.
  unlink: new Set(['flags']),
  accept: new Set(['address', 'addr', 'addrlen', 'size']),
  connect: new Set(['size', 'addrlen']),
  bind: new Set(['size', 'addrlen']),
  ioctl: new Set(['arg']),
  mmap: new Set(['addr', 'length', 'size', 'fd', 'offset', 'flags']),
  mprotect: new Set(['addr', 'length', 'size']),
  rt_sigaction: new Set(['size', 'sigsetsize']),
  rt_sigprocmask: new Set(['size', 'sigsetsize']),
};

function pinnedArguments(
  spec: SyscallSpec,
  event: SyscallEvent,
  paths: readonly string[],
  process: Process,
  around: Surroundings,
): Steps {
  const step: Steps = { call: spec.family };
  // How a task is made (stack, flags, tid addresses) is the libc's business; that it is made is the behaviour.
  if (spec.family === 'fork') return step;
  const skip = unpinned[spec.family];
  let path = 0;
  const pin = (name: string, value: StepValue): void => {
    // creat(2) is open(2) with these flags, which stand before the mode there.
    if (event.name === 'creat' && name === 'mode') step['flags'] = 'O_WRONLY|O_CREAT|O_TRUNC';
    step[name] = value;
  };
  spec.args.forEach(([name, kind], index) => {
    const arg = event.args[index];
    if (arg === undefined) return;
    if (kind === 'path' && arg.kind === 'string') {
      const value = paths[path];
      path += 1;
      if (value !== undefined && value !== '') step[name] = around.names.path(value);
    } else if (!skip?.has(name)) {
      const value = argumentValue(arg, kind, process, around);
      const key = kind === 'sockaddr' ? 'address' : name;
      if (
        value !== undefined &&
        value !== '' &&
        !(kind === 'flags' && (value === 0 || value === '0') && spec.family !== 'access')
      )
        pin(key, value);
    }
  });
  const how = event.name === 'openat2' ? event.args[2] : undefined;
  if (how?.kind === 'struct') {
    for (const field of how.fields) {
      const value = argumentValue(field.value, field.name === 'mode' ? 'mode' : 'flags', process, around);
      if (value !== undefined && value !== '0' && value !== 0) step[field.name] = value;
    }
  }
  pinStructure(spec.family, event.args, step);
  // An fstat by descriptor: the folder argument is the object itself.
  if (spec.family === 'stat' && (paths.length === 0 || paths[0] === '')) {
    const object = event.args[0];
    if (object?.kind === 'fd') step['fd'] = labelOf(object.object, object.fd, around);
  }
  return step;
}

function natureOf(
  label: string | number,
  rawPath: string,
  event: SyscallEvent,
  around: Surroundings,
): DataFlow['nature'] {
  const object = event.args.find((arg) => arg.kind === 'fd');
  if (object?.kind !== 'fd' || object.object.type !== 'path' || label === '<tty>') return 'stream';
  if (
    object.object.device ||
    rawPath.startsWith('/proc/') ||
    rawPath.startsWith('/sys/') ||
    rawPath.startsWith('/dev/')
  )
    return 'system';
  return around.names.isOwn(rawPath) ? 'own' : 'system';
}

const writes = /^(?:p?write|send|vmsplice|msgsnd|mq_timedsend|mq_send)/;
/** From one descriptor to another, without the program seeing it. */
const between = /^(?:sendfile|splice|tee|copy_file_range)/;

/** Which way a call of the class `data` moves its bytes; what it copies between descriptors is written. */
export function movesData(event: SyscallEvent): 'read' | 'write' {
  const { family } = syscallSpec(event.name);
  return writes.test(family) || between.test(family) ? 'write' : 'read';
}

function dataOf(event: SyscallEvent, spec: SyscallSpec, around: Surroundings, varying: ReadonlySet<string>): DataFlow {
  const fds = event.args.filter((arg) => arg.kind === 'fd');
  const direction = writes.test(spec.family) ? 'write' : 'read';
  // sendfile, splice and copy_file_range name two objects; the one written to is what they are about.
  const target = /^(?:splice|tee|copy_file_range)/.test(spec.family) ? fds[1] : fds[0];
  const arg = target ?? event.args[0];
  const object = arg?.kind === 'fd' ? labelOf(arg.object, arg.fd, around) : arg?.kind === 'number' ? arg.value : '?';
  const rawPath = arg?.kind === 'fd' && arg.object.type === 'path' ? arg.object.path : '';
  const moved = event.result.kind === 'value' && event.result.value > 0 ? event.result.value : 0;
  const content = contentOf(event.args, around);
  const inexact =
    isInexact(content) || around.facts.contentAddressed.has(rawPath) || (direction === 'read' && varying.has(rawPath));
  return {
    object: String(object),
    direction: movesData(event),
    nature: natureOf(object, rawPath, event, around),
    bytes: inexact ? moved : Math.max(0, moved - content.bytes),
    names: inexact ? 0 : content.count,
    inexact,
  };
}

/** Names of the surroundings in what is moved; `partial`: there is more than the tracer has kept. */
interface Content extends Mentions {
  readonly partial: boolean;
}

const isInexact = ({ count, partial }: Content): boolean => partial && count > 0;
const noContent: Content = { count: 0, bytes: 0, partial: false };

function contentOf(args: readonly DecodedArg[], around: Surroundings): Content {
  return args
    .map((arg) => contentOfArg(arg, around))
    .reduce(
      (sum, part) => ({
        count: sum.count + part.count,
        bytes: sum.bytes + part.bytes,
        partial: sum.partial || part.partial,
      }),
      noContent,
    );
}

function contentOfArg(arg: DecodedArg, around: Surroundings): Content {
  if (arg.kind === 'string') return { ...around.names.mentionsIn(arg.bytes), partial: arg.truncated };
  // A trace file holds no content, but says that of it.
  if (arg.kind === 'raw')
    return isVaryingMark(arg.text)
      ? { count: 1, bytes: 0, partial: true }
      : { ...(mentionsInMark(arg.text) ?? noContent), partial: false };
  if (arg.kind === 'array') return contentOf(arg.items, around);
  return arg.kind === 'struct'
    ? contentOf(
        arg.fields.map(({ value }) => value),
        around,
      )
    : noContent;
}

/** The address in sendto's own argument, or in the message headers of sendmsg and sendmmsg. */
function destinationOf(args: readonly DecodedArg[], around: Surroundings): string {
  for (const arg of args) {
    // A message to the kernel may hold addresses that it asks about.
    const isAddress = arg.kind === 'struct' && arg.fields.some(({ name }) => name === 'sa_family');
    const text = isAddress ? addressText(arg, around) : '';
    if (text.includes(':')) return text;
    const parts = arg.kind === 'array' ? arg.items : arg.kind === 'struct' ? arg.fields.map(({ value }) => value) : [];
    const inner = destinationOf(parts, around);
    if (inner !== '') return inner;
  }
  return '';
}

function dataStep(event: SyscallEvent, spec: SyscallSpec, flow: DataFlow, around: Surroundings): Steps {
  const step: Steps = { call: spec.family, fd: flow.object };
  // Where a datagram comes from is the sender's doing.
  const address = flow.direction === 'write' ? destinationOf(event.args, around) : '';
  if (address !== '') step['to'] = address;
  if (flow.nature !== 'own') return step;
  spec.args.forEach(([name, kind], index) => {
    const arg = event.args[index];
    if (
      arg?.kind === 'number' &&
      (kind === 'size' || kind === 'offset') &&
      !(flow.direction === 'write' && (flow.inexact || flow.names > 0))
    )
      step[name] = exactNumber(arg);
  });
  if (!flow.inexact) step['bytes'] = flow.bytes;
  if (flow.names > 0) step['names'] = flow.names;
  return step;
}

/** Files into which the tree wrote what has no fixed length: who reads them reads as much. */
function filesOfVaryingLength(around: Surroundings): Set<string> {
  const files = new Set<string>();
  for (const process of around.tree.processes) {
    for (const event of process.tasks.flatMap((task) => task.events)) {
      if (event.kind !== 'syscall' || !writes.test(syscallSpec(event.name).family)) continue;
      const [file] = event.args;
      if (file?.kind !== 'fd' || file.object.type !== 'path' || file.object.device) continue;
      if (isInexact(contentOf(event.args, around))) files.add(file.object.path);
    }
  }
  return files;
}

/** Makes acts from events. */
export function stepMaker(folders: Folders, around: Surroundings): StepMaker {
  const { uid, gid } = around.context;
  const isOwnId = (id: number): boolean => id === -1 || id === uid || id === gid;
  const varying = filesOfVaryingLength(around);
  return {
    actOf(event, process, program) {
      if (event.name === '???') return undefined;
      const spec = syscallSpec(event.name);
      // A task that dies waiting for an answer has sent its request.
      if (event.result.kind === 'none' && spec.family !== 'connect') return undefined;
      let error = event.result.kind === 'errno' ? event.result.errno : undefined;
      if (error !== undefined && restarted.test(error)) return undefined;
      const paths = folders.pathsOf(event);
      const refined = refine(spec, event, isOwnId);
      const rawPath = paths.find((path) => path !== '') ?? '';
      if (refined.class === 'data') {
        const data = dataOf(event, spec, around, varying);
        if (error !== undefined && again.has(error) && data.nature === 'stream') return undefined;
        const step = dataStep(event, spec, data, around);
        return { step: finish(step, event, error), class: 'data', family: spec.family, event, rawPath, program, data };
      }
      // A connection that is being made was made; an accept that found nobody, or a call that a signal ended, is made again.
      if (spec.family === 'connect' && error !== undefined && again.has(error)) error = undefined;
      else if (error === 'EINTR' || (spec.family === 'accept' && error !== undefined && again.has(error)))
        return undefined;
      const step = pinnedArguments(spec, event, paths, process, around);
      step.call = spec.family === 'stat' ? statCall(event, paths) : refined.call;
      const file =
        spec.family === 'mmap' && writesThrough(event) ? event.args.find((arg) => arg.kind === 'fd') : undefined;
      if (file?.kind === 'fd') Object.assign(step, { flags: 'MAP_SHARED', fd: labelOf(file.object, file.fd, around) });
      return { step: finish(step, event, error), class: refined.class, family: spec.family, event, rawPath, program };
    },
  };
}

function finish(step: Steps, event: SyscallEvent, error: string | undefined): Step {
  const { call, ...args } = step;
  return {
    call,
    ...(event.name === call ? {} : { via: event.name }),
    ...args,
    ...(error === undefined ? {} : { error }),
  };
}
