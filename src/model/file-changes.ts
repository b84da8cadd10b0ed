/** Which steps change what is on the disk. */
import type { Step } from './golden.js';

const changing = new Set([
  'mkdir',
  'rmdir',
  'unlink',
  'rename',
  'link',
  'symlink',
  'mknod',
  'truncate',
  'chmod',
  'chown',
  'setxattr',
]);

export function opensForWriting(step: Step): boolean {
  return step.call === 'open' && /O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_APPEND/.test(String(step['flags'] ?? ''));
}

/** Makes, changes or removes a file by its name or descriptor; an open for writing is the other way. */
export function changesFile(step: Step): boolean {
  return changing.has(step.call);
}
