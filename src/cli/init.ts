/** init: a project that works at once. Never overwrites; a second time changes nothing. */
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { configName } from '../config/find-config.js';
import { makeFolder } from '../golden/make-folder.js';
import { TraceGateError } from '../errors.js';
import { writeAtomically } from '../golden/write-atomically.js';
import { exitCodes } from '../model/finding.js';
import { attributeLines, configText, ignoredLines, workflowText } from './init-files.js';
import type { Io } from './io.js';
import { withCommon, type Common, type Registry } from './options.js';

type Outcome = 'written' | 'kept, it is there already' | 'has what is needed' | `added ${string}`;

async function create(file: string, text: string): Promise<Outcome> {
  await makeFolder(dirname(file));
  try {
    // wx: whatever appears there in the meantime is not overwritten either.
    await writeFile(file, text, { flag: 'wx' });
    return 'written';
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return 'kept, it is there already';
    throw error;
  }
}

async function addLines(file: string, lines: readonly string[]): Promise<Outcome> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return create(file, lines.map((line) => `${line}\n`).join(''));
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const present = new Set(text.split(/\r?\n/).map((line) => line.trim()));
  const missing = lines.filter((line) => !present.has(line));
  if (missing.length === 0) return 'has what is needed';
  const gap = text === '' || text.endsWith('\n') ? '' : eol;
  await writeAtomically(file, `${text}${gap}${missing.map((line) => line + eol).join('')}`);
  return `added ${missing.join(', ')}`;
}

/** Says for each file what became of it. */
export async function init(io: Io): Promise<number> {
  const steps: readonly [string, (file: string) => Promise<Outcome>][] = [
    [configName, (file) => create(file, configText)],
    ['.gitignore', (file) => addLines(file, ignoredLines)],
    ['.gitattributes', (file) => addLines(file, attributeLines)],
    ['.github/workflows/trace-gate.yml', (file) => create(file, workflowText)],
  ];
  for (const [name, step] of steps) {
    try {
      io.stdout.write(`${name}: ${await step(join(io.cwd, name))}\n`);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === undefined) throw error;
      throw new TraceGateError('E_GOLDEN_WRITE', { file: name, detail: code }, { cause: error });
    }
  }
  io.stdout.write('next: trace-gate capture, then trace-gate assert\n');
  return exitCodes.passed;
}

/** Registers init. */
export function registerInit({ program, io, takes, noCommand }: Registry): void {
  withCommon(
    program
      .command('init')
      .description('write a renacer.toml to begin with, lines for .gitignore and .gitattributes, a CI workflow'),
  ).action((options: Common) => {
    noCommand('init');
    takes(options, () => init(io));
  });
}
