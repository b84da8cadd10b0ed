#!/usr/bin/env node
/**
 * Measures what watching costs: each program alone and under each tracer, in turn, so that what disturbs the machine disturbs all of them. Times are
 * those of the program itself, without the start of the tracer; the least of all rounds, as a multiple of untraced.
 * Use: node scripts/bench-overhead.mjs [--quick]     Needs `npm run build`, cc, and the tracers that are to be compared.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { renderTable } from './bench/table.mjs';
import { findWays, runUnder } from './bench/ways.mjs';
import { compile, makeWorkloads } from './bench/workloads.mjs';

const { values } = parseArgs({ options: { quick: { type: 'boolean' } } });
const rounds = values.quick ? { fast: 2, slow: 1 } : { fast: 9, slow: 3 };
/** No further round begins after that: a busy machine gets fewer. */
const budgetMs = values.quick ? 20_000 : 90_000;
const started = performance.now();

const folder = mkdtempSync(join(tmpdir(), 'bench-overhead-'));
const timed = compile(folder, 'timed');
const times = join(folder, 'times');
const output = join(folder, 'output');

function timeOf(way, command, cwd) {
  rmSync(times, { force: true });
  const { problem, lost } = runUnder(way, [timed, times, ...command], cwd, output);
  if (problem !== undefined) return { problem };
  return { ms: Number(readFileSync(times, 'utf8')) / 1e6, lost };
}

/** The least time and all losses of one cell of the table. */
function note(cells, key, result) {
  const cell = (cells[key] ??= { ms: Infinity, lost: 0, rounds: 0 });
  if (result.problem !== undefined) cell.problem = result.problem;
  else
    Object.assign(cell, { ms: Math.min(cell.ms, result.ms), lost: cell.lost + result.lost, rounds: cell.rounds + 1 });
}

/** Untraced runs of the size that slow ways get. */
const slowly = 'untraced, fewer calls';

function runRound(workload, ways, cells, round) {
  const { cwd, command, slow } = workload;
  for (const [name, way] of Object.entries(ways)) {
    if (way.slow && round >= rounds.slow) continue;
    note(cells, name, timeOf(way, way.slow && slow ? slow : command, cwd));
  }
  if (slow && round < rounds.slow) note(cells, slowly, timeOf(ways.untraced, slow, cwd));
}

function textOf(name, way, workload, cells) {
  const cell = cells[name];
  if (!cell || cell.rounds === 0) return '-';
  if (name === 'untraced') return `${cell.ms.toFixed(1)} ms`;
  const base = cells[way.slow && workload.slow ? slowly : 'untraced'];
  const ratio = cell.ms / base.ms;
  return `${ratio.toFixed(ratio < 20 ? 2 : 0)} x${cell.lost > 0 ? ` (${cell.lost} lost)` : ''}`;
}

try {
  const { found: ways, missing } = findWays(output);
  const workloads = makeWorkloads(folder);
  const cells = Object.fromEntries(Object.keys(workloads).map((name) => [name, {}]));
  // Files are in the cache, compilers are loaded.
  for (const { cwd, command } of Object.values(workloads)) timeOf(ways.untraced, command, cwd);
  let done = 0;
  for (; done < rounds.fast && (done === 0 || performance.now() - started < budgetMs); done++)
    for (const [name, workload] of Object.entries(workloads)) runRound(workload, ways, cells[name], done);
  const rows = Object.entries(workloads).map(([name, workload]) => [
    name,
    ...Object.entries(ways).map(([way, options]) => textOf(way, options, workload, cells[name])),
    workload.note,
  ]);
  console.log(renderTable([['overhead', ...Object.keys(ways), ''], ...rows]));
  const slowRounds = Math.min(done, rounds.slow);
  console.log(
    `least of ${done} rounds, of ${slowRounds} where the tracer is slow; nothing was lost where nothing is said`,
  );
  console.log('strace, seccomp: calls that take a file name or manage processes alone (-e trace=%file,%process)');
  for (const line of missing) console.log(line);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
