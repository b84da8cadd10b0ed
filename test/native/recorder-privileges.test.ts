/**
 * Privileges are the recorder's alone: with file capabilities, and through sudo. A line of README's threat list each.
 * Needs root to set that up; the recordings are those of the user nobody.
 */
import { spawn, spawnSync, type SpawnSyncOptions } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import t from 'tap';
import {
  bpfObjectsOf,
  buildRecorder,
  compile,
  countOf,
  isWhole,
  launcher,
  modernC,
  openFifo,
  parseFile,
  recorder,
  until,
  workingBackends,
} from './recorder-tools.js';

buildRecorder();
const timeout = 300_000;
const nobody = 65534;
const native = resolve(import.meta.dirname, '../../src/native');

/** Where nobody may look, and only root may write. */
const folder = mkdtempSync(join(tmpdir(), 'recorder-privileges-'));
t.teardown(() => rmSync(folder, { recursive: true, force: true }));
chmodSync(folder, 0o755);
const mine = join(folder, 'nobodys');
mkdirSync(mine);
chmodSync(mine, 0o777);
const plain = join(folder, 'recorder');
const capable = join(folder, 'capable');
const setUserId = join(folder, 'set-user-id');
for (const file of [plain, capable, setUserId]) copyFileSync(recorder, file);
const sudoers = join(folder, 'sudoers');
writeFileSync(sudoers, `Defaults env_reset\n#${nobody} ALL=(root) NOPASSWD: ${plain} --serve\n`, { mode: 0o440 });

interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** As a user without privileges, with a group more than the system's lists have. sudo finds our rules in place of the system's. */
function asNobody(command: readonly string[], options: SpawnSyncOptions = {}): Ran {
  const [program = '', ...args] = nobodys(command);
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd: mine, ...options, encoding: 'utf8' });
  return { status, stdout, stderr: error ? String(error) : stderr };
}

const withOurRules = 'if [ -e /etc/sudoers ]; then mount --bind "$0" /etc/sudoers; fi; exec "$@"';
const identity = [`--reuid=${nobody}`, `--regid=${nobody}`, `--groups=${nobody},4242`];

function nobodys(command: readonly string[]): string[] {
  return ['unshare', '-m', 'sh', '-c', withOurRules, sudoers, 'setpriv', ...identity, '--', ...command];
}

/** What can't be tried here, or false. */
function whyNot(): string | false {
  if (process.getuid?.() !== 0) return 'needs root to give privileges away';
  const { status, stderr } = asNobody(['true']);
  return status === 0 ? false : `there can be no user without privileges here: ${stderr}`;
}

const skip = whyNot();
const withoutEbpf = skip === false && !workingBackends().includes('ebpf') ? 'eBPF does not work here' : skip;

/** Ways to record with privileges, as they can be had here: a reason where not. */
function waysHere(): Readonly<Record<string, { readonly start: readonly string[]; readonly skip: string | false }>> {
  const start = { capabilities: [capable, '--backend', 'ebpf'], sudo: [plain, '--backend', 'ebpf', '--sudo'] };
  if (skip !== false) return {};
  const { stderr } = spawnSync('setcap', ['cap_bpf,cap_perfmon,cap_sys_nice=ep', capable], { encoding: 'utf8' });
  if (stderr) t.comment(stderr);
  return Object.fromEntries(
    Object.entries(start).map(([name, command]) => {
      const ran = record(command, 'works', ['true']);
      return [name, { start: command, skip: ran.status === 0 ? false : `${name}: ${ran.stderr.split('\n')[0]}` }];
    }),
  );
}

/** The stream goes through a pipe into a file, as sudo's recorder takes no other. */
function record(start: readonly string[], name: string, command: readonly string[], options?: SpawnSyncOptions): Ran {
  const file = join(mine, name);
  const script = 'exec 4>&1; { "$@" 3>&1 1>&4 4>&-; echo $? >"$0.status"; } | cat >"$0"';
  const ran = asNobody(['sh', '-c', script, file, ...start, '--fd', '3', '--', ...command], options);
  return { ...ran, status: Number(readFileSync(`${file}.status`, 'utf8')) };
}

/** What a program can see of who and where it is. Its own descriptors come last, in ls's order. */
// Not what is ignored: that is not inherited.
const look = [
  'grep -E "^(Uid|Gid|Groups|Cap...|Seccomp|Sig[PBC]..|ShdPnd|CoreDumping|THP_enabled|Cpus_allowed|Umask):" /proc/self/status',
  'ulimit -a; ulimit -H -a; umask; pwd; env | sort; cat /proc/self/oom_score_adj /proc/self/personality',
  'stat -c "%u %g" /proc/$$ /proc/self/environ; cut -d" " -f18,19,40,41 /proc/self/stat; ls /proc/$$/fd',
].join('; ');
const surroundings = {
  PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
  TMPDIR: '/no/such',
  LD_LIBRARY_PATH: '/nor/this',
  MALLOC_TRACE: '/nor/that',
  MODE: 'fast\nand loose',
  EMPTY: '',
};

