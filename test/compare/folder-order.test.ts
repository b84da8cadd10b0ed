import { test } from 'tap';
import { compareSteps } from '../../src/compare/compare-steps.js';
import { differsInFolderOrderOnly } from '../../src/compare/folder-order.js';
import type { Step } from '../../src/model/golden.js';

const list: Step = { call: 'getdents', fd: '$CWD/d' };
const handle = (name: string): Step[] => [
  { call: 'open', path: `$CWD/d/${name}`, flags: 'O_RDONLY' },
  { call: 'read', fd: `$CWD/d/${name}`, size: 4096, bytes: name.length },
  { call: 'close', fd: `$CWD/d/${name}` },
];
const out: Step = { call: 'write', fd: '<stdout>' };

test('entries handled in another order are the same behaviour', async (t) => {
  const before = [list, ...handle('a'), ...handle('bb'), ...handle('ccc'), out];
  const after = [list, ...handle('ccc'), ...handle('a'), ...handle('bb'), out];
  t.ok(differsInFolderOrderOnly(before, after));
  t.strictSame(compareSteps(before, after), []);
});

test('a folder that nobody listed has no order of its own', async (t) => {
  const [before, after] = [
    [...handle('a'), ...handle('bb')],
    [...handle('bb'), ...handle('a')],
  ];
  t.notOk(differsInFolderOrderOnly(before, after));
  t.not(compareSteps(before, after).length, 0);
});

test('another order within one entry, or across the pieces of two, is a change', async (t) => {
  const [open, read, close] = handle('a') as [Step, Step, Step];
  t.notOk(differsInFolderOrderOnly([list, open, read, close], [list, open, close, read]));
  const [openB, readB, closeB] = handle('bb') as [Step, Step, Step];
  t.notOk(
    differsInFolderOrderOnly(
      [list, open, read, close, openB, readB, closeB],
      [list, open, openB, read, close, readB, closeB],
    ),
  );
});

test('another order of what is not in the folder is a change', async (t) => {
  const other: Step = { call: 'open', path: '/etc/hosts', flags: 'O_RDONLY' };
  t.notOk(differsInFolderOrderOnly([list, ...handle('a'), out, other], [list, ...handle('a'), other, out]));
});
