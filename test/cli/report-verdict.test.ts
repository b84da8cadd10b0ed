import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import {
  prepareReports,
  reporters,
  reportersFor,
  reportVerdict,
  wantedReporters,
} from '../../src/cli/report-verdict.js';
import { target, verdict } from '../report/samples.js';
import { cannotRecord, folderWith, run } from './command.js';

const options = { reporters: [], json: false, verbose: false };
const value = verdict(0, [target('alpha')]);

/** What was written to stdout. */
async function report(parts: Partial<Parameters<typeof reportVerdict>[1]>): Promise<string> {
  let stdout = '';
  const sink = { write: (text: string) => ((stdout += text), true) } as unknown as NodeJS.WriteStream;
  await reportVerdict(value, { ...options, ...parts }, { stdout: sink, stderr: sink, env: {}, cwd: '.' });
  return stdout;
}

t.test('every reporter writes to stdout or to a file, in a folder that is made', async (t) => {
  const folder = t.testdir({});
  const starts = { terminal: '✓ 1 target', json: '{\n  "format"', markdown: '**✓ 1 target', junit: '<?xml' };
  t.strictSame([...reporters], Object.keys(starts));
  for (const [name, start] of Object.entries(starts)) {
    t.ok((await report({ reporters: [name] })).startsWith(start), name);
    const file = join(folder, 'new', 'a=b', name);
    t.match(await report({ reporters: [`${name}=${file}`] }), '✓ 1 target', 'the terminal gets its own');
    t.ok(readFileSync(file, 'utf8').startsWith(start), `${name} in a file`);
  }
});

t.test('an unknown reporter is named with the nearest one', (t) => {
  const cases: readonly [string, string, string][] = [
    [
      'markdow',
      'there is no reporter `markdow`',
      'did you mean `markdown`? reporters: terminal, json, markdown, junit',
    ],
    ['html=x', 'there is no reporter `html`', 'reporters: terminal, json, markdown, junit'],
    ['', 'there is no reporter ``', 'reporters: terminal, json, markdown, junit'],
    ['json=', 'there is no file after `=`', '--reporter json=FILE, or --reporter json for stdout'],
  ];
  for (const [text, detail, hint] of cases)
    t.throws(() => wantedReporters({ ...options, reporters: [text] }), {
      code: 'E_USAGE',
      exitCode: 2,
      message: `--reporter ${text}: ${detail}`,
      hint,
    });
  t.end();
});

t.test('one report goes to stdout', (t) => {
  const names = (asked: readonly string[], json = false): string[] =>
    wantedReporters({ ...options, reporters: asked, json }).map(({ name }) => name);
  t.strictSame(names(['json'], true), ['json'], 'asked for twice');
  t.strictSame(names(['json', 'markdown=a.md']), ['json', 'markdown']);
  t.throws(() => names(['json', 'markdown']), { code: 'E_USAGE' });
  t.throws(() => names(['terminal'], true), { code: 'E_USAGE' });
  t.end();
});

t.test('what the configuration asks for comes besides, in one folder', async (t) => {
  const folder = t.testdir({});
  const configured = reportersFor(['json', 'markdown', 'junit', 'json'], join(folder, 'out'));
  t.strictSame(
    configured.map(({ file }) => file),
    ['report.json', 'report.md', 'report.xml'].map((name) => join(folder, 'out', name)),
  );
  t.match(await report({ configured }), '✓ 1 target', 'and the terminal still has its report');
  t.match(readFileSync(join(folder, 'out', 'report.xml'), 'utf8'), '<testsuites');
});

t.test('a report that can not be written is no verdict', async (t) => {
  const folder = t.testdir({ file: '' });
  mkdirSync(join(folder, 'folder'));
  for (const file of [join(folder, 'folder'), join(folder, 'file', 'x')])
    await t.rejects(report({ reporters: [`junit=${file}`] }), {
      code: 'E_REPORTER_WRITE',
      exitCode: 3,
      message: /the junit report could not be written/,
    });
});

t.test(
  'what an earlier run said goes before a new one begins, unless one of its files can not be written',
  async (t) => {
    const folder = t.testdir({ 'a.json': 'old', file: '' });
    const a = join(folder, 'a.json');
    await prepareReports({ ...options, reporters: [`json=${a}`, `junit=${join(folder, 'new', 'b.xml')}`] });
    t.equal(readFileSync(a, 'utf8'), '');
    t.equal(readFileSync(join(folder, 'new', 'b.xml'), 'utf8'), '');
    await t.rejects(prepareReports({ ...options, reporters: [`junit=${join(folder, 'file', 'x')}`] }), {
      code: 'E_REPORTER_WRITE',
    });
    writeFileSync(a, 'mine');
    await t.rejects(prepareReports({ ...options, reporters: [`json=${a}`] }, [a]), { code: 'E_USAGE' });
    t.equal(readFileSync(a, 'utf8'), 'mine');
  },
);

t.test('[reporting] leaves a gate silent about the reports that it writes', { skip: cannotRecord() }, async (t) => {
  const folder = folderWith(t, {
    'renacer.toml':
      '[[target]]\nname = "list"\ncommand = ["find", "."]\n[reporting]\nformats = ["json", "junit"]\noutput_dir = "out/reports"\n',
  });
  t.match(await run(folder, ['capture']), { code: 0 });
  t.match(await run(folder, ['assert', '--reporter', 'markdown=own.md']), { code: 0 });
  t.match(await run(folder, ['assert', '--reporter', 'markdown=own.md']), { code: 0, stdout: /nothing changed/ });
  t.strictSame(readdirSync(join(folder, 'out', 'reports')).sort(), ['report.json', 'report.xml']);
  t.match(JSON.parse(readFileSync(join(folder, 'out', 'reports', 'report.json'), 'utf8')), {
    command: 'assert',
    exitCode: 0,
  });
  rmSync(join(folder, 'out'), { recursive: true });
  writeFileSync(join(folder, 'out'), 'a file');
  t.match(await run(folder, ['assert']), { code: 3, stderr: /report could not be written to out\/reports/ });
});
