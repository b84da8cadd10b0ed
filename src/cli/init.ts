/** init: a project that works at once. Never overwrites; a second time changes nothing. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { configName } from '../config/find-config.js';
import { makeFolder } from '../golden/make-folder.js';
import { TraceGateError } from '../errors.js';
import { writeAtomically } from '../golden/write-atomically.js';
import { exitCodes } from '../model/finding.js';
import { benchTools, benchWorkflow, makeTarget, makeText, scriptText, type BenchTool } from './init-bench-files.js';
import { attributeLines, configText, ignoredLines, workflowText } from './init-files.js';
import type { Io } from './io.js';
import { withCommon, type Common, type Registry } from './options.js';

type Outcome = 'written' | 'kept, it is there already' | 'has what is needed' | `added ${string}`;

async function create(file: string, text: string, mode = 0o666): Promise<Outcome> {
  await makeFolder(dirname(file));
  try {
    // wx: whatever appears there in the meantime is not overwritten either.
    await writeFile(file, text, { flag: 'wx', mode });
    return 'written';
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return 'kept, it is there already';
    throw error;
  }
}

async function textOf(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}

async function addTargets(file: string, tool: BenchTool): Promise<Outcome> {
  const text = await textOf(file);
  if (text === undefined) return create(file, makeText(tool));
  if (makeTarget.test(text)) return 'kept, it is there already';
  await writeAtomically(file, `${text}${text.endsWith('\n') ? '' : '\n'}\n${makeText(tool)}`);
  return 'added bench-save-baseline, bench-compare';
}

async function addLines(file: string, lines: readonly string[]): Promise<Outcome> {
  const text = await textOf(file);
  if (text === undefined) return create(file, lines.map((line) => `${line}\n`).join(''));
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const present = new Set(text.split(/\r?\n/).map((line) => line.trim()));
  const missing = lines.filter((line) => !present.has(line));
  if (missing.length === 0) return 'has what is needed';
  const gap = text === '' || text.endsWith('\n') ? '' : eol;
  await writeAtomically(file, `${text}${gap}${missing.map((line) => line + eol).join('')}`);
  return `added ${missing.join(', ')}`;
}

type Step = readonly [name: string, step: (file: string) => Promise<Outcome>];

/** Says for each file what became of it. */
async function take(steps: readonly Step[], io: Io): Promise<void> {
  for (const [name, step] of steps) {
    try {
      io.stdout.write(`${name}: ${await step(join(io.cwd, name))}\n`);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === undefined) throw error;
      throw new TraceGateError('E_GOLDEN_WRITE', { file: name, detail: code }, { cause: error });
    }
  }
}

async function init(io: Io): Promise<number> {
  const steps: readonly Step[] = [
    [configName, (file) => create(file, configText)],
    ['.gitignore', (file) => addLines(file, ignoredLines)],
    ['.gitattributes', (file) => addLines(file, attributeLines)],
    ['.github/workflows/trace-gate.yml', (file) => create(file, workflowText)],
  ];
  await take(steps, io);
  io.stdout.write('next: trace-gate capture, then trace-gate assert\n');
  return exitCodes.passed;
}

/** `--bench`: what makes, in a repository of this kind, the commands of bench everyday ones. */
async function initBench(io: Io): Promise<number> {
  const there = new Set(await readdir(io.cwd));
  const tool = benchTools.find(({ marker }) => there.has(marker));
  if (!tool)
    throw new TraceGateError('E_USAGE', {
      detail: 'there is nothing here that says how to measure',
      hint: `run it where one of these is: ${benchTools.map(({ marker }) => marker).join(', ')}`,
    });
  const { result } = tool;
  const ignored = ['bench.md', ...(result === undefined ? [] : [result])];
  const steps: readonly Step[] = [
    ['Makefile', (file) => addTargets(file, tool)],
    ['scripts/save_baseline.sh', (file) => create(file, scriptText(tool), 0o777)],
    ['.gitignore', (file) => addLines(file, ignored)],
    ['.github/workflows/benchmarks.yml', (file) => create(file, benchWorkflow(tool))],
  ];
  await take(steps, io);
  io.stdout.write('next: make bench-save-baseline on the main branch, then commit .performance-baselines/\n');
  return exitCodes.passed;
}

/** Registers init. */
export function registerInit({ program, io, takes, noCommand }: Registry): void {
  withCommon(
    program
      .command('init')
      .description('write a renacer.toml to begin with, lines for .gitignore and .gitattributes, a CI workflow'),
  )
    .option('--bench', 'instead: make targets, scripts/save_baseline.sh and a CI workflow for benchmarks')
    .action((options: Common & { bench?: boolean }) => {
      noCommand('init');
      takes(options, () => (options.bench === true ? initBench(io) : init(io)));
    });
}
