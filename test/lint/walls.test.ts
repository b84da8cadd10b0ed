/**
 * The walls between rooms are linted, and this proves that the lint holds: a copy of the house in which every file breaks one wall.
 * (An oxlint that does not understand a pattern says nothing at all.)
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const oxlint = join(repository, 'node_modules', '.bin', 'oxlint');

const rooms = readdirSync(join(repository, 'src'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'native')
  .map(({ name }) => name);

const pure = ['model', 'schema', 'parse', 'normalize', 'compare', 'assert', 'report', 'export', 'bench'];

/** What each room may import, besides its own files; everything else is behind a wall. */
const open: Readonly<Record<string, readonly string[]>> = {
  model: [],
  schema: ['../model/a.js'],
  parse: ['../model/a.js', '../schema/a.js'],
  normalize: ['../model/a.js'],
  compare: ['../model/a.js'],
  assert: ['../model/a.js', '../schema/a.js'],
  report: ['../model/a.js', 'string-width', 'picocolors', 'json-diff'],
  export: ['../model/a.js'],
  bench: ['../model/a.js'],
  config: ['../model/a.js', '../schema/a.js', '../errors.js', 'node:fs/promises', 'smol-toml', 'jsep'],
  golden: ['../model/a.js', '../schema/a.js', '../errors.js', 'node:fs/promises'],
  source: ['../model/a.js', '../errors.js', '../nearest-name.js', 'node:fs', 'node:child_process', 'execa'],
  gate: ['source', 'golden', 'config', 'parse', 'normalize', 'compare', 'assert', 'bench', 'schema', 'model']
    .map((room) => `../${room}/a.js`)
    .concat('../errors.js', 'node:path'),
  cli: ['gate', 'bench', 'golden', 'config', 'source', 'report', 'export', 'model']
    .map((room) => `../${room}/a.js`)
    .concat('../errors.js', 'node:path', 'commander', 'pino'),
};
const imports = [
  ...[...rooms, 'no-room'].map((room) => `../${room}/a.js`),
  '../index.js',
  '../errors.js',
  '../config-problem.js',
  '../nearest-name.js',
  'node:fs',
  'node:fs/promises',
  'node:child_process',
  'node:os',
  'node:path',
  'execa',
  'commander',
  'pino',
  'smol-toml',
  'jsep',
  'string-width',
  'picocolors',
  'json-diff',
];
const allowed = (room: string, from: string): boolean => {
  const gates = open[room] ?? [];
  const alike = (one: string): boolean =>
    one === from ||
    (one === '../errors.js' && ['../config-problem.js', '../nearest-name.js'].includes(from)) ||
    (one.startsWith('node:') && from.startsWith('node:') && (room === 'source' || from !== 'node:child_process')) ||
    (one === 'commander' && from === 'picocolors');
  return gates.some(alike);
};

const forms: readonly ((from: string) => string)[] = [
  (from) => `import * as a from '${from}';\nexport const b = a;\n`,
  (from) => `import type { A } from '${from}';\nexport type B = A;\n`,
  (from) => `export { a } from '${from}';\n`,
  (from) => `export const a = () => import('${from}');\n`,
];
const impurities = {
  process: 'export const a = () => process.env;\n',
  console: "export const a = () => console.log('');\n",
  'Date.now': 'export const a = () => Date.now();\n',
  'new Date': 'export const a = () => new Date();\n',
  'Math.random': 'export const a = () => Math.random();\n',
};

