import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'tap';
import { isTraceGateError } from '../../src/errors.js';
import { renderGolden } from '../../src/golden/render-golden.js';
import {
  accept,
  goldenFile,
  listGoldens,
  listPending,
  pendingFile,
  readGolden,
  readPending,
  removePending,
  writeGolden,
  writePending,
} from '../../src/golden/store.js';
import { golden, goldenOf, process, steps } from './sample.js';

const other = goldenOf(steps.slice(0, 2));

test('a golden that was written is read, with its lines', async (t) => {
  const folder = join(t.testdir({}), 'new', 'golden_traces');
  const file = await writeGolden(folder, 'cat', golden());
  t.equal(file, join(folder, 'cat.json'));
  const read = await readGolden(folder, 'cat');
  if (read.state !== 'read') throw new Error('missing');
  t.strictSame(read.golden, golden());
  t.equal(read.file, file);
  t.equal(read.text, readFileSync(file, 'utf8'));
  t.match(read.text.split('\n')[read.lineOf({ list: 'steps', process: 0, index: 2 }) - 1], /"read"/);
  t.strictSame(readdirSync(folder), ['cat.json'], 'and nothing else is left there');
  t.equal(statSync(file).mode & 0o111, 0);
});

test('a golden that is not there is missing, also without its folder', async (t) => {
  const folder = t.testdir({});
  t.strictSame(await readGolden(folder, 'x'), { state: 'missing', file: join(folder, 'x.json') });
  t.strictSame(await readGolden(join(folder, 'no'), 'x'), { state: 'missing', file: join(folder, 'no', 'x.json') });
  t.strictSame(await readPending(folder, 'x'), { state: 'missing', file: join(folder, 'x.pending.json') });
});

test('lists name goldens and what waits for review, sorted, and nothing else', async (t) => {
  const folder = t.testdir({
    'b.json': '',
    'a.json': '',
    'a.pending.json': '',
    'B.pending.json': '',
    'README.md': '',
    'a_summary.txt': '',
    '.c.json.1.abcd.tmp': '',
    '.json': '',
    '-x.json': '',
  });
  t.strictSame(await listGoldens(folder), ['a', 'b']);
  t.strictSame(await listPending(folder), ['B', 'a']);
  t.strictSame(await listGoldens(join(folder, 'none')), []);
  t.strictSame(await listPending(join(folder, 'none')), []);
  await t.rejects(listGoldens(join(folder, 'a.json')), { code: 'E_USAGE', message: /its folder is a file/ });
});

test('accept makes the candidate the golden', async (t) => {
  const folder = t.testdir({});
  await writeGolden(folder, 'cat', golden());
  await writePending(folder, 'cat', other);
  t.strictSame(readdirSync(folder), ['cat.json', 'cat.pending.json']);
  t.equal(await accept(folder, 'cat'), true);
  t.strictSame(readdirSync(folder), ['cat.json']);
  t.equal(readFileSync(goldenFile(folder, 'cat'), 'utf8'), renderGolden(other).text);
  t.equal(await accept(folder, 'cat'), false, 'nothing is left to accept');
});

test('accept writes what was edited as we print it', async (t) => {
  const folder = t.testdir({});
  writeFileSync(pendingFile(folder, 'cat'), `\ufeff${JSON.stringify(JSON.parse(renderGolden(other).text))}\r\n`);
  t.equal(await accept(folder, 'cat'), true);
  t.equal(readFileSync(goldenFile(folder, 'cat'), 'utf8'), renderGolden(other).text);
});

test('accept refuses a candidate that could not be compared with, and changes nothing', async (t) => {
  const folder = t.testdir({ 'cat.pending.json': 'Hello\n' });
  await writeGolden(folder, 'cat', golden());
  await t.rejects(accept(folder, 'cat'), { code: 'E_GOLDEN_UNREADABLE', hint: /trace-gate reject cat/ });
  t.strictSame(readdirSync(folder), ['cat.json', 'cat.pending.json']);
  t.equal(readFileSync(goldenFile(folder, 'cat'), 'utf8'), renderGolden(golden()).text);
});

