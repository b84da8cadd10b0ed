/**
 * The same golden from every backend: programs that do what is hard to see, in test/fixtures/programs/special-*.c, recorded with strace, eBPF and
 * ptrace. Compared is the text of the golden at `exact`, and the level that the trace allows with its reasons.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import t from 'tap';
import { RecorderParser } from '../../src/parse/recorder.js';
import { StraceParser } from '../../src/parse/strace.js';
import { cannotRecord } from '../cli/command.js';
import { compileFixture, goldenOf, sendWhatIsAskedFor } from './golden-of.js';

const without = cannotRecord();
if (without !== false) {
  t.pass(`not here: ${without}`);
  process.exit(0);
}

const root = resolve(import.meta.dirname, '../..');
const build = spawnSync('sh', [join(root, 'scripts/build-native.sh')], { encoding: 'utf8' });
if (build.status !== 0) t.bailout(`build-native.sh: ${build.stderr}`);
const recorder = process.env['TRACE_GATE_RECORDER'] ?? join(root, 'build/native/recorder');

/** Outside of the repository, so that another user can get there, too. */
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'trace-gate-backends-')));
chmodSync(folder, 0o755);
mkdirSync(join(folder, 'folder'));
writeFileSync(join(folder, 'folder/inner'), '');
const endSending = sendWhatIsAskedFor(folder);
t.teardown(() => {
  endSending();
  rmSync(folder, { recursive: true, force: true });
});

const backends = (['ebpf', 'ptrace'] as const).filter((backend) => {
  const { status, stderr } = spawnSync(recorder, ['--backend', backend, '--output', '/dev/null', '--', 'true'], {
    encoding: 'utf8',
  });
  if (status !== 0) t.comment(`no ${backend} here: ${stderr}`);
  return status === 0;
});

/** Program → its cases, with the end that says that the case was what it is meant to be. */
const cases: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  tasks: {
    'exec-in-thread': '"exit":0',
    'seccomp-errno': '"exit":0',
    'seccomp-kill-process': '"signal":"SIGSYS"',
    'seccomp-kill-thread': '"exit":0',
    'seccomp-kill-first-thread': '"exit":3',
    'seccomp-trap': '"signal":"SIGSYS"',
    vfork: '"exit":0',
    clone3: '"exit":0',
    spawn: '"exit":0',
    'shared-descriptors': '"exit":0',
    'shared-folders': '"exit":0',
    'timed-wait': '"exit":0',
    'own-session': '"exit":0',
    'deep-forks': '"exit":50',
    'threads-in-batches': '"exit":0',
    'threads-together': '"exit":0',
  },
  signals: {
    storm: '"exit":0',
    queued: '"exit":0',
    'stop-and-continue': '"exit":15',
    'stop-and-kill': '"exit":9',
    'interrupted-calls': '"exit":0',
    'restarted-calls': '"exit":0',
    'killed-in-call': '"signal":"SIGHUP"',
  },
  files: {
    vectors: '"exit":0',
    'socket-messages': '"exit":0',
    'passed-descriptor': '"exit":0',
    'between-descriptors': '"exit":0',
    'moving-descriptors': '"exit":0',
    'nameless-descriptors': '"exit":0',
    'absent-names': '"exit":0',
    'idle-poll': '"exit":0',
    'waiting-poll': '"exit":0',
    'socket-poll': '"exit":0',
    terminal: '"exit":0',
    processors: '"exit":0',
  },
  abi: {
    'calls-32': '"exit":0',
    'unknown-calls': '"exit":0',
    ring: '"exit":0',
    undumpable: '"exit":0',
    'traces-child': '"exit":0',
  },
};

/** What can't be the same, because the tracer itself changes it: those that record by ptrace agree with each other only. */
const changedByPtrace: Readonly<Record<string, string>> = {
  'traces-child': 'a task has one tracer: PTRACE_TRACEME and PTRACE_ATTACH of the target are refused with EPERM',
};

/** Exit code by which a program says that the machine doesn't let it do what it is about. */
const notHere = 77;

/** Why the machine can't run the case, or false. Those that ask for signals are not tried, because they would wait. */
function cannotRun(program: string, name: string): string | false {
  if (name !== 'ring' && name !== 'terminal' && !name.startsWith('threads-')) return false;
  const { status } = spawnSync(join(folder, program), [name], { cwd: folder });
  return status === notHere ? 'the kernel or a limit refuses it' : false;
}

