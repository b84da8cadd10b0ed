/**
 * Verdict → GitHub's Markdown, for a comment on a pull request or a job's summary. Whatever is data stands in code spans: names of files and
 * programs must become neither markup nor a mention of somebody (escapes can't prevent that one).
 */
import { exitCodes } from '../model/finding.js';
import { cell, code, fenceAround } from '../model/markdown-code.js';
import type { TargetVerdict, Verdict } from '../model/verdict.js';
import { describeFinding, findingLines } from './describe.js';
import { counted } from './format-units.js';
import { firstPlaces, groupFindings, isTold, sectionTitle, weightiest, type Told } from './group-findings.js';
import { nextSteps } from './next-steps.js';
import { summaryText } from './summary.js';
import { telling } from './target-table.js';
import { printable, printableLines, shortened } from './text.js';

/**
 * Characters in all. A comment takes 65,536, a step's summary 1 MiB (which these are at 4 bytes each), and what posts this may add lines of its own:
 * https://docs.github.com/en/actions/writing-workflows/choosing-what-your-workflow-does/workflow-commands-for-github-actions#step-isolation-and-limits
 */
const mostCharacters = 60_000;
/** Of them for the table of targets. */
const tableCharacters = 20_000;
/** A name can have 4,096 bytes; nobody reads that far. */
const longestLine = 1000;
/** A longer command names hundreds of targets; half of one would be worse than none. */
const longestCommand = 2000;
const mostNotes = 10;

const line = (text: string): string => code(shortened(text, longestLine));

function block(lines: readonly string[], language: string, indent = ''): string[] {
  const fence = fenceAround(lines.join('\n'), 3);
  return [`${fence}${language}`, ...lines, fence].map((text) => `${indent}${text}`);
}

const lengthOf = (lines: readonly string[]): number => lines.reduce((sum, text) => sum + text.length + 1, 0);

/** The table of targets; where it would get too long, those that need a person come first. */
function table(targets: readonly TargetVerdict[]): string[] {
  if (targets.length === 0) return [];
  const columns = telling(targets);
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rowOf = (target: TargetVerdict): string =>
    row(columns.map(({ text }, index) => (index === 0 ? cell(line(text(target))) : text(target))));
  const head = [
    row(columns.map(({ title }) => title)),
    row(columns.map(({ align }) => (align === 'left' ? ':--' : '--:'))),
  ];
  const all = targets.map(rowOf);
  if (lengthOf([...head, ...all]) <= tableCharacters) return [...head, ...all];
  const sorted = [...targets].sort((a, b) => Number(a.status === 'passed') - Number(b.status === 'passed'));
  const { shown, left } = fitting(
    sorted.map((target) => [rowOf(target)]),
    tableCharacters - lengthOf(head),
  );
  return [...head, ...shown.flat(), '', `and ${counted(left, 'more target')}`];
}

/** The first items that have room, and how many have none. */
function fitting(items: readonly (readonly string[])[], room: number): { shown: readonly string[][]; left: number } {
  const shown: string[][] = [];
  let free = room;
  for (const item of items) {
    free -= lengthOf(item);
    if (free < 0) break;
    shown.push([...item]);
  }
  return { shown, left: items.length - shown.length };
}

function toldLines(told: Told): string[] {
  if (told.kind === 'problem') {
    const [first = '', ...rest] = printableLines(told.problem.message);
    const hints = printableLines(told.problem.hint).filter((text) => text !== '');
    return [
      `- ✗ ${line(first)}`,
      ...(rest.length === 0
        ? []
        : block(
            rest.map((text) => shortened(text, longestLine)),
            'text',
            '  ',
          )),
      ...hints.map((text, index) => `  - ${index === 0 ? 'hint: ' : ''}${line(text)}`),
    ];
  }
  const [finding] = told.findings;
  const marker = finding.code.startsWith('note/') ? 'note:' : finding.severity === 'warn' ? '⚠' : '✗';
  const { shown, left } = firstPlaces(told.findings.map(({ place }) => place));
  const places = [...shown.map(line), ...(left > 0 ? [`and ${left} more`] : [])].join(', ');
  return [
    `- ${marker} ${line(describeFinding(finding))}${places === '' ? '' : ` (${places})`}`,
    ...findingLines(finding).map((text) =>
      text.startsWith(' ') ? `    - ${line(text.trimStart())}` : `  - ${line(text)}`,
    ),
  ];
}

/** Sections of findings that have room. */
function findings(verdict: Verdict, room: number): string[] {
  const lines: string[] = [];
  let free = room;
  let leftOut = 0;
  for (const { targets, told } of groupFindings(verdict.targets, isTold)) {
    const { lead, names, state } = sectionTitle(targets, verdict);
    const head = ['', `### ${lead}${line(names)}${state}`, ''];
    const most = weightiest(told);
    const items = most.shown.map(toldLines);
    const more = most.left > 0 ? [`- and ${counted(most.left, 'more difference')}`] : [];
    const { shown, left } =
      leftOut > 0 ? { shown: [], left: items.length } : fitting(items, free - lengthOf([...head, ...more]));
    leftOut += left === 0 ? 0 : left + most.left;
    if (shown.length === 0) continue;
    const section = [...head, ...shown.flat(), ...(left === 0 ? more : [])];
    lines.push(...section);
    free -= lengthOf(section);
  }
  return leftOut === 0
    ? lines
    : [...lines, '', `and ${counted(leftOut, 'more finding')}, for which there is no room here`];
}

function notes({ notes: all }: Verdict): string[] {
  if (all.length === 0) return [];
  const shown = all.slice(0, mostNotes).map((note) => `- note: ${line(printable(note))}`);
  const left = all.length - shown.length;
  return ['', ...shown, ...(left > 0 ? [`- and ${counted(left, 'more note')}`] : [])];
}

function advice(verdict: Verdict): string[] {
  const steps = nextSteps(verdict).filter(({ command }) => command.length <= longestCommand);
  if (steps.length === 0) return [];
  return ['', '### Next', ...steps.flatMap(({ text, command }) => ['', text, '', ...block([command], 'sh')])];
}

/** The whole report; ends with a line feed. */
export function renderMarkdown(verdict: Verdict): string {
  const mark = verdict.exitCode === exitCodes.passed ? '✓' : '✗';
  const head = [`**${mark} ${summaryText(verdict)}**`, '', ...table(verdict.targets), ...notes(verdict)];
  const tail = advice(verdict);
  const room = mostCharacters - lengthOf(head) - lengthOf(tail) - longestLine;
  const lines = [...head, ...findings(verdict, room), ...tail];
  while (lines.at(-1) === '') lines.pop();
  return `${lines.join('\n')}\n`;
}