test('reject drops the candidate and keeps the golden', async (t) => {
  const folder = t.testdir({});
  await writeGolden(folder, 'cat', golden());
  await writePending(folder, 'cat', other);
  t.equal(await removePending(folder, 'cat'), true);
  t.strictSame(readdirSync(folder), ['cat.json']);
  t.equal(await removePending(folder, 'cat'), false);
});

test('what a reader would refuse is not written', async (t) => {
  const folder = t.testdir({});
  await t.rejects(writeGolden(folder, 'cat', golden({ processes: [process({ steps: [] })] })), {
    code: 'E_GOLDEN_EMPTY',
  });
  await t.rejects(writePending(folder, 'cat', golden({ arch: '' })), { code: 'E_GOLDEN_INVALID' });
  t.strictSame(readdirSync(folder), []);
});

test('a file that is no text is unreadable, with exit code 4', async (t) => {
  const folder = t.testdir({});
  writeFileSync(join(folder, 'bytes.json'), Buffer.from([0x7f, 0x45, 0xff, 0xfe]));
  mkdirSync(join(folder, 'folder.json'));
  await t.rejects(readGolden(folder, 'bytes'), {
    code: 'E_GOLDEN_UNREADABLE',
    exitCode: 4,
    message: /bytes that are not text/,
  });
  await t.rejects(readGolden(folder, 'folder'), { code: 'E_GOLDEN_UNREADABLE', exitCode: 4, message: /a folder/ });
});

test('a folder that can not be written is a clear error, and no temporary file stays', async (t) => {
  const folder = t.testdir({ file: 'text', golden_traces: {} });
  await t.rejects(writeGolden(join(folder, 'file'), 'cat', golden()), {
    code: 'E_GOLDEN_WRITE',
    exitCode: 3,
    message: /cat\.json could not be written: its folder is a file/,
  });
  // A folder in the file's place lets everything succeed up to the rename.
  mkdirSync(join(folder, 'golden_traces', 'cat.json', 'x'), { recursive: true });
  await t.rejects(writeGolden(join(folder, 'golden_traces'), 'cat', golden()), {
    code: 'E_GOLDEN_WRITE',
    message: /it is a folder/,
  });
  await t.rejects(removePendingFolder(folder), { code: 'E_GOLDEN_WRITE' });
  t.strictSame(readdirSync(join(folder, 'golden_traces')).sort(), ['cat.json', 'y.pending.json']);
});

function removePendingFolder(folder: string): Promise<boolean> {
  mkdirSync(join(folder, 'golden_traces', 'y.pending.json'));
  return removePending(join(folder, 'golden_traces'), 'y');
}

test('a name can not lead out of the folder', async (t) => {
  const folder = t.testdir({});
  for (const name of ['../x', '/etc/x', '.x', '-x', '', 'a/b', 'a.pending', 'a\0b']) {
    try {
      goldenFile(folder, name);
      t.fail(`${JSON.stringify(name)} was taken`);
    } catch (error) {
      t.ok(isTraceGateError(error, 'E_USAGE'), JSON.stringify(name));
    }
  }
  t.equal(goldenFile('g', 'a_b-1.2'), join('g', 'a_b-1.2.json'));
});

test('writers at the same time leave one whole golden', async (t) => {
  const folder = t.testdir({});
  const goldens = Array.from({ length: 20 }, (_, index) =>
    goldenOf(Array.from({ length: 50 }, (__, place) => ({ call: 'stat', path: `${index}/${place}` }))),
  );
  await Promise.all(goldens.map((one) => writeGolden(folder, 'cat', one)));
  const read = await readGolden(folder, 'cat');
  t.equal(read.state, 'read');
  t.strictSame(readdirSync(folder), ['cat.json']);
});
