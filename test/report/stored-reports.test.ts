import { Ajv } from 'ajv';
import { SaxesParser } from 'saxes';
import { test } from 'tap';
import { renderBaselines } from '../../src/report/bench-list.js';
import { describeSaved } from '../../src/report/bench-saved.js';
import { renderStoredJson } from '../../src/report/stored-json.js';
import { renderStoredJunit } from '../../src/report/stored-junit.js';
import { renderStoredMarkdown } from '../../src/report/stored-markdown.js';
import { storedComparisonSchema } from '../../src/schema/stored-comparison.js';
import { compared, everything, example } from './stored-samples.js';

test('JSON is what its schema says', (t) => {
  const validate = new Ajv({ strict: true, allErrors: true }).compile(storedComparisonSchema);
  const across = compared({ a: 1 }, { a: 2 }, { here: { cpu: 'B' } });
  for (const comparison of [example, everything, across]) {
    const document: unknown = JSON.parse(renderStoredJson(comparison));
    t.ok(validate(document), JSON.stringify(validate.errors));
  }
  const [slow] = everything.results;
  t.match(JSON.parse(renderStoredJson(everything)), { exitCode: 1, results: [{ name: slow?.name, verdict: 'FAIL' }] });
  t.notOk(validate({ ...JSON.parse(renderStoredJson(example)), version: 2 }));
  t.end();
});

test('Markdown has the worst first, names in code, and no more rows than a comment takes', (t) => {
  const text = renderStoredMarkdown(everything);
  t.match(text, /^\*\*✗ RESULT: FAIL/);
  t.match(text, /\| `slow` \| 100\.0 ns \| 120\.0 ns \| \+20\.0% \| FAIL \|\n/);
  t.match(text, /\| `gone` \| 100\.0 ns \| – \| – \| MISSING \|\n/);
  t.match(text, /- `slow: 120\.0 ns, budget 100\.0 ns/);
  t.ok(text.indexOf('MISSING |') < text.indexOf('WARN |'));
  t.match(renderStoredMarkdown(compared({ 'a|b': 1 }, { 'a|b': 1.04 })), /\*\*✓ [^]*`a\\\|b`/);
  const many = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`${'x'.repeat(300)}${index}`, 1]));
  const long = renderStoredMarkdown(compared(many, {}));
  t.match(long, /and 800 more/);
  t.ok(long.length < 65_536, `${long.length} characters`);
  t.end();
});

test('JUnit has a case for every benchmark and every budget', (t) => {
  const xml = renderStoredJunit(everything);
  const cases = new Map<string, string>();
  let name = '';
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', (tag) => {
    if (tag.name === 'testcase') cases.set((name = String(tag.attributes['name'])), 'passed');
    if (tag.name === 'failure' || tag.name === 'skipped') cases.set(name, tag.name);
  });
  parser.write(xml).close();
  t.strictSame(Object.fromEntries(cases), {
    slow: 'failure',
    creeping: 'skipped',
    same: 'passed',
    fast: 'passed',
    gone: 'failure',
    zero: 'failure',
    added: 'passed',
    'budget 1: slow': 'failure',
    'budget 2: creeping': 'skipped',
    'budget 3: same': 'passed',
    'budget 4: nowhere*': 'failure',
  });
  t.match(xml, /<testsuite name="trace-gate bench compare" tests="11" failures="5" errors="0" skipped="2">/);
  const across = renderStoredJunit(compared({ a: 1 }, { a: 2 }, { here: { cpu: 'B' } }));
  t.match(across, /<skipped type="FAIL" message="1\.000 ns → 2\.000 ns: \+100\.0%"\/>/);
  t.end();
});

test('bench save says what it did, and what is odd about it', (t) => {
  const saved = { file: 'b.txt', others: [], gone: [] };
  const read = { file: 'r.txt', run: { format: 'go', benchmarks: [{ name: 'a', ns: 1 }] } };
  const header = { project: 'x', machine: { cpu: 'A' }, commit: '4b352c0' };
  t.equal(describeSaved(saved, header, read), 'b.txt: 1 benchmark of 4b352c0 (go) on A\n');
  const odd = { file: 'b.txt', archived: 'old.txt', others: ['c.txt'], gone: ['x', 'y'] };
  t.equal(
    describeSaved(odd, { ...header, uncommitted: 2 }, read),
    `b.txt: 1 benchmark of 4b352c0 (go) on A
old.txt: the baseline before
kept, of other machines: c.txt
note: 2 benchmarks of the baseline before are gone: x, y
note: 2 files with changes that are not committed: this is no baseline of that commit alone
`,
  );
  t.match(
    describeSaved(saved, { ...header, format: 'go' }, { ...read, run: { ...read.run, format: 'baseline' } }),
    '(go)',
    'a baseline that is saved again keeps whose result it is',
  );
  t.match(
    describeSaved(saved, header, { ...read, older: { names: ['x', 'y'], counted: false } }),
    'note: not counted: 2 results of an earlier run, which the command did not measure: x, y\n',
  );
  t.end();
});

test('baselines are a table', (t) => {
  const text = renderBaselines(
    [
      {
        file: 'c.txt',
        kind: 'current',
        used: true,
        header: {
          project: 'x',
          commit: '4b352c0',
          branch: 'main',
          date: '20251123-112000',
          machine: { cpu: 'A', cores: 4 },
        },
        benchmarks: 1240,
        format: 'criterion',
      },
      { file: 'broken.txt', kind: 'archived', used: false, problem: 'broken.txt: cut' },
    ],
    'folder',
  );
  t.equal(
    text,
    `   file        commit   branch  date             CPU         benchmarks  format
*  c.txt       4b352c0  main    20251123-112000  A, 4 cores  1,240       criterion
   broken.txt  –        –       –                unknown     unreadable  –

* what \`bench compare\` takes on this machine
broken.txt: cut
`,
  );
  t.equal(renderBaselines([], 'folder'), 'folder has no baseline: trace-gate bench save -- COMMAND makes one\n');
  t.end();
});
