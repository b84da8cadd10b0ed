/**
 * One target from its table to its verdict: warm up, record (in turn with untraced runs), judge budgets, compare with the golden, confirm what differs.
 */
import type { LintOptions } from '../assert/anti-pattern.js';
import type { Measured } from '../assert/measure-values.js';
import { isTraceGateError, TraceGateError } from '../errors.js';
import { listPending, readGolden, removePending, writeGolden, writePending } from '../golden/store.js';
import type { Assertion, Target } from '../model/config.js';
import type { Finding, OutcomeFinding, Severity } from '../model/finding.js';
import type { ProcessEnd } from '../model/golden.js';
import type { Timing } from '../model/measurements.js';
import type { Backend } from '../model/trace.js';
import type { GoldenState, Problem, TargetVerdict, Verdict } from '../model/verdict.js';
import type { Behaviour } from '../normalize/behaviour.js';
import { plainSurroundings } from '../source/surroundings-table.js';
import type { RunPlan } from '../source/surroundings.js';
import { limitsOf, type BackendName } from './backends.js';
import { candidateGolden } from './candidate.js';
import { judgeAssertions, keepBaseline, lintFindings, needsTimings, needsTree } from './judge-assertions.js';
import { differencesOf, goldenFindings, knowledgeOf, type GoldenInHand } from './judge-golden.js';
import { figuresOfTarget } from './measurements.js';
import { recordAll, untilNextSecond } from './record-all.js';
import { measureRun, noKnowledge, normalizeTogether, takeTrace, type TakenTrace } from './record.js';
import { watchProject } from './watch-project.js';

export interface JudgeOptions {
  readonly backend: BackendName;
  readonly mode: Verdict['command'];
  readonly plans: readonly RunPlan[];
  readonly assertions: readonly Assertion[];
  readonly lint?: LintOptions;
  readonly redact: readonly RegExp[];
  readonly goldenFolder: string;
  readonly strict: boolean;
  /** Recordings per variant of a capture; absent: the target's own. */
  readonly runs?: number;
  /** Of the recordings of a capture; absent: the target's own. */
  readonly surroundings?: Target['surroundings'];
  readonly reports: readonly string[];
  /** The target's build command ran. */
  readonly built: boolean;
  /** What a capture measures beside its golden, and where that is kept. */
  readonly keeps?: {
    readonly measures: readonly Measured[];
    readonly write: (values: ReadonlyMap<string, number>) => Promise<void>;
  };
  /** What the last capture on this machine kept of this target. */
  readonly baseline?: ReadonlyMap<string, number>;
  /** What is going on, for a progress line. */
  readonly progress: (text: string) => void;
  readonly refused: (backend: Backend, why: string) => void;
  /** Told what of the surroundings of a capture could not be changed. */
  readonly unchanged?: (target: string, sentence: string) => void;
  /** Told which files a capture left in the folder of a target. */
  readonly leftovers?: (target: string, files: readonly string[]) => void;
}

/** Recordings that confirm a difference, beside the one that showed it (design: "Confirm on mismatch"). */
const confirmingRuns = 2;

export function problemOf(error: TraceGateError): Problem {
  return { code: error.code, message: error.message, hint: error.hint };
}

function outcomeOf(end: ProcessEnd): string {
  if ('exit' in end) return `exit code ${end.exit}`;
  return 'signal' in end ? `killed by ${end.signal}` : 'unknown';
}

function exitFindings(target: Target, behaviours: readonly Behaviour[], severity: Severity): OutcomeFinding[] {
  const wrong = behaviours
    .map((behaviour) => behaviour.processes[0]?.end)
    .find((end) => end === undefined || !('exit' in end) || end.exit !== target.exitCode);
  if (wrong === undefined) return [];
  return [
    {
      code: 'target/exit-code',
      severity,
      target: target.name,
      place: target.places.get('exit_code') ?? target.place,
      expected: `exit code ${target.exitCode}`,
      actual: outcomeOf(wrong),
    },
  ];
}

interface GoldenOutcome {
  readonly state: GoldenState;
  readonly findings: readonly Finding[];
  readonly level?: TargetVerdict['level'];
  readonly reasons?: readonly string[];
  readonly file?: string;
  readonly problem?: Problem;
}

