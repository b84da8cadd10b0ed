import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { cannotRecord, folderWith, git, run } from './command.js';

/** Two logs of one program that opens another file in the second. */
const log = (name: string): string =>
  [
    '7 execve("/opt/tool", ["/opt/tool"], 0x7ffd /* 3 vars */) = 0',
    `7 openat(AT_FDCWD</work>, "${name}", O_RDONLY) = 3</work/${name}>`,
    '7 close(3</work/a>) = 0',
    '7 exit_group(0) = ?',
    '7 +++ exited with 0 +++',
    '',
  ].join('\n');

async function traces(folder: string): Promise<void> {
  for (const name of ['a', 'b']) {
    writeFileSync(join(folder, `${name}.log`), log(name));
    await run(folder, ['import', `${name}.log`, '--format', 'strace', '-o', `${name}.json`]);
  }
}

t.test('two traces', async (t) => {
  const folder = folderWith(t);
  await traces(folder);
  const same = await run(folder, ['diff', 'a.json', 'a.json']);
  t.equal(same.code, 0);
  t.match(same.stdout, /nothing changed/);
  const differs = await run(folder, ['diff', 'a.json', 'b.json', '--json']);
  t.equal(differs.code, 1);
  t.match(JSON.parse(differs.stdout), { format: 'trace-gate/verdict', command: 'diff', exitCode: 1 });
  t.match(differs.stdout, /golden\/differs[^]*\$CWD\/b/);
});

t.test('files that can’t be compared', async (t) => {
  const folder = folderWith(t, { 'words.json': 'hello\n', 'empty.json': '', 'notes.txt': 'x' });
  await traces(folder);
  const whole = readFileSync(join(folder, 'a.json'), 'utf8');
  writeFileSync(join(folder, 'cut.json'), whole.slice(0, -40));
  writeFileSync(join(folder, 'newer.json'), whole.replace('"version":1', '"version":9'));
  const cases: readonly [readonly string[], number, RegExp][] = [
    [['a.json', 'words.json'], 4, /words\.json:1: not a golden/],
    [['a.json', 'empty.json'], 4, /not a golden/],
    [['cut.json', 'a.json'], 3, /cut\.json:\d+: not a trace/],
    [['newer.json', 'a.json'], 3, /format version 9/],
    [['a.json'], 2, /two files/],
    [['a.json', 'nothing.json'], 2, /nothing\.json is not/],
    [['a.json', 'notes.txt'], 2, /notes\.txt is not/],
    [['a.json', 'b.json', '--', 'ls'], 2, /without running/],
    [['./no/such.json', './no/other.json'], 2, /does not exist/],
  ];
  for (const [args, code, message] of cases) {
    const outcome = await run(folder, ['diff', ...args]);
    t.equal(outcome.code, code, args.join(' '));
    t.match(outcome.stderr, message, args.join(' '));
  }
});

const config = (command: string): string => `[[target]]\nname = "tool"\ncommand = ${command}\nruns = 1\n`;

t.test('goldens, traces and commits', { skip: cannotRecord() }, async (t) => {
  const folder = folderWith(t, { 'renacer.toml': config('["ls", "/dev/null"]') });
  t.equal((await run(folder, ['diff', '--against', 'HEAD'])).code, 2, 'no repository');
  t.equal((await run(folder, ['capture'])).code, 0);
  const golden = 'golden_traces/tool.json';

  await run(folder, ['trace', '-o', 'same.json', '--', 'ls', '/dev/null']);
  await run(folder, ['trace', '-o', 'other.json', '--', 'ls', '/dev/zero']);
  t.equal((await run(folder, ['diff', golden, 'same.json'])).code, 0, 'golden, trace');
  t.equal((await run(folder, ['diff', 'same.json', golden])).code, 0, 'trace, golden');
  const forward = await run(folder, ['diff', golden, 'other.json']);
  t.equal(forward.code, 1);
  t.match(forward.stdout, /golden_traces\/tool\.json:\d+/, 'with the golden’s line');
  t.match(forward.stdout, /\/dev\/zero instead of .*\/dev\/null/);
  t.match((await run(folder, ['diff', 'other.json', golden])).stdout, /\/dev\/null instead of .*\/dev\/zero/);

  git(folder, 'init', '-q');
  git(folder, 'add', 'golden_traces', 'renacer.toml');
  git(folder, 'commit', '-q', '-m', 'golden');
  const unchanged = await run(folder, ['diff', '--against', 'HEAD']);
  t.equal(unchanged.code, 0);
  t.match(unchanged.stdout, /nothing changed/);
  t.match(await run(folder, ['diff', '--against', 'v9']), { code: 2, stderr: /git does not know `v9`/ });
  t.match(await run(folder, ['diff', '--against', 'HEAD', 'toll']), { code: 2, stderr: /no golden `toll`/ });
  t.match(await run(folder, ['diff', '--against', '--output=x']), { code: 2 }, 'no option of git’s');

  writeFileSync(join(folder, 'renacer.toml'), config('["ls", "/dev/zero"]'));
  t.equal((await run(folder, ['capture'])).code, 4);
  await run(folder, ['accept', 'tool']);
  const changed = await run(folder, ['diff', '--against', 'HEAD']);
  t.equal(changed.code, 1);
  t.match(changed.stdout, /HEAD:golden_traces\/tool\.json:\d+/);

  renameSync(join(folder, golden), join(folder, 'golden_traces/renamed.json'));
  const moved = await run(folder, ['diff', '--against', 'HEAD', '--json']);
  t.equal(moved.code, 1);
  t.match(moved.stdout, /golden\/new[^]*golden\/removed/);
  t.match(await run(folder, ['diff', '--against', 'HEAD', 'renamed']), { code: 1, stdout: /this golden is new/ });

  rmSync(join(folder, 'golden_traces/renamed.json'));
  writeFileSync(join(folder, golden), 'total 4\n');
  t.match(await run(folder, ['diff', '--against', 'HEAD']), { code: 4, stdout: /not a golden/ });
});
