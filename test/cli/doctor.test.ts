import t from 'tap';
import { cannotRecord, folderWith, run } from './command.js';

t.test('all is well', { skip: cannotRecord() }, async (t) => {
  const { code, stdout } = await run(folderWith(t), ['doctor']);
  t.equal(code, 0);
  t.match(stdout, /✓ platform +linux\n[^]*✓ strace +version \d[^]*✓ recording +`true` recorded: \d+ system calls/);
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
      'strace',
      'renacer',
      'ptrace scope',
      'recording',
      'CI',
      'renacer.toml',
    ],
  );
  t.match(rows.find(({ name }) => name === 'CI')?.detail, /^detected/);
});

t.test('without strace there is a command that helps', { skip: cannotRecord() }, async (t) => {
  const folder = folderWith(t);
  const { code, stdout } = await run(folder, ['doctor'], { env: { PATH: folder } });
  t.equal(code, 3);
  t.match(stdout, /✗ strace +not found along PATH\n +→ apt-get install strace/);
});
