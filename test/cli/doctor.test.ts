import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { cannotRecord, folderWith, run } from './command.js';

t.test('all is well', { skip: cannotRecord() }, async (t) => {
  const { code, stdout } = await run(folderWith(t), ['doctor']);
  t.equal(code, 0);
  t.match(stdout, /✓ platform +linux\n[^]*✓ strace +`true` recorded: \d+ system calls/);
  t.match(stdout, /✓ (?:ebpf|ptrace) .*; `auto` takes it\n/);
  t.match(stdout, /renacer\.toml +none here[^]*→ trace-gate init/);
});

t.test('as JSON', { skip: cannotRecord() }, async (t) => {
  const { code, stdout } = await run(folderWith(t, { 'renacer.toml': '' }), ['doctor', '--json'], {
    env: { CI: 'true' },
  });
  t.equal(code, 0);
  const { works, rows } = JSON.parse(stdout) as {
    works: boolean;
    rows: { name: string; ok?: boolean; detail: string }[];
  };
  t.equal(works, true);
  t.match(
    rows.map(({ name }) => name),
    [
      'platform',
      'architecture',
      'node',
      'launcher',
      'ebpf',
      'ptrace',
      'strace',
      'renacer',
      'ptrace scope',
      'CI',
      'renacer.toml',
    ],
  );
  t.match(rows.find(({ name }) => name === 'CI')?.detail, /^detected/);
});

t.test('where nothing can record there are commands that help', { skip: cannotRecord() }, async (t) => {
  const folder = folderWith(t);
  for (const tool of ['true', 'mkfifo']) symlinkSync(`/bin/${tool}`, join(folder, tool));
  const { code, stdout } = await run(folder, ['doctor'], { env: { PATH: folder, TRACE_GATE_RECORDER: '/none' } });
  t.equal(code, 3);
  t.match(stdout, /✗ ebpf +\/none, which records[^\n]*\n +→ sh scripts\/build-native\.sh/);
  t.match(stdout, /✗ strace +strace is not installed\n +→ apt-get install strace/);
});
