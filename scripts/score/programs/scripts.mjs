import { numbered, source } from './source.mjs';

// Absolute: the python3 of a PATH may be a version manager's shell script.
const python = '/usr/bin/python3';
const extraConnect = "__import__('socket').socket().connect_ex(('127.0.0.1', 9))";

export const scriptPrograms = [
  {
    name: 'python-import',
    floor: 'structure',
    needs: [python],
    files: {
      'main.py': 'import json\nimport http.client\n\nprint(json.dumps({"port": http.client.HTTP_PORT}))\n',
      'conf.json': '{}\n',
    },
    target: { command: [python, 'main.py'] },
    changes: [
      { what: 'one more module', edit: [{ file: 'main.py', from: 'import json\n', to: 'import json\nimport csv\n' }] },
      {
        what: 'one more file is read',
        edit: [{ file: 'main.py', from: '\nprint', to: '\njson.load(open("conf.json"))\nprint' }],
      },
    ],
  },
  {
    name: 'python-threads',
    needs: [python],
    files: { ...numbered(4), 'main.py': source('threads.py') },
    target: { command: [python, 'main.py'] },
    changes: [
      {
        what: 'another program runs',
        edit: [{ file: 'main.py', from: "['cat', 'data/f03']", to: "['head', 'data/f03']" }],
      },
      {
        what: 'a thread writes a file',
        edit: [{ file: 'main.py', from: '# changed here', to: "open('seen.txt', 'a').write(name)" }],
      },
    ],
  },
  {
    name: 'node-read',
    needs: ['node'],
    files: {
      ...numbered(2),
      'main.mjs': "import fs from 'node:fs';\n\nconsole.log(fs.readFileSync('data/f01', 'utf8').length);\n",
    },
    target: { command: ['node', 'main.mjs'] },
    changes: [
      {
        what: 'one more file is read',
        edit: [{ file: 'main.mjs', from: '\nconsole', to: "\nfs.readFileSync('data/f00');\nconsole" }],
      },
      {
        what: 'a file is written',
        edit: [{ file: 'main.mjs', from: '\nconsole', to: "\nfs.writeFileSync('out.txt', 'x');\nconsole" }],
      },
    ],
  },
  {
    name: 'node-read-8',
    needs: ['node'],
    files: { ...numbered(9), 'main.mjs': source('read-eight.mjs') },
    target: { command: ['node', 'main.mjs'] },
    changes: [
      { what: 'a ninth file is read', edit: [{ file: 'main.mjs', from: 'length: 8', to: 'length: 9' }] },
      {
        what: 'another endpoint',
        edit: [{ file: 'main.mjs', from: '// changed here', to: "net.connect(9, '127.0.0.1').on('error', () => {});" }],
      },
    ],
  },
  {
    name: 'sqlite-python',
    needs: [python],
    files: { 'main.py': source('sqlite.py') },
    target: { command: [python, 'main.py'], setup: ['sh', '-c', 'rm -f app.db*'] },
    changes: [
      {
        what: 'lost syncs',
        edit: [{ file: 'main.py', from: '# changed here', to: "db.execute('PRAGMA synchronous = OFF')" }],
      },
      {
        what: 'another journal',
        edit: [{ file: 'main.py', from: '# changed here', to: "db.execute('PRAGMA journal_mode = WAL')" }],
      },
    ],
  },
  {
    name: 'python-client-server',
    needs: [python],
    files: { 'server.py': source('server.py'), 'client.py': source('client.py') },
    target: { command: [python, 'server.py'] },
    changes: [
      { what: 'another endpoint', edit: [{ file: 'client.py', from: '# changed here', to: extraConnect }] },
      {
        what: 'the server writes a file',
        edit: [{ file: 'server.py', from: '# changed here', to: "open('access.log', 'a').write('hit\\n')" }],
      },
    ],
  },
  {
    name: 'perl',
    floor: 'exact',
    needs: ['perl'],
    files: { ...numbered(3), 'main.pl': source('count.pl') },
    target: { command: ['perl', 'main.pl'], setup: ['rm', '-f', 'counts.txt'] },
    changes: [
      { what: 'one more file is read', edit: [{ file: 'main.pl', from: "'data/f01'", to: "'data/f01', 'data/f02'" }] },
      { what: 'a lost write', edit: [{ file: 'main.pl', from: 'print {$out} "total $total\\n";', to: '' }] },
    ],
  },
];
