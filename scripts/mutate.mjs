#!/usr/bin/env node
/**
 * The mutation score: what a golden is worth. Copies of a recording with one semantic change each are normalized and compared with a golden of recordings of
 * the same program: is the change reported? Controls are copies of which nothing must be reported.
 *
 * Needs `npm run build`.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { levels } from './mutate/judge.mjs';
import { classes, controlClasses } from './mutate/mutants.mjs';
import { examples, programsIn, recordCommand } from './mutate/programs.mjs';
import { added, renderProgram, renderTable, sumOf } from './mutate/table.mjs';

const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

const help = `usage: node scripts/mutate.mjs [options] (--recordings FOLDER | --examples | -- CMD ARG…)

  --recordings FOLDER  trace files as \`trace-gate trace -o\` writes them: FOLDER/PROGRAM/*.json; L0.json, L1.json … where there are such
  --examples           records this repository's examples
  -- CMD ARG…          records a command in this folder
  --only NAME,…        these programs only
  --captures N         recordings that the golden is made of (4)
  --level LEVEL        ${levels.join(', ')}, or all (what the golden has by itself)
  --mutants N          mutants per program (300)
  --seed N             (1)
  --missed N           show N mutants per program and level that are not reported
  --min 'LEVEL=N,…'    fail below so many percent of all mutants at a level
  --json FILE          write the results as JSON too
  --jobs N             programs at a time (1)
  --list               print the classes and stop

Exit: 0 all floors hold and every control is silent, 1 otherwise, 2 usage.`;

const options = {
  recordings: { type: 'string' },
  examples: { type: 'boolean', default: false },
  only: { type: 'string' },
  captures: { type: 'string', default: '4' },
  level: { type: 'string' },
  mutants: { type: 'string', default: '300' },
  seed: { type: 'string', default: '1' },
  missed: { type: 'string', default: '0' },
  min: { type: 'string', default: '' },
  json: { type: 'string' },
  jobs: { type: 'string', default: '1' },
  list: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
};

function usage(message) {
  console.error(`mutate: ${message}\n\n${help}`);
  process.exit(2);
}

function readFloors(text) {
  return text
    .split(',')
    .filter(Boolean)
    .map((part) => {
      const [level, value] = part.split('=');
      if (!levels.includes(level)) usage(`--min: no level '${level}'`);
      return [level, Number(value)];
    });
}

function readOptions() {
  let parsed;
  try {
    parsed = parseArgs({ options, allowPositionals: true });
  } catch (error) {
    usage(error.message);
  }
  const { values, positionals } = parsed;
  const count = (name) => {
    const value = Number(values[name]);
    return Number.isInteger(value) && value >= 0 ? value : usage(`--${name} wants a number, not '${values[name]}'`);
  };
  if (values.level !== undefined && ![...levels, 'all'].includes(values.level)) usage(`no level '${values.level}'`);
  const sources = [values.recordings !== undefined, values.examples, positionals.length > 0].filter(Boolean).length;
  if (sources !== 1 && !values.help && !values.list) usage('give one of --recordings, --examples and -- CMD');
  const numbers = ['captures', 'mutants', 'seed', 'missed', 'jobs'].map((name) => [name, count(name)]);
  const only = values.only?.split(',');
  return {
    ...values,
    ...Object.fromEntries(numbers),
    only: (name) => only === undefined || only.includes(name),
    floors: readFloors(values.min),
    command: positionals,
  };
}

function* programsOf({ recordings, examples: ours, command, captures, only }) {
  if (recordings !== undefined) {
    for (const program of programsIn(recordings, captures)) if (only(program.name)) yield program;
  } else if (ours) yield* examples(captures, { repository, only });
  else yield recordCommand(path.basename(command[0]), command, captures, { repository, cwd: process.cwd() });
}

const inThread = (workerData) =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('mutate/worker.mjs', import.meta.url), { workerData });
    worker.on('message', resolve);
    worker.on('error', reject);
  });

/** Measures the programs, some at a time, and prints each as it is done. */
async function measureAll(settings) {
  const programs = programsOf(settings);
  const results = [];
  const { level, mutants, seed, missed, jobs } = settings;
  const work = async () => {
    for (;;) {
      const { value, done } = programs.next();
      if (done) return;
      const result = await inThread({ ...value, level, count: mutants, seed, missed });
      results.push(result);
      console.log(`${renderProgram(result, names(classes), names(controlClasses))}\n`);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, jobs) }, work));
  return results.sort((a, b) => (a.name < b.name ? -1 : 1));
}

const names = (list) => list.map(({ name }) => name);

function failuresOf(totals, floors) {
  const failures = [];
  for (const [level, { controls }] of Object.entries(totals)) {
    for (const [name, { told, of }] of Object.entries(controls)) {
      if (told > 0)
        failures.push(`at ${level}, '${name}' is reported ${told} times of ${of}, although nothing changed`);
    }
  }
  for (const [level, least] of floors) {
    const { told, of } = sumOf(totals[level]?.classes ?? {});
    if (of > 0 && (100 * told) / of < least)
      failures.push(`at ${level}, ${told} of ${of} mutants are reported, less than ${least} %`);
  }
  return failures;
}

const settings = readOptions();
if (settings.help) {
  console.log(help);
  process.exit(0);
}
if (settings.list) {
  for (const { name, doc } of classes) console.log(`${name}\n    ${doc}`);
  console.log('\nmust stay silent:\n');
  for (const { name, doc, levels: only } of controlClasses)
    console.log(`${name}\n    ${doc}${only ? ` Levels: ${only.join(', ')}.` : ''}`);
  process.exit(0);
}

console.log(`seed ${settings.seed}, ${settings.mutants} mutants per program\n`);
const started = Date.now();
const results = await measureAll(settings);
if (results.length === 0) usage('there are no such programs');
const totals = Object.fromEntries(
  levels.flatMap((level) => {
    const measured = results.flatMap((result) => result.levels?.[level] ?? []);
    if (measured.length === 0) return [];
    const part = (name) => added(measured.map((each) => each[name]));
    return [[level, { classes: part('classes'), controls: part('controls') }]];
  }),
);
console.log(`${results.length} programs\n${renderTable(totals, names(classes), names(controlClasses))}`);
const failures = [...failuresOf(totals, settings.floors), ...results.flatMap(({ defects = [] }) => defects)];
for (const failure of failures) console.log(`floor: ${failure}`);
console.log(`${Math.round((Date.now() - started) / 1000)} s`);
if (settings.json) {
  const programs = results.map(({ name, level, levels: measured, skipped, notes }) =>
    skipped === undefined
      ? { name, level, levels: measured, ...(notes.length > 0 ? { notes } : {}) }
      : { name, skipped },
  );
  writeFileSync(settings.json, `${JSON.stringify({ seed: settings.seed, programs, failures }, null, 1)}\n`);
}
process.exitCode = failures.length > 0 ? 1 : 0;
