import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { cannotRecord, folderWith, git, run } from './command.js';

const files = ['renacer.toml', '.gitignore', '.gitattributes', '.github/workflows/trace-gate.yml'];
const contents = (folder: string): string[] => files.map((file) => readFileSync(join(folder, file), 'utf8'));

t.test('an empty folder becomes a project, and stays the same the second time', async (t) => {
  const folder = folderWith(t);
  const first = await run(folder, ['init']);
  t.equal(first.code, 0);
  for (const file of files) t.match(first.stdout, `${file}: written`);
  const written = contents(folder);
  const second = await run(folder, ['init']);
  t.equal(second.code, 0);
  t.notMatch(second.stdout, /written|added/);
  t.strictSame(contents(folder), written);
});

t.test('what is there is kept', async (t) => {
  const folder = folderWith(t, { 'renacer.toml': '# mine\n', '.gitignore': 'node_modules\r\n.trace-gate/' });
  const { code, stdout } = await run(folder, ['init']);
  t.equal(code, 0);
  t.match(stdout, /renacer\.toml: kept/);
  t.equal(contents(folder)[0], '# mine\n');
  t.equal(contents(folder)[1], 'node_modules\r\n.trace-gate/\r\ngolden_traces/*.pending.json\r\n');
});

t.test('a file in the way is told', async (t) => {
  const { code, stderr } = await run(folderWith(t, { '.github': 'a file' }), ['init']);
  t.equal(code, 3);
  t.match(stderr, /trace-gate\.yml could not be written: \.github is a file, not a folder/);
});

t.test('in a subfolder, the workflow goes where GitHub looks, and works in the subfolder', async (t) => {
  const folder = folderWith(t, { 'a b/tool/README': '' });
  git(folder, 'init', '-q');
  const { code, stdout } = await run(join(folder, 'a b/tool'), ['init']);
  t.equal(code, 0);
  t.match(stdout, '../../.github/workflows/trace-gate-a-b-tool.yml: written');
  const workflow = readFileSync(join(folder, '.github/workflows/trace-gate-a-b-tool.yml'), 'utf8');
  t.match(workflow, /^ {8}working-directory: "a b\/tool"$/m);
  t.match(workflow, /npx --yes trace-gate@\^\d+\.\d+ assert$/m);
});

t.test('capture and assert work at once, and leave git clean', { skip: cannotRecord() }, async (t) => {
  const folder = folderWith(t);
  git(folder, 'init', '-q');
  await run(folder, ['init']);
  t.match(await run(folder, ['capture']), { code: 0, stdout: /1 new golden/ });
  t.match(await run(folder, ['assert', '--ci']), { code: 0, stdout: /nothing changed/ });
  git(folder, 'add', '.');
  git(folder, 'commit', '-q', '-m', 'all');
  await run(folder, ['assert']);
  t.doesNotThrow(() => git(folder, 'diff', '--quiet', 'HEAD'));
});
