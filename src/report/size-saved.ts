/** What `bench size --save` tells. */
import type { SizeBaseline } from '../model/bench-size.js';
import { counted } from './format-units.js';
import { printable } from './text.js';

/** Ends with a line feed. */
export function describeSavedSizes(
  {
    file,
    archived,
    dropped,
  }: { readonly file: string; readonly archived?: string; readonly dropped: readonly string[] },
  { files, commit }: SizeBaseline,
): string {
  const of = commit === undefined ? '' : ` of ${printable(commit)}`;
  return [
    `${file}: ${counted(Object.keys(files).length, 'size')}${of}`,
    ...Object.entries(files).map(([name, bytes]) => `  ${printable(name)}: ${counted(bytes, 'byte')}`),
    ...(archived === undefined ? [] : [`${archived}: the sizes before`]),
    ...(dropped.length === 0 ? [] : [`no longer in it: ${dropped.map(printable).join(', ')}`]),
    '',
  ].join('\n');
}
