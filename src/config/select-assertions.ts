import { basename } from 'node:path/posix';

import type { Assertion, Config, TargetIdentity } from '../model/config.js';

/** The assertions that judge a target (or the command after `--`), switched-off ones left out. */
export function selectAssertions(config: Config, target: TargetIdentity): readonly Assertion[] {
  return config.assertions.filter((assertion) => assertion.enabled && selectsTarget(assertion, target));
}

/** Whether every selector of the assertion matches the target. */
export function selectsTarget(assertion: Assertion, target: TargetIdentity): boolean {
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

/** `*` is any text, `?` one character; the schema lets nothing else through that is not part of a name. */
export function matchesGlob(glob: string, name: string): boolean {
  const source = glob.replaceAll('.', '\\.').replaceAll('*', '.*').replaceAll('?', '.');
  return new RegExp(`^${source}$`, 'u').test(name);
}
