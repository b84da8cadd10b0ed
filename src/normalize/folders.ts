/**
 * Absolute paths of an event. A tracer annotates AT_FDCWD and descriptors with their folders; calls without a descriptor argument (`chdir`,
 * `execve`, `stat`) are relative to the working folder of their process, which is followed through chdir, fchdir and fork.
 */
import { textToBytes } from '../model/bytes.js';
import { syscallSpec } from '../model/syscalls.js';
import type { DecodedArg, SyscallEvent } from '../model/trace.js';
import type { Process, Tree } from './tree.js';

const dotParts = /\/(?:\.?\/|\.$)|\/\/|\/\.\.(?:\/|$)/;

/** Lexical normalization as in path.posix.normalize, without a trailing slash. Bytes in, bytes out. */
export function cleanPath(path: string): string {
  if (!dotParts.test(path)) return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return `/${parts.join('/')}`;
}

export function parentOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash <= 0 ? '/' : path.slice(0, slash);
}

export function joinPath(folder: string, path: string): string {
  if (path.startsWith('/')) return cleanPath(path);
  return cleanPath(folder === '/' ? `/${path}` : `${folder}/${path}`);
}

export class Folders {
  private readonly cwds = new Map<Process, string>();
  private readonly resolved = new WeakMap<SyscallEvent, string[]>();

  private readonly initial: string;

  /** `initial`: the working folder of the target, as text. */
  constructor(
    private readonly tree: Tree,
    initial: string,
  ) {
    this.initial = textToBytes(initial);
  }

  private cwdOf(process: Process | undefined): string {
    if (!process) return this.initial;
    return this.cwds.get(process) ?? this.cwdOf(process.parent ?? undefined);
  }

  /**
   * The absolute paths that the call's path arguments name, in order. Must see the events of a trace in order once; afterwards it
   * answers from memory, so that a later pass does not depend on where the folders were by then.
   */
  pathsOf(event: SyscallEvent): readonly string[] {
    const known = this.resolved.get(event);
    if (known) return known;
    const paths = this.resolve(event);
    this.resolved.set(event, paths);
    this.follow(event, paths);
    return paths;
  }

  private resolve(event: SyscallEvent): string[] {
    const process = this.tree.processOf(event.tid);
    const paths: string[] = [];
    let folder: string | undefined;
    syscallSpec(event.name).args.forEach(([, kind], index) => {
      const arg = event.args[index];
      if (arg === undefined) return;
      if (kind === 'dirfd') {
        folder = arg.kind === 'fd' && arg.object.type === 'path' ? arg.object.path : undefined;
        // AT_FDCWD's annotation is the truth about the process's working folder.
        if (folder !== undefined && isCwd(arg) && process) this.cwds.set(process, folder);
      } else if (kind === 'path') {
        if (arg.kind !== 'string') return;
        if (arg.bytes === '') paths.push('');
        else paths.push(joinPath(folder ?? this.cwdOf(process), arg.bytes));
        folder = undefined;
      }
    });
    return paths;
  }

  private follow(event: SyscallEvent, paths: readonly string[]): void {
    if (event.result.kind !== 'value') return;
    const process = this.tree.processOf(event.tid);
    if (!process) return;
    const target = event.args[0];
    if (event.name === 'chdir' && paths[0]) this.cwds.set(process, paths[0]);
    else if (event.name === 'fchdir' && target?.kind === 'fd' && target.object.type === 'path')
      this.cwds.set(process, target.object.path);
    else if (syscallSpec(event.name).family === 'fork') {
      const child = this.tree.processOf(event.result.value);
      // A child keeps the folder its parent had at the fork, wherever the parent goes afterwards.
      if (child && child !== process && !this.cwds.has(child)) this.cwds.set(child, this.cwdOf(process));
    }
  }
}

function isCwd(arg: DecodedArg): boolean {
  return arg.kind === 'fd' && arg.fd === -100;
}
