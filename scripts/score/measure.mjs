/** Measures one program: goldens, silent asserts under every condition, loud asserts of the changed program. */
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { mustRun } from './cli.mjs';
import { conditions, underCondition, whySkipped } from './conditions.mjs';
import { changeProject, copyProject, createProject, readGolden } from './project.mjs';

/** Enough to find a cause; a program that fails 50 times in one way needs no 50 folders. */
const maxEvidence = 6;

/** The first value under `key` anywhere in a JSON document: the score depends on the documented names, not on their place. */
function findKey(value, key) {
  if (value === null || typeof value !== 'object') return undefined;
  if (!Array.isArray(value) && key in value) return value[key];
  for (const inner of Object.values(value)) {
    const found = findKey(inner, key);
    if (found !== undefined) return found;
  }
  return undefined;
}

function parseVerdict(stdout) {
  try {
    return JSON.parse(stdout);
  } catch {
    return undefined;
  }
}

/** What of an assert's verdict goes into the results. */
function readVerdict(output) {
  const verdict = parseVerdict(output.stdout);
  if (verdict === undefined) return { recordings: undefined, codes: [] };
  const recordings = findKey(verdict, 'recordings');
  const findings = findKey(verdict, 'findings');
  const codes = Array.isArray(findings) ? findings.map((finding) => finding.code) : [];
  return { recordings: Array.isArray(recordings) ? recordings.length : recordings, codes };
}

function keepEvidence(result, context, label, output, project) {
  result.unexpected += 1;
  if (result.unexpected > maxEvidence) return;
  const folder = path.join(context.evidence, result.name, label);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const command = output.words.map((word) => (/^[\w./=:,-]+$/.test(word) ? word : JSON.stringify(word))).join(' ');
  writeFileSync(
    path.join(folder, 'output.txt'),
    `$ ${command}\nexit: ${output.code}\n\n${output.stdout}\n--- stderr\n${output.stderr}`,
  );
  cpSync(project, path.join(folder, 'project'), { recursive: true, verbatimSymlinks: true });
}

function newResult(program) {
  return {
    name: program.name,
    floor: program.floor,
    extra: program.extra ?? false,
    skipped: undefined,
    levels: [],
    goldenLines: [],
    captured: 0,
    captures: 0,
    recaptured: 0,
    silent: { passed: 0, run: 0, skipped: 0 },
    loud: { passed: 0, run: 0, skipped: 0 },
    confirming: { asserts: 0, recordings: 0, most: 0 },
    codes: {},
    unexpected: 0,
    problems: [],
  };
}

/** Captures a fresh golden, and captures again: the second time must leave the file as it is. Returns where both lie. */
async function captureOne(program, index, result, context) {
  const folder = path.join(context.work, program.name, `capture-${index + 1}`);
  const project = path.join(folder, 'project');
  await createProject(project, program);
  result.captures += 1;
  const first = await context.run(['capture', '--config', 'renacer.toml', '--backend', context.captureBackend], {
    cwd: project,
  });
  const golden = readGolden(project, program);
  if (first.code !== 0 || golden === undefined) {
    result.problems.push(`capture ${index + 1}: exit ${first.code}${golden === undefined ? ', no golden' : ''}`);
    keepEvidence(result, context, `capture-${index + 1}`, first, project);
    return undefined;
  }
  result.captured += 1;
  result.levels.push(findKey(parseVerdict(golden), 'level') ?? '?');
  result.goldenLines.push(golden.split('\n').length);
  // Taken before the second capture, so that a pending golden of that one does not turn every assert into exit 4.
  const pristine = path.join(folder, 'pristine');
  copyProject(project, pristine);
  const again = await context.run(['capture', '--config', 'renacer.toml', '--backend', context.captureBackend], {
    cwd: project,
  });
  const same = readGolden(project, program) === golden;
  if (again.code === 0 && same) result.recaptured += 1;
  else {
    result.problems.push(`capture ${index + 1} again: exit ${again.code}, golden ${same ? 'same' : 'differs'}`);
    keepEvidence(result, context, `recapture-${index + 1}`, again, project);
  }
  return { folder, project, pristine };
}

