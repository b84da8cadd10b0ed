#!/usr/bin/env node
/**
 * The score of trace-gate on real programs: goldens must stay silent when only the circumstances change, and alarm when
 * the behaviour does. Everything goes through the documented command line, so that the score holds for what users run.
 */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { findUser, makeRunner } from './score/cli.mjs';
import { conditions } from './score/conditions.mjs';
import { measureProgram } from './score/measure.mjs';
import { runUntraced } from './score/plain.mjs';
import { kinds, programs } from './score/programs/index.mjs';
import { judge, renderTable } from './score/table.mjs';

const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

const help = `usage: scripts/score.sh [options]

  --only NAME,…    these programs only (--list names them)
  --kind KIND,…    programs of these kinds only: ${kinds.join(', ')}
  --captures N     goldens per program (1)
  --sample N       each golden is asserted under N conditions, chosen by the seed (all of them)
  --seed TEXT      what chooses them (made up, and printed)
  --loud N         asserts of each change, the first as captured, the others under one condition each (2)
  --slow           waits for the next minute with every program, and not only with those that write times
  --jobs N         programs at a time (1; more of them disturb each other, which is a harder test and no fair timing)
  --capture-backend NAME, --assert-backend NAME
                   what records (auto; another user has no eBPF, and gets ptrace)
  --allow-skipped  a program that cannot be measured here breaks no floor
  --json FILE      write the results as JSON too, after each program
  --resume FILE    as --json, and what is in FILE already is not measured again
  --keep           leave the temporary projects behind
  --plain N        only run each program N times in a row, untraced: does it end as it should?
  --list           print programs, their changes and the conditions, and stop

Tools are installed by scripts/score/install.sh. Outputs of every unexpected exit code are kept in build/score/PROGRAM/.
Exit: 0 all floors hold, 1 one does not, 2 usage.`;

const options = {
  only: { type: 'string' },
  kind: { type: 'string' },
  captures: { type: 'string', default: '1' },
  sample: { type: 'string' },
  seed: { type: 'string' },
  loud: { type: 'string', default: '2' },
  slow: { type: 'boolean', default: false },
  jobs: { type: 'string', default: '1' },
  'capture-backend': { type: 'string', default: 'auto' },
  'assert-backend': { type: 'string', default: 'auto' },
  'allow-skipped': { type: 'boolean', default: false },
  json: { type: 'string' },
  resume: { type: 'string' },
  keep: { type: 'boolean', default: false },
  plain: { type: 'string' },
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
    if (values[name] === undefined) return undefined;
    const value = Number(values[name]);
    return Number.isInteger(value) && value >= 0 ? value : usage(`--${name} wants a number, not '${values[name]}'`);
  };
  const counts = Object.fromEntries(['captures', 'sample', 'loud', 'jobs', 'plain'].map((name) => [name, count(name)]));
  return { ...values, ...counts, seed: values.seed ?? String(Date.now() % 1_000_000) };
}

function selectPrograms({ only, kind }) {
  const named = only?.split(',').map((name) => programs.find((p) => p.name === name) ?? usage(`no program '${name}'`));
  const wanted = kind?.split(',').map((name) => (kinds.includes(name) ? name : usage(`no kind '${name}'`)));
  return (named ?? programs).filter((program) => !wanted || wanted.includes(program.kind));
}

function list(selected) {
  for (const program of selected) {
    console.log(`${program.name} (${program.kind}${program.floor ? `, at least ${program.floor}` : ''})`);
    for (const change of program.changes) console.log(`    change: ${change.what}`);
  }
  for (const [index, condition] of conditions.entries()) console.log(`condition ${index + 1}: ${condition.name}`);
}

/** Runs `work` over the items, `jobs` at a time. */
async function inTurn(items, jobs, work) {
  let next = 0;
  const worker = async () => {
    while (next < items.length) await work(items[next++]);
  };
  await Promise.all(Array.from({ length: Math.max(1, jobs) }, worker));
}

/** What of the options decides which figures come out: results of different settings are not put together. */
function settingsOf({ captures, sample, loud, seed, captureBackend, assertBackend }) {
  const chosen = sample === undefined ? {} : { sample, seed };
  return { captures, loud, ...chosen, captureBackend, assertBackend };
}

/** The results of an earlier run that go on. A sample goes on with its own seed. */
function readEarlier(file) {
  if (file === undefined || !existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    return usage(`--resume: ${error.message}`);
  }
}

const given = readOptions();
if (given.help) {
  console.log(help);
  process.exit(0);
}
const selected = selectPrograms(given);
if (given.list) {
  list(selected);
  process.exit(0);
}

const work = mkdtempSync(path.join(tmpdir(), 'tg-score-')); // short: servers listen on sockets in there
chmodSync(work, 0o755); // the other user has to get in
process.on('exit', () => {
  if (given.keep) console.error(`score: projects are in ${work}`);
  else rmSync(work, { recursive: true, force: true });
});
const progress = (text) => process.stderr.write(`${text}\n`);
if (given.plain !== undefined) process.exit(await runUntraced(selected, given.plain, { work, progress }));

const file = given.resume ?? given.json;
const earlier = readEarlier(given.resume);
const user = findUser();
const context = {
  ...given,
  seed: given.sample === undefined ? given.seed : (earlier?.settings.seed ?? given.seed),
  captureBackend: given['capture-backend'],
  assertBackend: given['assert-backend'],
  work,
  evidence: path.join(repository, 'build', 'score'),
  repository,
  user,
  run: makeRunner(repository, work, user),
  progress,
};
const settings = settingsOf(context);
if (earlier && JSON.stringify(earlier.settings) !== JSON.stringify(settings))
  usage(`--resume: its results have other settings: ${JSON.stringify(earlier.settings)}`);
const results = new Map((earlier?.programs ?? []).filter((r) => !r.skipped).map((r) => [r.name, r]));
const left = selected.filter(({ name }) => !results.has(name));
for (const { name } of left) rmSync(path.join(context.evidence, name), { recursive: true, force: true });
mkdirSync(context.evidence, { recursive: true });
if (user.missing) progress(`score: conditions with another user are skipped: ${user.missing}`);
if (given.sample !== undefined) progress(`score: seed ${context.seed}`);

const started = Date.now();

/** All results so far, in the order of the list. */
function conclude() {
  const ordered = programs.flatMap(({ name }) => results.get(name) ?? []);
  const verdict = judge(ordered, { allowSkipped: given['allow-skipped'] });
  const seconds = (earlier?.seconds ?? 0) + Math.round((Date.now() - started) / 1000);
  if (file) {
    const data = { settings, seconds, failures: verdict.failures, total: verdict.total, programs: ordered };
    writeFileSync(`${file}.new`, `${JSON.stringify(data, null, 1)}\n`);
    renameSync(`${file}.new`, file);
  }
  return { ordered, verdict, seconds };
}

await inTurn(left, given.jobs, async (program) => {
  results.set(program.name, await measureProgram(program, context));
  conclude();
});
const { ordered, verdict, seconds } = conclude();
console.log(renderTable(ordered, verdict));
for (const failure of verdict.failures) console.log(`floor: ${failure}`);
const kept = ordered.some((result) => result.unexpected > 0);
console.log(`${seconds} s${kept ? `; outputs in ${path.relative(process.cwd(), context.evidence) || '.'}/` : ''}`);
process.exitCode = verdict.failures.length ? 1 : 0;
