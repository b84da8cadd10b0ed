import { basename } from 'node:path/posix';

import type { Assertion, Config, Target, TargetIdentity } from '../model/config.js';
import { isGoldenMeasure } from '../model/measures.js';

/** The assertions that judge a target (or the command after `--`), switched-off ones left out. */
export function selectAssertions(config: Config, target: TargetIdentity): readonly Assertion[] {
  return config.assertions.filter((assertion) => assertion.enabled && selectsTarget(assertion, target));
}

/** What of a target selectors look at. */
export function identityOf({ name, command, golden }: Target): TargetIdentity {
  return { name, program: command[0], golden };
}

/** Whether every selector of the assertion matches the target, and it has what the assertion compares with. */
export function selectsTarget(assertion: Assertion, target: TargetIdentity): boolean {
  return isNamed(assertion, target) && (target.golden || !comparesGolden(assertion));
}

export function comparesGolden(assertion: Assertion): boolean {
  return assertion.type === 'delta' && isGoldenMeasure(assertion.measure);
}

export function isNamed(assertion: Assertion, target: TargetIdentity): boolean {
  if (assertion.appliesTo && !assertion.appliesTo.some((glob) => matchesGlob(glob, target.name))) return false;
  const pattern = targetPattern(assertion);
  return pattern === undefined || matchesName(pattern, target);
}

/** The `trace_name_pattern` of an assertion that selects targets by it. Of a critical path it selects tasks. */
export function targetPattern(assertion: Assertion): RegExp | undefined {
  if (assertion.type === 'delta') return assertion.traceNamePattern;
  return assertion.type === 'critical_path' && assertion.measure === 'wall' ? assertion.traceNamePattern : undefined;
}

/** `trace_name_pattern`: a trace is called by its target's name or by its program's base name. */
export function matchesName(pattern: RegExp, { name, program }: TargetIdentity): boolean {
  return pattern.test(name) || pattern.test(basename(program));
}

/** `*` is any text, `?` one character; everything else is itself. */
export function matchesGlob(glob: string, name: string): boolean {
  const source = glob
    .replace(/[.+^${}()|[\]\\/]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 'su').test(name);
}
