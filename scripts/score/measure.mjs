/** Measures one program: goldens, silent asserts under every condition, loud asserts of the changed program. */
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runPlain } from './cli.mjs';
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

const maxReason = 240;

/** A finding in one line: enough to know failures of one kind from those of another. */
function describeFinding({ code, change, before, after }, count) {
  const steps = [before?.[0], after?.[0]].map((step) => (step === undefined ? '' : JSON.stringify(step)));
  // What both have in common at the start says nothing.
  let same = 0;
  while (same < steps[0].length && steps[0][same] === steps[1][same]) same += 1;
  const from = Math.max(0, same - 60);
  const texts = steps.map((text) => text.slice(from, from + maxReason / 2));
  const more = count > 1 ? ` (and ${count - 1} more)` : '';
  return `${code}${change ? ` ${change}` : ''}${steps[0] || steps[1] ? `: ${texts.join(' → ')}` : ''}${more}`;
}

/** What of an assert's verdict goes into the results. */
function readVerdict(output) {
  const verdict = parseVerdict(output.stdout);
  if (verdict === undefined) return { recordings: undefined, codes: [], calls: undefined };
  const recordings = findKey(verdict, 'recordings');
  const findings = findKey(verdict, 'findings');
  const codes = Array.isArray(findings) ? findings.map((finding) => finding.code) : [];
  const first =
    Array.isArray(findings) && findings.length > 0 ? describeFinding(findings[0], findings.length) : undefined;
  const calls = findKey(verdict, 'calls');
  return { recordings: Array.isArray(recordings) ? recordings.length : recordings, codes, first, calls };
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
    kind: program.kind,
    floor: program.floor,
    skipped: undefined,
    levels: [],
    goldenLines: [],
    calls: undefined,
    captured: 0,
    captures: 0,
    recaptured: 0,
    silent: { passed: 0, run: 0, skipped: 0 },
    loud: { passed: 0, run: 0, skipped: 0 },
    notRun: {},
    confirming: { asserts: 0, recordings: 0, most: 0 },
    codes: {},
    unexpected: 0,
    wrong: [],
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
  return { folder, project, pristine, capturedAt: Date.now() };
}

/** One assert under a condition. The project starts as it was captured, in its place, so that runs do not see each other's leftovers. */
async function assertOne(program, { folder, project, pristine, capturedAt }, condition, change, context) {
  const scratch = path.join(folder, 'elsewhere');
  for (const place of [project, scratch]) rmSync(place, { recursive: true, force: true });
  copyProject(pristine, project);
  if (change) await changeProject(project, program, change);
  return underCondition(condition, { ...context, project, scratch, capturedAt }, async (place) => {
    const output = await context.run(
      ['assert', '--config', 'renacer.toml', '--json', '--backend', context.assertBackend],
      place,
    );
    return { output, place: place.cwd };
  });
}

/** What makes the project what it is to be, the condition, and what the exit code must be then. */
async function assertUnder(program, capture, { condition, change }, result, context) {
  const kind = change ? 'loud' : 'silent';
  const tally = result[kind];
  tally.run += 1;
  const { output, place } = await assertOne(program, capture, condition, change, context);
  const verdict = readVerdict(output);
  for (const code of new Set(verdict.codes))
    result.codes[`${kind} ${code}`] = (result.codes[`${kind} ${code}`] ?? 0) + 1;
  if (!change) {
    countConfirming(result, verdict.recordings);
    result.calls = verdict.calls ?? result.calls;
  }
  if (output.code === (change ? 1 : 0)) {
    tally.passed += 1;
    return;
  }
  const label = `${kind}-${tally.run}`;
  result.wrong.push({ condition: condition.name, ...(change ? { change: change.what } : {}), exit: output.code });
  const circumstances = `${condition.name}${change ? `, change: ${change.what}` : ''}`;
  result.problems.push(`${label}: exit ${output.code}, ${circumstances}${verdict.first ? `: ${verdict.first}` : ''}`);
  keepEvidence(result, context, label, output, place);
}

/** Asserts under every condition that can be had for this program, or under a sample of them; the others are counted, with the reason. */
async function measureSilent(program, capture, result, context) {
  let left = context.sample ?? conditions.length;
  for (const condition of context.sample === undefined ? conditions : shuffled(conditions, program, context)) {
    if (left === 0) return;
    const reason = whySkipped(condition, program, { ...context, capturedAt: capture.capturedAt });
    if (reason === undefined) {
      left -= 1;
      await assertUnder(program, capture, { condition }, result, context);
    } else {
      result.silent.skipped += 1;
      result.notRun[condition.name] = reason;
    }
  }
}

/** In an order that the seed and the program's name decide. */
function shuffled(items, program, { seed }) {
  const rank = (item) => createHash('sha256').update(`${seed} ${program.name} ${item.name}`).digest('hex');
  return items.toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1));
}

function countConfirming(result, recordings) {
  const confirming = (recordings ?? 1) - 1;
  if (confirming <= 0) return;
  result.confirming.asserts += 1;
  result.confirming.recordings += confirming;
  result.confirming.most = Math.max(result.confirming.most, confirming);
}

/** Why the program is not measured on this machine; undefined: it is. */
export async function whyMissing(program) {
  for (const tool of program.needs ?? []) {
    const { code } = await runPlain(['sh', '-c', 'command -v "$1"', 'sh', tool], '/');
    if (code !== 0) return `no ${path.basename(tool)} on this machine: scripts/score/install.sh`;
  }
  return undefined;
}

export async function measureProgram(program, context) {
  const result = newResult(program);
  const missing = await whyMissing(program);
  if (missing) {
    context.progress(`${program.name}: skipped, ${missing}`);
    return { ...result, skipped: missing };
  }
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
    await measureSilent(program, capture, result, context);
    context.progress(
      `  ${program.name}: capture ${index + 1} of ${context.captures}, silent ${result.silent.passed}/${result.silent.run}`,
    );
  }
  if (captures.length === 0) return;
  await measureLoud(program, captures, result, context);
}

/** Every change as often as wanted: first as captured, then under one condition after the other. */
async function measureLoud(program, captures, result, context) {
  const { capturedAt } = captures[0];
  const possible = conditions.filter((condition) => !whySkipped(condition, program, { ...context, capturedAt }));
  let turn = 0;
  for (const change of program.changes) {
    for (let index = 0; index < context.loud; index++) {
      const condition = index === 0 ? conditions[0] : possible[1 + (turn++ % (possible.length - 1))];
      await assertUnder(program, captures[index % captures.length], { condition, change }, result, context);
    }
  }
}
