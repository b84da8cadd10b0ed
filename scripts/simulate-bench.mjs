/**
 * Measures how often the rules of `trace-gate bench` are wrong, on made-up timings (scripts/simulation/timings.mjs says which): tables in Markdown, the same every time.
 * CONTRIBUTING.md has its output.
 *
 * Use: node scripts/simulate-bench.mjs [--trials 10000] [--seed 1]     Needs `npm run build`.
 */
import { parseArgs } from 'node:util';
import { judgeDuet } from '../dist/bench/duet-rule.js';
import { judgeChange } from '../dist/bench/stored-rule.js';
import { apart, duet, shares } from './simulation/timings.mjs';

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
