/** Surroundings that the launcher changes: each option alone and all together, as root and as a user without any privilege, with nothing left. */
import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import t from 'tap';

const root = resolve(import.meta.dirname, '../..');

if (process.platform !== 'linux') {
  t.pass('the launcher is for Linux');
  process.exit(0);
}
const build = spawnSync('sh', [join(root, 'scripts/build-native.sh')], { encoding: 'utf8' });
if (build.status !== 0) t.bailout(`build-native.sh: ${build.stderr}`);

/** Where a user without privileges may look and write, too. */
const folder = mkdtempSync(join(tmpdir(), 'launch-surroundings-'));
t.teardown(() => rmSync(folder, { recursive: true, force: true }));
const launch = join(folder, 'launch');
copyFileSync(join(root, 'build/native/launch'), launch);
const project = join(folder, 'project');
const place = join(folder, 'place');
mkdirSync(project);
mkdirSync(join(place, 'w'), { recursive: true });
writeFileSync(join(project, 'here'), '');
for (const path of [folder, project, place, join(place, 'w')]) chmodSync(path, 0o777);

const nobody = ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups', '--'];
const users: Readonly<Record<string, readonly string[]>> = {
  'this user': [],
  ...(process.getuid?.() === 0 ? { nobody } : {}),
};

