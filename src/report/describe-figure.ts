/** A total that left its range. Its name is what normalize/figures.ts counts: a figure and, after a space, of what. */
import type { GoldenFinding } from '../model/finding.js';
import { counted, formatBytes, formatCount } from './format-units.js';
import { printable } from './text.js';

type Totals = Pick<GoldenFinding, 'subject' | 'counts'>;

/** The most that a golden of this many allocated bytes accepts: rule `bytes` of model/golden.ts. */
export function allocationLimit(bytes: number): number {
  return 1.5 * bytes + 16 * 1024 * 1024;
}

function taskText(one: string, many: string, before: number, after: number): string {
  const change = Math.abs(after - before);
  const what = change === 1 ? `a ${one}` : `${formatCount(change)} ${many}`;
  const comparison = after > before ? 'more' : change === 1 ? 'less' : 'fewer';
  return `starts ${what} ${comparison} (${formatCount(before)} → ${counted(after, one, many)})`;
}

/** `5,120 bytes` where a difference of one matters and units would hide it. */
const exactBytes = (bytes: number): string => counted(bytes, 'byte');

/** `reads $CWD/data in 400 calls instead of 1`, `allocated memory 6 MB → 198 MB (limit 25 MB)`. */
export function describeFigure({ subject = 'total', counts: { before, after } }: Totals): string {
  const space = subject.indexOf(' ');
  const figure = printable(space < 0 ? subject : subject.slice(0, space));
  const of = printable(space < 0 ? '' : subject.slice(space + 1));
  const instead = before === 0 ? '(new)' : `instead of ${formatCount(before)}`;
  switch (figure) {
    case 'allocated':
      return `allocated ${of} ${formatBytes(before)} → ${formatBytes(after)} (limit ${formatBytes(allocationLimit(before))})`;
    case 'reads':
      return `reads ${of} in ${counted(after, 'call')} ${instead}`;
    case 'writes':
      return `writes to ${of} in ${counted(after, 'call')} ${instead}`;
    case 'bytes':
    case 'written':
      if (after === 0) return `no longer writes to ${of} (${exactBytes(before)})`;
      return `writes ${exactBytes(after)} to ${of} ${instead}`;
    case 'calls':
      return `calls ${of} ${counted(after, 'time')} ${instead}`;
    case 'signals':
      return `receives ${of} ${counted(after, 'time')} ${instead}`;
    case 'processes':
      if (after === 0) return `no longer starts ${of}`;
      return before === 0 && after === 1
        ? `starts a process (new): ${of}`
        : `starts ${of} ${counted(after, 'time')} ${instead}`;
    case 'threads':
      return `${taskText('thread', 'threads', before, after)}${threadOwner(of)}`;
    default:
      return `${of === '' ? figure : `${figure} of ${of}`} ${formatCount(before)} → ${formatCount(after)}`;
  }
}

/** `0 ./program` is the root, which needs no name. */
function threadOwner(of: string): string {
  return of === '' || of.startsWith('0 ') ? '' : ` in ${of}`;
}
