import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { readTrace } from '../export/read-trace.js';
import { cannotRecord, folderWith, run } from './command.js';

const skip = cannotRecord();

t.test('with -o the trace is in the file, and what the command writes comes through', { skip }, async (t) => {
  const folder = folderWith(t);
  const { code, stdout, stderr } = await run(folder, [
    'trace',
    '-o',
    't.json',
    '--',
    'sh',
    '-c',
    'echo out; echo err >&2',
  ]);
  t.equal(code, 0);
  t.equal(stdout, 'out\n');
  t.equal(stderr, 'err\n');
  const { trace, context } = readTrace(readFileSync(join(folder, 't.json'), 'utf8'));
  t.match(trace.backend.class, /^(?:ebpf|ptrace)$/);
  t.equal(context.cwd, folder, 'it ran here');
  t.ok(trace.events.some((event) => event.kind === 'syscall' && event.name === 'execve'));
  t.strictSame(readdirSync(folder), ['t.json'], 'nothing else is left behind');
});

t.test('without -o the trace is stdout, alone', { skip }, async (t) => {
  const { code, stdout, stderr } = await run(folderWith(t), ['trace', '--', 'echo', 'hello']);
  t.equal(code, 0);
  t.equal(stderr, 'hello\n');
  t.ok(readTrace(stdout).trace.events.length > 10);
});

t.test('no content, no variable and no credential is in the file', { skip }, async (t) => {
  const folder = folderWith(t, {
    'renacer.toml': '[[target]]\nname = "x"\ncommand = ["ls"]\n[redact]\npatterns = ["classified-[0-9]+"]\n',
    secret: 'the-content-of-a-file',
  });
  const script = 'cat secret; : > classified-42; echo --token=abcdefgh >/dev/null; FOO=a-variable env >/dev/null';
  const { code } = await run(folder, ['trace', '-o', 't.json', '--', 'sh', '-c', script]);
  t.equal(code, 0);
  const text = readFileSync(join(folder, 't.json'), 'utf8');
  t.match(text, /<21 bytes>/, 'its length is there');
  for (const word of ['the-content-of-a-file', 'classified-42', 'abcdefgh']) t.notOk(text.includes(word), word);
  t.match(text, /"<redacted>|<redacted>/);
});

t.test('the exit code is the command’s only when asked', { skip }, async (t) => {
  const codes = async (script: string): Promise<(number | undefined)[]> => [
    (await run(folderWith(t), ['trace', '--', 'sh', '-c', script])).code,
    (await run(folderWith(t), ['trace', '--exit-code', '--', 'sh', '-c', script])).code,
  ];
  t.strictSame(await codes('exit 7'), [0, 7]);
  t.strictSame(await codes('kill -TERM $$'), [0, 143]);
});

t.test('nothing is written where nothing was recorded', { skip }, async (t) => {
  const folder = folderWith(t);
  const cases: readonly [readonly string[], RegExp][] = [
    [['--', './nothing'], /does not exist/],
    [['--timeout', '300', '--', 'sleep', '30'], /300 ms|0\.3/],
  ];
  for (const [args, message] of cases) {
    const { code, stderr } = await run(folder, ['trace', '-o', 't.json', ...args]);
    t.equal(code, 3, args.join(' '));
    t.match(stderr, message);
    t.notOk(existsSync(join(folder, 't.json')));
  }
  const unwritable = await run(folder, ['trace', '-o', 'no/such/t.json', '--', 'true']);
  t.equal(unwritable.code, 3);
  t.match(unwritable.stderr, /t\.json could not be written: ENOENT/);
});

t.test('--summary is the table of strace -c -w', { skip }, async (t) => {
  const folder = folderWith(t);
  const script = ['sh', '-c', 'cat nothing; sleep 0.05; ls >/dev/null'];
  const { code, stdout, stderr } = await run(folder, ['trace', '--summary', '--', ...script]);
  t.equal(code, 0);
  t.match(stderr, /nothing/, 'what the command writes is not in it');
  t.strictSame(readdirSync(folder), [], 'no file is left');

  const real = spawnSync('strace', ['-f', '-c', '-w', '-o', 'real.txt', 'env', '-i', ...script], { cwd: folder });
  t.equal(real.status, 0);
  const theirs = readFileSync(join(folder, 'real.txt'), 'utf8').split('\n');
  const ours = stdout.split('\n');
  t.equal(ours[0], theirs[0]);
  t.equal(ours[1], theirs[1]);
  t.equal(ours.at(-3), ours[1]);
  const row = /^[ \d]{3}\.\d\d [ \d]{4}\.\d{6} [ \d]{10}\d [ \d]{8}\d [ \d]{9} [a-z]\w+$/;
  for (const line of [...ours.slice(2, -3), ours.at(-2), ...theirs.slice(2, -3), theirs.at(-2)]) t.match(line, row);
  t.equal(ours.at(-1), theirs.at(-1));
  t.match(stdout, /^ .*clock_nanosleep$/m);
  t.match(ours.at(-2), /^100\.00 .* total$/);
});

t.test('--summary with -o: the trace is in the file', { skip }, async (t) => {
  const folder = folderWith(t);
  const { stdout, stderr } = await run(folder, ['trace', '--summary', '-o', 't.json', '--', 'echo', 'hello']);
  t.equal(stderr, 'hello\n');
  t.match(stdout, / total\n$/);
  const { trace } = readTrace(readFileSync(join(folder, 't.json'), 'utf8'));
  const calls = trace.events.filter((event) => event.kind === 'syscall' && event.result.kind !== 'none').length;
  t.equal(/ (\d+) +\d* total\n$/.exec(stdout)?.[1], String(calls));
});