/** One assert under a condition. The project starts as it was captured, in its place, so that runs do not see each other's leftovers. */
async function assertOne(program, { folder, project, pristine }, condition, change, context) {
  const scratch = path.join(folder, 'elsewhere');
  for (const place of [project, scratch]) rmSync(place, { recursive: true, force: true });
  copyProject(pristine, project);
  if (change) await changeProject(project, program, change);
  return underCondition(condition, { project, scratch, user: context.user }, async (place) => {
    const output = await context.run(
      ['assert', '--config', 'renacer.toml', '--json', '--backend', context.assertBackend],
      place,
    );
    return { output, place: place.cwd };
  });
}

async function assertMany(program, captureOf, count, { kind, expected, changeOf }, result, context) {
  const tally = result[kind];
  for (let index = 0; index < count; index++) {
    const condition = conditions[index % conditions.length];
    if (whySkipped(condition, context.user)) {
      tally.skipped += 1;
      continue;
    }
    tally.run += 1;
    const change = changeOf(index);
    const { output, place } = await assertOne(program, captureOf(index), condition, change, context);
    const verdict = readVerdict(output);
    for (const code of new Set(verdict.codes))
      result.codes[`${kind} ${code}`] = (result.codes[`${kind} ${code}`] ?? 0) + 1;
    if (kind === 'silent') countConfirming(result, verdict.recordings);
    if (output.code === expected) {
      tally.passed += 1;
      continue;
    }
    const label = `${kind}-${tally.run + tally.skipped}`;
    result.problems.push(`${label}: exit ${output.code}, ${condition.name}${change ? `, change: ${change.what}` : ''}`);
    keepEvidence(result, context, label, output, place);
  }
}

function countConfirming(result, recordings) {
  const confirming = (recordings ?? 1) - 1;
  if (confirming <= 0) return;
  result.confirming.asserts += 1;
  result.confirming.recordings += confirming;
  result.confirming.most = Math.max(result.confirming.most, confirming);
}

async function isMissing(program) {
  for (const tool of program.needs ?? []) {
    try {
      await mustRun(['sh', '-c', `command -v ${tool}`], '/');
    } catch {
      return `no ${tool} on this machine`;
    }
  }
  return undefined;
}

export async function measureProgram(program, context) {
  const result = newResult(program);
  result.skipped = await isMissing(program);
  if (result.skipped) return result;
  const started = Date.now();
  try {
    await measure(program, result, context);
  } catch (error) {
    result.problems.push(`the score itself: ${error.message}`);
  }
  result.seconds = Math.round((Date.now() - started) / 1000);
  const { silent, loud } = result;
  context.progress(
    `${program.name}: ${[...new Set(result.levels)].join('/') || 'no golden'}, silent ${silent.passed}/${silent.run}, ` +
      `loud ${loud.passed}/${loud.run}, ${result.seconds} s${['', ...result.problems].join('\n    ')}`,
  );
  if (!context.keep) rmSync(path.join(context.work, program.name), { recursive: true, force: true });
  return result;
}

async function measure(program, result, context) {
  const captures = [];
  for (let index = 0; index < context.captures; index++) {
    const capture = await captureOne(program, index, result, context);
    if (capture === undefined) continue;
    captures.push(capture);
    const silent = { kind: 'silent', expected: 0, changeOf: () => undefined };
    await assertMany(program, () => capture, context.asserts, silent, result, context);
    context.progress(
      `  ${program.name}: capture ${index + 1} of ${context.captures}, silent ${result.silent.passed}/${result.silent.run}`,
    );
  }
  if (captures.length === 0) return;
  const loud = { kind: 'loud', expected: 1, changeOf: (index) => program.changes[index % program.changes.length] };
  await assertMany(program, (index) => captures[index % captures.length], context.loud, loud, result, context);
}
