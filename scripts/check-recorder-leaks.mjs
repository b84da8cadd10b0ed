#!/usr/bin/env node
/**
 * Makes many recordings in a row, ended in different ways, and looks after each whether a process of it is left, and at the end whether the
 * kernel still has a BPF program, map or link that one of them had loaded.
 * Use: node scripts/check-recorder-leaks.mjs [ROUNDS] [BACKEND…]     Needs build/native; with ebpf also bpftool and root.
 * Exit code: 0 nothing is left, 1 something is.
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const native = fileURLToPath(new URL('../build/native/', import.meta.url));
const rounds = Number(process.argv[2] ?? 1000);
const backends = process.argv.length > 3 ? process.argv.slice(3) : ['ebpf', 'ptrace'];
const folder = mkdtempSync(join(tmpdir(), 'recorder-leaks-'));
const mark = `RECORDER_LEAKS=${process.pid}`;
const bpftool =
  ['/usr/sbin/bpftool', '/usr/local/sbin/bpftool'].find((file) => {
    try {
      return execFileSync(file, ['version']);
    } catch {
      return undefined;
    }
  }) ?? 'bpftool';

const textOf = (file) => {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return ''; // it has ended in between
  }
};
const pids = () => readdirSync('/proc').filter((name) => /^\d+$/.test(name));
const processesLeft = () => pids().filter((pid) => textOf(`/proc/${pid}/environ`).split('\0').includes(mark));

/** bpftool stumbles over what goes away while it lists. */
function list(kind) {
  for (let tries = 0; ; tries++) {
    try {
      return JSON.parse(
        execFileSync(bpftool, ['-j', kind, 'list'], { encoding: 'utf8', maxBuffer: 1 << 26, stdio: 'pipe' }),
      );
    } catch (error) {
      if (tries === 50) throw error;
    }
  }
}
/** Ids of what the kernel has. */
const objects = () => ['prog', 'map', 'link'].flatMap((kind) => list(kind).map(({ id }) => `${kind} ${id}`));
/** Those that somebody holds: other recordings may run on this machine. */
const held = () => {
  const found = new Set();
  for (const pid of pids()) {
    let names = [];
    try {
      names = readdirSync(`/proc/${pid}/fdinfo`);
    } catch {
      continue; // it has ended in between
    }
    for (const name of names)
      for (const [, kind, id] of textOf(`/proc/${pid}/fdinfo/${name}`).matchAll(/^(prog|map|link)_id:\s*(\d+)$/gm))
        found.add(`${kind} ${id}`);
  }
  return found;
};
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
async function empty(rest) {
  for (let tries = 0; tries < 200; tries++) {
    if (rest().length === 0) return [];
    await sleep(50);
  }
  return rest();
}

/** What is recorded, and what is killed once it runs. */
const ways = [
  { script: 'ls / >/dev/null' },
  { script: 'ls / | sort | head -n 1 >/dev/null; exit 3' },
  { script: 'kill -TERM $$' },
  { script: 'setsid sleep 1000 & echo; wait', kill: 'recorder' },
  { script: 'setsid sleep 1000 & echo; wait', kill: 'launch' },
  { script: 'kill -KILL $PPID' },
];

let failed = false;
async function record(backend, { script, kill }) {
  const [name, value] = mark.split('=');
  const command = ['--report', '3', '--', join(native, 'recorder'), '--backend', backend, '--output'];
  const child = spawn(join(native, 'launch'), [...command, join(folder, 'stream'), '--', 'sh', '-c', script], {
    stdio: ['ignore', 'pipe', 'ignore', 'pipe'],
    env: { ...process.env, [name]: value },
  });
  const closed = new Promise((resolve) => child.once('close', resolve));
  child.stdout.once('data', () => {
    if (kill === 'launch') child.kill('SIGTERM');
    if (kill !== 'recorder') return;
    const pid = Number(textOf(`/proc/${child.pid}/task/${child.pid}/children`));
    if (pid > 0) process.kill(pid, 'SIGKILL');
    else failed = true;
  });
  await closed;
}

for (const backend of backends) {
  const ebpf = backend === 'ebpf';
  const before = new Set(ebpf ? objects() : []);
  const started = Date.now();
  let left = 0;
  for (let round = 0; round < rounds; round++) {
    await record(backend, ways[round % ways.length]);
    left += (await empty(processesLeft)).length;
  }
  const seconds = (Date.now() - started) / 1000;
  const leaked = ebpf
    ? await empty(() => {
        const inUse = held();
        return objects().filter((object) => !before.has(object) && !inUse.has(object));
      })
    : [];
  failed ||= left + leaked.length > 0;
  const bpf = ebpf ? `, of BPF: ${leaked.length === 0 ? 'nothing' : leaked.join(', ')}` : '';
  console.log(`${backend}: ${rounds} recordings in ${seconds.toFixed(0)} s; left: ${left} processes${bpf}`);
}
rmSync(folder, { recursive: true });
process.exitCode = failed ? 1 : 0;
