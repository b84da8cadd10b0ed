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
  const result = { name, level: auto.level, reasons: auto.reasons, events, levels: {}, notes: [], examples: [] };
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
  const differencesOf = judgeOf(golden);
  const own = differencesOf(taken);
  if (own.length > 0) {
    result.notes.push(`the golden at ${level} does not accept its own recording: ${differenceText(own[0])}`);
    return;
  }
  const judge = (mutant) =>
    differencesOf({ ...taken, trace: { ...taken.trace, events: applyEdits(recording, mutant.edits) } });
  const silent = [];
  const loud = [];
  const counted = (list, onResult) => {
    const table = {};
    for (const mutant of list) {
      if (mutant.levels !== undefined && !mutant.levels.includes(level)) continue;
      const differences = judge(mutant);
      table[mutant.name] ??= { told: 0, of: 0 };
      table[mutant.name].of += 1;
      if (differences.length > 0) table[mutant.name].told += 1;
      onResult(mutant, differences);
    }
    return table;
  };
  const classes = counted(mutants, (mutant, differences) => differences.length === 0 && silent.push(mutant));
  const told = counted(controls, (mutant, differences) => differences.length > 0 && loud.push({ mutant, differences }));
  result.levels[level] = { classes, controls: told };
  result.examples.push(
    ...spread(silent, missed).map((mutant) => ({
      level,
      name: mutant.name,
      kind: 'missed',
      text: describeMutant(mutant, recording),
    })),
    ...spread(
      loud.map(({ mutant, differences }) => ({ ...mutant, differences })),
      Math.max(3, missed),
    ).map((mutant) => ({
      level,
      name: mutant.name,
      kind: 'control',
      text: `${describeMutant(mutant, recording)}\n      reported ${differenceText(mutant.differences[0])}`,
    })),
  );
}

/** Some of the mutants: in turn one of each class. */
function spread(mutants, count) {
  const byName = Map.groupBy ? Map.groupBy(mutants, ({ name }) => name) : grouped(mutants);
  const lists = [...byName.values()];
  const chosen = [];
  for (let round = 0; chosen.length < Math.min(count, mutants.length); round += 1) {
    for (const list of lists) if (list[round] !== undefined && chosen.length < count) chosen.push(list[round]);
  }
  const order = [...byName.keys()];
  return chosen.sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
}

function grouped(mutants) {
  const groups = new Map();
  for (const mutant of mutants) groups.set(mutant.name, [...(groups.get(mutant.name) ?? []), mutant]);
  return groups;
}
