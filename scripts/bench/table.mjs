/** Lines of columns: the first is a name, the others are figures. Rows of one cell are headings. */
export function renderTable(rows) {
  const widths = [];
  for (const row of rows)
    if (row.length > 1) row.forEach((cell, index) => (widths[index] = Math.max(widths[index] ?? 0, cell.length)));
  const cell = (text, index) => (index === 0 ? text.padEnd(widths[0]) : text.padStart(widths[index]));
  return rows.map((row) => (row.length === 1 ? row[0] : row.map(cell).join('  ')).trimEnd()).join('\n');
}
