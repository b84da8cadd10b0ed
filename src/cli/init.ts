/** init: a project that works at once. Never overwrites; a second time changes nothing. */
import { readdir } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { configName } from '../config/find-config.js';
import { TraceGateError } from '../errors.js';
import { exitCodes } from '../model/finding.js';
import { ignoredBy, repositoryTop } from '../source/git.js';
import { openBench } from './bench-project.js';
import { benchWorkflow, makeFiles, missingTargets, scriptText } from './init-bench-files.js';
import { benchMarkers, benchTool, type BenchTool } from './init-bench-tools.js';
import { attributeLines, configText, ignoredLines, workflowText } from './init-files.js';
import { addLines, append, create, take, textOf, type Outcome, type Step } from './init-write.js';
import type { Io } from './io.js';
import { withCommon, type Common, type Registry } from './options.js';

interface Repository {
  /** Its folder; the working folder where git knows of none. */
  readonly top: string;
  /** From there to the working folder; empty: the same. */
  readonly subfolder: string;
}

async function repositoryOf({ cwd }: Io): Promise<Repository> {
  const top = (await repositoryTop(cwd)) ?? cwd;
  const subfolder = relative(top, cwd);
  return subfolder.startsWith('..') ? { top: cwd, subfolder: '' } : { top, subfolder };
}

/** GitHub reads workflows in the repository's own folder alone; projects in subfolders have one each. */
function workflowFile({ top, subfolder }: Repository, name: string): string {
  const suffix = subfolder === '' ? '' : `-${subfolder.replace(/[^\w.-]+/g, '-')}`;
  return join(top, '.github', 'workflows', `${name}${suffix}.yml`);
}

async function init(npx: string, io: Io): Promise<number> {
  const here = (name: string): string => join(io.cwd, name);
  const repository = await repositoryOf(io);
  const workflow = workflowText(npx, repository.subfolder);
  const steps: readonly Step[] = [
    [here(configName), (file) => create(file, configText)],
    [here('.gitignore'), (file) => addLines(file, ignoredLines)],
    [here('.gitattributes'), (file) => addLines(file, attributeLines)],
    [workflowFile(repository, 'trace-gate'), (file) => create(file, workflow)],
  ];
  await take(steps, io);
  io.stdout.write('next: trace-gate capture, then trace-gate assert\n');
  return exitCodes.passed;
}

async function addTargets(file: string, tool: BenchTool, npx: string): Promise<Outcome> {
  const text = await textOf(file);
  const { names, text: rules } = missingTargets(text ?? '', tool, npx);
  if (text === undefined) return create(file, rules);
  if (names.length === 0) return 'kept, it is there already';
  await append(file, text, rules);
  return `added ${names.join(', ')}`;
}

/** What make would read here. Names are compared as the folder has them: on some file systems `makefile` opens `Makefile`. */
async function makeFile({ cwd }: Io): Promise<string> {
  const there = new Set(await readdir(cwd));
  return join(cwd, makeFiles.find((name) => there.has(name)) ?? 'Makefile');
}

/** What each of the two compares is said: they answer different questions. */
function nextSteps(baselines: string, ignored: string | undefined, workflow: string, notes: readonly string[]): string {
  const lines = [
    ...notes.map((note) => `note: ${note}`),
    ...(ignored === undefined
      ? []
      : [`warning: git ignores ${baselines}/ (${ignored}): what is saved there stays on this machine`]),
    `next: make bench-save-baseline on the main branch${ignored === undefined ? `, then commit ${baselines}/` : ''}; make bench-compare on a branch compares with the baseline of the same machine there`,
    `next: commit ${workflow}; on every pull request it builds the base, too, and compares the two in turn on one runner, without a stored baseline`,
  ];
  return `${lines.join('\n')}\n`;
}

/** `--bench`: what makes, in a repository of this kind, the commands of bench everyday ones. */
async function initBench(options: Common, npx: string, io: Io): Promise<number> {
  const here = (name: string): string => join(io.cwd, name);
  const repository = await repositoryOf(io);
  const tool = await benchTool(io.cwd, repository.top);
  if (!tool)
    throw new TraceGateError('E_USAGE', {
      detail: 'there is nothing here that says how to measure',
      hint: `run it where one of these is: ${benchMarkers.join(', ')}`,
    });
  const folder = resolve(io.cwd, (await openBench(options, io)).baselineDir);
  const baselines = relative(io.cwd, folder);
  const { result } = tool;
  const workflow = workflowFile(repository, 'benchmarks');
  const steps: readonly Step[] = [
    [await makeFile(io), (file) => addTargets(file, tool, npx)],
    [here('scripts/save_baseline.sh'), (file) => create(file, scriptText(tool, npx), 0o777)],
    ...(result === undefined ? [] : [[here('.gitignore'), (file: string) => addLines(file, [result])] as const]),
    [
      workflow,
      (file) => create(file, benchWorkflow(tool, npx, { subfolder: repository.subfolder, baselines: `${baselines}/` })),
    ],
  ];
  await take(steps, io);
  const ignored = await ignoredBy(io.cwd, join(folder, 'baseline-current.txt'));
  io.stdout.write(nextSteps(baselines, ignored, relative(io.cwd, workflow), tool.notes ?? []));
  return exitCodes.passed;
}

/** The next minor version may say other things of the same benchmarks: it should come when someone takes it. */
function pinned(version: string): string {
  const [major, minor] = version.split('.');
  return `npx --yes trace-gate@^${major}.${minor}`;
}

/** Registers init. */
export function registerInit({ program, io, takes, noCommand }: Registry): void {
  const npx = pinned(program.version() ?? '');
  withCommon(
    program
      .command('init')
      .description('write a renacer.toml to begin with, lines for .gitignore and .gitattributes, a CI workflow'),
  )
    .option('--bench', 'instead: make targets, scripts/save_baseline.sh and a CI workflow for benchmarks')
    .action((options: Common & { bench?: boolean }) => {
      noCommand('init');
      takes(options, () => (options.bench === true ? initBench(options, npx, io) : init(npx, io)));
    });
}
