import { numbered, source } from './source.mjs';

// Absolute: the python3 of a PATH may be a version manager's shell script.
const python = '/usr/bin/python3';
const extraConnect = "__import__('socket').socket().connect_ex(('127.0.0.1', 9))";
const data = numbered(6);

export const pythonPrograms = [
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
    name: 'python-asyncio',
    needs: [python],
    files: { ...data, 'main.py': source('asyncio-programs.py') },
    target: { command: [python, 'main.py'] },
    changes: [
      { what: 'another program runs', edit: [{ file: 'main.py', from: "'wc', '-c'", to: "'cksum'" }] },
      {
        what: 'another endpoint',
        edit: [{ file: 'main.py', from: '# changed here', to: "socket.socket().connect_ex(('127.0.0.1', 9))" }],
      },
    ],
  },
  {
    name: 'python-urllib',
    needs: [python],
    files: { 'main.py': source('urllib-local.py') },
    target: { command: [python, 'main.py'] },
    changes: [
      {
        what: 'another endpoint',
        edit: [{ file: 'main.py', from: '# changed here', to: "socket.socket().connect_ex(('127.0.0.1', 9))" }],
      },
      {
        what: 'the answer is written to a file',
        edit: [{ file: 'main.py', from: '# changed here', to: "open('answer.txt', 'wb').write(b'x')" }],
      },
    ],
  },
];
