/**
 * Measures how often the rules of `trace-gate bench` are wrong, on made-up timings (scripts/simulation/timings.mjs says which), and what `bench
 * history` sees: tables in Markdown, the same every time. CONTRIBUTING.md has its output.
 *
 * Use: node scripts/simulate-bench.mjs [--trials 10000] [--seed 1]     Needs `npm run build`.
 */
import { parseArgs } from 'node:util';
import { findChanges } from '../dist/bench/change-points.js';
import { duetLimits, judgeDuet } from '../dist/bench/duet-rule.js';
import { judgeSamples } from '../dist/bench/judge-samples.js';
import { judgeChange } from '../dist/bench/stored-rule.js';
import { apart, duet, randomNumbers, shares } from './simulation/timings.mjs';

const { values } = parseArgs({
  options: { trials: { type: 'string', default: '10000' }, seed: { type: 'string', default: '1' } },
});
const [trials, seed] = [Number(values.trials), Number(values.seed)];
const effects = [0, 0.02, 0.05, 0.075, 0.1];

const mean = (sample) => sample.reduce((sum, value) => sum + value, 0) / sample.length;
function median(sample) {
  const sorted = [...sample].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}
const stored = (centre, count) => (effect) => (random) => {
  const [before, after] = apart(random, effect, count).map(centre);
  return judgeChange(after / before - 1);
};
const interleaved = (pairs) => (effect) => (random) => judgeDuet(...duet(random, effect, pairs)).verdict;

const rules = {
  'stored baseline, one timing each': stored(mean, 1),
  'stored baseline, means of 10': stored(mean, 10),
  'stored baseline, medians of 10': stored(median, 10),
  'duet, 5 pairs': interleaved(5),
  'duet, 10 pairs': interleaved(10),
  'duet, 20 pairs': interleaved(20),
  'duet, 30 pairs': interleaved(30),
};

const percent = (share = 0) => `${(100 * share).toFixed(2)} %`;
const row = (cells) => `| ${cells.join(' | ')} |`;
function table(head, rows) {
  return [row(head), row(head.map((_, column) => (column === 0 ? '---' : '---:'))), ...rows.map(row), ''].join('\n');
}

const measured = Object.entries(rules).map(([name, rule]) => ({
  name,
  cells: effects.map((effect, cell) => shares(seed + cell, trials, rule(effect))),
}));
console.log(`${trials} trials a cell, seed ${seed}. P(FAIL) of a program that is really slower by:\n`);
console.log(
  table(
    ['rule', ...effects.map((effect) => `${+(100 * effect).toFixed(1)} %`)],
    measured.map(({ name, cells }) => [name, ...cells.map(({ FAIL }) => percent(FAIL))]),
  ),
);
const verdicts = ['FAIL', 'WARN', 'PASS', 'IMPROVED', 'INCONCLUSIVE'];
console.log('Verdicts when nothing changed:\n');
console.log(
  table(
    ['rule', ...verdicts],
    measured.map(({ name, cells }) => [name, ...verdicts.map((verdict) => percent(cells[0][verdict]))]),
  ),
);

const ramp = (commit) => 1.01 ** (Math.max(0, Math.min(50, commit - 120)) / 5);
const outlier = ({ uniform }) => (uniform() < 0.05 ? 1.1 + 0.4 * uniform() : 1);
const histories = {
  'no change': () => 1,
  'no change, 5 % outliers': (commit, random) => outlier(random),
  'a step and a drift': (commit) => (commit < 60 ? 1 : 1.06) * ramp(commit),
  'a step and a drift, 5 % outliers': (commit, random) => (commit < 60 ? 1 : 1.06) * ramp(commit) * outlier(random),
};
const series = Math.ceil(trials / 10);
const within5 = (found, wanted) => Math.abs(found - wanted) <= 5;
const seen = Object.entries(histories).map(([name, truth]) => {
  const random = randomNumbers(seed);
  const found = Array.from({ length: series }, () =>
    findChanges(Array.from({ length: 200 }, (_, at) => truth(at, random) * Math.exp(0.02 * random.normal()))),
  );
  const share = (holds) => percent(found.filter(holds).length / series);
  return [
    name,
    share((changes) => changes.length > 0),
    share((changes) => changes.some(({ kind, index }) => kind === 'step' && within5(index, 60))),
    share((changes) => changes.some(({ kind }) => kind === 'drift')),
    share((changes) => changes.some(({ kind, start }) => kind === 'drift' && within5(start, 120))),
    share((changes) => changes.some(({ kind, end }) => kind === 'drift' && within5(end, 170))),
  ];
});
console.log(
  `${series} histories of 200 commits, noise 2 %; +6 % at commit 60, then 1 % per 5 commits from 120 to 170. How many have:\n`,
);
console.log(table(['history', 'anything found', 'the step, ± 5', 'a drift', 'its start, ± 5', 'its end, ± 5'], seen));

/** What `bench duet` does: it measures again what failed and is not beyond doubt. */
function command(random, effect, pairs, within) {
  const options = { measure: 'auto', limits: duetLimits, confirm: true };
  const measured = () => {
    const [a, b] = duet(random, effect, pairs, within);
    return { printed: { a, b } };
  };
  const first = measured();
  const judged = judgeSamples(first, undefined, options);
  return judged.open ? judgeSamples(first, measured(), options).verdict : judged.verdict;
}
const failures = (count, verdictOf) => percent(shares(seed, count, verdictOf).FAIL);
console.log('P(FAIL) of 10 pairs, by the deviation of single timings, judged once and as `bench duet` does:\n');
console.log(
  table(
    ['deviation', 'same, once', 'same, bench duet', '+7.5 %, once', '+7.5 %, bench duet'],
    [0.02, 0.05, 0.1, 0.3].map((within) => [
      percent(within),
      ...[0, 0.075].flatMap((effect) => [
        failures(trials, (random) => judgeDuet(...duet(random, effect, 10, within)).verdict),
        failures(trials, (random) => command(random, effect, 10, within)),
      ]),
    ]),
  ),
);
const suite = 100;
const anyFails = (within) => (random) =>
  Array.from({ length: suite }, () => command(random, 0, 10, within)).includes('FAIL') ? 'FAIL' : 'PASS';
console.log(`P(any FAIL) of a suite of ${suite} benchmarks that did not change, ${trials / 10} suites:\n`);
console.log(
  table(
    ['deviation', 'bench duet'],
    [0.02, 0.05, 0.1, 0.3].map((within) => [percent(within), failures(trials / 10, anyFails(within))]),
  ),
);
