/** Verdict → reporters → where they write. A reporter that can't write is no verdict, never silence. */
import { stat, truncate, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { makeFolder } from '../golden/make-folder.js';
import { TraceGateError } from '../errors.js';
import type { Verdict } from '../model/verdict.js';
import { nearestName } from '../nearest-name.js';
import { renderJson } from '../report/json.js';
import { renderJunit } from '../report/junit.js';
import { renderMarkdown } from '../report/markdown.js';
import { renderTerminal, type TerminalOptions } from '../report/terminal.js';
import { wantsColor, widthOf, type Io } from './io.js';

/** One reporter a line. `extension`: of its file in the folder that `[reporting] output_dir` names. */
const registry = {
  terminal: { extension: 'txt', render: renderTerminal },
  json: { extension: 'json', render: renderJson },
  markdown: { extension: 'md', render: renderMarkdown },
  junit: { extension: 'xml', render: renderJunit },
} as const satisfies Record<string, Reporter>;

interface Reporter {
  readonly extension: string;
  readonly render: (verdict: Verdict, options: TerminalOptions) => string;
}

export type ReporterName = keyof typeof registry;

/** Every reporter, for the command line and for what checks `[reporting] formats`. */
export const reporters = Object.keys(registry) as readonly ReporterName[];

export interface ReportOptions {
  /** NAME or NAME=FILE, as given. */
  readonly reporters: readonly string[];
  readonly json: boolean;
  readonly color?: boolean;
  readonly verbose: boolean;
  /** Reports to write besides: `reportersFor` of the configuration. */
  readonly configured?: readonly WantedReporter[];
}

export interface WantedReporter {
  readonly name: ReporterName;
  readonly file?: string;
}

/** `[reporting] formats` with its `output_dir`: report.json, report.md, report.xml in that folder. */
export function reportersFor(formats: readonly ReporterName[], outputDir: string): WantedReporter[] {
  return [...new Set(formats)].map((name) => ({ name, file: join(outputDir, `report.${registry[name].extension}`) }));
}

/** Checks reporter names before anything runs; throws E_USAGE. */
export function wantedReporters({ reporters: asked, json, configured = [] }: ReportOptions): WantedReporter[] {
  const wanted = asked.map((text): WantedReporter => {
    const [name = '', ...rest] = text.split('=');
    const file = rest.length === 0 ? undefined : rest.join('=');
    const known = reporters.find((reporter) => reporter === name);
    if (!known) {
      const nearest = nearestName(name, reporters);
      throw new TraceGateError('E_USAGE', {
        detail: `--reporter ${text}: there is no reporter \`${name}\``,
        hint: `${nearest === undefined ? '' : `did you mean \`${nearest}\`? `}reporters: ${reporters.join(', ')}`,
      });
    }
    if (file === '')
      throw new TraceGateError('E_USAGE', {
        detail: `--reporter ${text}: there is no file after \`=\``,
        hint: `--reporter ${name}=FILE, or --reporter ${name} for stdout`,
      });
    return { name: known, ...(file === undefined ? {} : { file }) };
  });
  if (json && !wanted.some(({ name, file }) => name === 'json' && file === undefined)) wanted.push({ name: 'json' });
  const [one, other] = wanted.filter(({ file }) => file === undefined);
  if (one && other)
    throw new TraceGateError('E_USAGE', {
      detail: `two reports, ${one.name} and ${other.name}, can't both go to stdout`,
      hint: `give one of them a file: --reporter ${other.name}=FILE`,
    });
  if (!wanted.some(({ file }) => file === undefined)) wanted.push({ name: 'terminal' });
  return [...wanted, ...configured];
}

/**
 * Makes the files of reports empty ones: what an earlier run said is no verdict of this one, which may not come to any, and a target that looks around finds the same in every run. `inputs`:
 * what the run reads. Throws E_REPORTER_WRITE, and E_USAGE for a report that would take the place of an input.
 */
export async function prepareReports(options: ReportOptions, inputs: readonly string[] = []): Promise<void> {
  const taken = new Set(inputs.map((input) => resolve(input)));
  const wanted = wantedReporters(options).flatMap(({ name, file }) => (file === undefined ? [] : [{ name, file }]));
  for (const { name, file } of wanted)
    if (taken.has(resolve(file)))
      throw new TraceGateError('E_USAGE', {
        detail: `--reporter ${name}=${file}: this run reads that file`,
        hint: 'give the report a name of its own',
      });
  for (const { name, file } of wanted) await orNoVerdict(name, file, () => empty(file));
}

/** What is no regular file (a pipe, /dev/null) has nothing to lose. */
async function empty(file: string): Promise<void> {
  await makeFolder(dirname(file));
  await writeFile(file, '', { flag: 'a' });
  if ((await stat(file)).isFile()) await truncate(file);
}

/** Every file that reports go to, absolute. Throws E_USAGE. */
export function reportFiles(options: ReportOptions, io: Io): string[] {
  return wantedReporters(options).flatMap(({ file }) => (file === undefined ? [] : [resolve(io.cwd, file)]));
}

async function orNoVerdict(reporter: ReporterName, file: string, writing: () => Promise<void>): Promise<void> {
  try {
    await writing();
  } catch (error) {
    const detail = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new TraceGateError('E_REPORTER_WRITE', { reporter, file, detail }, { cause: error });
  }
}

function terminalOptions(options: ReportOptions, io: Io, toFile: boolean): TerminalOptions {
  return {
    color: !toFile && wantsColor(options.color, io),
    width: toFile ? 100 : widthOf(io),
    verbose: options.verbose,
  };
}

export async function reportVerdict(verdict: Verdict, options: ReportOptions, io: Io): Promise<void> {
  await deliverReports((name, terminal) => registry[name].render(verdict, terminal), options, io);
}

/** Every report that is wanted, each to where it goes. Throws E_REPORTER_WRITE. */
export async function deliverReports(
  render: (name: ReporterName, terminal: TerminalOptions) => string,
  options: ReportOptions,
  io: Io,
): Promise<void> {
  for (const { name, file } of wantedReporters(options)) {
    const text = render(name, terminalOptions(options, io, file !== undefined));
    if (file === undefined) {
      io.stdout.write(text);
      continue;
    }
    await orNoVerdict(name, file, async () => {
      await makeFolder(dirname(file));
      await writeFile(file, text);
    });
  }
}
