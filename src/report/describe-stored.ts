/** The sentences of a comparison with a stored baseline, for every report of it. Figures look as scripts/check_regression.py had them. */
import type {
  BaselineHeader,
  BudgetResult,
  MachineDifference,
  OlderResults,
  StoredComparison,
  StoredLimits,
  StoredResult,
  StoredVerdict,
} from '../model/bench-baseline.js';
import { counted } from './format-units.js';
import { printable, shortened } from './text.js';

const units = ['ns', 'µs', 'ms', 's'] as const;

/** `58.55 ns`, `12.45 µs`, `1.000 s`: four digits. */
export function formatTime(ns: number, digits = 4): string {
  // 999.96 ns are 1.000 µs and not 1000 ns.
  const rounded = Number(ns.toPrecision(digits));
  const power = rounded < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(rounded) / 3));
  return `${(rounded / 1000 ** power).toPrecision(digits)} ${units[power] ?? 's'}`;
}

/** What differs by less is the same to every rule of stored baselines. */
const rounding = 1e-9;

/** Below an edge, at it, above it. */
const sideOf = (value: number, edge: number): number =>
  Math.abs(value - edge) <= rounding ? 0 : Math.sign(value - edge);

/** `+36.6%`; from nothing to something is no share. With `limits` it has as many digits as show on which side of each it is. */
export function formatChange(change: number, limits?: StoredLimits): string {
  if (!Number.isFinite(change)) return 'from nothing';
  const edges = limits ? [limits.regression, limits.warning, -limits.warning] : [];
  const isRight = (text: string): boolean =>
    edges.every((edge) => sideOf(Number(text) / 100, edge) === sideOf(change, edge));
  const texts = [1, 2, 3, 4, 5, 6, 7].map((digits) => (100 * change).toFixed(digits));
  const text = texts.find(isRight) ?? texts.at(-1) ?? '';
  return `${change < 0 ? '' : '+'}${text}%`;
}

/** `5%`, `2.5%`: a threshold. */
export const formatShare = (share: number): string => `${Number((100 * share).toPrecision(6))}%`;

/** Regressions count: both were measured on one machine, or it was asked for. */
export const isBinding = ({ machines }: StoredComparison): boolean => machines.match !== 'other' || machines.asked;

export const countOf = ({ results }: StoredComparison, verdict: StoredVerdict): number =>
  results.filter((result) => result.verdict === verdict).length;

export const nameOf = ({ name }: StoredResult): string => printable(name);

/** What stands behind the change of a regression. */
export const failMark = (comparison: StoredComparison): string => (isBinding(comparison) ? 'FAIL' : 'not counted');

/** `add_f32: 63.02 ns, budget 61.40 ns (WARN)`. */
export function budgetText({ pattern, name, ns, budgetNs, hardNs, verdict }: BudgetResult): string {
  if (name === undefined || ns === undefined) return `${printable(pattern)}: no benchmark has this name`;
  const by = name === pattern ? '' : ` of ${printable(pattern)}`;
  // As many digits as show that it is not at a limit.
  const isTold = (digits: number): boolean =>
    [budgetNs, hardNs].every(
      (limit) => formatTime(ns, digits) !== formatTime(limit, digits) || sideOf(ns / limit, 1) === 0,
    );
  const digits = [4, 5, 6, 7, 8, 9, 10, 11].find(isTold);
  const budget = `budget${by} ${formatTime(budgetNs, digits)}, hard limit ${formatTime(hardNs, digits)}`;
  return `${printable(name)}: ${formatTime(ns, digits)}, ${budget} (${verdict})`;
}

/** Budgets that are not kept, or are of no benchmark. */
export const toldBudgets = ({ budgets }: StoredComparison): BudgetResult[] =>
  budgets.filter(({ verdict }) => verdict !== 'PASS');

const unusedBudgets = ({ budgets }: StoredComparison): number =>
  budgets.filter(({ verdict }) => verdict === 'MISSING').length;

/** `2 regression(s) detected`, in the words that scripts look for; everything that fails. */
function failures(comparison: StoredComparison): string[] {
  const regressions = isBinding(comparison) ? countOf(comparison, 'FAIL') : 0;
  const over = comparison.budgets.filter(({ verdict }) => verdict === 'FAIL').length;
  const unused = unusedBudgets(comparison);
  const missing = comparison.missing === 'error' ? countOf(comparison, 'MISSING') : 0;
  return [
    ...(regressions > 0 ? [`${regressions} regression(s) detected`] : []),
    ...(missing > 0 ? [`${missing} benchmark(s) missing`] : []),
    ...(over > 0 ? [`${over} hard limit(s) exceeded`] : []),
    ...(comparison.missing === 'error' && unused > 0 ? [`${unused} budget(s) of no benchmark`] : []),
  ];
}

