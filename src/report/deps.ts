/** What lockfiles added, removed and updated, beside sizes: text, Markdown, JSON. */
import { lockfileNames, type DependencyReport, type LockfileChange, type PackageChange } from '../model/bench-deps.js';
import { cell, code } from '../model/markdown-code.js';
import { formatCount } from './format-units.js';
import { sizeLines, sizeResultText, sizeSource, sizeTable } from './size.js';
import { printable } from './text.js';

const kinds: readonly PackageChange['kind'][] = ['added', 'updated', 'content', 'removed'];
const titles: Readonly<Record<PackageChange['kind'], string>> = {
  added: 'ADDED',
  updated: 'UPDATED',
  content: 'SAME VERSION, OTHER CONTENT',
  removed: 'REMOVED',
};
/** A comment takes 65,536 characters. */
const mostRows = 300;

const versions = (list: readonly string[]): string => printable(list.join(', '));

function versionText({ kind, before, after }: PackageChange): string {
  if (kind === 'added' || kind === 'content') return versions(after);
  return kind === 'removed' ? versions(before) : `${versions(before)} → ${versions(after)}`;
}

const countText = (count: number | undefined): string => (count === undefined ? 'no such file' : formatCount(count));

function countLine({ before, after, changes }: LockfileChange): string {
  const of = (kind: PackageChange['kind']): number => changes.filter((one) => one.kind === kind).length;
  const packages = `${countText(before)} → ${countText(after)}`;
  return `packages: ${packages} (${of('added')} added, ${of('removed')} removed, ${of('updated')} updated)`;
}

function lockfileLines(one: LockfileChange): string[] {
  const parts = kinds.flatMap((kind) => {
    const changes = one.changes.filter((change) => change.kind === kind);
    const lines = changes.map((change) => `    ${printable(change.name)} ${versionText(change)}`);
    return changes.length === 0 ? [] : [`  ${titles[kind]}: ${changes.length}`, ...lines];
  });
  return [`${printable(one.file)}: ${countLine(one)}`, ...parts, ''];
}

const againstText = ({ against: { ref, commit } }: DependencyReport): string =>
  `Against ${ref === commit ? '' : `${printable(ref)}, `}${commit.slice(0, 10)}`;

const unbuiltLines = ({ unbuilt }: DependencyReport): string[] =>
  unbuilt.map((name) => `not built, so its size is not told: ${printable(name)}`);

/** Where none of those that are read did, it is not said that nothing changed. */
function unreadLines({ lockfiles, unread }: DependencyReport): string[] {
  const known = lockfileNames.join(', ');
  if (unread.length > 0) return [`changed, and not read (${known} are): ${unread.map(printable).join(', ')}`, ''];
  return lockfiles.length === 0 ? ['No lockfile changed.', ''] : [];
}

/** Ends with a line feed. */
export function renderDependencies(report: DependencyReport): string {
  const { lockfiles, sizes } = report;
  return [
    'DEPENDENCIES',
    againstText(report),
    '',
    ...lockfiles.flatMap(lockfileLines),
    ...unreadLines(report),
    ...(sizes ? ['SIZES', ...sizeLines(sizes), '', sizeResultText(sizes), '', sizeSource(sizes)] : []),
    ...unbuiltLines(report),
    ...(sizes || report.unbuilt.length > 0 ? [''] : []),
  ].join('\n');
}

function lockfileTable(one: LockfileChange): string[] {
  const { changes } = one;
  const rows = changes.slice(0, mostRows).map((change) => {
    const old = change.before.length === 0 ? '–' : cell(code(versions(change.before)));
    const now = change.after.length === 0 ? '–' : cell(code(versions(change.after)));
    const what = change.kind === 'content' ? 'same version, other content' : change.kind;
    return `| ${cell(code(printable(change.name)))} | ${old} | ${now} | ${what} |`;
  });
  return [
    `${code(printable(one.file))}, ${countLine(one)}`,
    '',
    ...(rows.length === 0 ? [] : ['| package | before | after | |', '| :-- | :-- | :-- | :-- |', ...rows, '']),
    ...(changes.length > mostRows ? [`and ${changes.length - mostRows} more`, ''] : []),
  ];
}

/** Ends with a line feed. */
export function renderDependenciesMarkdown(report: DependencyReport): string {
  const { lockfiles, sizes } = report;
  return [
    '**Dependencies**',
    '',
    code(againstText(report)),
    '',
    ...lockfiles.flatMap(lockfileTable),
    ...unreadLines(report),
    ...(sizes ? [`**${sizeResultText(sizes)}**`, '', ...sizeTable(sizes), '', `- ${code(sizeSource(sizes))}`] : []),
    ...unbuiltLines(report).map((line) => `- ${code(line)}`),
    ...(sizes || report.unbuilt.length > 0 ? [''] : []),
  ].join('\n');
}

/** Ends with a line feed. */
export function renderDependenciesJson({
  exitCode,
  against,
  lockfiles,
  unread,
  sizes,
  unbuilt,
}: DependencyReport): string {
  const shown = sizes && { baseline: sizes.baseline, limits: sizes.limits, results: sizes.results };
  const document = {
    format: 'trace-gate/dependency-report',
    version: 1,
    exitCode,
    against,
    lockfiles,
    unread,
    ...(shown && { sizes: shown }),
    unbuilt,
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
