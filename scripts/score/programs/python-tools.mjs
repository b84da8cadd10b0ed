import { numbered, source } from './source.mjs';

const python = '/usr/bin/python3';
const venv = '@tools@/venv/bin/python';
const module = (name, ...args) => [venv, '-m', name, ...args];
const untidy = (i) => `def value${i}( ):\n    return {'a' : ${i},'b':[1,2 ,3]}\n`;
const pytestFiles = {
  'pytest.ini': '[pytest]\ntestpaths = tests\n',
  'tests/conftest.py': 'import pytest\n\n\n@pytest.fixture\ndef name():\n    return "score"\n',
  'tests/test_files.py':
    'def test_written(tmp_path, name):\n    file = tmp_path / name\n    file.write_text("text")\n    assert file.read_text() == "text"\n\n\ndef test_name(name):\n    assert name == "score"\n    # changed here\n',
};
const pip = (wheel, ...args) =>
  module(
    'pip',
    'install',
    '-q',
    '--disable-pip-version-check',
    '--no-index',
    '--no-deps',
    '--target',
    'out',
    ...args,
    `wheels/${wheel}`,
  );
const colorama = 'colorama-0.4.6-py2.py3-none-any.whl';
const sqliteUtils = (...args) => module('sqlite_utils', 'insert', 'app.db', 'dogs', 'dogs.json', ...args);

export const pythonTools = [
  {
    name: 'black',
    needs: [`@tools@/venv/bin/black`],
    files: numbered(4, { prefix: 'src/m', suffix: '.py', text: untidy }),
    target: {
      command: module('black', '-q', 'work'),
      setup: ['sh', '-c', 'rm -rf work && cp -r src work'],
      timeout_ms: 60_000,
    },
    changes: [
      { what: 'nothing is written', target: { command: module('black', '-q', '--check', 'work'), exit_code: 1 } },
      { what: 'another config: other bytes', files: { 'pyproject.toml': '[tool.black]\nline-length = 10\n' } },
      { what: 'one more file is formatted', files: { 'src/m04.py': untidy(4) } },
      { what: 'one worker more', target: { command: module('black', '-q', '--workers', '1', 'work') } },
    ],
  },
  {
    name: 'pytest',
    timed: true,
    needs: ['@tools@/venv/bin/pytest'],
    files: pytestFiles,
    target: {
      command: module('pytest', '-q'),
      setup: ['rm', '-rf', '.pytest_cache', 'tests/__pycache__', 'junit.xml'],
      timeout_ms: 60_000,
    },
    changes: [
      { what: 'a report is written', target: { command: module('pytest', '-q', '--junitxml=junit.xml') } },
      { what: 'another option: no cache', target: { command: module('pytest', '-q', '-p', 'no:cacheprovider') } },
      { what: 'temporary folders lie elsewhere', target: { command: module('pytest', '-q', '--basetemp=tmp') } },
      {
        what: 'a test reads a file',
        edit: [{ file: 'tests/test_files.py', from: '# changed here', to: 'open("pytest.ini").close()' }],
      },
    ],
  },
  {
    name: 'pip-install',
    needs: ['@tools@/venv/bin/pip', `@tools@/wheels/${colorama}`],
    prepare: [['cp', '-r', '@tools@/wheels', 'wheels']],
    target: { command: pip(colorama), setup: ['rm', '-rf', 'out'], timeout_ms: 60_000 },
    changes: [
      { what: 'another option: nothing is compiled', target: { command: pip(colorama, '--no-compile') } },
      { what: 'another package', target: { command: pip('toml-0.10.2-py2.py3-none-any.whl') } },
      { what: 'a report is written', target: { command: pip(colorama, '--report', 'report.json') } },
    ],
  },
  {
    name: 'sqlite-utils',
    needs: ['@tools@/venv/bin/sqlite-utils'],
    files: {
      'dogs.json': JSON.stringify(Array.from({ length: 40 }, (_, id) => ({ id, name: `dog ${id}`, age: id % 9 }))),
    },
    target: { command: sqliteUtils('--pk', 'id'), setup: ['sh', '-c', 'rm -f app.db*'], timeout_ms: 60_000 },
    changes: [
      {
        what: 'another journal',
        target: {
          setup: ['sh', '-c', `rm -f app.db* && ${venv} -m sqlite_utils create-database app.db --enable-wal`],
        },
      },
      { what: 'more transactions', target: { command: sqliteUtils('--pk', 'id', '--batch-size', '8') } },
      {
        what: 'the data goes nowhere durable',
        target: { command: module('sqlite_utils', 'memory', 'dogs.json', 'select count(*) from dogs') },
      },
    ],
  },
  {
    name: 'python-multiprocessing',
    needs: [python],
    files: { ...numbered(6), 'main.py': source('multiprocessing-sums.py') },
    target: { command: [python, 'main.py'], setup: ['rm', '-f', 'sums.txt'] },
    changes: [
      { what: 'a lost sync', edit: [{ file: 'main.py', from: '        os.fsync(out.fileno())\n', to: '' }] },
      {
        what: 'the rename comes before the sync',
        edit: [
          {
            file: 'main.py',
            from: '        os.fsync(out.fileno())\n',
            to: "        os.rename('sums.tmp', 'sums.txt')\n        os.fsync(out.fileno())\n",
          },
          { file: 'main.py', from: "    os.rename('sums.tmp', 'sums.txt')\n    # the end", to: '    # the end' },
        ],
      },
      { what: 'a third worker', edit: [{ file: 'main.py', from: 'Pool(2)', to: 'Pool(3)' }] },
      { what: 'workers are new programs', edit: [{ file: 'main.py', from: "'fork'", to: "'spawn'" }] },
    ],
  },
  {
    name: 'asyncio-streams',
    needs: [python],
    files: { 'main.py': source('asyncio-journal.py') },
    target: { command: [python, 'main.py'], setup: ['rm', '-f', 'journal.txt'] },
    changes: [
      { what: 'a lost sync', edit: [{ file: 'main.py', from: '        os.fsync(journal.fileno())\n', to: '' }] },
      {
        what: 'the answer goes out before the sync',
        edit: [
          { file: 'main.py', from: '        os.fsync(journal.fileno())\n', to: '' },
          { file: 'main.py', from: '        # changed here\n', to: '        os.fsync(journal.fileno())\n' },
        ],
      },
      { what: 'one client more', edit: [{ file: 'main.py', from: 'range(3)', to: 'range(4)' }] },
    ],
  },
];
