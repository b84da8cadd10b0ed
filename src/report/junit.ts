/**
 * Verdict → JUnit's XML, as Jenkins' schema has it (xunit-plugin, junit-10.xsd), which GitLab, Azure and the others read: one suite for the run, a case
 * for everything that was checked of a target. failure: the gate is violated or a golden needs a person. error: no verdict. skipped: what only
 * warns, since readers know nothing else between passed and failed.
 */
import { describePlace } from '../model/describe-place.js';
import type { Finding, GoldenStateFinding } from '../model/finding.js';
import type { Problem, TargetVerdict, Verdict } from '../model/verdict.js';
import { describeFinding, findingLines } from './describe.js';
import { renderSuite } from './junit-suite.js';
import { printable, printableLines } from './text.js';

interface Outcome {
  readonly kind: 'failure' | 'error' | 'skipped';
  readonly type: string;
  readonly message: string;
  readonly lines: readonly string[];
}

interface Case {
  readonly name: string;
  readonly outcome?: Outcome;
}

function placeLines({ place }: Finding): string[] {
  return place ? [`  ${printable(describePlace(place))}`] : [];
}

/** One outcome for findings that are one check. */
function outcomeOf(kind: Outcome['kind'], findings: readonly Finding[]): Outcome | undefined {
  const [first] = findings;
  if (!first) return undefined;
  const more = findings.length - 1;
  return {
    kind,
    type: first.code,
    message: `${describeFinding(first)}${more > 0 ? ` and ${more} more` : ''}`,
    lines: findings.flatMap((finding) => [
      describeFinding(finding),
      ...findingLines(finding).map((text) => `  ${text}`),
      ...placeLines(finding),
    ]),
  };
}

function outcomeOfProblem(kind: Outcome['kind'], { code, message, hint }: Problem): Outcome {
  const lines = printableLines(message);
  return {
    kind,
    type: code,
    message: lines[0] ?? '',
    lines: [...lines, ...printableLines(hint).map((text, index) => (index === 0 ? `hint: ${text}` : `  ${text}`))],
  };
}

const isGolden = ({ code }: Finding): boolean => code.startsWith('golden/');
const fails = ({ severity }: Finding): boolean => severity === 'error';

/** capture tells by the state alone what assert tells by a finding. */
function stateOf({ golden, name }: TargetVerdict): GoldenStateFinding[] {
  if (golden !== 'missing' && golden !== 'pending') return [];
  return [{ code: `golden/${golden}`, severity: 'error', target: name }];
}

function goldenCase(target: TargetVerdict): Case[] {
  const { problem, status } = target;
  if (problem && status !== 'no-verdict') return [{ name: 'golden', outcome: outcomeOfProblem('failure', problem) }];
  const told = target.findings.filter((finding) => isGolden(finding) && fails(finding));
  const outcome = outcomeOf('failure', told.length > 0 ? told : stateOf(target));
  if (outcome) return [{ name: 'golden', outcome }];
  return target.golden === 'none' ? [] : [{ name: 'golden' }];
}

function recordingCase({ recordings, problem, status, findings }: TargetVerdict): Case[] {
  if (problem && status === 'no-verdict') return [{ name: 'recording', outcome: outcomeOfProblem('error', problem) }];
  // Goldens and traces that were compared as they are stored.
  if (recordings === 0) return [];
  const outcome = outcomeOf(
    'failure',
    findings.filter(({ code }) => code === 'target/exit-code'),
  );
  return [{ name: 'recording', ...(outcome ? { outcome } : {}) }];
}

/** Every budget that is violated or says nothing, every anti-pattern; those that hold have no names in a verdict, and are one case. */
function assertionCases({ findings, assertions }: TargetVerdict): Case[] {
  const told = findings.flatMap((finding): { readonly finding: Finding; readonly name: string }[] => {
    if (finding.code === 'assertion/violated' || finding.code === 'assertion/not-evaluated')
      return [{ finding, name: `assertion ${printable(finding.assertion)}` }];
    if (finding.code !== 'pattern/found') return [];
    const { assertion, pattern } = finding;
    return [{ finding, name: assertion === undefined ? `pattern ${pattern}` : `assertion ${printable(assertion)}` }];
  });
  const holding = assertions - told.filter(({ finding }) => finding.code !== 'assertion/not-evaluated').length;
  return [
    ...told.map(({ finding, name }): Case => {
      const failure = finding.code === 'assertion/not-evaluated' ? 'error' : 'failure';
      const outcome = outcomeOf(fails(finding) ? failure : 'skipped', [finding]);
      return { name, ...(outcome ? { outcome } : {}) };
    }),
    ...(holding > 0 ? [{ name: told.length > 0 ? 'other assertions' : 'assertions' }] : []),
  ];
}

/** What a reader should know and that fails nothing. */
function warningCases({ findings }: TargetVerdict): Case[] {
  const codes = new Set(
    findings
      .filter((finding) => !fails(finding) && (isGolden(finding) || finding.code.startsWith('note/')))
      .map(({ code }) => code),
  );
  return [...codes].map((code) => {
    const outcome = outcomeOf(
      'skipped',
      findings.filter((finding) => finding.code === code && !fails(finding)),
    );
    return { name: code, ...(outcome ? { outcome } : {}) };
  });
}

/** Readers drop a second case of one name. */
function distinct(cases: readonly Case[]): Case[] {
  const seen = new Map<string, number>();
  return cases.map((one) => {
    const count = (seen.get(one.name) ?? 0) + 1;
    seen.set(one.name, count);
    return count === 1 ? one : { ...one, name: `${one.name} (${count})` };
  });
}

function casesOf(target: TargetVerdict): Case[] {
  const name = printable(target.name);
  const cases = [...recordingCase(target), ...goldenCase(target), ...assertionCases(target), ...warningCases(target)];
  return distinct(cases).map((one) => ({ ...one, name: `${name}: ${one.name}` }));
}

/** The whole report; ends with a line feed. */
export function renderJunit(verdict: Verdict): string {
  const cases = verdict.targets.flatMap((target) =>
    casesOf(target).map(({ name, outcome }) => ({
      name,
      classname: `trace-gate.${printable(target.name)}`,
      ...(outcome ? { outcome: { ...outcome, text: outcome.lines.join('\n') } } : {}),
    })),
  );
  const notes = verdict.notes.map((note, index) => ({ name: `note ${index + 1}`, value: printable(note) }));
  const properties = [{ name: 'exit code', value: verdict.exitCode }, ...notes];
  return renderSuite({ name: `trace-gate ${verdict.command}`, cases, properties });
}
