/** Results → the table that a person reads, and the floors that must hold. */

const strictness = ['contract', 'structure', 'exact'];

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

/** The floors of one program that do not hold, as sentences. */
function brokenFloors(result) {
  if (result.skipped) return result.extra ? [] : [`${result.name}: not measured, ${result.skipped}`];
  const broken = [];
  const { silent, loud } = result;
  if (result.captured < result.captures) broken.push(`${result.captured} of ${result.captures} captures`);
  if (result.recaptured < result.captured)
    broken.push(`${result.recaptured} of ${result.captured} repeated captures left the golden as it was`);
  if (silent.passed < silent.run) broken.push(`silent in ${silent.passed} of ${silent.run}`);
  if (loud.passed < loud.run) broken.push(`loud in ${loud.passed} of ${loud.run}`);
  const floor = strictness.indexOf(result.floor ?? 'contract');
  const lower = result.levels.filter((level) => strictness.indexOf(level) < floor);
  if (lower.length > 0)
    broken.push(`level ${lower[0]} in ${lower.length} of ${result.levels.length}, at least ${result.floor} wanted`);
  return broken.map((text) => `${result.name}: ${text}`);
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

export function judge(results) {
  const total = { silent: totalOf(results, 'silent'), loud: totalOf(results, 'loud') };
  return { total, failures: results.flatMap(brokenFloors) };
}

export function renderTable(results, { total }) {
  const header = ['program', 'level', 'golden lines', 'captured again', 'silent', 'loud', 'confirming runs needed'];
  const rows = results.map((r) =>
    r.skipped
      ? [r.name, `skipped: ${r.skipped}`, '', '', '', '', '']
      : [
          r.name + (r.extra ? ' *' : ''),
          levelsOf(r),
          r.goldenLines.length ? String(Math.max(...r.goldenLines)) : '—',
          `${r.recaptured}/${r.captures}`,
          countOf(r.silent),
          countOf(r.loud),
          confirmingOf(r.confirming, r.silent),
        ],
  );
  const again = `${sum(results, (r) => r.recaptured)}/${sum(results, (r) => r.captures)}`;
  const confirming = {
    asserts: sum(results, (r) => r.confirming.asserts),
    most: Math.max(0, ...results.map((r) => r.confirming.most)),
  };
  const last = [
    'total',
    '',
    '',
    again,
    countOf(total.silent),
    countOf(total.loud),
    confirmingOf(confirming, total.silent),
  ];
  const lines = [header, ...rows, last];
  const widths = header.map((_, column) => Math.max(...lines.map((cells) => cells[column].length)));
  const render = (cells) => `| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  const note = results.some((r) => r.extra) ? '\n* not on the list: nobody tuned for it' : '';
  return [render(header), rule, ...rows.map(render), rule, render(last)].join('\n') + note;
}
