import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'tap';
import { derivedTexts, writeDerived } from '../../src/golden/derived.js';
import { renderSummary } from '../../src/golden/render-summary.js';
import { listGoldens, listPending, writeGolden, writePending } from '../../src/golden/store.js';
import { golden, goldenOf, steps } from './sample.js';

const other = goldenOf(steps.slice(0, 2));
const read = (folder: string, name: string): string => readFileSync(join(folder, name), 'utf8');

test('what is committed here is what its goldens say', async (t) => {
  const folder = fileURLToPath(new URL('../../golden_traces', import.meta.url));
  const texts = await derivedTexts(folder);
  t.ok(texts.size > 8);
  for (const [name, text] of texts) t.equal(read(folder, name), text, `${name} (npx trace-gate accept --all)`);
  const goldens = await listGoldens(folder);
  const summaries = readdirSync(folder).filter((name) => name.endsWith('_summary.txt'));
  t.strictSame(summaries.sort(), goldens.map((name) => `${name}_summary.txt`).sort());
});

test('written for every golden, for none that is pending, and no golden themselves', async (t) => {
  const folder = t.testdir({});
  await writeGolden(folder, 'cat', golden());
  await writePending(folder, 'cat', other);
  await writePending(folder, 'new', other);
  await writeDerived(folder);
  const names = ['ANALYSIS.md', 'cat.json', 'cat.pending.json', 'cat_summary.txt', 'new.pending.json'];
  t.strictSame(readdirSync(folder).sort(), names);
  t.equal(read(folder, 'cat_summary.txt'), renderSummary(golden()));
  t.match(read(folder, 'ANALYSIS.md'), '| [`cat`](cat.json) | structure | 1 |');
  t.strictSame(await listGoldens(folder), ['cat']);
  t.strictSame(await listPending(folder), ['cat', 'new']);
});

test('stale ones are made anew, those without a golden go', async (t) => {
  const folder = t.testdir({});
  await writeGolden(folder, 'a', golden());
  await writeGolden(folder, 'b', golden());
  await writeDerived(folder);
  const before = read(folder, 'ANALYSIS.md');
  rmSync(join(folder, 'b.json'));
  await writeGolden(folder, 'a', other);
  await writeDerived(folder);
  t.strictSame(readdirSync(folder).sort(), ['ANALYSIS.md', 'a.json', 'a_summary.txt']);
  t.equal(read(folder, 'a_summary.txt'), renderSummary(other));
  t.not(read(folder, 'ANALYSIS.md'), before);
  rmSync(join(folder, 'a.json'));
  await writeDerived(folder);
  t.strictSame(readdirSync(folder), []);
  await writeDerived(join(folder, 'none'));
  t.strictSame(readdirSync(folder), [], 'and no folder is made');
});

test('what a person wrote stays', async (t) => {
  const own = { 'ANALYSIS.md': '# Our goldens\n', 'notes_summary.txt': 'mine\n' };
  const folder = t.testdir(own);
  await writeDerived(folder);
  await writeGolden(folder, 'a', golden());
  await writeDerived(folder);
  t.strictSame(readdirSync(folder).sort(), ['ANALYSIS.md', 'a.json', 'a_summary.txt', 'notes_summary.txt']);
  for (const [name, text] of Object.entries(own)) t.equal(read(folder, name), text);
});

test('a golden that can not be read keeps its summary and has a line', async (t) => {
  const folder = t.testdir({});
  await writeGolden(folder, 'a', golden());
  await writeDerived(folder);
  writeFileSync(join(folder, 'a.json'), '<<<<<<< HEAD\n');
  await writeDerived(folder);
  t.equal(read(folder, 'a_summary.txt'), renderSummary(golden()));
  t.match(read(folder, 'ANALYSIS.md'), '| [`a`](a.json) | unreadable |');
});

test('what can not be written is a clear error', async (t) => {
  const folder = t.testdir({});
  await writeGolden(folder, 'a', golden());
  mkdirSync(join(folder, 'a_summary.txt', 'x'), { recursive: true });
  await t.rejects(writeDerived(folder), {
    code: 'E_GOLDEN_WRITE',
    exitCode: 3,
    message: /a_summary\.txt could not be written/,
  });
});
