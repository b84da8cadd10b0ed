/** What a recording adds up to. */
import { test } from 'tap';
import { at, behaviourOf, cwd, pid, whole } from './behaviour-of.js';

test('totals of a tree: calls with their failures, tasks, files, bytes', (t) => {
  const { totals } = behaviourOf(
    whole(
      `openat(${at}, "a", O_RDONLY) = 3<${cwd}/a>`,
      `openat(${at}, "./a", O_RDONLY) = 4<${cwd}/a>`,
      `openat(${at}, "b", O_RDONLY) = -1 ENOENT (No such file or directory)`,
      `read(3<${cwd}/a>, "abc", 10) = 3`,
      `read(3<${cwd}/a>, "", 10) = 0`,
      `copy_file_range(3<${cwd}/a>, NULL, 4<${cwd}/a>, NULL, 9, 0) = 9`,
      'write(1<pipe:[7]>, "abcd", 4) = 4',
      'clone(child_stack=NULL, flags=CLONE_CHILD_SETTID|SIGCHLD, child_tidptr=0x7f) = 5000',
      '5000 exit_group(0) = ?',
      '5000 +++ exited with 0 +++',
      `${pid} wait4(5000, NULL, 0, NULL) = 5000`,
    ),
  );
  t.strictSame(
    [...totals.byCall].map(([name, { calls, failed }]) => [name, calls, failed]),
    [
      ['execve', 1, 0],
      ['openat', 3, 1],
      ['read', 2, 0],
      ['copy_file_range', 1, 0],
      ['write', 1, 0],
      ['clone', 1, 0],
      ['exit_group', 2, 0],
      ['wait4', 1, 0],
    ],
  );
  const { byCall: _, ...rest } = totals;
  t.strictSame(rest, { processes: 2, threads: 0, programs: 1, filesOpened: 1, bytesRead: 3, bytesWritten: 13 });
  t.ok(Number.isNaN(totals.byCall.get('read')?.timeNs), 'a log without times has no shares of time');
  t.end();
});
