#!/usr/bin/env node
/**
 * `npm run bench`: how fast traces are parsed and compared, and what recording costs. Each part can be run by itself.
 * Use: npm run bench [-- --quick]
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { quick: { type: 'boolean' } } });
const quick = values.quick ? ['--quick'] : [];
const parts = {
  'bench-overhead.mjs': quick,
  'bench-start.mjs': quick,
  'bench-parse.mjs': quick,
  'bench-compare.mjs': values.quick ? ['20000'] : [],
};

for (const [part, args] of Object.entries(parts)) {
  const file = fileURLToPath(new URL(part, import.meta.url));
  const { status } = spawnSync(process.execPath, [file, ...args], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
  console.log();
}