async function capture(
  target: Target,
  options: JudgeOptions,
  taken: readonly TakenTrace[],
  before: GoldenInHand | undefined,
  file: string,
): Promise<GoldenOutcome> {
  const first = taken[0];
  if (!first) throw new TraceGateError('E_DEFECT', { detail: 'a capture without a recording' });
  const knowledge = before ? knowledgeOf(before) : noKnowledge;
  const behaviours = normalizeTogether(taken, knowledge);
  const candidate = candidateGolden({
    behaviours,
    wanted: target.level,
    arch: first.trace.arch,
    backend: first.trace.backend.class,
    ...(first.trace.backend.limits === undefined ? {} : { limits: first.trace.backend.limits }),
  });
  const shown = { level: candidate.level, reasons: candidate.reasons, file };
  if (!before) {
    await writeGolden(options.goldenFolder, target.name, candidate);
    await removePending(options.goldenFolder, target.name);
    return { state: 'new', findings: [], ...shown };
  }
  const { confirmed, shapes } = differencesOf(before.golden, behaviours);
  const findings = goldenFindings(before, confirmed, shapes, { target: target.name, strict: false, severity: 'warn' });
  const asked = target.level !== 'auto' && target.level !== before.golden.level;
  if (confirmed.stable.length === 0 && !asked) {
    await removePending(options.goldenFolder, target.name);
    return { state: 'same', findings, level: before.golden.level, reasons: before.golden.reasons, file };
  }
  await writePending(options.goldenFolder, target.name, candidate);
  return { state: 'pending', findings, ...shown };
}

async function assertGolden(
  target: Target,
  options: JudgeOptions,
  taken: readonly TakenTrace[],
  hand: GoldenInHand,
): Promise<GoldenOutcome & { taken: readonly TakenTrace[] }> {
  const knowledge = knowledgeOf(hand);
  const all = [...taken];
  const judge = (): ReturnType<typeof differencesOf> => differencesOf(hand.golden, normalizeTogether(all, knowledge));
  let judged = judge();
  for (let run = 0; run < confirmingRuns && judged.confirmed.stable.some(({ novelty }) => !novelty); run += 1) {
    options.progress(`${target.name}: differs, recording again (${run + 1} of ${confirmingRuns})`);
    await untilNextSecond();
    for (const plan of options.plans) all.push(await takeTrace(plan, { ...options, surroundings: plainSurroundings }));
    judged = judge();
  }
  const findings = goldenFindings(hand, judged.confirmed, judged.shapes, {
    target: target.name,
    strict: options.strict,
    severity: 'error',
  });
  const differs = findings.some(({ severity }) => severity === 'error');
  return {
    state: differs ? 'differs' : 'same',
    findings,
    level: hand.golden.level,
    reasons: hand.golden.reasons,
    file: hand.file,
    taken: all,
  };
}

/** Before anything is recorded: a golden of a backend that shows another part of the truth can't be compared with. */
function checkBackend({ name }: Target, backend: BackendName, { golden, file }: GoldenInHand): void {
  const backendLimits = limitsOf(backend);
  const limits = golden.limits ?? [];
  if (backendLimits.join(' ') === limits.join(' ')) return;
  throw new TraceGateError('E_GOLDEN_BACKEND', { file, target: name, limits, backend, backendLimits });
}

async function openGolden(
  target: Target,
  options: JudgeOptions,
): Promise<{ hand?: GoldenInHand; file: string; problem?: Problem; pending: boolean }> {
  try {
    const read = await readGolden(options.goldenFolder, target.name);
    if (read.state === 'read') {
      checkBackend(target, options.backend, read);
      return { hand: read, file: read.file, pending: false };
    }
    return { file: read.file, pending: (await listPending(options.goldenFolder)).includes(target.name) };
  } catch (error) {
    if (!isTraceGateError(error)) throw error;
    return { file: '', problem: problemOf(error), pending: false };
  }
}

/** Warms up and records, and says what of that a person may want to know. */
async function recordTarget(
  target: Target,
  options: JudgeOptions,
  timings: Timing[],
  timingRuns: number,
): Promise<TakenTrace[]> {
  const capturing = options.mode === 'capture';
  const leftovers = capturing ? await watchProject(options.plans) : undefined;
  for (let run = 0; run < target.warmup; run += 1) {
    for (const plan of options.plans) {
      options.progress(`${target.name}: warm-up`);
      await measureRun(plan, { built: options.built });
    }
  }
  const request = {
    ...options,
    times: capturing ? (options.runs ?? target.runs) : 1,
    timesGiven: options.runs !== undefined || target.places.has('runs'),
    changing: capturing && (options.surroundings ?? target.surroundings) === 'changed',
    timingRuns,
    sampleTree: needsTree(options),
    surroundings: plainSurroundings,
  };
  const taken = await recordAll(target, request, timings);
  for (const sentence of taken.flatMap(({ unchanged = [] }) => unchanged)) options.unchanged?.(target.name, sentence);
  const left = (await leftovers?.()) ?? [];
  if (left.length > 0) options.leftovers?.(target.name, left);
  return taken;
}