const ways = waysHere();
let marks = 0;

for (const [name, way] of Object.entries(ways)) {
  const options = { skip: way.skip, timeout };

  t.test(`${name}: the target is what it is without a recorder`, options, async (t) => {
    const script = `cd /usr; umask 027; ulimit -n 500; ulimit -c 0; exec "$@"`;
    const inWorld = (command: readonly string[]): string[] => ['sh', '-c', script, 'sh', ...command];
    const untraced = asNobody(inWorld(['sh', '-c', look]), { env: surroundings });
    const file = join(mine, 'seen');
    const pipe = inWorld([
      'sh',
      '-c',
      `"$@" 3>&1 >'${file}.out' | cat >'${file}'`,
      'sh',
      ...way.start,
      '--fd',
      '3',
      '--',
    ]);
    const traced = asNobody([...pipe, 'sh', '-c', look], { env: surroundings });
    t.equal(untraced.stderr + traced.stderr, '');
    t.match(untraced.stdout, /Groups:\s4242 65534[^]*MODE=fast[^]*65534 65534/);
    t.equal(readFileSync(`${file}.out`, 'utf8'), untraced.stdout);
    t.match(untraced.stdout, /CapPrm:\s0+\nCapEff:\s0+\n/);
    t.ok(isWhole(parseFile(file)));
  });

  t.test(`${name}: the recording is as good as root's`, options, async (t) => {
    const command = ['sh', '-c', 'ls /usr/bin >/dev/null; cat /etc/passwd >/dev/null; echo'];
    const args = ['--backend', 'ebpf', '--output', join(folder, 'by-root'), '--', ...command];
    t.equal(spawnSync(recorder, args, { cwd: mine }).status, 0);
    t.match(record(way.start, 'by-nobody', command), { status: 0, stderr: '' });
    const [one, other] = [parseFile(join(folder, 'by-root')), parseFile(join(mine, 'by-nobody'))];
    t.ok(isWhole(one) && isWhole(other));
    for (const call of ['execve', 'openat', 'read', 'write', 'mmap']) {
      t.ok(countOf(one, call) > 0, call);
      t.equal(countOf(one, call), countOf(other, call), call);
    }
  });

  t.test(`${name}: set-user-ID programs don't show what they read`, options, async (t) => {
    const secret = join(folder, 'secret');
    writeFileSync(secret, 'the root of all\n', { mode: 0o600 });
    const reader = compile(
      folder,
      'reader',
      `#include <fcntl.h>
       #include <unistd.h>
       int main(int argc, char **argv) {
         char text[99];
         int fd = open(argv[1], O_RDONLY), n = read(fd, text, 99);
         return n > 0 ? 0 : 9;
       }`,
    );
    chmodSync(reader, 0o4755);
    if (asNobody([reader, secret]).status !== 0) return t.pass('', { skip: 'set-user-ID is without effect here' });
    t.equal(record([...way.start, '--data', '4096'], 'secretive', [reader, secret]).status, 9);
    t.notMatch(readFileSync(join(mine, 'secretive'), 'latin1'), /the root of all/);
    t.ok(isWhole(parseFile(join(mine, 'secretive'))));
  });

  t.test(`${name}: nothing is loaded into the recorder`, options, async (t) => {
    const library = join(folder, 'preload.so');
    writeFileSync(
      `${library}.c`,
      `#include <fcntl.h>
       #include <stdio.h>
       #include <unistd.h>
       __attribute__((constructor)) static void loaded(void) {
         char exe[4096] = "", file[8192];
         readlink("/proc/self/exe", exe, 4095);
         for (char *c = exe; *c; c++) if (*c == '/') *c = '_';
         snprintf(file, sizeof file, "${mine}/loaded%s", exe);
         close(creat(file, 0600));
       }`,
    );
    const built = spawnSync(process.env['CC'] ?? 'cc', [...modernC, '-shared', '-fPIC', '-o', library, `${library}.c`]);
    t.equal(built.status, 0);
    const env = { ...surroundings, LD_LIBRARY_PATH: '', LD_PRELOAD: library, GLIBC_TUNABLES: 'glibc.malloc.check=3' };
    t.equal(record(way.start, 'preloaded', ['/usr/bin/env'], { env }).status, 0);
    const loaded = readdirSync(mine).filter((file) => file.startsWith('loaded'));
    t.ok(
      loaded.some((file) => file.endsWith('bin_env')),
      'but into its target, as ever',
    );
    t.notOk(
      loaded.some((file) => /recorder|capable|sudo/.test(file)),
      loaded.join(' '),
    );
  });

  t.test(`${name}: whom its caller tells to write where the caller could not`, options, async (t) => {
    const roots = join(folder, 'roots');
    writeFileSync(roots, 'kept', { mode: 0o600 });
    const readable = join(folder, 'readable');
    writeFileSync(readable, 'kept', { mode: 0o644 });
    rmSync(join(mine, 'link'), { force: true });
    symlinkSync(roots, join(mine, 'link'));
    for (const file of [roots, readable, join(mine, 'link'), join(folder, 'new')]) {
      const { status, stderr } = asNobody([...way.start, '--output', file, '--', 'true']);
      t.match([status, stderr], [2, /Permission denied|Too many levels of symbolic links/], file);
    }
    const { status } = asNobody([
      'sh',
      '-c',
      `exec "$@" 3<'${readable}'`,
      'sh',
      ...way.start,
      '--fd',
      '3',
      '--',
      'true',
    ]);
    t.ok(status === 3 || status === 4, `a descriptor that is open for reading: ${status}`);
    t.equal(asNobody([...way.start, '--fd', '9', '--', 'true']).status, 2, 'a descriptor that is not open');
    for (const file of [roots, readable]) t.equal(readFileSync(file, 'utf8'), 'kept');
    t.notOk(readdirSync(folder).includes('new'));
  });

  t.test(`${name}: its user can end it, but not look into it, and nothing is left`, options, async (t) => {
    for (const ending of ['kill -KILL', 'kill -TERM', 'unread', 'without BPF', 'launcher killed']) {
      const mark = `1002.${process.pid}${++marks}`;
      const script = `setsid sleep ${mark} & echo ready; while :; do ls / >/dev/null; done`;
      const file = join(mine, `fifo-${mark}`);
      const fifo = openFifo(file).resume();
      chownSync(file, nobody, nobody);
      const [program = '', ...args] = nobodys([...way.start, '--output', file, '--', 'sh', '-c', script]);
      const launch = ['--report', '3', '--', program, ...args];
      const child = spawn(launcher, launch, { cwd: mine, stdio: ['ignore', 'pipe', 'inherit', 'pipe'] });
      const ended = new Promise((resolve) => child.once('close', resolve));
      await new Promise((resolve) => child.stdout?.once('data', resolve));
      const tree = [...processesWith(mark), ...processesWith(`${plain} --serve`)];
      const holders = tree.filter((pid) => bpfObjectsOf(pid).length > 0);
      t.equal(holders.length, 1, 'one process has to do with BPF');
      t.not(asNobody(['ls', `/proc/${holders[0]}/fd`]).status, 0, 'its user can’t take its descriptors');
      const recording = tree.find((pid) => commandOf(pid).startsWith(way.start[0] ?? ''));
      if (ending === 'unread') fifo.destroy();
      else if (ending === 'without BPF') process.kill(holders[0] ?? NaN, 'SIGKILL');
      else if (ending === 'launcher killed') child.kill('SIGKILL');
      else t.equal(asNobody([...ending.split(' '), String(recording)]).status, 0);
      t.not(await ended, 0);
      const left = (): number[] => [...processesWith(mark), ...processesWith(`${plain} --serve`)];
      t.ok(await until(() => left().length === 0), `${ending}: ${left().map(commandOf).join('; ')}`);
      fifo.destroy();
    }
  });
}

