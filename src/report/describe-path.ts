/** The critical path of a run as text: `trace-gate explain --trace`. */
import { baseName } from '../model/base-name.js';
import { edgeKinds, longestLinks } from '../model/critical-path.js';
import type { Causality, ClassShare, CriticalPath, PathLink, PathTask } from '../model/critical-path.js';
import { counted, formatCount, formatMs } from './format-units.js';
import { printable } from './text.js';
import { padText, textWidth } from './wrap.js';

const shownLinks = 5;
/** Programs that start a thousand others would fill a page with shares of nothing. */
const shownTasks = 20;

const milliseconds = (ns: number): string => formatMs(ns / 1e6, ' ');
const share = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(1)} %`;

function taskText({ process, thread, program, comm }: PathTask): string {
  const base = baseName(program);
  // The kernel's name is the program's first 15 bytes until the program says otherwise.
  const own = comm === '' || base.startsWith(comm) ? '' : ` (${printable(comm)})`;
  return `${process}${thread === 0 ? '' : ` thread ${thread}`} ${printable(program)}${own}`;
}

const classTexts: Readonly<Record<ClassShare['class'], string>> = {
  work: 'work in user space',
  effect: 'calls with effects: files, programs, endpoints, processes',
  data: 'calls that move data',
  memory: 'calls about memory',
  scheduling: 'calls that wait',
  query: 'calls that ask',
  plumbing: 'calls about descriptors, signals and threads',
};

/** `waits in clock_nanosleep`, `works`, `in read <pipe>, 12 calls`. */
function linkText({ kind, call, object, calls }: PathLink): string {
  const name = [call, ...(object === '' ? [] : [printable(object)])].join(' ');
  const among = calls > 1 ? `, ${counted(calls, 'call')}` : '';
  if (kind === 'wait') return `waits in ${name}`;
  return kind === 'work' ? `works${calls > 0 ? `, ${counted(calls, 'call')} in between` : ''}` : `in ${name}${among}`;
}

/** Columns side by side, figures to the right. */
function table(rows: readonly (readonly string[])[], right: number): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => textWidth(row[column] ?? ''))));
  return rows.map((row) =>
    `  ${row.map((text, column) => padText(text, widths[column] ?? 0, column < right ? 'right' : 'left')).join('  ')}`.trimEnd(),
  );
}

function orderText({ edges, clocks }: Causality): string {
  const kinds = edgeKinds.flatMap((kind) => {
    const count = edges.filter((edge) => edge.kind === kind).length;
    return count === 0 ? [] : [`${kind} ${formatCount(count)}`];
  });
  const longest = clocks.reduce((most, { end }) => Math.max(most, end), 0);
  const between =
    edges.length === 0
      ? 'no task waited for another'
      : `${counted(edges.length, 'edge')} between tasks: ${kinds.join(', ')}`;
  return `Order: ${between}; the last Lamport clock is ${formatCount(longest)}`;
}

/** Where the time of a recording went. `file`: how the trace is called. */
export function describePath(file: string, path: CriticalPath, causality: Causality): string[] {
  const { durationNs, stretches } = path;
  const links = longestLinks(path, shownLinks).map((link) => [
    milliseconds(link.durationNs),
    share(link.durationNs, durationNs),
    `from ${milliseconds(link.startNs)}`,
    taskText(link),
    linkText(link),
  ]);
  const tasks = path.tasks.filter(({ onPathNs }) => onPathNs > 0).toSorted((a, b) => b.onPathNs - a.onPathNs);
  const left = tasks.slice(shownTasks);
  return [
    `${printable(file)}: the critical path takes ${milliseconds(durationNs)}, in ${counted(stretches.length, 'link')}`,
    '',
    links.length === 1 ? 'Its only link:' : `Its ${links.length} longest links:`,
    ...table(links, 3),
    '',
    'Its tasks:',
    ...table(
      tasks
        .slice(0, shownTasks)
        .map((task) => [milliseconds(task.onPathNs), share(task.onPathNs, durationNs), taskText(task)]),
      2,
    ),
    ...(left.length === 0
      ? []
      : [`  and ${left.length} more with ${milliseconds(left.reduce((sum, { onPathNs }) => sum + onPathNs, 0))}`]),
    '',
    'What they did:',
    ...table(
      path.classes.map((each) => [
        milliseconds(each.onPathNs),
        share(each.onPathNs, durationNs),
        classTexts[each.class],
      ]),
      2,
    ),
    '',
    orderText(causality),
    'Times are those of the recording: a tracer makes every call slower, sleeps and work in user space it leaves as they are.',
  ];
}
