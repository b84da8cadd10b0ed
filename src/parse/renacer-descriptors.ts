/**
 * What descriptors refer to in a trace that shows their numbers only. It says nothing rather than something wrong: calls without a name, programs that
 * are executed and tasks that share the table may change it unseen.
 */
import type { FdObject } from '../model/trace.js';

/** A call as far as it is known before its descriptors are: registers, the path where the tracer read it, what it returned. */
export interface BareCall {
  readonly name: string;
  readonly registers: readonly number[];
  /** openat's, absolute, one character per byte. */
  readonly path?: string;
  /** NaN: over 2^53. */
  readonly result: number;
}

/** F_DUPFD and F_DUPFD_CLOEXEC of <fcntl.h>. */
const duplicating = new Set([0, 1030]);
/** CLONE_FILES of <linux/sched.h>. */
const sharesFiles = 0x400;

const unknown: FdObject = { type: 'unknown' };
const socket: FdObject = { type: 'socket', protocol: 'socket', text: '' };

export class Descriptors {
  readonly #objects = new Map<number, FdObject>();
  #shared = false;

  objectOf(fd: number): FdObject {
    return this.#objects.get(fd) ?? unknown;
  }

  /** Nobody can follow the table any more. */
  share(): void {
    this.#shared = true;
    this.#objects.clear();
  }

  /** Follows a call that has just been made. */
  see(call: BareCall): void {
    const { name, registers, result, path } = call;
    const [first = NaN, second = NaN] = registers;
    if (this.#shared || !(result >= 0)) return;
    switch (name) {
      case 'openat':
        return this.#set(result, path === undefined ? unknown : { type: 'path', path, deleted: false });
      case 'dup':
      case 'dup2':
        return this.#set(result, this.objectOf(first));
      case 'fcntl':
        return duplicating.has(second) ? this.#set(result, this.objectOf(first)) : undefined;
      case 'socket':
      case 'accept':
        return this.#set(result, socket);
      case 'open':
      case 'creat':
        return this.#set(result, unknown);
      case 'close':
        return this.#set(first, unknown);
      case 'execve':
        return this.#objects.clear();
      case 'clone3':
        return result > 0 ? this.share() : undefined;
      case 'clone':
        return result > 0 && (first & sharesFiles) !== 0 ? this.share() : undefined;
      case 'unknown':
        return this.#seeUnknown(first, second, result);
      default:
        return undefined;
    }
  }

  /** It may have been dup3, which returns the descriptor that it replaced, or close_range. */
  #seeUnknown(first: number, second: number, result: number): void {
    this.#objects.delete(result);
    if (result !== 0) return;
    for (const fd of this.#objects.keys()) if (fd >= first && fd <= second) this.#objects.delete(fd);
  }

  #set(fd: number, object: FdObject): void {
    if (object === unknown) this.#objects.delete(fd);
    else this.#objects.set(fd, object);
  }
}
