#!/usr/bin/env node
/** Makes docs/how-good.md from what the score, the mutations and ExecSurface's run left as JSON. */
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, release } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { conditions } from './score/conditions.mjs';
import { kinds } from './score/programs/index.mjs';

const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

const help = `usage: node scripts/write-how-good.mjs --score FILE --date YYYY-MM-DD [options]

  --score FILE         what scripts/score.sh --json wrote
  --date DATE          the day of the measurement
  --mutation FILE      what of changed traces is reported
  --exec-surface FILE  what scripts/score/exec-surface.mjs --json wrote
  --out FILE           docs/how-good.md`;

function usage(message) {
  console.error(`write-how-good: ${message}\n\n${help}`);
  process.exit(2);
}

function readOptions() {
  const text = { type: 'string' };
  try {
    const options = { score: text, date: text, mutation: text, 'exec-surface': text, out: text };
    const { values } = parseArgs({ options });
    if (!values.score || !/^\d{4}-\d\d-\d\d$/.test(values.date ?? '')) usage('--score and --date are needed');
    return values;
  } catch (error) {
    return usage(error.message);
  }
}

function readJson(file) {
  if (file === undefined) return undefined;
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    return usage(error.message);
  }
}

const of = ({ passed, run }) => (run === 0 ? '—' : `${passed}/${run}`);
const percent = ({ passed, run }) => (run === 0 ? '—' : `${((100 * passed) / run).toFixed(1)} %`);
const add = (counts) =>
  counts.reduce((a, b) => ({ passed: a.passed + b.passed, run: a.run + b.run }), { passed: 0, run: 0 });
const count = (number, one, many = `${one}s`) => `${number.toLocaleString('en')} ${number === 1 ? one : many}`;
const told = ({ told, of }) => ({ passed: told, run: of });

/** What scripts/mutate.mjs --json wrote, each program at the level that its golden has. */
function atOwnLevel(mutation) {
  const sum = (controls) =>
    Object.values(controls).reduce((a, b) => ({ told: a.told + b.told, of: a.of + b.of }), { told: 0, of: 0 });
  const atLevel = ({ name, level, levels }) => {
    const { classes, controls } = levels[level];
    return { name, level, classes, controls: sum(controls) };
  };
  return mutation && { ...mutation, programs: mutation.programs.map(atLevel) };
}

/** Changed traces of one program that were reported, of all classes together. */
function mutationsOf(program) {
  return add(Object.values(program?.classes ?? {}).map(told));
}

function table(header, rows, numbersFrom) {
  const lines = [header, header.map((_, i) => (i < numbersFrom ? '---' : '--:')), ...rows];
  return lines
    .map((cells) => `| ${cells.map((cell) => String(cell).replaceAll('|', String.raw`\|`)).join(' | ')} |`)
    .join('\n');
}

function levelOf({ levels }) {
  return [...new Set(levels)].join(', ') || 'none';
}

function byName(data) {
  return new Map((data?.programs ?? []).map((program) => [program.name, program]));
}

const given = readOptions();
const score = readJson(given.score);
const mutation = atOwnLevel(readJson(given.mutation));
const other = readJson(given['exec-surface']);
const measured = score.programs.filter((program) => !program.skipped);
const skipped = score.programs.filter((program) => program.skipped);
const mutants = byName(mutation);
const others = byName(other);

/** Its figures; a program that it does not learn has none. */
function theirsOf(program) {
  if (!program || program.skipped) return ['—', '—'];
  return program.captured > 0 ? [of(program.silent), of(program.loud)] : ['no baseline', 'no baseline'];
}

function programTable() {
  const header = ['program', 'kind', 'level', 'lines of the golden', 'silent', 'loud'];
  if (mutation) header.push('mutations reported', 'controls reported');
  if (other) header.push('ExecSurface: silent', 'ExecSurface: loud');
  const rows = measured.map((program) => {
    const cells = [
      program.name,
      program.kind,
      levelOf(program),
      program.goldenLines.length > 0 ? Math.max(...program.goldenLines) : '—',
      of(program.silent),
      of(program.loud),
    ];
    const mutant = mutants.get(program.name);
    if (mutation) cells.push(of(mutationsOf(mutant)), mutant?.controls ? of(told(mutant.controls)) : '—');
    if (other) cells.push(...theirsOf(others.get(program.name)));
    return cells;
  });
  return table(header, rows, 3);
}

function kindTable() {
  const rows = kinds.map((kind) => {
    const own = measured.filter((program) => program.kind === kind);
    return [kind, own.length, of(add(own.map((p) => p.silent))), of(add(own.map((p) => p.loud)))];
  });
  return table(['kind', 'programs', 'silent', 'loud'], rows, 1);
}

function classTable() {
  const classes = [...new Set(mutation.programs.flatMap((program) => Object.keys(program.classes)))];
  const rows = classes.map((name) => {
    const all = add(mutation.programs.flatMap((program) => program.classes[name] ?? []).map(told));
    return [name, of(all), percent(all)];
  });
  return table(['what is changed', 'reported', ''], rows, 1);
}

