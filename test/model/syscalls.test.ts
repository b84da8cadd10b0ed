import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { syscallTable } from '../../src/model/syscall-table.js';
import { syscallClasses, syscallSpec, type ArgKind } from '../../src/model/syscalls.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const generator = join(root, 'scripts/generate-syscall-table.mjs');
const dataDir = join(root, 'scripts/data');

/** The compiler keeps this list whole; the generator, which is no TypeScript, has its own. */
const kinds = {
  fd: 1, dirfd: 1, path: 1, string: 1, buffer: 1, size: 1, flags: 1, mode: 1, number: 1, pid: 1, signal: 1,
  sockaddr: 1, argv: 1, envp: 1, iovec: 1, pointer: 1, time: 1, offset: 1, id: 1, handle: 1,
} satisfies Record<ArgKind, 1>; // prettier-ignore

/** Rows of syscalls.tsv: name, numbers by architecture, signature. */
const facts = readFileSync(join(dataDir, 'syscalls.tsv'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => line.split('\t') as [string, string, string, string, string, string]);

const specs = [...syscallTable.values()];

function membersOf(family: string): string[] {
  return specs.filter((spec) => spec.family === family).map((spec) => spec.name);
}

function argsOf(name: string): string {
  return syscallSpec(name)
    .args.map((arg) => arg.join(':'))
    .join(' ');
}

function generate(...args: string[]): { status: number | null; stderr: string } {
  return spawnSync(process.execPath, [generator, ...args], { encoding: 'utf8' });
}

t.test('every call of every architecture has a class, a family and argument kinds', async (t) => {
  t.same([...syscallTable.keys()].sort(), facts.map(([name]) => name).sort());
  t.ok(facts.filter((row) => row[1] !== '-').length >= 385, 'x86-64');
  t.ok(facts.filter((row) => row[2] !== '-').length >= 327, 'arm64');
  for (const [name, spec] of syscallTable) {
    const wrongKinds = spec.args.filter((arg) => arg[0] === '' || !(arg[1] in kinds));
    const names = new Set(spec.args.map(([argName]) => argName));
    const complete = spec.name === name && spec.family !== '' && syscallClasses.includes(spec.class);
    if (!complete || wrongKinds.length > 0 || names.size !== spec.args.length) {
      t.fail(`${name} is incomplete`, { spec });
    }
  }
});

t.test('numbers are those of the architectures', async (t) => {
  const row = new Map(facts.map((cells) => [cells[0], cells.slice(1, 5).join(' ')]));
  // name → x86_64 arm64 i386 arm, from the kernel's tables
  t.equal(row.get('read'), '0 63 3 3');
  t.equal(row.get('openat'), '257 56 295 322');
  t.equal(row.get('io_uring_setup'), '425 425 425 425');
  t.equal(row.get('mmap2'), '- - 192 192');
  for (const [index, arch] of ['x86_64', 'arm64', 'i386'].entries()) {
    const numbers = facts.map((cells) => cells[index + 1]).filter((number) => number !== '-');
    t.equal(new Set(numbers).size, numbers.length, `${arch}: no number twice`);
  }
});

t.test('calls that mean the same are one family', async (t) => {
  t.ok(specs.filter((spec) => spec.name !== spec.family).length >= 40);
  t.same(membersOf('open'), ['creat', 'open', 'openat', 'openat2']);
  t.same(membersOf('fork'), ['clone', 'clone3', 'fork', 'vfork']);
  t.same(membersOf('exec'), ['execve', 'execveat']);
  t.same(membersOf('wait'), ['wait4', 'waitid', 'waitpid']);
  t.same(membersOf('rename'), ['rename', 'renameat', 'renameat2']);
  t.same(membersOf('access'), ['access', 'faccessat', 'faccessat2']);
  t.same(membersOf('tgkill'), ['tgkill', 'tkill']);
  t.same(membersOf('rlimit'), ['getrlimit', 'prlimit64', 'setrlimit', 'ugetrlimit']);
  for (const name of ['lstat', 'fstat', 'newfstatat', 'statx', 'stat64'])
    t.equal(syscallSpec(name).family, 'stat', name);
});

t.test('calls that differ in behaviour are not one family', async (t) => {
  for (const [one, other] of [
    ['read', 'pread64'],
    ['write', 'pwritev'],
    ['rmdir', 'unlink'],
    ['fsync', 'fdatasync'],
    ['kill', 'tgkill'],
    ['send', 'recv'],
    ['exit', 'exit_group'],
    ['poll', 'select'],
    ['setuid', 'setgid'],
  ] as const) {
    t.not(syscallSpec(one).family, syscallSpec(other).family, `${one}, ${other}`);
  }
});

t.test('members of a family agree on the class and on what an argument of one name is', async (t) => {
  for (const spec of specs) {
    for (const name of membersOf(spec.family)) {
      const other = syscallSpec(name);
      const otherKinds = new Map(other.args);
      const clash = spec.args.filter(([arg, kind]) => (otherKinds.get(arg) ?? kind) !== kind);
      if (other.class !== spec.class || clash.length > 0) t.fail(`${spec.name} and ${name} disagree`, { clash });
    }
  }
  t.equal(argsOf('renameat2'), 'dir:dirfd path:path newdir:dirfd newpath:path flags:flags');
  t.equal(argsOf('rename'), 'path:path newpath:path');
  t.equal(argsOf('symlinkat'), 'target:string newdir:dirfd newpath:path');
  t.equal(argsOf('statx'), 'dir:dirfd path:path flags:flags mask:flags buffer:buffer');
  t.equal(argsOf('openat'), 'dir:dirfd path:path flags:flags mode:mode');
  t.equal(argsOf('preadv'), 'fd:fd iov:iovec count:number offset:offset');
});

t.test('a descriptor that a path is relative to stands before its path', async (t) => {
  const wrong = specs.filter(({ args }) =>
    args.some(([, kind], index) => kind === 'dirfd' && args[index + 1]?.[1] !== 'path'),
  );
  t.same(wrong, []);
});

t.test('classes', async (t) => {
  const expected = {
    effect:
      'openat close fsync renameat2 execve clone kill connect setuid32 mount bpf io_uring_setup chdir ptrace umask',
    data: 'read pwritev2 sendto recvmmsg_time64 splice copy_file_range io_uring_enter mq_timedsend',
    memory: 'brk mmap2 munmap mprotect pkey_mprotect madvise mseal',
    scheduling: 'futex_time64 poll epoll_pwait2 wait4 waitpid restart_syscall membarrier semop clock_nanosleep',
    query: 'getpid clock_gettime64 getrandom ioctl getcwd statfs64 uname',
    plumbing:
      'dup3 fcntl64 _llseek pipe2 rt_sigaction rseq prlimit64 getsockname exit_group socketpair epoll_ctl prctl',
  } satisfies Record<(typeof syscallClasses)[number], string>;
  for (const [callClass, names] of Object.entries(expected)) {
    for (const name of names.split(' ')) t.equal(syscallTable.get(name)?.class, callClass, name);
  }
});

t.test('a call that no table knows is an effect', async (t) => {
  t.same(syscallSpec('syscall_0x1cd'), { name: 'syscall_0x1cd', family: 'syscall_0x1cd', class: 'effect', args: [] });
});

t.test('the generator', async (t) => {
  /** A copy of the data with one change in one file, and the generator's answer to it. */
  const refusal = (file: string, change: (text: string) => string) => {
    const names = ['syscalls.tsv', 'syscall-classes.tsv'];
    const dir = t.testdir(Object.fromEntries(names.map((name) => [name, readFileSync(join(dataDir, name), 'utf8')])));
    writeFileSync(join(dir, file), change(readFileSync(join(dir, file), 'utf8')));
    const { status, stderr } = generate('--data', dir, '--out', join(dir, 'out.ts'));
    t.equal(status, 1);
    return stderr;
  };
  const decide = (from: RegExp, to: string) => refusal('syscall-classes.tsv', (text) => text.replace(from, to));

  t.match(
    refusal('syscalls.tsv', (text) => `${text}brand_new\t999\t999\t999\t999\t*path\n`),
    /no class for brand_new/,
  );
  t.match(decide(/^fsync\t.*\n/m, ''), /no class for fsync/);
  t.match(decide(/^fsync\teffect/m, 'fsync\t'), /fsync has no class/);
  t.match(decide(/^fsync\teffect/m, 'fsync\tharmless'), /fsync has no class \("harmless"\)/);
  t.match(decide(/^fsync\t(.*)fd:fd/m, 'fsync\t$1fd'), /fsync: argument "fd" has no kind/);
  t.match(decide(/^fsync\t(.*)fd:fd/m, 'fsync\t$1fd:thing'), /fsync: "fd:thing" is not name:kind/);
  t.match(decide(/^fsync\t(.*)fd:fd/m, 'fsync\t$1fd:fd flags:flags'), /fsync has 2 arguments, the kernel's has 1/);
  t.match(decide(/^fsync\t(.*)fd:fd/m, 'fsync\t$1path:path'), /fsync: path can't be a path/);
  t.match(decide(/^fsync\t/m, 'fsink\t'), /doesn't know fsink/);
  t.match(decide(/^open\teffect/m, 'open\tquery'), /is effect, but open of its family open is query/);
  t.match(decide(/^open\t(.*)mode:mode/m, 'open\t$1mode:number'), /mode is mode, elsewhere in open number/);
});

t.test('the staleness check', async (t) => {
  const { status, stderr } = generate('--check');
  t.equal(status, 0, stderr);
  const table = readFileSync(join(root, 'src/model/syscall-table.ts'), 'utf8');
  const dir = t.testdir({ 'stale.ts': table.replace('close effect', 'close query') });
  const stale = generate('--check', '--out', join(dir, 'stale.ts'));
  t.equal(stale.status, 1);
  t.match(stale.stderr, /stale\.ts is stale/);
});
