#!/usr/bin/env node
/**
 * The score of trace-gate on real programs: goldens must stay silent when only the circumstances change, and alarm when
 * the behaviour does. Everything goes through the documented command line, so that the score holds for what users run.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { findUser, makeRunner } from './score/cli.mjs';
import { conditions } from './score/conditions.mjs';
import { measureProgram } from './score/measure.mjs';
import { programs } from './score/programs/index.mjs';
import { judge, renderTable } from './score/table.mjs';

const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

const help = `usage: scripts/score.sh [options]

  --only NAME,…    these programs only (--list names them)
  --captures N     goldens per program (5)
  --asserts N      asserts per golden, one changed condition after the other (10)
  --loud N         asserts of the changed program (10)
  --jobs N         programs at a time (1; more of them disturb each other, which is a harder test and no fair timing)
  --capture-backend NAME, --assert-backend NAME
                   what records (auto; another user has no eBPF, and gets ptrace)
  --json FILE      write the results as JSON too
  --keep           leave the temporary projects behind
  --list           print programs, their changes and the conditions, and stop

Outputs of every unexpected exit code are kept in build/score/PROGRAM/.
Exit: 0 all floors hold, 1 one does not, 2 usage.`;

const options = {
  only: { type: 'string' },
  captures: { type: 'string', default: '5' },
  asserts: { type: 'string', default: '10' },
  loud: { type: 'string', default: '10' },
  jobs: { type: 'string', default: '1' },
  'capture-backend': { type: 'string', default: 'auto' },
  'assert-backend': { type: 'string', default: 'auto' },
  json: { type: 'string' },
  keep: { type: 'boolean', default: false },
  list: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
};

function usage(message) {
  console.error(`score: ${message}\n\n${help}`);
  process.exit(2);
}

function readOptions() {
  let values;
  try {
    ({ values } = parseArgs({ options }));
  } catch (error) {
    usage(error.message);
  }
  const count = (name) => {
    const value = Number(values[name]);
    return Number.isInteger(value) && value >= 0 ? value : usage(`--${name} wants a number, not '${values[name]}'`);
  };
  return {
    ...values,
    captures: count('captures'),
    asserts: count('asserts'),
    loud: count('loud'),
    jobs: count('jobs'),
  };
}

function selectPrograms(only) {
  if (only === undefined) return programs;
  return only.split(',').map((name) => programs.find((p) => p.name === name) ?? usage(`no program '${name}'`));
}

function list(selected) {
  for (const program of selected) {
    console.log(
      `${program.name}${program.floor ? ` (at least ${program.floor})` : ''}${program.extra ? ' (extra)' : ''}`,
    );
    for (const change of program.changes) console.log(`    change: ${change.what}`);
  }
  for (const [index, condition] of conditions.entries()) console.log(`condition ${index + 1}: ${condition.name}`);
}

/** Runs `work` over the items, `jobs` at a time, and keeps the order of the results. */
async function inTurn(items, jobs, work) {
  const results = Array.from({ length: items.length });
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const index = next++;
      results[index] = await work(items[index]);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, jobs) }, worker));
  return results;
}

const settings = readOptions();
if (settings.help) {
  console.log(help);
  process.exit(0);
}
const selected = selectPrograms(settings.only);
if (settings.list) {
  list(selected);
  process.exit(0);
}

const work = mkdtempSync(path.join(tmpdir(), 'trace-gate-score-'));
chmodSync(work, 0o755); // the other user has to get in
process.on('exit', () => {
  if (settings.keep) console.error(`score: projects are in ${work}`);
  else rmSync(work, { recursive: true, force: true });
});
const evidence = path.join(repository, 'build', 'score');
for (const program of selected) rmSync(path.join(evidence, program.name), { recursive: true, force: true });
mkdirSync(evidence, { recursive: true });

const user = findUser();
const context = {
  ...settings,
  captureBackend: settings['capture-backend'],
  assertBackend: settings['assert-backend'],
  work,
  evidence,
  user,
  run: makeRunner(repository, work, user),
  progress: (text) => process.stderr.write(`${text}\n`),
};
if (user.missing) context.progress(`score: conditions with another user are skipped: ${user.missing}`);

const started = Date.now();
const results = await inTurn(selected, settings.jobs, (program) => measureProgram(program, context));
const verdict = judge(results);
const seconds = Math.round((Date.now() - started) / 1000);
console.log(renderTable(results, verdict));
for (const failure of verdict.failures) console.log(`floor: ${failure}`);
console.log(
  `${seconds} s${verdict.failures.length ? `; outputs in ${path.relative(process.cwd(), evidence) || '.'}/` : ''}`,
);
if (settings.json) {
  const { captures, asserts, loud } = settings;
  const data = {
    settings: { captures, asserts, loud },
    seconds,
    failures: verdict.failures,
    total: verdict.total,
    programs: results,
  };
  writeFileSync(settings.json, `${JSON.stringify(data, null, 1)}\n`);
}
process.exitCode = verdict.failures.length ? 1 : 0;
