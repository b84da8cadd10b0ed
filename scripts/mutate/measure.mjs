/** One program: its recordings, a golden at each level, the mutants, and which of them are reported. */
import { applyEdits } from './edits.mjs';
import { evidenceOf } from './evidence.mjs';
import { goldenOf, judgeOf, levels, syscallSpec, takeTrace } from './judge.mjs';
import { drawMutants } from './mutants.mjs';
import { seedOf } from './random.mjs';
import { readRecording } from './recording.mjs';
import { describeMutant, differenceText } from './words.mjs';

export const mostEvents = 20_000;

/** `recordings`: `{ file, text }`. The mutants are made of the first one. */
export function measureProgram({ name, recordings, level, count, seed, missed }) {
  const taken = recordings.map(({ file, text }) => takeTrace(text, file));
  const events = Math.max(...taken.map(({ trace }) => trace.events.length));
  if (events > mostEvents)
    return { name, skipped: `its recordings have up to ${events} events, more than ${mostEvents}` };
  const read = taken.map(({ trace, context }) => readRecording({ events: trace.events, context }, specOf));
  const drawn = drawMutants(read[0], evidenceOf(read), { count, seed: seedOf(seed, name) });
  const auto = goldenOf(taken, 'auto');
  const wanted = level === 'all' ? levels : [level ?? auto.level];
  const result = {
    name,
    level: auto.level,
    reasons: auto.reasons,
    events,
    levels: {},
    notes: [],
    defects: [],
    examples: [],
  };
  for (const one of wanted) {
    const golden = one === auto.level ? auto : goldenOf(taken, one);
    if (golden.level === one) measureLevel(golden, taken[0], read[0], drawn, missed, result);
    else result.notes.push(`no golden at ${one}: ${golden.reasons.at(-1)}`);
  }
  return result;
}

// The table of the normalizer itself, but for a call that nobody knows.
const specOf = (callName) => syscallSpec(callName);

function measureLevel(golden, taken, recording, { mutants, controls }, missed, result) {
  const { level } = golden;
  const { name } = result;
  const differencesOf = judgeOf(golden);
  const own = differencesOf(taken);
  if (own.length > 0) {
    result.notes.push(`the golden at ${level} does not accept its own recording: ${differenceText(own[0])}`);
    return;
  }
  const judge = (mutant) => {
    try {
      return differencesOf({ ...taken, trace: { ...taken.trace, events: applyEdits(recording, mutant.edits) } });
    } catch (error) {
      // No trace may end the judge: a defect, and neither a report nor silence.
      result.defects.push(`${name}, ${level}, ${mutant.name}: ${error.stack}\n${describeMutant(mutant, recording)}`);
      return undefined;
    }
  };
  const silent = [];
  const loud = new Map();
  const counted = (list, onResult) => {
    const table = {};
    for (const mutant of list) {
      if (mutant.levels !== undefined && !mutant.levels.includes(level)) continue;
      const differences = judge(mutant);
      if (differences === undefined) continue;
      table[mutant.name] ??= { told: 0, of: 0 };
      table[mutant.name].of += 1;
      if (differences.length > 0) table[mutant.name].told += 1;
      onResult(mutant, differences);
    }
    return table;
  };
  const classes = counted(mutants, (mutant, differences) => differences.length === 0 && silent.push(mutant));
  const told = counted(controls, (mutant, differences) => differences.length > 0 && loud.set(mutant, differences));
  result.levels[level] = { classes, controls: told };
  const note = (kind, mutant, more = '') =>
    result.examples.push({ level, name: mutant.name, kind, text: describeMutant(mutant, recording) + more });
  for (const mutant of spread(silent, missed)) note('missed', mutant);
  for (const mutant of spread([...loud.keys()], Math.max(3, missed)))
    note('control', mutant, `\n      reported ${differenceText(loud.get(mutant)[0])}`);
}

/** Some of the mutants: in turn one of each class, and of each class first those of different objects. */
function spread(mutants, count) {
  const lists = [...grouped(mutants, ({ name }) => name).values()].map((list) => {
    const objects = [...grouped(list, ({ call }) => call.object).values()];
    return interleaved(objects);
  });
  const chosen = new Set(interleaved(lists).slice(0, count));
  return mutants
    .filter((mutant) => chosen.has(mutant))
    .sort((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)));
}

function grouped(list, keyOf) {
  const groups = new Map();
  for (const each of list) groups.set(keyOf(each), [...(groups.get(keyOf(each)) ?? []), each]);
  return groups;
}

/** The first of each list, then the second of each. */
function interleaved(lists) {
  const longest = Math.max(0, ...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, at) => lists.flatMap((list) => list.slice(at, at + 1))).flat();
}
