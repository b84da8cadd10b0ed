#!/usr/bin/env node
/**
 * Measures what watching costs: each program untraced, through the launcher, under a plain `strace -f`, under strace as we call it, and recorded,
 * parsed and normalized by us, in turn. Medians of the wall time, and their ratio to untraced.
 * Use: node scripts/bench-overhead.mjs [ROUNDS]     Needs `npm run build`, strace, and the programs below where they are installed.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const dist = (file) => import(new URL(`../dist/${file}`, import.meta.url).href);
const { launch } = await dist('source/launcher.js');
const { takeTrace, normalizeTogether } = await dist('gate/record.js');

const rounds = Number(process.argv[2] ?? 9);
const programs = {
  true: ['true'],
  'ls -l /usr/bin': ['ls', '-l', '/usr/bin'],
  'git status': ['git', 'status'],
  'python3 import json': ['python3', '-c', 'import json'],
  'dd 20,000 reads and writes': ['dd', 'if=/dev/zero', 'of=/dev/null', 'bs=1', 'count=10000', 'status=none'],
};

const cwd = process.cwd();
const env = { PATH: process.env.PATH, HOME: process.env.HOME, LANG: 'C.UTF-8' };
const folder = mkdtempSync(join(tmpdir(), 'bench-overhead-'));
const log = join(folder, 'log');
const ours =
  '-f --absolute-timestamps=format:unix,precision:ns --syscall-times=ns -yy -s 4096 --quiet=attach,path-resolution'.split(
    ' ',
  );
const run = (command) => spawnSync(command[0], command.slice(1), { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
const planOf = (command) => ({
  target: 'bench',
  command,
  cwd,
  root: cwd,
  env: {},
  passEnv: [],
  timeoutMs: 60_000,
  workdir: 'inplace',
});

const ways = {
  untraced: (command) => run(command),
  launcher: (command) => launch({ command, cwd, env, timeoutMs: 60_000 }),
  'strace -f': (command) => run(['strace', '-f', '-qq', '-o', log, '--', ...command]),
  'strace as we do': (command) => run(['strace', ...ours, '-o', log, '--', ...command]),
  'recorded by us': async (command) => {
    const taken = await takeTrace(planOf(command), { redact: [], built: false });
    normalizeTogether([taken], { temporary: [], literals: new Set() });
  },
};

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1];
}

try {
  for (const [name, command] of Object.entries(programs)) {
    const found = spawnSync('sh', ['-c', `command -v ${command[0]}`], { encoding: 'utf8' }).stdout.trim();
    if (found === '') continue;
    const times = Object.fromEntries(Object.keys(ways).map((way) => [way, []]));
    for (let round = 0; round <= rounds; round += 1) {
      for (const [way, action] of Object.entries(ways)) {
        const start = performance.now();
        await action([found, ...command.slice(1)]);
        // The first round warms caches.
        if (round > 0) times[way].push(performance.now() - start);
      }
    }
    const base = median(times.untraced);
    const cells = Object.entries(times).map(
      ([way, values]) => `${way} ${median(values).toFixed(1)} ms (${(median(values) / base).toFixed(1)} x)`,
    );
    console.log(`overhead ${name.padEnd(28)} ${cells.join(', ')}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
