/** Findings and verdicts for the tests of report/ and of its schema. */
import type {
  AssertionFinding,
  ChangeKind,
  Finding,
  GoldenFinding,
  GoldenStateFinding,
  NoteFinding,
  OutcomeFinding,
  PatternFinding,
} from '../../src/model/finding.js';
import type { Step } from '../../src/model/golden.js';
import type { TargetVerdict, Verdict } from '../../src/model/verdict.js';

export function difference(change: ChangeKind, parts: Partial<GoldenFinding> = {}): GoldenFinding {
  const { before = [], after = [] } = parts;
  return {
    code: 'golden/differs',
    severity: 'error',
    target: 'program',
    place: { file: 'golden_traces/program.json', line: 12 },
    change,
    process: '0 $CWD/program',
    before,
    after,
    counts: { before: before.length, after: after.length },
    novelty: false,
    ...parts,
  };
}

export const latency: AssertionFinding = {
  code: 'assertion/violated',
  severity: 'error',
  target: 'program',
  place: { file: 'renacer.toml', line: 7, column: 1 },
  assertion: 'example_startup_latency',
  type: 'critical_path',
  measure: 'wall',
  unit: 'ms',
  actual: 125,
  limit: 100,
  values: [121.5, 125, 130],
  evidence: [],
};

export const callBudget: AssertionFinding = {
  code: 'assertion/violated',
  severity: 'warn',
  target: 'program',
  place: { file: 'renacer.toml', line: 12, column: 1 },
  assertion: 'max_syscall_budget',
  type: 'span_count',
  measure: 'calls',
  unit: 'calls',
  actual: 612,
  limit: 500,
  values: [612],
  evidence: ['400 read', '100 write', 'why: every call costs a switch'],
};

/** The words of renacer's own example of it. */
export const bottleneck: PatternFinding = {
  code: 'pattern/found',
  severity: 'warn',
  target: 'program',
  place: { file: 'renacer.toml', line: 20, column: 1 },
  assertion: 'detect_pcie_bottleneck',
  pattern: 'PcieBottleneck',
  confidence: 0.85,
  threshold: 0.7,
  process: '',
  object: '/dev/accel0',
  count: 18,
  evidence: ['GPU transfers: 45ms (90% of total time)', 'Compute time: 5ms (10% of total time)'],
};

export const exitCode: OutcomeFinding = {
  code: 'target/exit-code',
  severity: 'error',
  target: 'program',
  place: { file: 'renacer.toml', line: 3, column: 1 },
  expected: 'exit code 0',
  actual: 'exit code 3',
};

export function goldenState(code: GoldenStateFinding['code'], target = 'program'): GoldenStateFinding {
  return { code, severity: 'error', target };
}

export function note(code: NoteFinding['code'], detail: string): NoteFinding {
  return { code, severity: 'warn', target: 'program', detail };
}

export const call = (name: string, args: Omit<Step, 'call'> = {}): Step => ({ call: name, ...args });

/** The first eight of a group, as compare/ hands them over. */
export const files = (name: string, args: Omit<Step, 'call'> = {}, count = 8): Step[] =>
  Array.from({ length: count }, (_, index) =>
    call(name, { path: `$CWD/data/f${String(index).padStart(2, '0')}`, ...args }),
  );

export function target(name: string, parts: Partial<TargetVerdict> = {}): TargetVerdict {
  return {
    name,
    status: 'passed',
    golden: 'same',
    goldenFile: `golden_traces/${name}.json`,
    level: 'exact',
    reasons: [],
    recordings: 1,
    figures: { calls: 87, processes: 1, allocatedBytes: 135_168, wallMs: 0.73, peakRssBytes: 1_966_080 },
    assertions: 3,
    findings: [],
    ...parts,
  };
}

export function verdict(
  exitCode: Verdict['exitCode'],
  targets: readonly TargetVerdict[],
  parts: Partial<Verdict> = {},
): Verdict {
  return { format: 'trace-gate/verdict', version: 1, command: 'assert', exitCode, targets, notes: [], ...parts };
}

/** One finding of every code and of every kind of change; the compiler completes both lists. */
const byCode: { readonly [Code in Finding['code']]: Finding & { readonly code: Code } } = {
  'assertion/violated': latency,
  'pattern/found': bottleneck,
  'assertion/not-evaluated': {
    code: 'assertion/not-evaluated',
    severity: 'warn',
    target: 'ls',
    assertion: 'regression.time_threshold_percent',
    reason: 'no-baseline',
  },
  'target/exit-code': exitCode,
  'golden/differs': {
    ...difference('added', { after: [call('connect', { addr: '127.0.0.1:9', error: 'ECONNREFUSED' })] }),
    code: 'golden/differs',
  },
  'golden/unstable': {
    ...difference('removed', {
      before: [call('unlink', { path: '$TMP/lock' })],
      severity: 'warn',
      seen: { runs: 1, of: 3 },
    }),
    code: 'golden/unstable',
  },
  'golden/missing': { ...goldenState('golden/missing'), code: 'golden/missing' },
  'golden/pending': { ...goldenState('golden/pending'), code: 'golden/pending' },
  'golden/unreferenced': { ...goldenState('golden/unreferenced'), code: 'golden/unreferenced' },
  'golden/new': { ...goldenState('golden/new'), code: 'golden/new' },
  'golden/removed': { ...goldenState('golden/removed'), code: 'golden/removed' },
  'note/unparsed': { ...note('note/unparsed', '3 lines'), code: 'note/unparsed' },
  'note/io-uring': { ...note('note/io-uring', 'io_uring'), code: 'note/io-uring' },
  'note/environment': { ...note('note/environment', 'glibc 2.36 → 2.41'), code: 'note/environment' },
  'note/level': { ...note('note/level', 'contract'), code: 'note/level' },
  'note/unstable-target': { ...note('note/unstable-target', 'creates $CWD/out'), code: 'note/unstable-target' },
};

const [fsync, write] = [call('fsync', { fd: '$CWD/out.tmp' }), call('write', { fd: '$CWD/out.tmp', bytes: 20 })];
const rename = call('rename', { path: '$CWD/out.tmp', newpath: '$CWD/out.txt' });

const byChange: { readonly [Kind in ChangeKind]: GoldenFinding } = {
  added: difference('added', {
    after: [call('exec', { path: '/bin/sh', argv: ['sh', '-c', 'exit 1'] })],
    novelty: true,
  }),
  removed: difference('removed', { before: [fsync] }),
  changed: difference('changed', {
    before: [call('open', { path: '$CWD/data/f00', flags: 'O_RDONLY|O_CLOEXEC' })],
    after: [call('open', { path: '$CWD/data/f00', flags: 'O_RDONLY' })],
  }),
  moved: difference('moved', { before: [fsync, write], after: [fsync, rename], counts: { before: 1, after: 1 } }),
  count: difference('count', { before: files('stat'), after: files('stat'), counts: { before: 40, after: 80 } }),
  figure: difference('figure', {
    process: '',
    subject: 'allocated memory',
    counts: { before: 6 * 2 ** 20, after: 198 * 2 ** 20 },
  }),
  end: difference('end', { before: [call('end', { exit: 0 })], after: [call('end', { signal: 'SIGSEGV' })] }),
  environment: difference('environment', { process: '$CWD/program', after: [call('load', { path: 'libfoo.so.1' })] }),
};

export const everyCode: readonly Finding[] = Object.values(byCode);
export const everyChange: readonly GoldenFinding[] = Object.values(byChange);