/** Lints a house of these files and returns what the walls said, by file. */
function lint(files: ReadonlyMap<string, string>): Map<string, string[]> {
  // Not in tap's own folder: git ignores that, and so does oxlint.
  const folder = mkdtempSync(join(tmpdir(), 'walls-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  copyFileSync(join(repository, '.oxlintrc.json'), join(folder, '.oxlintrc.json'));
  for (const [file, text] of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  // tap gives its loaders to every node program that a test starts, and oxlint's start script can't be loaded by them.
  const args = ['-u', 'NODE_OPTIONS', oxlint, '--format', 'json'];
  const result = spawnSync('env', args, { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (result.stdout === '') throw new Error(`oxlint: ${result.error?.message ?? result.stderr}`);
  const { diagnostics } = JSON.parse(result.stdout) as { diagnostics: { code: string; filename: string }[] };
  const said = new Map<string, string[]>();
  for (const { code, filename } of diagnostics) {
    if (!/no-restricted-/.test(code)) continue;
    said.set(filename, [...(said.get(filename) ?? []), code]);
  }
  return said;
}

t.test('every room has its walls', (t) => {
  t.same(
    rooms.filter((room) => !(room in open)),
    [],
    'a new room needs an override in .oxlintrc.json and a line here',
  );
  t.end();
});

t.test('an import through a wall is an error, whichever way it is written; one through a door is not', (t) => {
  const files = new Map<string, string>();
  for (const room of rooms) {
    imports
      .filter((from) => from !== `../${room}/a.js`)
      .forEach((from, index) => {
        forms.forEach((form, kind) => files.set(`src/${room}/i${index}-${kind}.ts`, form(from)));
      });
    files.set(`src/${room}/own.ts`, forms[0]?.('./a.js') ?? '');
  }
  const said = lint(files);
  for (const room of rooms) {
    t.notOk(said.has(`src/${room}/own.ts`), `${room}/ may import its own files`);
    imports
      .filter((from) => from !== `../${room}/a.js`)
      .forEach((from, index) => {
        const stopped = forms.map((_, kind) => said.has(`src/${room}/i${index}-${kind}.ts`));
        const may = allowed(room, from);
        t.same(stopped, [!may, !may, !may, !may], `${room}/ ${may ? 'may' : 'may not'} import ${from}`);
      });
  }
  t.end();
});

t.test('a pure room has no process, console, clock and chance', (t) => {
  const files = new Map<string, string>();
  for (const room of rooms)
    Object.values(impurities).forEach((text, index) => files.set(`src/${room}/p${index}.ts`, text));
  const said = lint(files);
  for (const room of pure.filter((name) => rooms.includes(name))) {
    Object.keys(impurities).forEach((what, index) => t.ok(said.has(`src/${room}/p${index}.ts`), `${room}/: ${what}`));
  }
  for (const room of ['config', 'golden', 'source', 'gate']) {
    t.ok(said.has(`src/${room}/p1.ts`), `${room}/: console`);
    t.notOk(said.has(`src/${room}/p0.ts`), `${room}/ may read the environment`);
  }
  t.notOk(said.has('src/cli/p1.ts'), 'cli/ may print');
  t.end();
});

t.test('errors are below the rooms, and bin/ only starts cli/', (t) => {
  const said = lint(
    new Map([
      ['src/errors.ts', "import { gate } from './gate/gate.js';\nexport const a = gate;\n"],
      ['src/bench-errors.ts', "import { gate } from './gate/gate.js';\nexport const a = gate;\n"],
      ['src/error-words.ts', "import { gate } from './gate/gate.js';\nexport const a = gate;\n"],
      ['src/config-problem.ts', "import { readFile } from 'node:fs/promises';\nexport const a = readFile;\n"],
      ['src/nearest-name.ts', "import type { A } from './model/a.js';\nexport type B = A;\n"],
      ['bin/trace-gate.js', "import { gate } from '../dist/gate/gate.js';\ngate();\n"],
      ['bin/other.js', "import { start } from '../dist/bundle/trace-gate.js';\nawait start();\n"],
    ]),
  );
  t.same([...said.keys()].sort(), [
    'bin/trace-gate.js',
    'src/bench-errors.ts',
    'src/config-problem.ts',
    'src/error-words.ts',
    'src/errors.ts',
  ]);
  t.end();
});
