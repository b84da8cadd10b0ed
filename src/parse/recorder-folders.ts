/** Which folder each task works in: what AT_FDCWD stands for. */
import type { DecodedArg } from '../model/trace.js';
import { attachmentKind, type Follow } from './recorder-layout.js';

const sharesFolder = 0x200; // CLONE_FS
const unsharesFolder = 0x20200; // CLONE_NEWNS gives a task a folder of its own, too

/** Tasks made with CLONE_FS hold the same one. */
interface Folder {
  arg: DecodedArg;
}

const folderArg = (path: string): DecodedArg => ({
  kind: 'fd',
  fd: -100,
  object: { type: 'path', path, deleted: false },
});
const unknown: DecodedArg = { kind: 'fd', fd: -100, object: { type: 'unknown' } };

export class WorkingFolders {
  readonly #folders = new Map<number, Folder>();

  /** AT_FDCWD of the task. */
  of(tid: number): DecodedArg {
    return this.#folders.get(tid)?.arg ?? unknown;
  }

  start(tid: number, path: string): void {
    this.#folders.set(tid, { arg: folderArg(path) });
  }

  fork(parent: number, child: number, flags: number): void {
    const folder = this.#folders.get(parent);
    if (folder) this.#folders.set(child, (flags & sharesFolder) !== 0 ? folder : { ...folder });
  }

  /** Another thread of the process goes on under the number of the first. */
  exec(oldTid: number, tid: number): void {
    const folder = this.#folders.get(oldTid);
    if (folder) this.#folders.set(tid, folder);
  }

  end(tid: number): void {
    this.#folders.delete(tid);
  }

  /** What follows a call by its name when it has succeeded; undefined: it changes no folder. */
  follow(name: string): Follow | undefined {
    switch (name) {
      case 'chdir':
      case 'fchdir':
        return ({ tid }, attachments) => {
          const folder = this.#folders.get(tid);
          const changed = attachments.find(({ kind }) => kind === attachmentKind.folder);
          if (folder && changed) folder.arg = folderArg(changed.text());
        };
      case 'unshare':
        return (call) => {
          const folder = this.#folders.get(call.tid);
          if (folder && (call.low(0) & unsharesFolder) !== 0) this.#folders.set(call.tid, { ...folder });
        };
      default:
        return undefined;
    }
  }
}
