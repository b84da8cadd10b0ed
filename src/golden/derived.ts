/**
 * Files beside the goldens that are made from them alone, for who reads a pull request: NAME_summary.txt and ANALYSIS.md. Nothing reads them; what
 * changes the store makes them anew, and assert and diff leave them alone.
 */
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isTraceGateError, TraceGateError } from '../errors.js';
import type { Golden } from '../model/golden.js';
import { renderAnalysis, type NamedGolden } from './render-analysis.js';
import { renderSummary } from './render-summary.js';
import { listGoldens, readGolden } from './store.js';
import { writeAtomically } from './write-atomically.js';

const analysisName = 'ANALYSIS.md';
const suffix = '_summary.txt';
/** How ours begin. A summary without its golden is removed and a table of goldens written over, but never what a person wrote. */
const summaryStart = '    calls    errors syscall\n';
const analysisStart = '# Goldens\n\nMade from the goldens in this folder';

async function goldenOf(folder: string, name: string): Promise<Golden | undefined> {
  try {
    const read = await readGolden(folder, name);
    return read.state === 'read' ? read.golden : undefined;
  } catch (error) {
    // What is wrong with it is told where it is compared with.
    if (isTraceGateError(error)) return undefined;
    throw error;
  }
}

/** File name → the text it should have. Of a golden that can't be read there is no summary to be made. */
export async function derivedTexts(folder: string): Promise<Map<string, string>> {
  const goldens: NamedGolden[] = [];
  for (const name of await listGoldens(folder)) goldens.push({ name, golden: await goldenOf(folder, name) });
  const texts = new Map<string, string>();
  for (const { name, golden } of goldens) if (golden) texts.set(name + suffix, renderSummary(golden));
  if (goldens.length > 0) texts.set(analysisName, renderAnalysis(goldens));
  return texts;
}

async function textOf(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch(() => undefined);
}

/** Writes those that are missing or stale, and removes summaries whose golden is gone. Throws E_GOLDEN_WRITE. */
export async function writeDerived(folder: string): Promise<void> {
  const texts = await derivedTexts(folder);
  const goldens = new Set(await listGoldens(folder));
  const orphans = (await readdir(folder).catch(() => [])).filter(
    (file) => file.endsWith(suffix) && !goldens.has(file.slice(0, -suffix.length)),
  );
  if (goldens.size === 0) orphans.push(analysisName);
  const attempt = async (name: string, action: (file: string) => Promise<void>): Promise<void> => {
    const file = join(folder, name);
    try {
      await action(file);
    } catch (error) {
      const detail = (error as NodeJS.ErrnoException).code ?? String(error);
      throw new TraceGateError('E_GOLDEN_WRITE', { file, detail }, { cause: error });
    }
  };
  for (const [name, text] of texts)
    await attempt(name, async (file) => {
      const before = await textOf(file);
      const isOurs = before === undefined || name !== analysisName || before.startsWith(analysisStart);
      if (before !== text && isOurs) await writeAtomically(file, text);
    });
  for (const name of orphans)
    await attempt(name, async (file) => {
      const start = name === analysisName ? analysisStart : summaryStart;
      if ((await textOf(file))?.startsWith(start) === true) await rm(file, { force: true });
    });
}
