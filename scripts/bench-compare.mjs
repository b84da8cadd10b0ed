#!/usr/bin/env node
/**
 * Measures, in CPU time and on one core, the comparison of a golden of 100,000 steps with itself, with 1,000 differences, and with a trace that has nothing in common with it.
 * Use: node scripts/bench-compare.mjs [STEPS]     Needs `npm run build`.
 */
const { compare } = await import(new URL('../dist/compare/compare.js', import.meta.url).href);

const steps = Number(process.argv[2] ?? 100_000);
const rounds = 5;

/** Programs repeat themselves: a loop over files, with reads of a few lengths. */
function step(index, folder) {
  const file = `$CWD/${folder}/f${Math.floor(index / 4)}`;
  if (index % 4 === 0) return { call: 'open', path: file, flags: 'O_RDONLY|O_CLOEXEC' };
  if (index % 4 === 3) return { call: 'close', fd: file };
  return { call: 'read', fd: file, bytes: 4096 + (index % 7) };
}
function shape(list) {
  const whole = { process: '0', program: '$CWD/program', steps: list, pool: [], end: { exit: 0 } };
  return { level: 'exact', environment: [], processes: [whole], effects: [], figures: [] };
}
const plain = Array.from({ length: steps }, (_, index) => step(index, 'data'));

/** One difference every `steps / count` steps: lost, added and changed calls in turn. */
function changed(count) {
  const every = Math.floor(steps / count);
  return plain.flatMap((one, index) => {
    if (index % every !== every >> 1) return [one];
    const kind = Math.floor(index / every) % 3;
    if (kind === 0) return [];
    if (kind === 1) return [one, { call: 'fsync', fd: `$CWD/data/new${index}` }];
    return [{ ...one, error: 'EIO' }];
  });
}

const cases = {
  'no difference': plain.map((one) => ({ ...one })),
  '1,000 differences': changed(1000),
  'half of all steps differ': plain.map((one, index) => (index % 2 === 0 ? one : { ...one, error: 'EIO' })),
  'nothing in common': Array.from({ length: steps }, (_, index) => step(index, 'other')),
};
const golden = shape(plain);
let first;
for (const [name, list] of Object.entries(cases)) {
  const candidate = shape(list);
  let best = Infinity;
  let found = 0;
  for (let round = 0; round < rounds; round += 1) {
    const start = process.cpuUsage();
    found = compare(golden, candidate).length;
    const { user, system } = process.cpuUsage(start);
    best = Math.min(best, (user + system) / 1000);
  }
  first ??= best;
  console.log(
    `compare ${steps.toLocaleString('en')} steps, ${name.padEnd(24)} ${best.toFixed(0).padStart(6)} ms  (${(best / first).toFixed(1)} x no difference; ${found} groups)`,
  );
}