t.test('the command line asks sudo where it is told to', { skip: ways['sudo']?.skip ?? skip, timeout }, async (t) => {
  const program = resolve(import.meta.dirname, '../../bin/trace-gate.js');
  // What tap puts into the environment of a Node would have it write into a folder that is not nobody's.
  const node = ['env', '-u', 'NODE_OPTIONS', process.execPath, program];
  if (asNobody([...node, '--version']).status !== 0)
    return t.pass('', { skip: 'nobody can’t read this folder, or it is not built' });
  const trace = (env: Readonly<Record<string, string>>, ...command: readonly string[]): Ran =>
    asNobody([...node, 'trace', '--backend', 'ebpf', ...command], {
      env: { ...surroundings, TMPDIR: '/tmp', TRACE_GATE_RECORDER: plain, ...env },
    });
  const id = ['-o', 'trace.json', '--', 'id', '-u'];
  t.match(trace({}, ...id), {
    status: 3,
    stderr: /the backend ebpf does not work here: [^\n]*Operation not permitted/,
  });
  const asked = { TRACE_GATE_SUDO: '1' };
  t.match(trace(asked, ...id), { status: 0, stdout: `${nobody}\n` });
  t.match(JSON.parse(readFileSync(join(mine, 'trace.json'), 'utf8')), { backend: { class: 'ebpf' } });
  const mark = `1002.${process.pid}${++marks}`;
  const late = trace(asked, '--timeout', '1000', '--', 'sh', '-c', `setsid sleep ${mark} & sleep ${mark}`);
  t.match(late, { status: 3, stderr: /did not end within/ });
  t.ok(await until(() => processesWith(mark).length + processesWith(`${plain} --serve`).length === 0));
});

