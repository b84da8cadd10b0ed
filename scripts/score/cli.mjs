/** Runs trace-gate's command line as a person, another person, or a CI job with one CPU would. */
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

/** Variables that would make the tool believe that it runs in CI; the score measures a developer's machine. */
const ciVariables = ['CI', 'TF_BUILD', 'GITHUB_ACTIONS', 'GITLAB_CI', 'JENKINS_URL', 'TEAMCITY_VERSION', 'BUILDKITE'];

const commandTimeoutMs = 300_000;

/** The account for the conditions with another user, or why there is none. */
export function findUser() {
  if (process.getuid?.() !== 0) return { missing: 'only root can run as another user' };
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith('nobody:'));
  if (!line) return { missing: 'this machine has no user nobody' };
  const [name, , uid, gid] = line.split(':');
  return { name, uid: Number(uid), gid: Number(gid) };
}

/** Whether everybody can reach the file: each folder above it may be entered by others. */
export function reachable(file) {
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) return false;
    if (folder === path.dirname(folder)) return true;
  }
}

/** The tool where the other user can read it: in place, or a copy of what the package needs at run time. */
function reachableTool(repository, work) {
  const entry = path.join(repository, 'bin', 'trace-gate.js');
  if (reachable(entry)) return entry;
  const copy = path.join(work, 'tool');
  if (!existsSync(copy)) {
    mkdirSync(copy);
    for (const part of ['bin', 'dist', 'build/native', 'node_modules', 'package.json']) {
      cpSync(path.join(repository, part), path.join(copy, part), { recursive: true, verbatimSymlinks: true });
    }
  }
  return path.join(copy, 'bin', 'trace-gate.js');
}

function environment(extra) {
  const env = { ...process.env };
  for (const name of ciVariables) delete env[name];
  return { ...env, ...extra };
}

/** The command that starts trace-gate under these circumstances. */
function commandLine(tool, args, { cpus, user, inside = [] }) {
  const words = [process.execPath, tool, ...args];
  if (user) words.unshift('setpriv', '--reuid', String(user.uid), '--regid', String(user.gid), '--clear-groups', '--');
  if (cpus) words.unshift('taskset', '-c', cpus === 1 ? '0' : `0-${cpus - 1}`);
  return [...inside, ...words];
}

/** Collects what a child says; the whole group is ended when it takes too long. */
function collect(words, { cwd, env, timeoutMs }) {
  return new Promise((resolve) => {
    const child = spawn(words[0], words.slice(1), { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    let stdout = '';
    let stderr = '';
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      endGroup(child);
    }, timeoutMs);
    child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
    child.on('error', (error) => (stderr += `${error.message}\n`));
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      running.delete(child);
      resolve({ code: timedOut ? 'timeout' : (code ?? signal ?? 'not started'), stdout, stderr, words });
    });
    running.add(child);
  });
}

const running = new Set();

function endGroup(child) {
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // it ended meanwhile
  }
}

/** Nothing that was started may outlive the score, however it ends. */
process.on('exit', () => running.forEach(endGroup));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(1));

/** Returns run(args, { cwd, env, cpus, user, inside }) → { code, stdout, stderr }; `inside`: a command that runs its arguments elsewhere. */
export function makeRunner(repository, work, user) {
  const own = path.join(repository, 'bin', 'trace-gate.js');
  const shared = user.missing ? own : reachableTool(repository, work);
  return (args, { cwd, env = {}, cpus, user: asUser, inside } = {}) =>
    collect(commandLine(asUser ? shared : own, args, { cpus, user: asUser, inside }), {
      cwd,
      env: environment(env),
      timeoutMs: commandTimeoutMs,
    });
}

/** Runs a command and says how it ended. */
export function runPlain(words, cwd, env) {
  return collect(words, { cwd, env: environment(env), timeoutMs: commandTimeoutMs });
}

/** Runs a command that prepares a project; it must succeed. */
export async function mustRun(words, cwd, env) {
  const result = await runPlain(words, cwd, env);
  if (result.code !== 0) throw new Error(`${words.join(' ')}: ${result.code}\n${result.stdout}${result.stderr}`);
}
