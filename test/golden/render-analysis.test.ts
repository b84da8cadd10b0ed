import { test } from 'tap';
import { renderAnalysis } from '../../src/golden/render-analysis.js';
import type { Golden, Step } from '../../src/model/golden.js';
import { golden, process } from './sample.js';

const rows = (value: Golden | undefined): string[] =>
  renderAnalysis([{ name: 'x', golden: value }])
    .split('\n')
    .slice(6, -1);
const call = (name: string, args: Omit<Step, 'call'> = {}): Step => ({ call: name, ...args });
const open = (path: string, flags: string, error?: string): Step =>
  call('open', { via: 'openat', path, flags, ...(error === undefined ? {} : { error }) });

test('one line for each golden', (t) => {
  t.equal(
    renderAnalysis([
      { name: 'a', golden: golden({ level: 'exact', figures: [] }) },
      { name: 'b', golden: undefined },
    ]),
    `# Goldens

Made from the goldens in this folder by \`trace-gate capture\`, \`accept\` and \`reject\`; not to be edited. \`~\`: as many as it happens to be.

| golden | level | processes | calls | programs run | endpoints | files written | bytes allocated |
| :-- | :-- | --: | --: | :-- | :-- | :-- | --: |
| [\`a\`](a.json) | exact | 1 | 4 | \`<PATH>/cat\` | – | – | – |
| [\`b\`](b.json) | unreadable | | | | | | |
`,
  );
  t.end();
});

test('programs, endpoints and files, of every process and thread', (t) => {
  const steps = [
    call('exec', { path: '<PATH>/sh' }),
    call('exec', { path: '<PATH>/no', error: 'ENOENT' }),
    call('connect', { address: '10.0.0.1:80', error: 'ECONNREFUSED' }),
    call('sendto', { to: '10.0.0.1:53' }),
    open('$CWD/in', 'O_RDONLY'),
    open('$CWD/out', 'O_WRONLY|O_CREAT'),
    open('$CWD/out', 'O_WRONLY|O_CREAT'),
    open('$CWD/no', 'O_WRONLY', 'EACCES'),
    open('/dev/null', 'O_RDWR'),
    call('rename', { path: '$CWD/out', newpath: '$CWD/new' }),
  ];
  const pool = [{ step: call('bind', { address: '127.0.0.1:<port>' }), least: 1, most: 1 }];
  const second = process({
    process: '0.1',
    steps: [call('exec', { path: '<PATH>/sort' }), open('$TMP/a|b`', 'O_RDWR')],
  });
  const figures = [{ figure: 'allocated', of: 'memory', rule: 'bytes', least: 999, most: 1234567 }] as const;
  t.strictSame(rows(golden({ level: 'structure', processes: [process({ steps, pool }), second], figures })), [
    '| [`x`](x.json) | structure | 2 | 12 + ~ | `<PATH>/sh`, `<PATH>/sort` | `10.0.0.1:80`, `10.0.0.1:53`, `127.0.0.1:<port>` | `$CWD/out`, `$CWD/new`, `` $TMP/a\\|b` `` | 999–1,234,567 |',
  ]);
  t.end();
});

test('contract: processes are figures, and no count is pinned', (t) => {
  const effects = Array.from({ length: 9 }, (_, index) => ({
    step: open(`$CWD/${index}`, 'O_WRONLY'),
    least: 1,
    most: 1,
  }));
  const figures = [
    { figure: 'processes', of: 'a', rule: 'exact', least: 1, most: 1 },
    { figure: 'processes', of: 'b', rule: 'exact', least: 2, most: 3 },
  ] as const;
  t.strictSame(rows(golden({ level: 'contract', processes: [], effects, figures })), [
    '| [`x`](x.json) | contract | 3–4 | ~ | – | – | `$CWD/0`, `$CWD/1`, `$CWD/2`, `$CWD/3` and 5 more | – |',
  ]);
  t.end();
});

test('a name can not end its line or hide in it', (t) => {
  const path = '$CWD/\n\u202e\u200b|';
  const [row] = rows(golden({ processes: [process({ steps: [open(path, 'O_WRONLY')] })] }));
  t.match(row, String.raw`$CWD/\n\u202e\u200b\|`);
  t.end();
});