async function judgeRecorded(target: Target, options: JudgeOptions): Promise<TargetVerdict> {
  const timings: Timing[] = [];
  const timed = needsTimings(options) ? target.timingRuns : 0;
  const opened = target.golden && !options.lint ? await openGolden(target, options) : undefined;
  const taken = await recordTarget(target, options, timings, timed);
  const behaviours = normalizeTogether(taken);
  // What is looked for is in a failed run as well.
  const exits = exitFindings(target, behaviours, options.lint ? 'warn' : 'error');
  const judged = judgeAssertions(options, target, behaviours, timings, taken, opened?.hand);
  const findings: Finding[] = [
    ...exits,
    ...judged.findings,
    ...lintFindings(options, target, taken),
    ...notes(target, behaviours),
  ];
  let golden: GoldenOutcome = { state: 'none', findings: [] };
  let recordings = taken.length;
  if (opened?.problem) golden = { state: 'unreadable', findings: [], problem: opened.problem };
  else if (opened && options.mode === 'capture') {
    // A golden of a failed run would make the failure the expected behaviour.
    if (exits.length === 0) await keepBaseline(options, behaviours, timings);
    if (exits.length === 0) golden = await capture(target, options, taken, opened.hand, opened.file);
    else golden = { state: opened.hand ? 'same' : 'missing', findings: [], file: opened.file };
  } else if (opened?.hand) {
    const judged = await assertGolden(target, options, taken, opened.hand);
    recordings = judged.taken.length;
    golden = judged;
  } else if (opened) {
    const code = opened.pending ? 'golden/pending' : 'golden/missing';
    golden = { state: 'missing', findings: [{ code, severity: 'error', target: target.name }], file: opened.file };
  }
  // The exit code is told once: by renacer.toml where it says something about it.
  const told = golden.findings.filter(
    (finding) =>
      !(
        exits.length > 0 &&
        finding.code === 'golden/differs' &&
        finding.change === 'end' &&
        finding.process.startsWith('0 ')
      ),
  );
  return {
    name: target.name,
    status: statusOf([...findings, ...told], golden),
    golden: golden.state,
    ...(golden.file === undefined || golden.file === '' ? {} : { goldenFile: golden.file }),
    ...(golden.level === undefined ? {} : { level: golden.level }),
    ...(golden.reasons === undefined ? {} : { reasons: golden.reasons }),
    recordings,
    figures: figuresOfTarget(behaviours, timings),
    assertions: judged.evaluated,
    findings: [...findings, ...told],
    ...(golden.problem ? { problem: golden.problem } : {}),
  };
}

function notes(target: Target, behaviours: readonly Behaviour[]): Finding[] {
  if (!behaviours.some((behaviour) => behaviour.notes.ioUring)) return [];
  return [{ code: 'note/io-uring', severity: 'warn', target: target.name, detail: 'io_uring' }];
}

function statusOf(findings: readonly Finding[], golden: GoldenOutcome): TargetVerdict['status'] {
  const needsPerson = golden.state === 'unreadable' || golden.state === 'missing' || golden.state === 'pending';
  const errors = findings.filter(
    ({ severity, code }) => severity === 'error' && code !== 'golden/missing' && code !== 'golden/pending',
  );
  if (errors.some(({ code }) => code === 'assertion/not-evaluated')) return 'no-verdict';
  if (errors.length > 0) return 'violated';
  return needsPerson ? 'golden' : 'passed';
}

/** Judges a target; what keeps it from a verdict is part of the verdict. */
export async function judgeTarget(target: Target, options: JudgeOptions): Promise<TargetVerdict> {
  try {
    return await judgeRecorded(target, options);
  } catch (error) {
    if (!isTraceGateError(error) || error.exitCode === 70) throw error;
    return {
      name: target.name,
      status: error.exitCode === 4 ? 'golden' : 'no-verdict',
      golden: 'none',
      recordings: 0,
      figures: {},
      assertions: 0,
      findings: [],
      problem: problemOf(error),
    };
  }
}