function run(user: readonly string[], options: readonly string[], ...command: string[]) {
  const [program = '', ...args] = [...user, launch, '--report', '3', ...options, '--', ...command];
  const ran = spawnSync(program, args, { encoding: 'utf8', cwd: folder, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
  return { code: ran.status, stdout: ran.stdout, report: JSON.parse(ran.output[3] ?? 'null') };
}

/** Why this system does not let the user make namespaces, or false. */
function cannot(user: readonly string[]): string | false {
  const { report } = run(user, ['--first-pid', '300', '--host', 'h', '--bind', folder, folder], 'true');
  return report.error ? `${report.error.op}: ${report.error.errno}` : false;
}

const moved = ['--bind', project, join(place, 'w'), '--cwd', join(place, 'w')];

for (const [name, user] of Object.entries(users)) {
  const skip = cannot(user);

  t.test(`${name}: pids begin where they are to`, { skip }, async (t) => {
    for (const first of [217, 4096, 21345]) {
      const { stdout } = run(
        user,
        ['--first-pid', String(first)],
        'sh',
        '-c',
        'echo $$; ls -d /proc/1 /proc/[0-9]* | wc -l',
      );
      const [pid, processes] = stdout.split('\n').map(Number);
      t.equal(pid, first);
      t.ok((processes ?? 99) < 8, '/proc shows the namespace');
    }
  });

  t.test(`${name}: a folder is at another place, with its inodes`, { skip }, async (t) => {
    const { stdout } = run(
      user,
      moved,
      'sh',
      '-c',
      `pwd; ls; stat -c %i . ${project} | uniq | wc -l; touch by-${user.length}`,
    );
    t.equal(stdout.replaceAll(/by-\d+\n/g, ''), `${join(place, 'w')}\nhere\n1\n`);
    t.ok(readdirSync(project).includes(`by-${user.length}`), 'and is the same');
    t.same(readdirSync(join(place, 'w')), [], 'only there');
  });

  t.test(`${name}: the host has another name`, { skip }, async (t) => {
    t.equal(run(user, ['--host', 'calm-otter'], 'uname', '-n').stdout, 'calm-otter\n');
    t.equal(spawnSync('uname', ['-n'], { encoding: 'utf8' }).stdout.trim(), hostname(), 'only there');
  });

  t.test(`${name}: one CPU, under load`, async (t) => {
    t.equal(run(user, ['--one-cpu'], 'nproc').stdout, '1\n');
    const busy = `grep -l '^State:.R' /proc/[0-9]*/status | wc -l`;
    if (!skip) t.ok(Number(run(user, ['--first-pid', '300', '--load', '3'], 'sh', '-c', busy).stdout) >= 3, 'is there');
    const { report } = run(user, ['--load', '2'], 'true');
    t.ok(report.userNs < 500e6, 'the load is not counted as the target');
  });

  t.test(`${name}: the end is passed on and measured`, { skip }, async (t) => {
    const all = [...moved, '--first-pid', '300', '--host', 'h', '--one-cpu', '--load', '1'];
    const exit = run(user, all, 'sh', '-c', 'exit 7');
    t.equal(exit.code, 7);
    t.match(exit.report, { exit: { code: 7 }, ended: 'exit', wallNs: Number });
    t.notOk('queuedNs' in exit.report);
    const killed = run(user, all, 'sh', '-c', 'ulimit -c 0; kill -9 $$');
    t.equal(killed.code, 128 + 9);
    t.same(killed.report.exit, { signal: 'SIGKILL', coreDumped: false });
    const big = run(user, all, 'dd', 'if=/dev/zero', 'of=/dev/null', 'bs=32M', 'count=1');
    t.ok(big.report.peakRssBytes > 32 << 20 && big.report.peakRssBytes < 48 << 20, `${big.report.peakRssBytes} bytes`);
    const orphan = run(user, all, 'sh', '-c', '(sleep 0.1; echo late >&2) & exit 3');
    t.equal(orphan.code, 3, 'whatever it leaves behind');
  });

  t.test(`${name}: who the user is stays`, { skip }, async (t) => {
    const ids = 'id -u; id -g; grep CapEff /proc/self/status';
    const all = [...moved, '--first-pid', '300', '--host', 'h'];
    t.equal(run(user, all, 'sh', '-c', ids).stdout, run(user, [], 'sh', '-c', ids).stdout);
  });

  t.test(`${name}: a step that fails is named`, { skip }, async (t) => {
    const { code, report } = run(user, ['--bind', join(folder, 'none'), place], 'true');
    t.equal(code, 127);
    t.same(report.error, { op: 'bind mount', errno: 'ENOENT' });
    t.same(run(user, ['--cwd', join(folder, 'none')], 'true').report.error, { op: 'working folder', errno: 'ENOENT' });
    t.same(run(user, [], 'no-such-program').report.error, { op: 'execve', errno: 'ENOENT' });
    const within = run(user, ['--first-pid', '300'], 'no-such-program');
    t.same(within.report.error, { op: 'execve', errno: 'ENOENT' });
  });

  for (const [ending, signal] of [
    ['outright', 'SIGKILL'],
    ['politely', 'SIGTERM'],
  ] as const) {
    t.test(`${name}: nothing is left when the launcher is ended ${ending}`, { skip }, async (t) => {
      const mark = `MARK=${ending}-${user.length}-${process.pid}`;
      const marked = (): string[] =>
        readdirSync('/proc').filter((pid) => {
          try {
            return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(mark);
          } catch {
            return false;
          }
        });
      for (const namespaces of [['--first-pid', '300'], []]) {
        const options = [...namespaces, '--load', '2', '--one-cpu', '--', 'sh', '-c'];
        // Without a pid namespace a launcher that is killed outright can take along its child only, and the load.
        const script =
          namespaces.length > 0 || signal === 'SIGTERM'
            ? 'setsid sh -c "trap \\"\\" TERM; sleep 1000; sleep 1000" & echo ready; sleep 1000'
            : 'echo ready; exec sleep 1000';
        const argv = [...user, launch, ...options, script];
        const [key = '', value] = mark.split('=');
        const child = spawn(argv[0] ?? '', argv.slice(1), { cwd: folder, env: { ...process.env, [key]: value } });
        await new Promise((done) => child.stdout.once('data', done));
        t.ok(marked().length >= 5, 'a launcher, a parent, two of load, a target');
        child.kill(signal);
        const patience = Date.now() + 20_000;
        while (marked().length > 0 && Date.now() < patience) await new Promise((done) => setTimeout(done, 20));
        t.same(marked(), []);
      }
    });
  }
}

t.test('without privileges and user namespaces there is one clear error', async (t) => {
  if (process.getuid?.() !== 0 || spawnSync('unshare', ['-Ur', 'true']).status !== 0)
    return t.pass('', { skip: 'needs root and user namespaces' });
  const caps = ['setpriv', '--bounding-set', '-sys_admin', '--inh-caps', '-sys_admin', '--'];
  t.same(run(caps, ['--host', 'h'], 'true').report.error, { op: 'new namespaces', errno: 'EPERM' });
  const forbidden = ['unshare', '-U', '--map-user=65534', '--map-group=65534', '--keep-caps', 'sh', '-c'];
  const script =
    'echo 0 >/proc/sys/user/max_user_namespaces && exec setpriv --bounding-set -all --inh-caps -all --ambient-caps -all "$@"';
  const none = run([...forbidden, script, 'sh'], ['--host', 'h'], 'true');
  t.match(none.report.error, { op: 'new namespaces', errno: /^(?:EPERM|ENOSPC)$/ });
});

t.test('wrong values are wrong usage', async (t) => {
  for (const options of [['--first-pid', '1'], ['--load', '0'], ['--bind', '/tmp'], ['--host']])
    t.equal(spawnSync(launch, [...options, '--', 'true']).status, 2, options.join(' '));
});
