/**
 * What the dynamic loader does between an exec and the program's own code, so that it can be compared as a set of libraries instead of a
 * sequence that changes with the libc. The section ends with the first munmap of the mapping of ld.so.cache (glibc unmaps it when all
 * libraries are loaded), or, where there is no such mapping (static programs, musl, all libraries from LD_LIBRARY_PATH), at the first
 * call that no loader makes.
 */
import { baseName } from '../model/base-name.js';
import type { SyscallEvent } from '../model/trace.js';
import type { Act } from './act.js';

const cache = '/etc/ld.so.cache';
const loaderFile =
  /^\/etc\/ld(?:\.so\.(?:preload|cache)|-musl-[^/]*\.path)$|\.so(?:\.[0-9.]+)?$|\/(?:glibc-hwcaps|tls|haswell|x86_64|avx512_1)(?:\/|$)|^\/etc\/ld-nix/;
const loaderCalls = new Set(['open', 'access', 'stat', 'readlink', 'read', 'pread', 'close', 'mmap', 'lseek']);
/** What a tracer calls a call whose number it has no name for: libc's start-up makes three or four of them (rseq, prlimit64). */
const namelessCall = 'unknown';
const silentClasses = new Set(['memory', 'plumbing', 'query']);
/** Parts of glibc that became one library in 2.34: which of them a program loads says which libc it was linked against. */
const glibcParts = /^(?:libc|libpthread|libdl|librt|libutil|libanl|ld-linux[^.]*|ld64?|libc\.musl[^.]*)\.so/;

/** The path that a loader's call is about: its path argument, or its descriptor's. */
function objectOf(act: Act): string {
  if (act.rawPath !== '') return act.rawPath;
  const fd = act.event.args.find((arg) => arg.kind === 'fd');
  return fd?.kind === 'fd' && fd.object.type === 'path' ? fd.object.path : '';
}

function mappedAddress(event: SyscallEvent): string {
  return event.result.kind === 'value' ? event.result.text : '';
}

function unmappedAddress(event: SyscallEvent): string {
  const first = event.args[0];
  return first?.kind === 'number' ? first.text : '';
}

/** Of a tracer that shows three arguments: a file that is open alone is the one that is mapped. */
const isBare = ({ event }: Act): boolean => event.args.length <= 3;

export interface Startup {
  /** Index behind the last act of the section. */
  readonly end: number;
  /** Names of the libraries without folders, sorted; the libc itself is not one: it is the environment's. */
  readonly libraries: readonly string[];
}

/** Finds the section that begins at `from`, the act after a successful exec. */
export function findStartup(acts: readonly Act[], from: number): Startup {
  const libraries = new Set<string>();
  let cacheMapping = '';
  let opened = '';
  let end = from;
  for (let index = from; index < acts.length; index += 1) {
    const act = acts[index];
    if (act === undefined) break;
    const object = act.family === 'mmap' && isBare(act) ? opened : objectOf(act);
    if (act.family === 'munmap' && cacheMapping !== '' && unmappedAddress(act.event) === cacheMapping) {
      end = index + 1;
      break;
    }
    const loaders = loaderCalls.has(act.family) && loaderFile.test(object);
    const quiet =
      act.event.name === namelessCall ||
      (silentClasses.has(act.class) && !(act.family === 'mmap' && object !== '' && !loaderFile.test(object)));
    const self = act.family === 'readlink' && act.rawPath === '/proc/self/exe';
    if (!loaders && !quiet && !self && !isFailedSearch(act) && !hidesItsPath(act)) break;
    if (act.family === 'mmap' && object === cache) cacheMapping = mappedAddress(act.event);
    if (act.family === 'open' && act.step.error === undefined) opened = object;
    else if (act.family === 'close') opened = '';
    if (
      act.family === 'open' &&
      act.step.error === undefined &&
      object !== cache &&
      /\.so(?:\.|$)/.test(object) &&
      !glibcParts.test(baseName(object))
    ) {
      libraries.add(baseName(act.rawPath));
    }
    if (loaders || self) end = index + 1;
  }
  return { end, libraries: [...libraries].sort() };
}

/** A question about a file whose name the tracer does not show: /etc/ld.so.preload's is one that every loader asks. */
function hidesItsPath({ family, rawPath, event }: Act): boolean {
  return (family === 'access' || family === 'stat') && rawPath === '' && event.args[0]?.kind === 'number';
}

/** A folder that a loader looks into before it gives up on it (RPATH, hwcaps). */
function isFailedSearch(act: Act): boolean {
  return (
    act.step.error === 'ENOENT' &&
    (act.family === 'stat' || act.family === 'open') &&
    /\/lib[^/]*(?:\/|$)/.test(act.rawPath)
  );
}
