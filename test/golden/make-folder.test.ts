import { statSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { makeFolder } from '../../src/golden/make-folder.js';

t.test('folders above it are made, and what is there is left', async (t) => {
  const folder = t.testdir({ file: '' });
  for (let round = 0; round < 2; round += 1) await makeFolder(join(folder, 'a', 'b', 'c'));
  t.ok(statSync(join(folder, 'a', 'b', 'c')).isDirectory());
  await t.rejects(makeFolder(join(folder, 'file')), { code: 'EEXIST' });
  await t.rejects(makeFolder(join(folder, 'file', 'a')), { code: 'ENOTDIR' });
});

t.test('where no folder can be made, it comes to an end', { skip: process.platform !== 'linux' }, async (t) => {
  await t.rejects(makeFolder('/proc/nope/a'), { code: 'ENOENT' });
});
