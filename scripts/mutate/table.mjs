/** Results as text. */

const percent = (told, of) => (of === 0 ? '–' : `${((100 * told) / of).toFixed(1)} %`);

export function sumOf(classes) {
  let [told, of] = [0, 0];
  for (const each of Object.values(classes)) [told, of] = [told + each.told, of + each.of];
  return { told, of };
}

/** Classes or controls of several results of one level, added up. */
export function added(tables) {
  const total = {};
  for (const [name, { told, of }] of tables.flatMap((table) => Object.entries(table))) {
    total[name] ??= { told: 0, of: 0 };
    total[name].told += told;
    total[name].of += of;
  }
  return total;
}

function rows(names, levels, part) {
  const cell = (level, name) => {
    const entry = levels[level][part][name];
    return entry === undefined ? '–' : `${entry.told} of ${entry.of}`;
  };
  return names.map((name) => [name, ...Object.keys(levels).map((level) => cell(level, name))]);
}

/** One table: a class in each row, a level in each column. `levels`: level → `{ classes, controls }`. */
export function renderTable(levels, classNames, controlNames) {
  const present = (names, part) => names.filter((name) => Object.values(levels).some((level) => level[part][name]));
  const total = [
    'all',
    ...Object.values(levels).map(({ classes }) => {
      const { told, of } = sumOf(classes);
      return `${told} of ${of}, ${percent(told, of)}`;
    }),
  ];
  const head = ['class', ...Object.keys(levels)];
  const blocks = [
    [head],
    rows(present(classNames, 'classes'), levels, 'classes'),
    [total],
    [['must stay silent']],
    rows(present(controlNames, 'controls'), levels, 'controls'),
  ];
  const widths = head.map((_, at) => Math.max(...blocks.flat().map((cells) => (cells[at] ?? '').length)));
  const line = (cells) =>
    cells.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]) : cell.padStart(widths[at]))).join('   ');
  const rule = '-'.repeat(widths.reduce((sum, width) => sum + width + 3, -3));
  return blocks
    .map((block) => block.map((cells) => `  ${line(cells)}`.trimEnd()).join('\n'))
    .filter((text) => text !== '')
    .join(`\n  ${rule}\n`);
}

/** One program, for people. */
export function renderProgram(result, classNames, controlNames) {
  if (result.skipped !== undefined) return `${result.name}: skipped, ${result.skipped}`;
  const { name, level, reasons, events, levels, notes, examples } = result;
  const why = reasons.length > 0 ? ` (${reasons.join('; ')})` : '';
  const parts = [`${name}: ${events} events, its golden is at ${level}${why}`, ...notes.map((note) => `  ${note}`)];
  if (Object.keys(levels).length > 0) parts.push(renderTable(levels, classNames, controlNames));
  parts.push(...renderExamples(examples));
  return parts.join('\n');
}

/** What escaped at several levels stands there once. */
function renderExamples(examples) {
  const levelsOf = new Map();
  for (const { kind, name, text, level } of examples) {
    const head = kind === 'missed' ? `  ${name}: not reported` : `  ${name}: reported although nothing changed,`;
    const key = JSON.stringify([head, text]);
    levelsOf.set(key, [...(levelsOf.get(key) ?? []), level]);
  }
  return [...levelsOf].map(([key, levels]) => {
    const [head, text] = JSON.parse(key);
    return `${head} at ${levels.join(', ')}\n${text}`;
  });
}