function levelSentence() {
  const counts = new Map();
  for (const program of measured) counts.set(levelOf(program), (counts.get(levelOf(program)) ?? 0) + 1);
  return [...counts].map(([level, programs]) => `${count(programs, 'program')} at \`${level}\``).join(', ');
}

function summary() {
  const silent = add(measured.map((program) => program.silent));
  const loud = add(measured.map((program) => program.loud));
  const again = { passed: score.total.again.passed, run: score.total.again.run };
  const alarms = silent.run - silent.passed;
  const missed = loud.run - loud.passed;
  const lines = [
    `${count(measured.length, 'program')} of ${kinds.length} kinds were captured and compared; ${skipped.length === 0 ? 'none was skipped' : `${skipped.length} were skipped`}.`,
    `Nothing changed but the circumstances: ${count(silent.run, 'comparison')}, ${count(alarms, 'false alarm')}.`,
    `The program really changed: ${count(loud.run, 'comparison')}, ${missed === 0 ? 'all of them reported' : `${missed} not reported`}.`,
    `Captured again, the golden stayed the same byte for byte ${again.passed} times of ${again.run}.`,
    `The goldens have these levels: ${levelSentence()}.`,
  ];
  if (mutation) {
    const all = add(mutation.programs.map(mutationsOf));
    const controls = add(mutation.programs.flatMap((program) => program.controls ?? []).map(told));
    lines.push(
      `Of ${count(all.run, 'mutated trace')}, each with one change that means something, ${percent(all)} are reported. Of ${count(controls.run, 'control')}, each with one change that means nothing, ${controls.passed} are reported.`,
    );
  }
  if (other) {
    const learned = other.programs.filter((program) => program.captured > 0);
    const all = other.programs.filter((program) => !program.skipped);
    lines.push(
      `ExecSurface 1.0.0 makes a baseline for ${learned.length} of ${all.length} programs. It stays silent in ${of(add(learned.map((p) => p.silent)))} comparisons of those and reports ${of(add(learned.map((p) => p.loud)))} changes.`,
    );
  }
  return lines.map((line) => `- ${line}`).join('\n');
}

/** What was wrong, without the outputs: they hold paths of a machine. */
function wrongList() {
  const lines = measured.flatMap(({ name, wrong = [] }) =>
    wrong.map(({ condition, change, exit }) =>
      change
        ? `- ${name}: not reported (exit ${exit}): ${change}; ${condition}`
        : `- ${name}: false alarm (exit ${exit}): ${condition}`,
    ),
  );
  return lines.length > 0 ? `## What went wrong\n\n${lines.join('\n')}\n\n` : '';
}

function skippedList() {
  const reasons = new Map();
  for (const { name, notRun = {} } of measured)
    for (const [condition, reason] of Object.entries(notRun)) {
      const key = `${condition}: ${reason}`;
      reasons.set(key, [...(reasons.get(key) ?? []), name]);
    }
  const lines = [
    ...skipped.map(({ name, skipped }) => `- ${name}: ${skipped}`),
    ...[...reasons].map(
      ([key, names]) =>
        `- ${key} (${names.length === measured.length ? 'all programs' : names.length > 4 ? count(names.length, 'program') : names.join(', ')})`,
    ),
  ];
  return lines.length > 0 ? `## What was not measured\n\n${lines.join('\n')}\n\n` : '';
}

function settingsSentence() {
  const { captures, sample, seed, loud } = score.settings;
  const under =
    sample === undefined
      ? `under each of the ${conditions.length} conditions`
      : `under ${count(sample, 'condition')}, chosen by the seed ${seed}`;
  return `Each program is captured ${count(captures, 'time')}, and each golden is compared ${under}. Each change is compared ${count(loud, 'time')}: as captured, then under another condition.`;
}

const text = `# How good it is

Made by \`scripts/write-how-good.mjs\` from a run of the score on ${given.date}. Do not edit it.

${summary()}

## How it was measured

The machine has ${count(availableParallelism(), 'core')} and Linux ${release().split('.').slice(0, 2).join('.')}. The run took ${count(Math.round(score.seconds / 60), 'minute')}. ${settingsSentence()}

*Silent* counts comparisons of the unchanged program that reported nothing. *Loud* counts comparisons of a changed program that reported it: another option, another version, another config, a lost or a moved sync.${mutation ? ' *Mutations* are copies of a recorded trace with one change that means something; *controls* have one that means nothing.' : ''}

The conditions:

${conditions.map(({ name }) => `- ${name}`).join('\n')}

## By kind

${kindTable()}

## By program

${programTable()}

${mutation ? `## By class of mutation\n\n${classTable()}\n\n` : ''}${wrongList()}${skippedList()}## How to measure it

\`\`\`sh
scripts/score/install.sh
scripts/score.sh --resume build/score.json
node scripts/score/exec-surface.mjs --json build/exec-surface.json
node scripts/write-how-good.mjs --score build/score.json --exec-surface build/exec-surface.json --date YYYY-MM-DD
\`\`\`
`;
const file = given.out ?? path.join(repository, 'docs', 'how-good.md');
const style = await resolveConfig(path.join(repository, 'docs', 'how-good.md'));
writeFileSync(file, await format(text, { ...style, parser: 'markdown' }));