/** `RESULT: FAIL - 2 regression(s) detected`. */
export function resultText(comparison: StoredComparison): string {
  const failed = failures(comparison);
  if (failed.length > 0) return `RESULT: FAIL - ${failed.join(', ')}`;
  if (comparison.baseline.absent)
    return `RESULT: PASS - No baseline: ${isUnmeasured(comparison) ? 'nothing was compared' : 'only budgets were judged'}`;
  const regressions = countOf(comparison, 'FAIL');
  if (regressions > 0) return `RESULT: PASS - ${regressions} regression(s) against another machine, which fail nothing`;
  const [missing, unused] = [countOf(comparison, 'MISSING'), unusedBudgets(comparison)];
  return [
    'RESULT: PASS - No regressions detected',
    ...(missing > 0 ? [`${missing} benchmark(s) missing`] : []),
    ...(unused > 0 ? [`${unused} budget(s) of no benchmark`] : []),
  ].join(', ');
}

const traitNames: Readonly<Record<MachineDifference['what'], string>> = {
  cpu: 'CPU',
  cores: 'cores',
  kernel: 'kernel',
  governor: 'governor',
};

const differenceText = ({ what, baseline, current }: MachineDifference): string =>
  `${traitNames[what]} ${printable(baseline)} → ${printable(current)}`;

function sideText(title: string, { file, header }: { file: string; header?: BaselineHeader }): string {
  const { commit, date, machine } = header ?? { machine: {} };
  const facts = [
    ...(commit === undefined ? [] : [`commit ${commit}`]),
    ...(date === undefined ? [] : [date]),
    ...(machine.cpu === undefined ? [] : [machine.cpu]),
  ];
  return `${title}: ${printable(file)}${facts.length === 0 ? '' : ` (${printable(facts.join(', '))})`}`;
}

/** Without a baseline and budgets there is nothing to judge a run by. */
const isUnmeasured = ({ baseline, results }: StoredComparison): boolean =>
  baseline.absent === true && results.length === 0;

/** What was compared with what, and what that says of machines. */
export function sourceLines(comparison: StoredComparison): string[] {
  const { baseline, current, machines } = comparison;
  return [
    `${sideText('Baseline', baseline)}${baseline.absent ? ', which does not exist' : ''}`,
    `${sideText('Current', current)}${isUnmeasured(comparison) ? ', which was not measured' : ''}`,
    ...olderLines(current.older, current.file),
    ...machineLines(machines),
  ];
}

/** Of a folder with results of earlier runs. */
export function olderLines(older: OlderResults | undefined, file: string): string[] {
  if (!older) return [];
  const count = counted(older.names.length, 'result');
  const names = shortened(printable(older.names.join(', ')), 200);
  return older.counted
    ? [
        `counted, too: ${count} of an earlier run, older than an executable of the last one (${printable(file)} -- cargo bench counts only its own): ${names}`,
      ]
    : [`not counted: ${count} of an earlier run, which the command did not measure: ${names}`];
}

function machineLines({ match, differences, asked }: StoredComparison['machines']): string[] {
  if (match === 'same') return [];
  if (match === 'unknown')
    return ['The baseline does not say which machine it is of: this is right on that machine only. Save it anew.'];
  const across = `Compared across machines (${differences.map(differenceText).join(', ')})`;
  return asked
    ? [`${across}: regressions fail all the same, as was asked for.`]
    : [`${across}: regressions fail nothing. Save a baseline here, or give --across-machines.`];
}

/** CONTRIBUTING.md has the whole table: scripts/simulate-bench.mjs, stored baseline against duet, thresholds of 5 % and 2 %. */
export const worthLines: readonly string[] = [
  'What a stored baseline is worth: on hosted CI (2.66 % between runs), at 5 %, a benchmark that did not change',
  'fails in 11 to 19 of 100 comparisons, and one that is 7.5 % slower passes in 27 to 33. Two builds run in turn',
  'on one machine fail in 0 of 100, and miss 4: trace-gate bench duet -- A -- B',
];
