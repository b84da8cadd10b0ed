import { numbered, source } from './source.mjs';

const data = numbered(6);

export const nodePrograms = [
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
    name: 'node-child',
    needs: ['node'],
    files: { ...data, 'main.mjs': source('child.mjs') },
    target: { command: ['node', 'main.mjs'] },
    changes: [
      { what: 'another program runs', edit: [{ file: 'main.mjs', from: "'wc', ['-c'", to: "'head', ['-c1'" }] },
      {
        what: 'a file is removed',
        edit: [{ file: 'main.mjs', from: '// changed here', to: "fs.rmSync('data/f05', { force: true });" }],
      },
    ],
  },
];
