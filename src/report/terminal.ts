/**
 * Verdict → text for a terminal. Quiet when all is well; otherwise every finding with its place, and the commands to run next.
 */
import picocolors from 'picocolors';
import { exitCodes, type Finding, type Place } from '../model/finding.js';
import type { TargetVerdict, Verdict } from '../model/verdict.js';
import { describeFinding, findingLines } from './describe.js';
import { counted } from './format-units.js';
import {
  firstPlaces,
  groupFindings,
  isTold,
  sectionTitle,
  weightiest,
  type Section,
  type Told,
} from './group-findings.js';
import { nextSteps } from './next-steps.js';
import { summaryText } from './summary.js';
import { renderTargetTable } from './target-table.js';
import { printable, printableLines } from './text.js';
import { wrapText } from './wrap.js';

export interface TerminalOptions {
  readonly color: boolean;
  /** Columns of the terminal. */
  readonly width: number;
  /** The table of targets and every note, also when all is well. */
  readonly verbose?: boolean;
}

type Style = (text: string) => string;

/** Collects lines; wraps plain text first and puts colours around the pieces then. */
class Page {
  readonly lines: string[] = [];

  constructor(private readonly width: number) {}

  /** `marker` stands in front of the first line; the others are indented to below the text. */
  add(text: string, { indent = 0, marker = '', style = plain, markerStyle = plain }: LineOptions = {}): void {
    const lead = marker === '' ? '' : `${marker} `;
    const start = ' '.repeat(indent);
    wrapText(text, this.width - indent - lead.length).forEach((line, index) => {
      const before =
        index === 0 ? `${start}${marker === '' ? '' : `${markerStyle(marker)} `}` : start + ' '.repeat(lead.length);
      this.lines.push(`${before}${style(line)}`.trimEnd());
    });
  }

  /** As it is: a line of a table. */
  addAsIs(line: string): void {
    this.lines.push(line);
  }

  gap(): void {
    if (this.lines.length > 0 && this.lines.at(-1) !== '') this.lines.push('');
  }
}

interface LineOptions {
  readonly indent?: number;
  readonly marker?: string;
  readonly style?: Style;
  readonly markerStyle?: Style;
}

const plain: Style = (text) => text;

/** The whole report; ends with a line feed. */
export function renderTerminal(verdict: Verdict, options: TerminalOptions): string {
  const page = new Page(options.width);
  const { verbose = false } = options;
  const colors = picocolors.createColors(options.color);
  if (verdict.command === 'capture' || verbose) {
    const [head = '', ...rows] = renderTargetTable(verdict.targets, options.width);
    page.addAsIs(colors.dim(head));
    for (const row of rows) page.addAsIs(row);
    page.gap();
  }
  const isShown = (finding: Finding, target: TargetVerdict): boolean => verbose || isTold(finding, target);
  for (const section of groupFindings(verdict.targets, isShown)) {
    page.gap();
    addSection(page, section, verdict, verbose || verdict.command === 'diff', colors);
    page.gap();
  }
  addReasons(page, verdict, verbose, colors);
  for (const note of verdict.notes)
    page.add(printable(note), { marker: 'note:', markerStyle: colors.dim, style: colors.dim });
  addNextSteps(page, verdict, colors);
  const passed = verdict.exitCode === exitCodes.passed;
  page.add(
    summaryText(verdict),
    passed ? { marker: '✓', markerStyle: colors.green } : { marker: '✗', markerStyle: colors.red, style: colors.bold },
  );
  return `${page.lines.join('\n')}\n`;
}

type Colors = ReturnType<typeof picocolors.createColors>;

function addSection(page: Page, { targets, told }: Section, verdict: Verdict, showAll: boolean, colors: Colors): void {
  const { lead, names, state } = sectionTitle(targets, verdict);
  page.add(`${lead}${names}${state}`, { style: colors.bold });
  const { shown, left } = showAll ? { shown: told, left: 0 } : weightiest(told);
  for (const item of shown) addTold(page, item, colors);
  if (left > 0) page.add(`and ${counted(left, 'more difference')}`, { indent: 4 });
}

function addTold(page: Page, told: Told, colors: Colors): void {
  if (told.kind === 'problem') {
    const [first = '', ...rest] = printableLines(told.problem.message);
    page.add(first, { indent: 2, marker: '✗', markerStyle: colors.red });
    for (const line of rest) page.add(line, { indent: 4 });
    printableLines(told.problem.hint).forEach((line, index) => {
      page.add(line, {
        indent: index === 0 ? 4 : 10,
        ...(index === 0 ? { marker: 'hint:', markerStyle: colors.cyan } : {}),
      });
    });
    return;
  }
  const [finding] = told.findings;
  const isNote = finding.code.startsWith('note/');
  const marker = isNote ? 'note:' : finding.severity === 'warn' ? '⚠' : '✗';
  const markerStyle = isNote ? colors.dim : finding.severity === 'warn' ? colors.yellow : colors.red;
  page.add(describeFinding(finding), { indent: 2, marker, markerStyle });
  for (const line of findingLines(finding)) page.add(line.trimStart(), { indent: line.startsWith(' ') ? 7 : 5 });
  addPlaces(
    page,
    told.findings.map(({ place }) => place),
    colors,
  );
}

function addPlaces(page: Page, places: readonly (Place | undefined)[], colors: Colors): void {
  const { shown, left } = firstPlaces(places);
  for (const text of shown) page.add(text, { indent: 5, style: colors.dim });
  if (left > 0) page.add(`and ${left} more`, { indent: 5, style: colors.dim });
}

function addReasons(page: Page, { targets }: Verdict, verbose: boolean, colors: Colors): void {
  if (!verbose) return;
  for (const { name, level, reasons = [] } of targets) {
    if (level !== undefined && reasons.length > 0)
      page.add(`${printable(name)}: ${level}, because of ${reasons.map(printable).join('; ')}`, { style: colors.dim });
  }
  page.gap();
}

function addNextSteps(page: Page, verdict: Verdict, colors: Colors): void {
  const steps = nextSteps(verdict);
  if (steps.length === 0) return;
  page.gap();
  for (const { text, command } of steps) {
    page.add(text);
    page.add(command, { indent: 4, style: colors.cyan });
  }
  page.gap();
}
