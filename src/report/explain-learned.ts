/** What a golden has learned from recordings in changed surroundings: names, counts and values that differ from run to run. */
import type { GoldenSpot } from '../model/difference.js';
import { anyValue, type CountedStep, type Golden, type Step } from '../model/golden.js';
import { phrase, tell } from './describe-step.js';
import { printable } from './text.js';

/** More of one kind are counted. */
const shown = 10;

interface Learned {
  readonly text: string;
  readonly line: number;
}

const times = ({ least, most }: Pick<CountedStep, 'least' | 'most'>): string =>
  most === Number.MAX_SAFE_INTEGER ? `${least} times or more` : `${least} to ${most} times`;

/** `opens $CWD/a`. */
function named(step: Step): string {
  const { words, object } = tell(step);
  return phrase(words.verb, object);
}

/** Counted steps of every list, each by the step that says what it is. */
function countedOf(golden: Golden): {
  readonly step: Step;
  readonly steps: readonly Step[];
  readonly least: number;
  readonly most: number;
  readonly spot: GoldenSpot;
}[] {
  const pools = golden.processes.flatMap(({ pool }, process) =>
    pool.map((entry, index) => ({ ...entry, steps: [entry.step], spot: { list: 'pool' as const, process, index } })),
  );
  const effects = golden.effects.map((entry, index) => ({
    ...entry,
    steps: [entry.step],
    spot: { list: 'effects' as const, index },
  }));
  const lives = golden.objects.flatMap(({ lives: all }, object) =>
    all.map((life, index) => ({
      ...life,
      step: life.steps[0] ?? { call: '' },
      spot: { list: 'lives' as const, object, index },
    })),
  );
  return [...pools, ...effects, ...lives];
}

function list(title: string, learned: readonly Learned[], file: string): string[] {
  if (learned.length === 0) return [];
  const lines = learned.slice(0, shown).map(({ text, line }) => `    ${file}:${line}  ${text}`);
  const more = learned.length > shown ? [`    and ${learned.length - shown} more`] : [];
  return [`  ${title}: ${learned.length}`, ...lines, ...more];
}

/** Lines for `explain NAME`; empty: nothing differed. */
export function explainLearned(golden: Golden, file: string, lineOf: (spot: GoldenSpot) => number): string[] {
  const counted = countedOf(golden);
  const ranges = counted
    .filter(({ least, most }) => least !== most)
    .map((entry) => ({ text: `${named(entry.step)}: ${times(entry)}`, line: lineOf(entry.spot) }));
  const inLives = counted.flatMap(({ steps, spot }) => steps.map((step) => ({ step, spot })));
  const inSteps = golden.processes.flatMap(({ steps }, process) =>
    steps.map((step, index) => ({ step, spot: { list: 'steps' as const, process, index } })),
  );
  const values = [...inSteps, ...inLives]
    .filter(({ step }) => JSON.stringify(step).includes(anyValue))
    .map(({ step, spot }) => ({ text: printable(JSON.stringify(step)), line: lineOf(spot) }));
  const names = golden.learned.map((name) => `    ${printable(name)}`);
  const lines = [
    ...(names.length === 0 ? [] : [`  names that differ from run to run: ${names.length}`, ...names]),
    ...list('counts that are a range', ranges, file),
    ...list('values that differ from run to run', values, file),
  ];
  return lines.length === 0 ? [] : ['  Learned from its recordings:', ...lines.map((line) => `  ${line}`)];
}
