/**
 * The circumstances that must not matter. Each names what differs from the capture: place and owner of the project, environment,
 * load, CPUs. A condition that cannot be had on this machine is skipped and counted as such.
 */
import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { chownTree, copyProject } from './project.mjs';

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
  { name: 'another folder', folder: 'another place/one/two/three' },
  { name: '20 more variables', env: manyVariables },
  { name: '2 busy loops', busyLoops: 2 },
  { name: 'one CPU', oneCpu: true },
  { name: 'another user', otherUser: true },
  { name: 'another HOME', otherHome: true },
  { name: '2 busy loops, another folder', busyLoops: 2, folder: 'x' },
  { name: 'one CPU, a busy loop on it, 20 more variables', oneCpu: true, busyLoops: 1, env: manyVariables },
  { name: 'another user, folder and TMPDIR', otherUser: true, folder: 'srv/build/4711', otherTmp: true },
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

export function whySkipped(condition, user) {
  return condition.otherUser ? user.missing : undefined;
}

/**
 * Calls `work({ cwd, env, oneCpu, user })` under the condition and always cleans up. The project itself is not touched: where it has to
 * lie elsewhere or belong to somebody else, a copy in `scratch` is used.
 */
export async function underCondition(condition, { project, scratch, user }, work) {
  const env = { ...condition.env };
  mkdirSync(scratch, { recursive: true });
  chmodSync(scratch, 0o755);
  let cwd = project;
  if (condition.folder || condition.otherUser) {
    cwd = path.join(scratch, condition.folder ?? 'theirs');
    mkdirSync(path.dirname(cwd), { recursive: true });
    copyProject(project, cwd);
  }
  if (condition.otherHome || condition.otherUser) {
    env.HOME = path.join(scratch, 'home');
    writeHome(env.HOME);
  }
  if (condition.otherTmp) {
    env.TMPDIR = path.join(scratch, 'their tmp');
    mkdirSync(env.TMPDIR);
  }
  if (condition.otherUser) {
    env.USER = env.LOGNAME = user.name;
    chownTree(scratch, user);
  }
  const endLoops = startBusyLoops(condition.busyLoops ?? 0, condition.oneCpu ?? false);
  try {
    return await work({ cwd, env, oneCpu: condition.oneCpu ?? false, user: condition.otherUser ? user : undefined });
  } finally {
    endLoops();
  }
}