function testCase(program: string, name: string, end: string): void {
  t.test(`${program}: ${name}`, { skip: cannotRun(program, name) }, async (t) => {
    const command: [string, ...string[]] = [`./${program}`, name];
    const expected = await goldenOf('strace', folder, command);
    t.match(expected, end, 'it did what it is about');
    if (name === 'ring')
      t.match(expected, '"ioUring":true', 'it says that there was input and output that no backend sees');
    for (const backend of backends) {
      const text = await goldenOf(backend, folder, command);
      if (backend === 'ebpf' && changedByPtrace[name] !== undefined) t.not(text, expected, changedByPtrace[name]);
      else t.equal(text, expected, backend);
    }
  });
}

for (const [program, names] of Object.entries(cases)) {
  const failed = compileFixture(folder, program);
  if (failed !== undefined) t.bailout(failed);
  for (const [name, end] of Object.entries(names)) testCase(program, name, end);
}

/** Whole 32-bit programs, where they can be built. In one process each, as a 32-bit address space has room for. */
for (const program of ['files', 'tasks', 'signals']) {
  const failed = compileFixture(folder, program, '-m32');
  if (failed !== undefined) {
    t.test(
      `32-bit ${program}`,
      { skip: `no 32-bit programs (libc6-dev-i386, lib32gcc-N-dev): ${failed}` },
      () => undefined,
    );
    continue;
  }
  for (const [name, end] of Object.entries(cases[program] ?? {}))
    if (!name.startsWith('threads-')) testCase(`${program}-m32`, name, end);
}

/** Runs something as a user without privileges. */
const asNobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] as const;
const [setpriv, ...toNobody] = asNobody;

/** The files that a recording shows to be looked for: programs leave their marks so. */
function marksOf(backend: 'strace' | 'ptrace' | 'ebpf', command: readonly string[], user: 'nobody' | 'root'): string[] {
  const file = join(folder, 'unprivileged', 'stream');
  rmSync(file, { force: true });
  const tracer = {
    strace: ['strace', '-f', '-o', file],
    ptrace: [recorderCopy, '--backend', 'ptrace', '--output', file, '--'],
    ebpf: [recorderCopy, '--backend', 'ebpf', '--output', file, '--'],
  }[backend];
  const all = user === 'nobody' ? [...asNobody, ...tracer, ...command] : [...tracer, ...asNobody, ...command];
  const [program = '', ...args] = all;
  spawnSync(program, args, { cwd: join(folder, 'unprivileged') });
  const parser = backend === 'strace' ? new StraceParser() : new RecorderParser();
  const events = [...parser.push(readFileSync(file)), ...parser.end()];
  return events.flatMap((event) => {
    const path = event.kind === 'syscall' && event.name === 'access' ? event.args[0] : undefined;
    return path?.kind === 'string' && !path.bytes.startsWith('/') ? [path.bytes] : [];
  });
}

const recorderCopy = join(folder, 'unprivileged', 'recorder');
const isRoot = process.getuid?.() === 0 && spawnSync(setpriv, [...toNobody, 'true']).status === 0;
const needsRoot = isRoot ? false : 'only root can become somebody else, by setpriv';

function prepareUnprivileged(mode: number): string {
  const place = join(folder, 'unprivileged');
  mkdirSync(place, { recursive: true });
  chmodSync(place, 0o777);
  cpSync(recorder, recorderCopy);
  const program = join(place, 'program');
  cpSync(join(folder, 'abi'), program);
  chmodSync(program, mode);
  return program;
}

t.test('a set-user-ID program has its privileges with eBPF, and not under ptrace', { skip: needsRoot }, async (t) => {
  const command = [prepareUnprivileged(0o4755), 'privileged'];
  const { status } = spawnSync(setpriv, [...toNobody, ...command]);
  if (status !== 0) return t.pass(`not here: the file system of ${tmpdir()} is mounted nosuid`);
  for (const backend of ['strace', ...backends.filter((backend) => backend === 'ptrace')] as const)
    t.strictSame(marksOf(backend, command, 'nobody'), ['uid-65534-euid-65534'], backend);
  if (backends.includes('ebpf')) t.strictSame(marksOf('ebpf', command, 'root'), ['uid-65534-euid-0'], 'ebpf');
});

t.test(
  'the memory of a program that hides it is seen with eBPF, and not by its user',
  { skip: needsRoot },
  async (t) => {
    const command = [prepareUnprivileged(0o755), 'undumpable'];
    for (const backend of ['strace', ...backends.filter((backend) => backend === 'ptrace')] as const)
      t.strictSame(marksOf(backend, command, 'nobody'), [], backend);
    if (backends.includes('ebpf')) t.strictSame(marksOf('ebpf', command, 'root'), ['unseen'], 'ebpf');
  },
);
