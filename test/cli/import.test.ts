import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { readTrace } from '../export/read-trace.js';
import { folderWith, run } from './command.js';

const fixture = (name: string): string => fileURLToPath(new URL(`../fixtures/strace/${name}.strace`, import.meta.url));

t.test('a log becomes a trace, from a file and from stdin', async (t) => {
  const folder = folderWith(t);
  const log = fixture('git-status');
  const { code, stdout, stderr } = await run(folder, ['import', log, '--format', 'strace', '-o', 't.json']);
  t.strictSame([code, stdout, stderr], [0, '', '']);
  const text = readFileSync(join(folder, 't.json'), 'utf8');
  t.equal(readTrace(text).trace.backend.class, 'import');
  const piped = await run(folder, ['import', '-', '--format', 'strace'], { input: readFileSync(log, 'latin1') });
  t.equal(piped.code, 0);
  t.equal(piped.stdout, text, 'stdin gives the same');
  t.equal((await run(folder, ['diff', 't.json', 't.json'])).code, 0);
});

const line = '100 openat(AT_FDCWD</work/here>, "data", O_RDONLY) = 3</work/here/data>\n';

t.test('the working folder is what the log says, or what the user says', async (t) => {
  const folder = folderWith(t, { log: `${line}100 +++ exited with 0 +++\n` });
  const context = async (...args: readonly string[]) =>
    readTrace((await run(folder, ['import', 'log', '--format', 'strace', ...args])).stdout).context;
  t.match(await context(), { cwd: '/work/here', homes: [] });
  t.match(await context('--cwd', '/other', '--home', '/home/me'), { cwd: '/other', homes: ['/home/me'] });
});

t.test('lines that can’t be read are counted and not kept', async (t) => {
  const folder = folderWith(t, {
    log: `${line}the program said: my secret\nmore of it\n`,
    words: 'no log\nat all\n',
    empty: '',
  });
  const some = await run(folder, ['import', 'log', '--format', 'strace']);
  t.equal(some.code, 0);
  t.match(some.stderr, /2 lines of log could not be read; the first is log:2:\d+: /);
  t.notOk(some.stdout.includes('secret'));
  t.notOk(some.stderr.includes('secret'));
  t.match(some.stdout, /"unparsed":2/);
  for (const name of ['words', 'empty']) {
    const none = await run(folder, ['import', name, '--format', 'strace', '-o', 't.json']);
    t.equal(none.code, 3, name);
    t.match(none.stderr, /not a trace that can be read/);
  }
});

t.test('what can’t be done is said', async (t) => {
  const folder = folderWith(t, { log: line });
  const cases: readonly [readonly string[], RegExp][] = [
    [['import', 'log'], /needs --format[^]*strace/],
    [['import', 'log', '--format', 'stracee'], /no such format[^]*did you mean strace/],
    [['import', 'nothing', '--format', 'strace'], /ENOENT/],
    [['import', '--format', 'strace'], /missing required argument 'file'/],
  ];
  for (const [args, message] of cases) {
    const { code, stderr } = await run(folder, args);
    t.equal(code, 2, args.join(' '));
    t.match(stderr, message);
  }
});
