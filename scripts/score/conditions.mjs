/**
 * The circumstances that must not matter, as data. Each names what differs from the capture:
 *   name            for people
 *   folder          the project is copied there, below a scratch folder
 *   place           the project is seen there, in a mount namespace of its own
 *   container       it is seen at /app in a root folder and a pid namespace of its own, as in a container
 *   env             variables more
 *   otherHome, otherTmp, tmp   another HOME; another TMPDIR, or this one
 *   otherUser       the project belongs to another user, who runs it
 *   cpus            how many CPUs may be used
 *   busyLoops       programs that only compute, at the same time
 *   nextMinute      not in the minute of the capture
 * A condition that cannot be had on this machine is skipped and counted as such.
 */
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { reachable } from './cli.mjs';
import { chownTree, copyProject, toolsFolder } from './project.mjs';

/** Twenty variables that a developer's shell may hold, and that often change what programs do. */
const manyVariables = {
  LANG: 'de_DE.UTF-8',
  LANGUAGE: 'de:en',
  LC_ALL: 'de_DE.UTF-8',
  EDITOR: 'vim',
  PAGER: 'less -R',
  TERM: 'xterm-256color',
  COLUMNS: '200',
  LINES: '60',
  SSH_AUTH_SOCK: '/run/user/1000/keyring/ssh',
  DISPLAY: ':0',
  XDG_CONFIG_HOME: '/nonexistent/config',
  XDG_CACHE_HOME: '/nonexistent/cache',
  PYTHONSTARTUP: '/nonexistent/startup.py',
  PYTHONDONTWRITEBYTECODE: '1',
  NODE_NO_WARNINGS: '1',
  GIT_PAGER: 'cat',
  PERL5LIB: '/nonexistent/perl5',
  MAKEFLAGS: '--no-print-directory',
  TZ: 'Europe/Berlin',
  SCORE_LONG_VALUE: 'long '.repeat(2000),
};

export const conditions = [
  { name: 'as captured' },
  { name: 'another folder', folder: 'another' },
  { name: 'a folder three levels deeper', folder: 'one/two/three/four' },
  { name: 'a folder with spaces and capitals', folder: 'Another Place/My Project' },
  { name: '/usr/src/app', place: '/usr/src/app' },
  { name: '/var/lib/x', place: '/var/lib/x' },
  { name: 'TMPDIR=/var/tmp', tmp: '/var/tmp' },
  { name: 'a root folder as in a container', container: true },
  { name: '20 more variables', env: manyVariables },
  { name: 'another HOME', otherHome: true },
  { name: 'another user', otherUser: true },
  { name: 'another user, folder and TMPDIR', otherUser: true, folder: 'srv/build/4711', otherTmp: true },
  { name: '2 busy loops', busyLoops: 2 },
  { name: '2 busy loops, another folder', busyLoops: 2, folder: 'x' },
  { name: 'one CPU', cpus: 1 },
  { name: 'one CPU, a busy loop on it, 20 more variables', cpus: 1, busyLoops: 1, env: manyVariables },
  { name: '8 CPUs', cpus: 8 },
  { name: 'the next minute', nextMinute: true },
];

/** Ends by itself when the score dies without being able to end it: `kill -0` finds no parent any more. */
const busyLoop = 'while kill -0 "$1" 2>/dev/null; do i=0; while [ $i -lt 50000 ]; do i=$((i+1)); done; done';

function startBusyLoops(count, oneCpu) {
  const words = ['sh', '-c', busyLoop, 'busy-loop', String(process.pid)];
  if (oneCpu) words.unshift('taskset', '-c', '0');
  const loops = Array.from({ length: count }, () => spawn(words[0], words.slice(1), { stdio: 'ignore' }));
  const end = () => loops.forEach((loop) => loop.kill('SIGKILL'));
  process.on('exit', end);
  return () => {
    end();
    process.off('exit', end);
  };
}

/** A HOME as people have it: with settings that would change git, shells and editors if they were read. */
function writeHome(folder) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    path.join(folder, '.gitconfig'),
    '[user]\n\tname = Other\n[status]\n\tshort = true\n[core]\n\tpager = cat\n',
  );
  writeFileSync(path.join(folder, '.bashrc'), 'alias ls="ls --color"\n');
  writeFileSync(path.join(folder, '.profile'), 'export FROM_PROFILE=1\n');
}

/** $1 the project, $2 where it is to be seen, then the command. A folder of the system is covered, so that nothing is left in it. */
const seeAt = `set -e
from=$1 place=$2
shift 2
case $place in /usr/src/*) mount -t tmpfs score /usr/src; mkdir -p "$place" ;; esac
mount --bind "$from" "$place"
cd "$place"
exec "$@"`;

