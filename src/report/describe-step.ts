/**
 * One step in words: what a program does, to what. Every step has words, also one of a call that no table knows.
 */
import type { Step, StepValue } from '../model/golden.js';
import { callWords, type CallWords } from './call-words.js';
import { commandText, listNames, printable, shortened } from './text.js';

const longestText = 200;

/** A value as text; always one printable line. */
export function valueText(value: StepValue | undefined): string {
  if (value === undefined) return 'none';
  if (typeof value === 'object') return commandText(value.map((item) => valueText(item)));
  return shortened(printable(String(value)), longestText);
}

/** A descriptor that the trace tells nothing about has only its number. */
function argumentText(name: string, value: StepValue): string {
  const isNumber = typeof value === 'number' || /^\d+$/.test(String(value));
  return isNumber && /^(?:fd|pidfd|newfd|in|out)$/.test(name) ? `descriptor ${valueText(value)}` : valueText(value);
}

/** The arguments of a step: all but its call, its real name and its outcome. */
export function argumentsOf(step: Step): readonly (readonly [name: string, value: StepValue])[] {
  return Object.entries(step).flatMap(([name, value]) =>
    value === undefined || name === 'call' || name === 'via' || name === 'error' ? [] : [[name, value] as const],
  );
}

function protectionText(prot: string): string {
  return /PROT_WRITE/.test(prot) && /PROT_EXEC/.test(prot) ? 'writable and executable' : prot;
}

/** argv without the program's own name, which says the path again. */
function argvText(step: Step): string {
  const argv = step['argv'];
  return typeof argv === 'object' && argv.length > 1 ? ` ${valueText(argv.slice(1))}` : '';
}

/** What the words of a step say of its arguments, and which those are. */
interface Told {
  readonly words: CallWords;
  readonly object: string;
  /** Names of the arguments that `object` tells. */
  readonly keys: ReadonlySet<string>;
  /** The words are no more than the call's name. */
  readonly isGeneric: boolean;
}

/** A call that no row of the table is about, or one that lacks what its row needs. */
function generic(step: Step): Told {
  const object = ['path', 'fd', 'addr', 'address', 'to', 'name', 'program'].find((name) => isGiven(step[name]));
  const call = printable(step.call) || 'an unnamed call';
  return {
    words: { verb: `calls ${call}`, base: `call ${call}`, noun: call, object: [], join: ' ', alone: true },
    object: object === undefined ? '' : valueTextOf(step, object),
    keys: new Set(object === undefined ? [] : [object]),
    isGeneric: true,
  };
}

const isGiven = (value: StepValue | undefined): boolean => value !== undefined && value !== '';

/** ` (flags X, mode Y)`: what the words don't tell of a call that has none of its own. */
function restText(step: Step, keys: ReadonlySet<string>): string {
  const rest = argumentsOf(step).filter(([name]) => !keys.has(name));
  if (rest.length === 0) return '';
  return ` (${shortened(rest.map(([name, value]) => `${printable(name)} ${valueText(value)}`).join(', '), longestText)})`;
}

function valueTextOf(step: Step, name: string): string {
  const value = step[name];
  return value === undefined ? '' : argumentText(name, value);
}

/** What a step's words are and what it is done to. */
export function tell(step: Step): Told {
  const words = Object.hasOwn(callWords, step.call) ? callWords[step.call] : undefined;
  if (words === undefined) return generic(step);
  const keys = words.object.flatMap(
    (alternatives) => alternatives.split('|').find((name) => isGiven(step[name])) ?? [],
  );
  if (keys.length === 0 && !words.alone) return generic(step);
  const texts = keys.map((name) =>
    name === 'prot' ? protectionText(valueTextOf(step, name)) : valueTextOf(step, name),
  );
  const withArgv = step.call === 'exec' || step.call === 'process';
  return {
    words,
    object: texts.join(words.join) + (withArgv ? argvText(step) : ''),
    keys: new Set(withArgv ? [...keys, 'argv'] : keys),
    isGeneric: false,
  };
}

/** `connects to 127.0.0.1:9`, with the object given where it stands for several. */
export function phrase(words: string, object: string): string {
  return object === '' ? words : `${words} ${object}`;
}

/** Of a group, compare/group.ts hands over no more steps than this; fewer are all of them. */
const mostShown = 8;

/** The different objects of some steps, shortened. `total`: how many steps there are in all, one for each object when `certain`. */
export function objectsText(
  steps: readonly Step[],
  total: number,
  certain = true,
): { readonly text: string; readonly distinct: number } {
  const objects = [...new Set(steps.map((step) => tell(step).object))];
  if (objects.length <= 1) return { text: objects[0] ?? '', distinct: objects.length };
  // When every step that is shown has an object of its own, so have the ones that are not.
  const isPart = steps.length >= mostShown && objects.length === steps.length;
  const all = isPart ? Math.max(total, objects.length) : objects.length;
  return { text: listNames(objects, all, certain || !isPart), distinct: all };
}

/** What an added step tells beside its object, where that matters to a reader: ` for writing`, ` to 0600`, `, 20 bytes`. */
export function detailOf(step: Step): string {
  const { isGeneric, keys } = tell(step);
  if (isGeneric) return restText(step, keys);
  switch (step.call) {
    case 'open':
      return /O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_APPEND/.test(String(step['flags'] ?? '')) ? ' for writing' : '';
    case 'chmod':
      return step['mode'] === undefined ? '' : ` to ${valueText(step['mode'])}`;
    case 'chown':
      return ` to ${valueText(step['owner'])}:${valueText(step['group'])}`;
    case 'truncate':
    case 'ftruncate':
      return step['size'] === undefined ? '' : ` to ${valueText(step['size'])} bytes`;
    case 'flock':
    case 'shutdown':
      return step['op'] === undefined && step['how'] === undefined ? '' : ` (${valueText(step['op'] ?? step['how'])})`;
    default:
      return typeof step['bytes'] === 'number' ? `, ${step['bytes']} ${step['bytes'] === 1 ? 'byte' : 'bytes'}` : '';
  }
}
