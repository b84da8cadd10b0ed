#!/usr/bin/env node
/** `npm run bench`: how fast traces are parsed and compared, and what recording costs. Each part can be run by itself. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

for (const part of ['bench-parse.mjs', 'bench-compare.mjs', 'bench-overhead.mjs']) {
  const file = fileURLToPath(new URL(part, import.meta.url));
  const { status } = spawnSync(process.execPath, [file], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
