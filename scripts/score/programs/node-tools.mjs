import { numbered, source } from './source.mjs';

/** The packages where node looks for them. What tools write into node_modules stays in the project. */
const link = (...names) => [
  [
    'sh',
    '-c',
    'mkdir -p node_modules && ln -s "$@" node_modules/',
    'sh',
    ...names.map((n) => `@tools@/node/node_modules/${n}`),
  ],
];
const installed = (name) => [`@tools@/node/node_modules/${name}/package.json`, 'node'];
const modules = { 'package.json': '{ "name": "score", "version": "1.0.0", "type": "module" }\n' };
const eslint = (...args) => ['node', 'node_modules/eslint/bin/eslint.js', ...args, 'src'];
const eslintRules = (rules) => `export default [{ files: ['**/*.js'], rules: ${JSON.stringify(rules)} }];\n`;
const prettier = (...args) => ['node', 'node_modules/prettier/bin/prettier.cjs', ...args, 'work'];
const untidy = (i) => `export  const value${i} = {a : ${i}, b:[1,2 ,3]}\n`;
const tsc = (...args) => ['node', 'node_modules/typescript/bin/tsc', ...args];
const esbuild = (...args) => [
  'node',
  'node_modules/esbuild/bin/esbuild',
  'src/main.ts',
  '--bundle',
  '--outfile=out/main.js',
  ...args,
];
const vitest = (...args) => ['node', 'node_modules/vitest/vitest.mjs', 'run', ...args];
const npm = (...args) => ['npm', 'install', '--offline', '--no-audit', '--no-fund', ...args];
const typescript = {
  'src/main.ts': "import { sum } from './sum.js';\n\nexport const total: number = sum([1, 2, 3]);\n",
  'src/sum.ts': 'export function sum(values: number[]): number {\n  return values.reduce((a, b) => a + b, 0);\n}\n',
};

