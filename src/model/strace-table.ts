/** The layout of strace -c: columns of one width, right-aligned, the name of the call last (print_table of strace's src/count.c). */

const widths = { '% time': 6, seconds: 11, 'usecs/call': 11, calls: 9, errors: 9 } as const;
type Column = keyof typeof widths;

export interface CallRow extends Readonly<Partial<Record<Column, string>>> {
  readonly name: string;
}

/** The table with its last line; ends with a line feed. Columns that are not asked for are left out, as by strace's -U. */
export function renderStraceTable(columns: readonly Column[], rows: readonly CallRow[], total: CallRow): string {
  const line = (cells: Readonly<Partial<Record<Column, string>>>, name: string): string =>
    [...columns.map((column) => (cells[column] ?? '').padStart(widths[column])), name].join(' ');
  // A name that is longer than the column's usual width makes it one wider than itself.
  const nameWidth = Math.max(16, ...rows.map(({ name }) => name.length + 1));
  const rule = line(
    Object.fromEntries(columns.map((column) => [column, '-'.repeat(widths[column])])),
    '-'.repeat(nameWidth),
  );
  return [
    line(Object.fromEntries(columns.map((column) => [column, column])), 'syscall'),
    rule,
    ...rows.map((row) => line(row, row.name)),
    rule,
    line(total, total.name),
    '',
  ].join('\n');
}
