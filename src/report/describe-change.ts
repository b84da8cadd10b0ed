/**
 * One group of differences between a golden and a candidate as a sentence: what the program does now that it did not do, or the other way round.
 */
import type { ChangeKind, GoldenFinding } from '../model/finding.js';
import type { Step } from '../model/golden.js';
import { changedArguments } from './changed-arguments.js';
import { describeFigure } from './describe-figure.js';
import { argumentsOf, detailOf, objectsText, phrase, tell, valueText } from './describe-step.js';
import { counted, formatCount } from './format-units.js';

type Change = Pick<GoldenFinding, 'change' | 'process' | 'before' | 'after' | 'counts' | 'subject' | 'novelty'>;

/** `, 5 times` where an object is used more than once. */
const timesText = (distinct: number, count: number): string =>
  count <= Math.max(1, distinct) ? '' : `, ${formatCount(count)} times${distinct > 1 ? ' in all' : ''}`;

function describeAdded({ after, counts }: Change): string {
  const step = after[0] ?? { call: 'step' };
  const { words } = tell(step);
  const failed = step.error === undefined ? '' : `, fails with ${valueText(step.error)}`;
  if (step.call === 'process') {
    const what = counts.after > 1 ? `starts ${counts.after} processes` : words.verb;
    return `${what} (new): ${objectsText(after, counts.after).text}`;
  }
  if (step.call === 'fork' || step.call === 'thread') return `starts ${moreTasks(step, counts.after, 'more')}${failed}`;
  if (step.call === 'end') return `${valueText(step['program'])} ${endVerb(step)} (new)`;
  const { text, distinct } = objectsText(after, counts.after);
  const detail = distinct <= 1 && counts.after === 1 ? detailOf(step) : '';
  return `${phrase(words.verb, text)}${detail}${timesText(distinct, counts.after)} (new${failed})`;
}

function moreTasks(step: Step, count: number, comparison: 'more' | 'less'): string {
  const [one, many] = step.call === 'thread' ? ['thread', 'threads'] : ['process', 'processes'];
  return count === 1
    ? `a ${one} ${comparison}`
    : `${formatCount(count)} ${many} ${comparison === 'less' ? 'fewer' : comparison}`;
}

function describeRemoved({ before, counts }: Change): string {
  const step = before[0] ?? { call: 'step' };
  const { words, isGeneric } = tell(step);
  const { text, distinct } = objectsText(before, counts.before);
  const failed = step.error === undefined ? '' : ` (failed with ${valueText(step.error)})`;
  if (step.call === 'process')
    return `no longer starts ${counts.before > 1 ? `${counts.before} processes` : 'a process'}: ${text}`;
  if (step.call === 'fork' || step.call === 'thread')
    return `starts ${moreTasks(step, counts.before, 'less')}${failed}`;
  if (step.call === 'end') return `${valueText(step['program'])} no longer ${endVerb(step)}`;
  const never = step.call === 'close' && step.error === undefined ? 'never' : 'no longer';
  const detail = distinct <= 1 && isGeneric ? detailOf(step) : '';
  return `${never} ${phrase(words.verb, text)}${detail}${timesText(distinct, counts.before)}${failed}`;
}

const isFlags = (value: unknown): value is string =>
  typeof value === 'string' && /^[A-Z][A-Z0-9]*_\w+(?:\|\w+)*$/.test(value);

/** Two arguments of one name: lost and gained flags, or the two values. */
function describeArgument(
  name: string,
  before: Step[string],
  after: Step[string],
): { readonly flags: string } | { readonly value: string } {
  if ((isFlags(before) || before === undefined) && (isFlags(after) || after === undefined)) {
    const [had, has] = [before, after].map((value) => new Set(value === undefined ? [] : value.split('|')));
    const lost = [...(had ?? [])].filter((flag) => !has?.has(flag));
    const gained = [...(has ?? [])].filter((flag) => !had?.has(flag));
    if (lost.length === 1 && gained.length === 1) return { flags: `with ${gained.join()} instead of ${lost.join()}` };
    return {
      flags: [
        ...(gained.length > 0 ? [`with ${gained.join(' ')}`] : []),
        ...(lost.length > 0 ? [`without ${lost.join(' ')}`] : []),
      ].join(', '),
    };
  }
  const [a, b] = [valueText(before), valueText(after)];
  return { value: `${valueText(name)} ${a} → ${b}` };
}

function describeOutcome(before: Step, after: Step): string {
  if (before.error === after.error) return '';
  if (after.error === undefined) return `now succeeds (failed with ${valueText(before.error)})`;
  return `fails with ${valueText(after.error)}${before.error === undefined ? '' : ` instead of ${valueText(before.error)}`}`;
}