export const nodeTools = [
  {
    name: 'eslint',
    needs: installed('eslint'),
    files: {
      ...modules,
      ...numbered(6, { prefix: 'src/m', suffix: '.js', text: (i) => `export const value${i} = ${i};\n` }),
      'eslint.config.js': eslintRules({ 'no-unused-vars': 'error', eqeqeq: 'error' }),
    },
    prepare: link('eslint'),
    target: { command: eslint(), setup: ['rm', '-f', '.eslintcache'], timeout_ms: 60_000 },
    changes: [
      { what: 'another option: a cache is written', target: { command: eslint('--cache') } },
      { what: 'one more file is linted', files: { 'src/m06.js': 'export const value6 = 6;\n' } },
      {
        what: 'another config: a file is repaired',
        files: { 'eslint.config.js': eslintRules({ 'no-var': 'error' }), 'src/m03.js': 'export var value3 = 3;\n' },
        target: { command: eslint('--fix') },
      },
    ],
  },
  {
    name: 'prettier',
    needs: installed('prettier'),
    files: { ...modules, ...numbered(4, { prefix: 'src/m', suffix: '.js', text: untidy }) },
    prepare: link('prettier'),
    target: { command: prettier('--write'), setup: ['sh', '-c', 'rm -rf work && cp -r src work'], timeout_ms: 60_000 },
    changes: [
      { what: 'nothing is written', target: { command: prettier('--list-different'), exit_code: 1 } },
      {
        what: 'another config: other bytes',
        files: { '.prettierrc': '{ "semi": false, "tabWidth": 8, "printWidth": 20 }\n' },
      },
      { what: 'one more file is formatted', files: { 'src/m04.js': untidy(4) } },
    ],
  },
  {
    name: 'tsc',
    needs: installed('typescript'),
    files: {
      ...modules,
      ...typescript,
      'src/more.ts': 'export const more = 1;\n',
      'tsconfig.json':
        '{ "compilerOptions": { "outDir": "out", "rootDir": "src", "lib": ["ES5"], "types": [], "module": "nodenext", "target": "es2022" }, "files": ["src/main.ts"] }\n',
    },
    prepare: link('typescript'),
    target: { command: tsc('-p', '.'), setup: ['sh', '-c', 'rm -rf out *.tsbuildinfo'], timeout_ms: 60_000 },
    changes: [
      { what: 'another option: source maps', target: { command: tsc('-p', '.', '--sourceMap') } },
      { what: 'nothing is written', target: { command: tsc('-p', '.', '--noEmit') } },
      {
        what: 'one more module',
        edit: [{ file: 'src/main.ts', from: '\nexport', to: "export { more } from './more.js';\n\nexport" }],
      },
    ],
  },
  {
    name: 'esbuild',
    needs: installed('esbuild'),
    files: { ...modules, ...typescript, 'src/more.ts': 'export const more = 1;\n' },
    prepare: link('esbuild'),
    target: { command: esbuild(), setup: ['rm', '-rf', 'out'], timeout_ms: 60_000 },
    changes: [
      { what: 'another option: a source map', target: { command: esbuild('--sourcemap') } },
      { what: 'another option: other bytes', target: { command: esbuild('--minify') } },
      {
        what: 'one more module',
        edit: [{ file: 'src/main.ts', from: '\nexport', to: "export { more } from './more.js';\n\nexport" }],
      },
    ],
  },
  {
    name: 'vitest',
    timed: true,
    needs: installed('vitest'),
    files: {
      ...modules,
      'src/sum.js': 'export const sum = (values) => values.reduce((a, b) => a + b, 0);\n',
      'test/sum.test.js':
        "import { expect, test } from 'vitest';\nimport { sum } from '../src/sum.js';\n\ntest('adds', () => {\n  expect(sum([1, 2])).toBe(3);\n  // changed here\n});\n",
    },
    prepare: link('vitest', 'vite'),
    target: {
      command: vitest(),
      setup: ['sh', '-c', 'rm -rf node_modules/.vite* test/__snapshots__ out.json'],
      timeout_ms: 60_000,
    },
    changes: [
      { what: 'another option: threads and no processes', target: { command: vitest('--pool', 'threads') } },
      { what: 'a report is written', target: { command: vitest('--reporter', 'json', '--outputFile', 'out.json') } },
      {
        what: 'a snapshot is written',
        edit: [{ file: 'test/sum.test.js', from: '// changed here', to: 'expect(sum([1])).toMatchSnapshot();' }],
      },
    ],
  },
  {
    name: 'node-http',
    needs: ['node'],
    files: { ...numbered(5), 'main.mjs': source('http-server.mjs') },
    target: { command: ['node', 'main.mjs'], setup: ['rm', '-f', 'access.log'] },
    changes: [
      { what: 'a lost sync', edit: [{ file: 'main.mjs', from: '  await journal.datasync();\n', to: '' }] },
      {
        what: 'the answer goes out before the sync',
        edit: [
          { file: 'main.mjs', from: '  await journal.datasync();\n', to: '' },
          { file: 'main.mjs', from: '  // changed here\n', to: '  await journal.datasync();\n' },
        ],
      },
      {
        what: 'a descriptor stays open',
        edit: [{ file: 'main.mjs', from: '  await file.close();\n', to: '  kept.push(file);\n' }],
      },
      { what: 'one request more', edit: [{ file: 'main.mjs', from: 'i < 20', to: 'i < 21' }] },
    ],
  },
  {
    name: 'npm-install',
    timed: true,
    needs: ['npm', 'node'],
    files: {
      'package.json': '{ "name": "score", "version": "1.0.0", "dependencies": { "greet": "file:./greet" } }\n',
      'greet/package.json': '{ "name": "greet", "version": "1.0.0" }\n',
      'greet/index.js': "module.exports = 'hello';\n",
      'more/package.json': '{ "name": "more", "version": "1.0.0" }\n',
    },
    target: {
      command: npm(),
      env: { npm_config_update_notifier: 'false' },
      setup: ['rm', '-rf', 'node_modules', 'package-lock.json'],
      timeout_ms: 60_000,
    },
    changes: [
      { what: 'another option: copied and not linked', target: { command: npm('--install-links') } },
      { what: 'no lock is written', target: { command: npm('--no-package-lock') } },
      {
        what: 'one more package',
        edit: [{ file: 'package.json', from: '"file:./greet"', to: '"file:./greet", "more": "file:./more"' }],
      },
    ],
  },
];
