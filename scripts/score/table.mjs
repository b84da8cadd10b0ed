/** Results → the table that a person reads, and the floors that must hold. */
import { readFileSync } from 'node:fs';

/** The levels of a golden, the strictest first, as its schema has them. */
const strictest = JSON.parse(readFileSync(new URL('../../dist/schema/golden.schema.json', import.meta.url), 'utf8'))
  .properties.level.enum;

/** At most this many programs at the level that says least. */
const mostAtContract = 5;

function countOf({ passed, run, skipped }) {
  return `${passed}/${run}${skipped ? ` (+${skipped} skipped)` : ''}`;
}

function levelsOf(result) {
  const counts = new Map();
  for (const level of result.levels) counts.set(level, (counts.get(level) ?? 0) + 1);
  if (counts.size === 1) return result.levels[0];
  return [...counts].map(([level, count]) => `${level} ${count}`).join(', ') || '—';
}

function confirmingOf({ asserts, most }, silent) {
  return asserts === 0 ? '0' : `${asserts}/${silent.run}, at most ${most}`;
}

/** What of one program must hold and does not, as sentences. */
function brokenFloors(result, allowSkipped) {
  if (result.skipped) return allowSkipped ? [] : [`${result.name}: not measured, ${result.skipped}`];
  const broken = [];
  const { loud } = result;
  if (result.captured < result.captures || result.captures === 0)
    broken.push(`${result.captured} of ${result.captures} captures`);
  if (loud.passed < loud.run) broken.push(`loud in ${loud.passed} of ${loud.run}`);
  const lower = result.floor
    ? result.levels.filter((level) => strictest.indexOf(level) > strictest.indexOf(result.floor))
    : [];
  if (lower.length > 0)
    broken.push(`level ${lower[0]} in ${lower.length} of ${result.levels.length}, at least ${result.floor} wanted`);
  return broken.map((text) => `${result.name}: ${text}`);
}

/** What of all programs together must hold and does not. */
function brokenTotals(results, { silent, again }) {
  const broken = [];
  const alarms = silent.run - silent.passed;
  if (alarms * 1000 > silent.run) broken.push(`silent: ${alarms} alarms in ${silent.run}, at most 1 in 1000 wanted`);
  if (again.passed < again.run * 0.98)
    broken.push(`captured again: ${again.passed} of ${again.run} as they were, at least 98 % wanted`);
  const loosest = results.filter((result) => result.levels.includes(strictest.at(-1)));
  if (loosest.length > mostAtContract)
    broken.push(`${loosest.length} programs at ${strictest.at(-1)}, at most ${mostAtContract} wanted`);
  return broken.map((text) => `all programs: ${text}`);
}

function sum(results, pick) {
  return results.reduce((total, result) => total + pick(result), 0);
}

function totalOf(results, kind) {
  return {
    passed: sum(results, (r) => r[kind].passed),
    run: sum(results, (r) => r[kind].run),
    skipped: sum(results, (r) => r[kind].skipped),
  };
}

export function judge(results, { allowSkipped = false } = {}) {
  const total = {
    silent: totalOf(results, 'silent'),
    loud: totalOf(results, 'loud'),
    again: { passed: sum(results, (r) => r.recaptured), run: sum(results, (r) => r.captures), skipped: 0 },
    programs: { measured: results.filter((r) => !r.skipped).length, skipped: results.filter((r) => r.skipped).length },
  };
  const failures = [
    ...results.flatMap((result) => brokenFloors(result, allowSkipped)),
    ...brokenTotals(results, total),
  ];
  return { total, failures };
}

export function renderTable(results, { total }) {
  const header = [
    'program',
    'kind',
    'level',
    'golden lines',
    'captured again',
    'silent',
    'loud',
    'more runs',
    'seconds',
  ];
  const rows = results.map((r) =>
    r.skipped
      ? [r.name, r.kind, `skipped: ${r.skipped}`, '', '', '', '', '', '']
      : [
          r.name,
          r.kind,
          levelsOf(r),
          r.goldenLines.length ? String(Math.max(...r.goldenLines)) : '—',
          `${r.recaptured}/${r.captures}`,
          countOf(r.silent),
          countOf(r.loud),
          confirmingOf(r.confirming, r.silent),
          String(r.seconds ?? ''),
        ],
  );
  const confirming = {
    asserts: sum(results, (r) => r.confirming.asserts),
    most: Math.max(0, ...results.map((r) => r.confirming.most)),
  };
  const last = [
    'total',
    '',
    `${total.programs.measured} measured, ${total.programs.skipped} skipped`,
    '',
    countOf(total.again),
    countOf(total.silent),
    countOf(total.loud),
    confirmingOf(confirming, total.silent),
    String(sum(results, (r) => r.seconds ?? 0)),
  ];
  const lines = [header, ...rows, last];
  const widths = header.map((_, column) => Math.max(...lines.map((cells) => cells[column].length)));
  const render = (cells) => `| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [render(header), rule, ...rows.map(render), rule, render(last)].join('\n');
}