function describeChanged(change: Change): string {
  const [before, after] = [change.before[0] ?? { call: 'step' }, change.after[0] ?? { call: 'step' }];
  if (before.call === 'end' && after.call === 'end') return `${programText(after)}${describeEnd(before, after)}`;
  const [was, is] = [tell(before), tell(after)];
  const total = Math.max(change.counts.before, change.counts.after);
  const [objectsBefore, objects] = [objectsText(change.before, total).text, objectsText(change.after, total).text];
  if (before.call !== after.call)
    return `${phrase(is.words.verb, objects)} instead of ${phrase(was.words.noun, objectsBefore)}`;
  // What one of them is about and the other isn't (a descriptor, then a path) is told like any other argument.
  const bothTell = objectsBefore !== '' && objects !== '';
  const told = bothTell ? new Set([...was.keys, ...is.keys]) : new Set<string>();
  const names = new Set([...argumentsOf(before), ...argumentsOf(after)].map(([name]) => name));
  const changed = new Set(changedArguments(before, after));
  const arguments_ = [...names]
    .filter((name) => changed.has(name) && !told.has(name))
    .map((name) => describeArgument(name, before[name], after[name]));
  const flags = arguments_.flatMap((argument) => ('flags' in argument ? [argument.flags] : []));
  const values = arguments_.flatMap((argument) => ('value' in argument ? [argument.value] : []));
  const instead =
    !bothTell || objectsBefore === objects ? '' : ` instead of ${objectsBefore}${change.novelty ? ' (new)' : ''}`;
  const outcome = describeOutcome(before, after);
  const start = outcome === '' ? phrase(is.words.verb, objects) : `${phrase(is.words.base, objects)} ${outcome}`;
  const withFlags = flags.length === 0 ? '' : `${outcome === '' && instead === '' ? ' ' : ', '}${flags.join(', ')}`;
  const withValues = values.length === 0 ? '' : `: ${values.join(', ')}`;
  const text = `${start}${instead}${withFlags}${withValues}`;
  return text === phrase(is.words.verb, objects) ? `${text} in another way` : text;
}

const syncs = new Set(['fsync', 'fdatasync']);

function describeMoved({ before, after, counts }: Change): string {
  const [step = { call: 'step' }, followed] = before;
  const now = after[1];
  const { words, object } = tell(step);
  const more = counts.before > 1 ? ` (and ${formatCount(counts.before - 1)} more)` : '';
  // Of two calls that changed places either one can be said to have moved; a sync that lost its place is what a reader must see.
  if (
    step.call === 'rename' &&
    followed &&
    syncs.has(followed.call) &&
    tell(followed).object === valueText(step['path'])
  ) {
    const there = now === undefined ? 'now first' : `now after ${eventText(now, object)}`;
    return `${eventText(followed)} no longer right before its rename (${there})${more}`;
  }
  const event = phrase(words.noun, object);
  if (now === undefined) return `${event} now comes first${more}`;
  const place = eventText(now, object);
  return followed && eventText(followed, object) === place
    ? `${event} now at another place, after ${place}${more}`
    : `${event} now after ${place}${more}`;
}

/** A step as an event: `rename of A to B`, or `its rename` where it is about the same object. */
function eventText(step: Step, about?: string): string {
  const { words, object } = tell(step);
  const concerns = [object, valueText(step['path'])];
  if (about !== undefined && about !== '' && concerns.includes(about))
    return `its ${words.noun.replace(/ (?:of|to|from|on)$/, '')}`;
  return phrase(words.noun, object);
}

const dataCalls =
  /^(?:p?read|p?write|send|recv|sendfile|splice|tee|copy_file_range|mq_timed\w+|msgsnd|msgrcv|vmsplice)$/;

function describeCount({ before, after, counts }: Change): string {
  const steps = before.length > 0 ? before : after;
  const step = steps[0] ?? { call: 'step' };
  const { words } = tell(step);
  const total = Math.min(counts.before, counts.after);
  const { text } = objectsText(steps, total, false);
  if (dataCalls.test(step.call))
    return `${phrase(words.verb, text)} in ${counted(counts.after, 'call')} instead of ${formatCount(counts.before)}`;
  const factor = counts.after / counts.before;
  const often =
    factor < 1 ? 'less often' : factor === 2 ? 'twice' : Number.isInteger(factor) ? `${factor} times` : 'more often';
  return `${phrase(words.base, text)} ${often} (${formatCount(counts.before)} → ${formatCount(counts.after)})`;
}

const programText = (step: Step): string => (step['program'] === undefined ? '' : `${valueText(step['program'])} `);

function endVerb(step: Step): string {
  if (step['signal'] !== undefined) return `is killed by ${valueText(step['signal'])}`;
  return step['exit'] === undefined ? 'ends in an unknown way' : `exits with ${valueText(step['exit'])}`;
}

function endText(step: Step): string {
  if (step['signal'] !== undefined) return valueText(step['signal']);
  return step['exit'] === undefined ? 'an unknown end' : `exit code ${valueText(step['exit'])}`;
}

/** `exits with 3 instead of 0`, `killed by SIGSEGV instead of exit code 0`. */
function describeEnd(before: Step, after: Step): string {
  if (after['signal'] !== undefined) return `killed by ${valueText(after['signal'])} instead of ${endText(before)}`;
  if (after['exit'] === undefined) return `ends in an unknown way instead of ${endText(before)}`;
  return `exits with ${valueText(after['exit'])} instead of ${before['exit'] === undefined ? endText(before) : valueText(before['exit'])}`;
}

const describers: Readonly<Record<ChangeKind, (change: Change) => string>> = {
  added: describeAdded,
  removed: describeRemoved,
  changed: describeChanged,
  moved: describeMoved,
  count: describeCount,
  figure: describeFigure,
  end: ({ before, after }) => describeEnd(before[0] ?? { call: 'end' }, after[0] ?? { call: 'end' }),
  environment: (change) => (change.after.length > 0 ? describeAdded(change) : describeRemoved(change)),
};

/** One line about a group of differences, without the process that it is about. */
export function describeChange(change: Change): string {
  return describers[change.change](change);
}

/** Where in the tree: '' for the root and for the tree as a whole. */
export function processText({ change, process, before, after, target }: GoldenFinding): string {
  // A process that is new or gone names itself; what a program loads is known by the program alone, which mostly has the target's name.
  if (process === '' || /^0(?: |$)/.test(process) || (after[0] ?? before[0])?.call === 'process') return '';
  return change === 'environment' && process.split('/').at(-1) === target ? '' : valueText(process);
}
