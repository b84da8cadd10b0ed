/**
 * How calls are told. A family without a row is told by its name; see describe-step.ts.
 */

export interface CallWords {
  /** As what a program does: `connects to` + object. */
  readonly verb: string;
  /** As what is tried: `connect to` + object + `fails with …`. */
  readonly base: string;
  /** As a thing that happened: `fsync of` + object. */
  readonly noun: string;
  /** The arguments that say what it is done to, joined by `join`; `a|b`: the first of them that the step has. */
  readonly object: readonly string[];
  readonly join: string;
  /** It means something without an object. */
  readonly alone?: true;
}

const thing = 'path|fd|dir';

function words(verb: string, base: string, noun: string, object: readonly string[] = [thing], join = ' '): CallWords {
  return { verb, base, noun, object, join };
}

function alone(verb: string, base: string, noun: string): CallWords {
  return { verb, base, noun, object: [], join: ' ', alone: true };
}

const address = 'addr|address|fd';
const both = ['path', 'newpath'];

export const callWords: Readonly<Record<string, CallWords>> = {
  // Files.
  open: words('opens', 'open', 'open of'),
  close: words('closes', 'close', 'close of'),
  stat: words('stats', 'stat', 'stat of'),
  lstat: words('lstats', 'lstat', 'lstat of'),
  fstat: words('fstats', 'fstat', 'fstat of', ['fd|path']),
  access: words('checks access to', 'check access to', 'access check of'),
  readlink: words('reads link', 'read link', 'readlink of'),
  getdents: words('lists', 'list', 'listing of'),
  unlink: words('removes', 'remove', 'removal of'),
  rmdir: words('removes folder', 'remove folder', 'rmdir of'),
  mkdir: words('creates folder', 'create folder', 'mkdir of'),
  mknod: words('creates device or pipe', 'create device or pipe', 'mknod of'),
  rename: words('renames', 'rename', 'rename of', both, ' to '),
  link: words('links', 'link', 'link of', both, ' as '),
  symlink: words('creates symlink', 'create symlink', 'symlink of', ['newpath', 'target'], ' to '),
  truncate: words('truncates', 'truncate', 'truncate of'),
  ftruncate: words('truncates', 'truncate', 'truncate of'),
  fallocate: words('reserves space in', 'reserve space in', 'fallocate of'),
  chmod: words('sets the mode of', 'set the mode of', 'chmod of'),
  chown: words('changes the owner of', 'change the owner of', 'chown of'),
  utime: words('sets the times of', 'set the times of', 'utime of'),
  umask: words('sets umask', 'set umask', 'umask', ['mode']),
  flock: words('locks', 'lock', 'lock of'),
  fsync: words('fsyncs', 'fsync', 'fsync of'),
  fdatasync: words('fdatasyncs', 'fdatasync', 'fdatasync of'),
  syncfs: words('syncs the file system of', 'sync the file system of', 'syncfs of'),
  sync: alone('syncs every file system', 'sync every file system', 'sync'),
  chdir: words('changes folder to', 'change folder to', 'chdir to'),
  fchdir: words('changes folder to', 'change folder to', 'chdir to'),
  chroot: words('changes its root to', 'change its root to', 'chroot to'),
  memfd_create: words('creates memory file', 'create memory file', 'memfd', ['name']),
  mount: words('mounts', 'mount', 'mount of', ['source', 'path'], ' on '),
  umount: words('unmounts', 'unmount', 'unmount of'),
  inotify_add_watch: words('watches', 'watch', 'watch of', ['path']),
  // Data.
  read: words('reads', 'read', 'read of', ['fd']),
  write: words('writes to', 'write to', 'write to', ['fd']),
  pread: words('reads', 'read', 'pread of', ['fd']),
  pwrite: words('writes to', 'write to', 'pwrite to', ['fd']),
  send: words('sends to', 'send to', 'send to', ['to|fd']),
  recv: words('receives from', 'receive from', 'receive from', ['to|fd']),
  sendfile: words('copies by sendfile to', 'copy by sendfile to', 'sendfile to', ['fd']),
  splice: words('splices into', 'splice into', 'splice into', ['fd']),
  copy_file_range: words('copies into', 'copy into', 'copy into', ['fd']),
  // Endpoints.
  socket: words('opens a socket', 'open a socket', 'socket', ['domain', 'type', 'protocol']),
  connect: words('connects to', 'connect to', 'connect to', [address]),
  bind: words('binds', 'bind', 'bind of', [address]),
  listen: words('listens on', 'listen on', 'listen on', ['fd']),
  accept: words('accepts on', 'accept on', 'accept on', ['fd']),
  shutdown: words('shuts down', 'shut down', 'shutdown of', ['fd']),
  // Processes. `process`, `load` and `end` are made by compare/ and normalize/, not by a call.
  exec: words('runs', 'run', 'exec of', ['path|dir']),
  process: words('starts a process', 'start a process', 'process', ['program']),
  load: words('loads', 'load', 'load of', ['path']),
  fork: alone('starts a process', 'start a process', 'start of a process'),
  thread: alone('starts a thread', 'start a thread', 'start of a thread'),
  kill: words('sends', 'send', 'signal', ['signal', 'pid'], ' to '),
  tkill: words('sends', 'send', 'signal', ['signal', 'tid'], ' to '),
  tgkill: words('sends', 'send', 'signal', ['signal', 'pid|tid'], ' to '),
  pidfd_send_signal: words('sends', 'send', 'signal', ['signal', 'pidfd'], ' to '),
  rt_sigqueueinfo: words('sends', 'send', 'signal', ['signal', 'pid'], ' to '),
  rt_tgsigqueueinfo: words('sends', 'send', 'signal', ['signal', 'pid|tid'], ' to '),
  ptrace: words('traces with', 'trace with', 'ptrace', ['op', 'pid'], ' '),
  // Privileges.
  setuid: words('becomes user', 'become user', 'setuid to', ['uid']),
  setgid: words('becomes group', 'become group', 'setgid to', ['gid']),
  seccomp: words('restricts its system calls by', 'restrict its system calls by', 'seccomp', ['op']),
  unshare: words('leaves namespaces', 'leave namespaces', 'unshare of', ['flags']),
  setns: words('enters namespace', 'enter namespace', 'setns to', ['fd']),
  prctl: words('sets', 'set', 'prctl', ['op']),
  // Descriptors, signals and limits: pinned at the level `exact` only.
  dup: words('duplicates', 'duplicate', 'duplicate of', ['fd']),
  fcntl: words('controls', 'control', 'fcntl of', ['fd', 'op'], ' by '),
  ioctl: words('controls', 'control', 'ioctl of', ['fd', 'op'], ' by '),
  lseek: words('seeks in', 'seek in', 'seek in', ['fd']),
  fadvise64: words('advises on', 'advise on', 'advice on', ['fd']),
  pipe: alone('creates a pipe', 'create a pipe', 'pipe'),
  setsockopt: words('sets', 'set', 'setting of', ['option', 'fd'], ' of '),
  getsockopt: words('asks for', 'ask for', 'question for', ['option', 'fd'], ' of '),
  sigaction: words('sets its action on', 'set its action on', 'action on', ['signal']),
  sigprocmask: alone('changes its blocked signals', 'change its blocked signals', 'change of blocked signals'),
  rlimit: words('gets or sets limit', 'get or set limit', 'limit', ['resource']),
  // Memory: only mappings that are writable and executable are effects.
  mmap: words('maps memory', 'map memory', 'mapping of memory', ['prot']),
  mprotect: words('makes memory', 'make memory', 'protection of memory', ['prot']),
};
