/**
 * Findings as sentences: with errors.ts the only place for them. The pieces are in describe-*.ts.
 */
import type {
  AssertionFinding,
  Finding,
  GoldenFinding,
  NotEvaluatedFinding,
  NotEvaluatedReason,
  NoteFinding,
  OutcomeFinding,
  Seen,
} from '../model/finding.js';
import { describeChange, processText } from './describe-change.js';
import { patternLines, patternTitle } from './describe-pattern.js';
import { formatExcess, formatPair, formatValue } from './format-units.js';
import { printable } from './text.js';

/** What a finding is, in one line. */
export function describeFinding(finding: Finding): string {
  switch (finding.code) {
    case 'assertion/violated':
      return describeAssertion(finding).title;
    case 'pattern/found':
      return patternTitle(finding);
    case 'assertion/not-evaluated':
      return describeNotEvaluated(finding);
    case 'target/exit-code':
      return describeExit(finding);
    case 'golden/differs':
    case 'golden/unstable':
      return describeDifference(finding);
    case 'golden/missing':
      return 'has no golden yet';
    case 'golden/pending':
      return 'a pending golden waits for review';
    case 'golden/unreferenced':
      return 'this golden belongs to no target';
    case 'golden/new':
      return 'this golden is new';
    case 'golden/removed':
      return 'this golden was removed';
    case 'note/unparsed':
    case 'note/io-uring':
    case 'note/environment':
    case 'note/level':
    case 'note/unstable-target':
      return describeNote(finding);
  }
}

/** What is told below the line of a finding. */
export function findingLines(finding: Finding): readonly string[] {
  if (finding.code === 'assertion/violated') return describeAssertion(finding).lines;
  return finding.code === 'pattern/found' ? patternLines(finding) : [];
}

/** A budget that does not hold, in renacer's own words, with what explains it. */
export interface AssertionText {
  /** `Assertion 'example_startup_latency' FAILED` */
  readonly title: string;
  /** Actual, Budget, Regression; then what they come from. */
  readonly lines: readonly string[];
}

/** The words of renacer's reports, so that what reads them goes on to do so. A budget that only warns says so instead of FAILED. */
export function describeAssertion(finding: AssertionFinding): AssertionText {
  const { actual, limit } = formatPair(finding.unit, finding.actual, finding.limit);
  const why = finding.evidence
    .filter((line) => line.startsWith('why: '))
    .map((line) => `Why: ${printable(line.slice(5))}`);
  const evidence = finding.evidence.filter((line) => !line.startsWith('why: ')).map(printable);
  return {
    title: `Assertion '${printable(finding.assertion)}' ${finding.severity === 'warn' ? 'WARNING' : 'FAILED'}`,
    lines: [
      `Actual: ${actual}`,
      `${finding.bound === 'min' ? 'At least' : 'Budget'}: ${limit}`,
      finding.bound === 'min'
        ? `Shortfall: ${formatExcess(finding.actual, finding.limit)}`
        : `Regression: ${formatExcess(finding.actual, finding.limit)}`,
      ...(finding.values.length > 1 ? [runsText(finding)] : []),
      ...(evidence.length === 0
        ? []
        : evidence.every((line) => line.length <= 24)
          ? [`Evidence: ${evidence.join(', ')}`]
          : ['Evidence:', ...evidence.map((line) => `  ${line}`)]),
      ...why,
    ],
  };
}

/** More values than this say no more than their spread. */
const shownRuns = 10;

function runsText({ unit, bound, values }: AssertionFinding): string {
  const rule = unit === 'ms' ? 'the median counts' : bound === 'min' ? 'the smallest counts' : 'the largest counts';
  if (values.length <= shownRuns)
    return `Runs: ${values.map((value) => formatValue(unit, value)).join(', ')} (${rule})`;
  const spread = `${formatValue(unit, Math.min(...values))} to ${formatValue(unit, Math.max(...values))}`;
  return `Runs: ${values.length}, from ${spread} (${rule})`;
}

const notEvaluatedReasons: Readonly<Record<NotEvaluatedReason, string>> = {
  'nothing-recorded': 'nothing was recorded',
  'no-timing': 'its untraced runs could not be measured',
  'not-a-figure': 'what was measured is no number (a share of nothing, or of time in a trace without times)',
  'no-bound': 'it has neither a maximum nor a minimum',
  'no-such-task': 'its pattern matches nothing that ran; `optional = true` allows that',
  'opaque-device': 'transfers of this device make no system call, so a trace cannot tell how long they take',
  'no-baseline': 'no capture was made on this machine to compare with; `trace-gate capture` makes one',
  'not-pinned': 'the golden is compared too loosely to count these calls; its level is in it, with the reason',
};

function describeNotEvaluated({ assertion, reason }: NotEvaluatedFinding): string {
  return `Assertion '${printable(assertion)}' was not evaluated: ${notEvaluatedReasons[reason]}`;
}

/** `exits with 3 instead of 0`, `killed by SIGSEGV instead of exit code 0`. */
function describeExit({ expected, actual }: OutcomeFinding): string {
  const code = (text: string): string | undefined => /^(?:exit code )?(\d+)$/.exec(text)?.[1];
  const [codeExpected, codeActual] = [code(expected), code(actual)];
  const wanted = codeExpected === undefined ? printable(expected) : `exit code ${codeExpected}`;
  if (codeActual !== undefined) return `exits with ${codeActual} instead of ${codeExpected ?? wanted}`;
  const signal = /\bSIG[A-Z0-9+]+\b/.exec(actual)?.[0];
  return signal === undefined
    ? `ends with ${printable(actual)} instead of ${wanted}`
    : `killed by ${signal} instead of ${wanted}`;
}

function describeSeen(seen: Seen | undefined): string {
  return seen === undefined || seen.runs >= seen.of ? '' : `, seen in ${seen.runs} of ${seen.of} runs`;
}

/** A group of differences as behaviour, with the process where it isn't the root. */
function describeDifference(finding: GoldenFinding): string {
  const process = processText(finding);
  return `${describeChange(finding)}${process === '' ? '' : ` in ${process}`}${describeSeen(finding.seen)}`;
}

const noteLabels: Readonly<Record<NoteFinding['code'], string>> = {
  'note/unparsed': 'parts of the trace could not be read',
  'note/io-uring': 'uses io_uring, whose operations a trace of system calls does not show',
  'note/environment': 'another environment than the golden was made in',
  'note/level': 'compared less tightly than could be',
  'note/unstable-target': 'its second run differs from its first',
};

function describeNote({ code, detail }: NoteFinding): string {
  // The fact of this note is in its label.
  if (detail === '' || code === 'note/io-uring') return noteLabels[code];
  return `${noteLabels[code]}: ${printable(detail)}`;
}
