/** One call less, one call more. */
import { insertedAfter, removed } from './edits.mjs';

/** What changes files, or what others see of the program. */
const changing = new Set([
  'unlink',
  'rename',
  'mkdir',
  'rmdir',
  'chmod',
  'link',
  'symlink',
  'mknod',
  'truncate',
  'ftruncate',
  'fallocate',
  'utime',
  'fsync',
  'fdatasync',
  'sync',
  'syncfs',
  'setxattr',
  'flock',
  'listen',
  'connect',
  'bind',
  'kill',
  'shutdown',
]);
const lookups = new Set(['stat', 'lstat', 'access', 'readlink', 'open']);

/** What a second call in a row answers where it does not answer the same. */
const secondAnswer = {
  unlink: 'ENOENT',
  rename: 'ENOENT',
  rmdir: 'ENOENT',
  mkdir: 'EEXIST',
  link: 'EEXIST',
  symlink: 'EEXIST',
  mknod: 'EEXIST',
  connect: 'EISCONN',
  bind: 'EINVAL',
};

/** To unlock a file that is closed next changes nothing. */
const isUnlock = ({ table, event }) => table === 'flock' && JSON.stringify(event.args).includes('LOCK_UN');

/** Effects, and looks at names that are looked at only once: of two looks at a file one is no loss. */
function effectsOf({ kept }, evidence) {
  const times = new Map();
  for (const call of kept) {
    const key = evidence.keyOf(call);
    times.set(key, (times.get(key) ?? 0) + 1);
  }
  return kept
    .filter((call) => evidence.holds(call) && !isUnlock(call))
    .filter((call) => {
      if (changing.has(call.family)) return call.ok;
      // An open that found something is a session: those have classes of their own.
      if (call.family === 'open' && call.ok) return false;
      return lookups.has(call.family) && call.paths.length > 0 && times.get(evidence.keyOf(call)) === 1;
    })
    .map((call) => ({ call, isPreferred: changing.has(call.family) }));
}

export const effectClasses = [
  {
    name: 'drop effect',
    doc: 'A change of a file, a sync, a signal or a connection is not made, or a file is not looked at that was looked at once.',
    candidates: effectsOf,
    mutate: (_recording, { call }) => ({ what: 'one call is left out', edits: removed([call.index]) }),
  },
  {
    name: 'double effect',
    doc: 'The same call is made twice in a row; where the second one must fail, it does.',
    candidates: effectsOf,
    mutate(recording, { call: { index, event, ok, family } }) {
      const { name, args, result } = event;
      const errno = ok ? secondAnswer[family] : undefined;
      const second = { name, args, result: errno === undefined ? result : { kind: 'errno', errno } };
      return { what: 'one call is made twice', edits: insertedAfter(recording, index, [second]) };
    },
  },
];