t.test('who has no privileges is told so, and has ptrace', { skip: withoutEbpf, timeout }, async (t) => {
  const ran = record([plain, '--backend', 'ebpf'], 'denied', ['true']);
  t.match(ran, { status: 4, stderr: /^recorder: ebpf: [^\n]*: Operation not permitted\n$/ });
  const scope = '/proc/sys/kernel/yama/ptrace_scope';
  if (existsSync(scope) && Number(readFileSync(scope, 'utf8')) > 1) {
    t.pass('', { skip: 'kernel.yama.ptrace_scope keeps ptrace for root' });
  } else {
    t.match(record([plain, '--backend', 'ptrace'], 'ptrace', ['true']), { status: 0, stderr: '' });
    t.ok(isWhole(parseFile(join(mine, 'ptrace'))));
  }
  const away = ['unshare', '-Ur', plain, '--backend', 'ebpf', '--output', '/dev/null', '--', 'true'];
  if (asNobody(['unshare', '-Ur', 'true']).status !== 0) t.pass('', { skip: 'no user namespaces here' });
  else t.match(asNobody(away), { status: 4, stderr: /^recorder: ebpf: [^\n]*: Operation not permitted\n$/ });
});

t.test('a set-user-ID recorder refuses', { skip, timeout }, async (t) => {
  chmodSync(setUserId, 0o4755);
  if (asNobody([setUserId, '--backend', 'ptrace', '--output', '/dev/null', '--', 'true']).status === 0)
    return t.pass('', { skip: 'set-user-ID is without effect here' });
  t.match(asNobody([setUserId, '--backend', 'ptrace', '--output', join(folder, 'new'), '--', 'true']), {
    status: 2,
    stderr: /not as a set-user-ID/,
  });
  t.match(asNobody([setUserId, '--serve']), { status: 2 });
  t.notOk(readdirSync(folder).includes('new'));
});

t.test('sudo that is not there, or does not want to', { skip: withoutEbpf, timeout }, async (t) => {
  const start = [capable, '--backend', 'ebpf', '--sudo'];
  t.match(record(start, 'refused', ['true']), { status: 4, stderr: /recorder: ebpf: sudo -n \S+ --serve/ });
  const env = { PATH: '/no/such' };
  const none = ['/usr/bin/env', 'PATH=/no/such', plain, '--backend', 'ebpf', '--sudo', '--output', '/dev/null', '--'];
  t.match(asNobody([...none, '/bin/true'], { env: { ...surroundings, ...env, PATH: surroundings.PATH } }), {
    status: 4,
    stderr: /recorder: sudo: No such file[^]*recorder: ebpf: sudo -n/,
  });
});

t.test(
  'what sudo has started records its caller’s programs only',
  { skip: ways['sudo']?.skip ?? skip, timeout },
  async (t) => {
    // As a caller that wants more than it may: its stream and its process are what it is told.
    const source = readFileSync(resolve(import.meta.dirname, '../fixtures/programs/serve-asker.c'), 'utf8');
    const asker = compile(folder, 'asker', source, `-I${native}`);
    const file = join(mine, 'regular');
    writeFileSync(file, '', { mode: 0o666 });
    chmodSync(file, 0o666);
    const ask = (...how: readonly string[]): Ran => asNobody([asker, plain, ...how]);
    t.match(ask('own'), { status: 0, stdout: 'yes\nyes\n' });
    for (const how of [['other', '1'], ['other', String(process.pid)], ['may gain'], ['hidden']])
      t.match(ask(...how), { status: 1, stdout: "yes\nthe process is not the caller's\n" }, how.join(' '));
    t.match(ask('other', '999999999'), { status: 1, stdout: 'yes\npidfd_open\n' });
    t.match(ask('file', file), { status: 1, stdout: /pipe or a FIFO/ });
    for (const how of ['arm first', 'no stream', 'ring', 'data'])
      t.match(ask(how), { status: 1, stdout: 'request\n' }, how);
    t.match(ask('twice'), { status: 1, stdout: 'yes\nyes\nrequest\n' });
    t.equal(statSync(file).size, 0);
  },
);

/** By what stands in their command line, with spaces between. */
function processesWith(text: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => commandOf(pid).includes(text));
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return ''; // it has ended in between
  }
}
