import type { Assertion, LimitAssertion, Target, TargetIdentity } from '../model/config.js';
import { measureSpec } from '../model/measures.js';
import { syscallTable } from '../model/syscall-table.js';
import type { Problems } from './problems.js';
import {
  comparesGolden,
  identityOf,
  isNamed,
  matchesGlob,
  matchesName,
  selectsTarget,
  targetPattern,
} from './select-assertions.js';

// A call that no table knows is recorded under its number, and a budget may be about just those.
const unknownCall = 'syscall_0x1ff';

/** `together`: how to call the key when another one has its part in it. */
type TellNothing = (
  key: string,
  pattern: string,
  of: 'target' | 'syscall',
  known: readonly string[],
  together?: string,
) => void;

/** An assertion whose selector matches nothing would pass for ever: an error, or a note when it is `optional`. */
export function checkSelectors(
  assertions: readonly Assertion[],
  targets: readonly TargetIdentity[],
  problems: Problems,
): void {
  for (const assertion of assertions.filter(({ enabled }) => enabled)) {
    const tell = assertion.optional ? problems.note : problems.error;
    const nothing: TellNothing = (key, pattern, of, known, together = key) =>
      tell('selects-nothing', assertion.places.get(key) ?? assertion.place, {
        assertion: assertion.name,
        key: together,
        pattern,
        of,
        known,
      });

    const { spanNamePattern } = assertion.type === 'span_count' ? assertion : {};
    if (spanNamePattern && ![...syscallTable.keys(), unknownCall].some((name) => spanNamePattern.test(name))) {
      nothing('span_name_pattern', spanNamePattern.source, 'syscall', [...syscallTable.keys()]);
    }
    if (assertion.type === 'limit' && !assertion.optional) checkSyscalls(assertion, problems);
    if (assertion.type === 'limit') checkBounds(assertion, problems);
    // Without any target the whole gate is empty, which is told by checkNotEmpty.
    if (targets.length > 0) checkTargetSelectors(assertion, targets, nothing, problems);
  }
}

function checkSyscalls(assertion: LimitAssertion, problems: Problems): void {
  for (const syscall of assertion.syscalls ?? []) {
    if (syscallTable.has(syscall)) continue;
    const place = assertion.places.get('syscall') ?? assertion.places.get('syscalls') ?? assertion.place;
    problems.error('unknown-syscall', place, { syscall, known: [...syscallTable.keys()] });
  }
}

/** Bounds that every value holds, or none. */
function checkBounds({ name, measure, max, min, places, place }: LimitAssertion, problems: Problems): void {
  const tell = (key: string, why: string): void =>
    problems.error('never-fails', places.get(key) ?? place, { assertion: name, why });
  if (max && measureSpec(measure).unit === 'percent' && max.limit >= 100) tell(max.key, 'a share is never over 100%');
  if (min && min.limit <= 0) tell(min.key, 'no value is under 0');
  if (max && min && min.limit > max.limit) tell(min.key, 'no value is at least its minimum and at most its maximum');
}

/** Assertions about the distance from a golden of targets that have none, all of them. */
export function checkGoldens(
  assertions: readonly Assertion[],
  targets: readonly TargetIdentity[],
  problems: Problems,
): void {
  for (const assertion of assertions.filter((each) => each.enabled && comparesGolden(each))) {
    const named = targets.filter((target) => isNamed(assertion, target));
    if (named.length === 0 || named.some(({ golden }) => golden)) continue;
    const tell = assertion.optional ? problems.note : problems.error;
    tell('compares-no-golden', assertion.place, { assertion: assertion.name, targets: named.map(({ name }) => name) });
  }
}

function checkTargetSelectors(
  assertion: Assertion,
  targets: readonly TargetIdentity[],
  nothing: TellNothing,
  problems: Problems,
): void {
  const names = targets.map(({ name }) => name);
  const dead = (assertion.appliesTo ?? []).filter((glob) => !names.some((name) => matchesGlob(glob, name)));
  for (const glob of dead) {
    // A budget and a baseline name their target by where they stand.
    if (assertion.places.has('applies_to')) nothing('applies_to', glob, 'target', names);
    else problems.error('no-such-target', assertion.place, { target: glob, wantedBy: assertion.name, known: names });
  }

  const traceNamePattern = targetPattern(assertion);
  if (traceNamePattern === undefined) return;
  const { source } = traceNamePattern;
  if (!targets.some((target) => matchesName(traceNamePattern, target))) {
    nothing('trace_name_pattern', source, 'target', names);
  } else if (dead.length === 0 && !targets.some((target) => isNamed(assertion, target))) {
    // Each matches something, and yet no target has both.
    nothing('trace_name_pattern', source, 'target', names, 'applies_to and trace_name_pattern');
  }
}

/** Targets without a golden that no assertion looks at: they run, and only their exit code is judged. */
export function noteUncheckedTargets(
  targets: readonly Target[],
  assertions: readonly Assertion[],
  problems: Problems,
): void {
  for (const target of targets) {
    const identity = identityOf(target);
    const judged = assertions.some((assertion) => assertion.enabled && selectsTarget(assertion, identity));
    if (!target.golden && !judged) problems.note('unchecked-target', target.place, { target: target.name });
  }
}