/** $1 the project, $2 a folder for the root, $3 the folder of trace-gate, then the command. */
const containerRoot = `set -e
from=$1 root=$2 tool=$3
shift 3
mount -t tmpfs -o mode=755 score "$root"
for name in /*; do
  case $name in
    /proc | /dev | /sys | /tmp | /var | /home | /root | /srv | /mnt | /media | /run | /lost+found) ;;
    *)
      if [ -L "$name" ]; then cp -P "$name" "$root$name"
      elif [ -d "$name" ]; then mkdir "$root$name"; mount --rbind "$name" "$root$name"; fi ;;
  esac
done
mkdir -p "$root/proc" "$root/dev" "$root/sys" "$root/tmp" "$root/var/tmp" "$root/root" "$root/run" "$root/app" "$root$tool"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount --rbind /sys "$root/sys"
mount --rbind "$tool" "$root$tool"
chmod 1777 "$root/tmp" "$root/var/tmp"
mount --bind "$from" "$root/app"
export HOME=/root TMPDIR=/tmp
exec chroot "$root" sh -c 'cd /app && exec "$@"' sh "$@"`;

let namespaces;

/** Why there are no mount and pid namespaces here, found out once. */
function whyNoNamespaces() {
  if (namespaces === undefined) {
    const words = ['-m', '-p', '-f', '-u', '--propagation', 'private', 'mount', '-t', 'tmpfs', 'score', '/mnt'];
    const { status, error, stderr } = spawnSync('unshare', words, { encoding: 'utf8' });
    namespaces = status === 0 ? '' : `no mount namespaces: ${error?.message ?? stderr.trim().split('\n')[0]}`;
  }
  return namespaces || undefined;
}

const cpusHere = availableParallelism();

/** Why a program is not asserted under a condition on this machine; undefined: it is. */
export function whySkipped(condition, program, { user, slow, capturedAt }) {
  const own = Object.keys(program.not ?? {}).find((key) => condition[key] !== undefined);
  if (own) return program.not[own];
  if (condition.otherUser) {
    if (user.missing) return user.missing;
    if (program.usesTools && !reachable(path.join(toolsFolder, 'x')))
      return 'its tools lie where no other user gets in';
  }
  if ((condition.place || condition.container) && whyNoNamespaces()) return whyNoNamespaces();
  if (condition.cpus > cpusHere) return `this machine has ${cpusHere} CPUs`;
  if (condition.nextMinute && !program.timed && !slow && minuteOf(Date.now()) === minuteOf(capturedAt))
    return 'it is still the same minute, and without --slow only programs that write times are waited for';
  return undefined;
}

function minuteOf(ms) {
  return Math.floor(ms / 60_000);
}

async function untilNextMinute(capturedAt) {
  while (minuteOf(Date.now()) === minuteOf(capturedAt)) await setTimeout(1000);
}

/** The command that runs its arguments where the condition wants the project. */
function insideOf(condition, { cwd, scratch, repository }) {
  const unshare = ['unshare', '-m', '--propagation', 'private'];
  if (condition.place) {
    if (!condition.place.startsWith('/usr/src/')) mkdirSync(condition.place, { recursive: true });
    return [...unshare, 'sh', '-c', seeAt, 'sh', cwd, condition.place];
  }
  if (condition.container) {
    const root = path.join(scratch, 'root');
    mkdirSync(root);
    return [...unshare, '-p', '-f', '-u', 'sh', '-c', containerRoot, 'sh', cwd, root, repository];
  }
  return undefined;
}

/** The folder that was made to mount at: gone again where it is empty. */
function removeMountPoint({ place }) {
  if (!place || place.startsWith('/usr/src/')) return;
  try {
    rmdirSync(place);
  } catch {
    // it was there before, with something in it
  }
}

/**
 * Calls `work({ cwd, env, cpus, user, inside })` under the condition and always cleans up. The project itself is not touched: where it has
 * to lie elsewhere or belong to somebody else, a copy in `scratch` is used.
 */
export async function underCondition(condition, { project, scratch, user, repository, capturedAt }, work) {
  const env = { ...condition.env };
  mkdirSync(scratch, { recursive: true });
  chmodSync(scratch, 0o755);
  let cwd = project;
  if (condition.folder || condition.otherUser || condition.place || condition.container) {
    cwd = path.join(scratch, condition.folder ?? 'theirs');
    mkdirSync(path.dirname(cwd), { recursive: true });
    copyProject(project, cwd);
  }
  if (condition.otherHome || condition.otherUser) {
    env.HOME = path.join(scratch, 'home');
    writeHome(env.HOME);
  }
  if (condition.tmp) env.TMPDIR = condition.tmp;
  if (condition.otherTmp) {
    env.TMPDIR = path.join(scratch, 'their tmp');
    mkdirSync(env.TMPDIR);
  }
  if (condition.container) env.PATH = '/usr/local/go/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
  if (condition.otherUser) {
    env.USER = env.LOGNAME = user.name;
    chownTree(scratch, user);
  }
  const inside = insideOf(condition, { cwd, scratch, repository });
  if (condition.nextMinute) await untilNextMinute(capturedAt);
  const endLoops = startBusyLoops(condition.busyLoops ?? 0, condition.cpus === 1);
  try {
    return await work({ cwd, env, cpus: condition.cpus, user: condition.otherUser ? user : undefined, inside });
  } finally {
    endLoops();
    removeMountPoint(condition);
  }
}
