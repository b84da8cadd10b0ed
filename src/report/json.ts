/** Verdict → JSON text: keys in the order of the type, so that two reports can be compared as text. */
import type { Finding } from '../model/finding.js';
import type { Step } from '../model/golden.js';
import type { TargetVerdict, Verdict } from '../model/verdict.js';

/** Every key of every finding, in the order of model/finding.ts; ones that a finding doesn't have are left out by JSON. */
const findingKeys = [
  'code',
  'severity',
  'target',
  'place',
  'assertion',
  'type',
  'measure',
  'unit',
  'expected',
  'actual',
  'limit',
  'bound',
  'values',
  'pattern',
  'confidence',
  'threshold',
  'object',
  'count',
  'evidence',
  'reason',
  'change',
  'process',
  'before',
  'after',
  'counts',
  'subject',
  'novelty',
  'seen',
  'detail',
] as const satisfies readonly FindingKey[];

type KeyOf<T> = T extends unknown ? keyof T : never;
type FindingKey = KeyOf<Finding>;

function ordered<K extends string>(value: object, keys: readonly K[]): Record<string, unknown> {
  const entries = new Map<string, unknown>(Object.entries(value));
  return Object.fromEntries(
    keys.map((key) => [key, entries.get(key)] as const).filter(([, entry]) => entry !== undefined),
  );
}

/** The call first, the outcome last, arguments in between as the program gave them. */
function orderedStep({ call, via, error, ...args }: Step): Record<string, unknown> {
  return { call, ...(via === undefined ? {} : { via }), ...args, ...(error === undefined ? {} : { error }) };
}

function orderedFinding(finding: Finding): Record<string, unknown> {
  // A key that is added to a finding and forgotten above would vanish from reports: then this line does not compile.
  const keys: readonly (FindingKey extends (typeof findingKeys)[number] ? FindingKey : never)[] = findingKeys;
  const result = ordered(finding, keys);
  if (finding.place) result['place'] = ordered(finding.place, ['file', 'line', 'column']);
  if (finding.code === 'golden/differs' || finding.code === 'golden/unstable') {
    result['before'] = finding.before.map(orderedStep);
    result['after'] = finding.after.map(orderedStep);
    result['counts'] = ordered(finding.counts, ['before', 'after']);
    if (finding.seen) result['seen'] = ordered(finding.seen, ['runs', 'of']);
  }
  return result;
}

const targetKeys = [
  'name',
  'status',
  'golden',
  'goldenFile',
  'level',
  'reasons',
  'recordings',
  'figures',
  'assertions',
  'findings',
  'problem',
] as const satisfies readonly (keyof TargetVerdict)[];
const figureKeys = [
  'calls',
  'processes',
  'allocatedBytes',
  'wallMs',
  'peakRssBytes',
] as const satisfies readonly (keyof TargetVerdict['figures'])[];

function orderedTarget(target: TargetVerdict): Record<string, unknown> {
  const result = ordered(target, targetKeys);
  result['figures'] = ordered(target.figures, figureKeys);
  result['findings'] = target.findings.map(orderedFinding);
  if (target.problem) result['problem'] = ordered(target.problem, ['code', 'message', 'hint']);
  return result;
}

/** The verdict as schema/verdict.ts describes it; ends with a line feed. */
export function renderJson(verdict: Verdict): string {
  const { format, version, command, exitCode, targets, notes } = verdict;
  return `${JSON.stringify({ format, version, command, exitCode, targets: targets.map(orderedTarget), notes }, undefined, 2)}\n`;
}
