#!/usr/bin/env node
/**
 * The score's programs through ExecSurface, which learns what a command does and checks it later: learned once, checked unchanged under
 * a few conditions, and checked with each change. The results have the shape of the score's, so that both stand side by side.
 */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { mustRun, runPlain } from './cli.mjs';
import { conditions, underCondition, whySkipped } from './conditions.mjs';
import { whyMissing } from './measure.mjs';
import { kinds, programs } from './programs/index.mjs';
import { changeProject, copyProject, createProject, toolsFolder } from './project.mjs';

const help = `usage: node scripts/score/exec-surface.mjs [--only NAME,…] [--kind KIND,…] --json FILE

What is in FILE already is not measured again. Kinds: ${kinds.join(', ')}.`;

const tool = path.join(toolsFolder, 'cargo', 'bin', 'execsurface');
const silentConditions = ['as captured', 'a folder with spaces and capitals', '2 busy loops'];
const exits = { passed: 0, error: 2, review: 10, block: 20 };

/**
 * ExecSurface's command line for a program in `cwd`; it is told of every folder that may lie elsewhere. The program runs in a shell, as its
 * manual shows: with another number of arguments it refuses to compare.
 */
function commandLine(verb, { target }, { cwd, home, tmp }, more) {
  return [
    tool,
    verb,
    '--workspace',
    cwd,
    '--home',
    home,
    '--tmp',
    tmp,
    ...more,
    '--',
    '/bin/sh',
    '-c',
    `exec ${shellWords(target.command)}`,
  ];
}

function shellWords(words) {
  return words.map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`).join(' ');
}

/** One run in the world that trace-gate gives a program, with an empty HOME and TMPDIR. */
async function runIn(verb, program, cwd, folder, more, inCondition = {}) {
  const home = path.join(folder, 'home');
  const tmp = path.join(folder, 'tmp');
  for (const place of [home, tmp]) {
    rmSync(place, { recursive: true, force: true });
    mkdirSync(place);
    chmodSync(place, 0o777);
  }
  const env = { ...inCondition.env, HOME: home, TMPDIR: tmp, LANG: 'C.UTF-8', TZ: 'UTC', ...program.target.env };
  if (program.target.setup) await mustRun(program.target.setup, cwd, env);
  return runPlain(commandLine(verb, program, { cwd, home, tmp }, more), cwd, env);
}

function lastLine({ code, stdout, stderr }) {
  const said = `${stdout}\n${stderr}`
    .split('\n')
    .filter((line) => line.startsWith('execsurface:') || line.startsWith('findings:'));
  return `exit ${code}${said.length > 0 ? `, ${said.at(-1).replace('execsurface: ', '')}` : ''}`;
}

async function check(program, place, { condition, change }, result) {
  const { folder, project, pristine, lock } = place;
  const scratch = path.join(folder, 'elsewhere');
  for (const old of [project, scratch]) rmSync(old, { recursive: true, force: true });
  copyProject(pristine, project);
  if (change) await changeProject(project, program, change);
  const changed = change?.target ? { ...program, target: { ...program.target, ...change.target } } : program;
  if (change && program.target.build) await mustRun(program.target.build, project);
  const tally = change ? result.loud : result.silent;
  tally.run += 1;
  await underCondition(condition, { project, scratch, user: {} }, async (inCondition) => {
    const output = await runIn('check', changed, inCondition.cwd, folder, ['--baseline', lock], inCondition);
    const passed = change ? [exits.review, exits.block].includes(output.code) : output.code === exits.passed;
    if (passed) tally.passed += 1;
    else result.problems.push(`${change ? `change: ${change.what}` : condition.name}: ${lastLine(output)}`);
  });
}

async function measure(program, work) {
  const result = {
    name: program.name,
    kind: program.kind,
    skipped: (await whyMissing(program)) ?? (existsSync(tool) ? undefined : 'ExecSurface is not installed'),
    levels: [],
    goldenLines: [],
    captured: 0,
    captures: 0,
    recaptured: 0,
    silent: { passed: 0, run: 0, skipped: 0 },
    loud: { passed: 0, run: 0, skipped: 0 },
    problems: [],
  };
  if (result.skipped) return result;
  const started = Date.now();
  const folder = path.join(work, program.name);
  const place = { folder, project: path.join(folder, 'project'), pristine: path.join(folder, 'pristine') };
  place.lock = path.join(folder, 'lock.json');
  try {
    await createProject(place.project, program);
    if (program.target.build) await mustRun(program.target.build, place.project);
    copyProject(place.project, place.pristine);
    result.captures = 1;
    const learned = await runIn('learn', program, place.project, folder, ['--output', place.lock]);
    if (learned.code !== 0) result.problems.push(`learn: ${lastLine(learned)}`);
    else await measureLearned(program, place, result);
  } catch (error) {
    result.problems.push(`the score itself: ${error.message}`);
  }
  result.seconds = Math.round((Date.now() - started) / 1000);
  rmSync(folder, { recursive: true, force: true });
  return result;
}

async function measureLearned(program, place, result) {
  result.captured = 1;
  const first = readFileSync(place.lock, 'utf8');
  result.goldenLines = [first.split('\n').length];
  const second = path.join(place.folder, 'again.json');
  await runIn('learn', program, place.project, place.folder, ['--output', second]);
  if (existsSync(second) && readFileSync(second, 'utf8') === first) result.recaptured = 1;
  const chosen = conditions.filter(({ name }) => silentConditions.includes(name));
  for (const condition of chosen) {
    if (whySkipped(condition, program, { user: {} })) result.silent.skipped += 1;
    else await check(program, place, { condition }, result);
  }
  for (const change of program.changes) await check(program, place, { condition: conditions[0], change }, result);
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: { only: { type: 'string' }, kind: { type: 'string' }, json: { type: 'string' } },
    });
    if (values.json) return values;
  } catch (error) {
    console.error(error.message);
  }
  console.error(help);
  return process.exit(2);
}

const { only, kind, json } = readOptions();
const selected = programs
  .filter(({ name }) => !only || only.split(',').includes(name))
  .filter((program) => !kind || kind.split(',').includes(program.kind));
const work = mkdtempSync(path.join(tmpdir(), 'tg-score-'));
chmodSync(work, 0o755);
process.on('exit', () => rmSync(work, { recursive: true, force: true }));
const earlier = existsSync(json) ? JSON.parse(readFileSync(json, 'utf8')).programs : [];
const results = new Map(earlier.filter((result) => !result.skipped).map((result) => [result.name, result]));
for (const program of selected) {
  if (results.has(program.name)) continue;
  const result = await measure(program, work);
  results.set(program.name, result);
  const { silent, loud } = result;
  const counts = `silent ${silent.passed}/${silent.run}, loud ${loud.passed}/${loud.run}`;
  console.error(`${program.name}: ${result.skipped ?? [counts, ...result.problems].join('\n    ')}`);
  const ordered = programs.flatMap(({ name }) => results.get(name) ?? []);
  const settings = { tool: 'ExecSurface 1.0.0', silentConditions };
  writeFileSync(json, `${JSON.stringify({ settings, programs: ordered }, null, 1)}\n`);
}
