import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { call, documentOf } from '../parse/renacer-documents.js';
import { readTrace } from '../export/read-trace.js';
import { cannotRecord, folderWith, run } from './command.js';

const calls = [
  call('brk', ['0x0', '0x7ffe1', '0x0'], 0x5581000),
  call('openat', ['0xffffff9c', '"data"', '0x80000'], 3, { duration_us: 7 }),
  call('read', ['0x3', '0x7ffe0', '0x10'], 16),
];
const printed = `hello {\n${documentOf(calls, { exitCode: 4 })}`;

const line = '100 openat(AT_FDCWD</w>, "data", O_RDONLY) = 3</w/data>\n';

t.test('renacer’s output becomes a trace that says what it can’t show', async (t) => {
  const folder = folderWith(t, { log: printed });
  const { code, stdout, stderr } = await run(folder, ['import', 'log', '--format', 'renacer', '--cwd', '/work']);
  t.equal(code, 0);
  const { trace, context } = readTrace(stdout);
  t.strictSame(trace.backend, {
    class: 'import',
    name: 'renacer',
    version: '0.6.2',
    limits: ['arguments', 'children', 'numbers', 'signals', 'start'],
  });
  t.equal(context.cwd, '/work');
  t.match(trace.events.at(-1), { kind: 'exit', outcome: { code: 4 } });
  t.match(stderr, /^trace-gate: renacer 0\.6\.2 never shows .*signals, or .*execve of the program/);
});

t.test('output without a document is no trace', async (t) => {
  const folder = folderWith(t, { log: 'hello\n', none: documentOf([]) });
  for (const [name, message] of [
    ['log', /holds no JSON of renacer[^]*--format renacer/],
    ['none', /no record that renacer would write/],
  ] as const) {
    const { code, stderr } = await run(folder, ['import', name, '--format', 'renacer']);
    t.equal(code, 3, name);
    t.match(stderr, message);
  }
});

t.test('records that can’t be read are counted and not kept', async (t) => {
  const folder = folderWith(t, { log: printed.replace('"result": 16', '"secret": 16') });
  const { code, stdout, stderr } = await run(folder, ['import', 'log', '--format', 'renacer']);
  t.equal(code, 0);
  t.match(stderr, /1 lines? of log could not be read; the first is log:\d+:5: a call without a result/);
  t.notOk(stdout.includes('secret'));
});

t.test('diff and export know renacer’s output by what it holds', async (t) => {
  const other = printed.replace('\\"data\\"', '\\"other\\"');
  const folder = folderWith(t, { 'a.json': printed, 'b.json': printed, 'c.json': other, log: line });
  t.equal((await run(folder, ['diff', 'a.json', 'b.json'])).code, 0);
  const differs = await run(folder, ['diff', 'a.json', 'c.json']);
  t.equal(differs.code, 1);
  t.match(differs.stdout, /other/);
  t.notMatch(differs.stdout, /never shows/, 'both show the same');
  await run(folder, ['import', 'log', '--format', 'strace', '-o', 'strace.json']);
  t.match((await run(folder, ['diff', 'a.json', 'strace.json'])).stdout, /recorder of a\.json never\s+shows/);
  const { code, stdout } = await run(folder, ['export', 'a.json', '--to', 'trace-json']);
  t.equal(code, 0);
  t.equal(readTrace(stdout).trace.backend.name, 'renacer');
});

t.test('exported and imported again, a trace of renacer is the same', async (t) => {
  const folder = folderWith(t, { log: printed });
  await run(folder, ['import', 'log', '--format', 'renacer', '-o', 'a.json']);
  t.strictSame(await run(folder, ['export', 'a.json', '--to', 'renacer-json-v1', '-o', 'r.json']), {
    code: 0,
    stdout: '',
    stderr: '',
  });
  await run(folder, ['import', 'r.json', '--format', 'renacer', '-o', 'b.json']);
  const events = (name: string): unknown[] =>
    readTrace(readFileSync(join(folder, name), 'utf8')).trace.events.map((event) => ({ ...event, line: 0 }));
  t.strictSame(events('b.json'), events('a.json'));
});

t.test('what the format has no place for is said', async (t) => {
  const log = `${line}100 --- SIGUSR1 {si_signo=SIGUSR1, si_code=SI_TKILL} ---\n100 exit_group(0) = ?\n100 +++ exited with 0 +++\n`;
  const folder = folderWith(t, { log });
  await run(folder, ['import', 'log', '--format', 'strace', '-o', 't.json']);
  const { code, stdout, stderr } = await run(folder, ['export', 't.json', '--to', 'renacer']);
  t.equal(code, 0);
  t.match(JSON.parse(stdout), { format: 'renacer-json-v1', summary: { total_syscalls: 1, exit_code: 0 } });
  t.match(stderr, /no place for 1 signals, 1 calls without a result\n/);
});

t.test('what can’t be done is said', async (t) => {
  const folder = folderWith(t, { log: line });
  const cases: readonly [readonly string[], number, RegExp][] = [
    [['export', 'log'], 2, /needs --to[^]*renacer-json-v1/],
    [['export', 'log', '--to', 'renacer-jsn'], 2, /no such format[^]*did you mean renacer/],
    [['export', 'nothing', '--to', 'renacer-json-v1'], 2, /ENOENT/],
    [['export', 'log', '--to', 'renacer-json-v1'], 3, /log.*not a trace that can be read/],
    [['trace', '--format', 'svg', '--', 'true'], 2, /--format svg: there is no such format/],
  ];
  for (const [args, wanted, message] of cases) {
    const { code, stderr } = await run(folder, args);
    t.equal(code, wanted, args.join(' '));
    t.match(stderr, message);
  }
});

t.test('trace writes renacer’s JSON', { skip: cannotRecord() }, async (t) => {
  const { code, stdout } = await run(folderWith(t), ['trace', '--format', 'renacer', '--', 'sh', '-c', 'exit 3']);
  t.equal(code, 0);
  const { syscalls, summary } = JSON.parse(stdout) as { syscalls: { name: string }[]; summary: object };
  t.match(syscalls[0], { name: 'execve', args: [/^"\/.*sh"$/, /^\[.*"-c", "exit 3"\]$/, /^0x/] });
  t.match(summary, { total_syscalls: syscalls.length, exit_code: 3 });
});
