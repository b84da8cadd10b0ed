#!/usr/bin/env node
/**
 * Measures what `trace-gate trace -- true` costs whatever the program does, and where it goes. The least of many rounds, milliseconds of wall time.
 * Use: node scripts/bench-start.mjs [--quick]     Needs `npm run build`.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { renderTable } from './bench/table.mjs';

const { values } = parseArgs({ options: { quick: { type: 'boolean' } } });
const rounds = values.quick ? 3 : 9;
const inRepository = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const program = inRepository('bin/trace-gate.js');
const recorder = process.env.TRACE_GATE_RECORDER ?? inRepository('build/native/recorder');

const folder = mkdtempSync(join(tmpdir(), 'bench-start-'));
const output = join(folder, 'output');
const node = (...args) => [process.execPath, ...args];
const trace = (backend) => node(program, 'trace', '--backend', backend, '-o', output, '--', 'true');
const record = (backend) => [recorder, '--backend', backend, '--output', output, '--', 'true'];

const commands = {
  true: ['true'],
  node: node('-e', '0'),
  version: node(program, '--version'),
  'record ebpf': record('ebpf'),
  'record ptrace': record('ptrace'),
  'record strace': ['strace', '-f', '-o', output, '--', 'true'],
  ebpf: trace('ebpf'),
  ptrace: trace('ptrace'),
  strace: trace('strace'),
};

function timeOf([file, ...args]) {
  const start = performance.now();
  const { status } = spawnSync(file, args, { cwd: folder, stdio: 'ignore' });
  return status === 0 ? performance.now() - start : Infinity;
}

try {
  const least = Object.fromEntries(Object.keys(commands).map((name) => [name, Infinity]));
  // The first round fills node's cache of compiled modules.
  for (let round = 0; round <= rounds; round++)
    for (const [name, command] of Object.entries(commands)) {
      const ms = timeOf(command);
      if (round > 0) least[name] = Math.min(least[name], ms);
    }
  const ms = (value) => (Number.isFinite(value) ? `${value.toFixed(0)} ms` : '-');
  const columns = ['ebpf', 'ptrace', 'strace'];
  const rowOf = (name, value) => [name, ...columns.map((backend) => ms(value(backend)))];
  const recorded = (backend) => least[`record ${backend}`] - least.true;
  const rows = [
    ['trace-gate trace -- true', ...columns],
    rowOf('in all', (backend) => least[backend]),
    rowOf('  node', () => least.node),
    rowOf('  our command line', () => least.version - least.node),
    rowOf('  tracer, with true', (backend) => recorded(backend) + least.true),
    rowOf('  the rest', (backend) => least[backend] - least.version - recorded(backend) - least.true),
  ];
  console.log(renderTable(rows));
  console.log(
    `least of ${rounds} rounds; the rest: more modules, the world of the run, the launcher, parsing, writing`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
