/** Which calls no mutant may touch, since normalization rightly takes them out: that they change says nothing about the program. */
import { isBelow, nameOf, parentOf } from './paths.mjs';

const again = /^(?:EAGAIN|EINTR|EWOULDBLOCK|EINPROGRESS|EALREADY|ERESTART.*)$/;
/** Names by which a file is looked for. */
const looking = new Set(['stat', 'access', 'readlink', 'open', 'chdir']);
const searching = new Set(['exec', 'stat', 'access']);
const ofLibc =
  /^\/usr\/(?:lib|share)\/(?:locale|zoneinfo|i18n)(?:\/|$)|gconv|^\/usr\/share\/locale-langpack\/|^\/etc\/(?:localtime|timezone|locale\.alias|ld\.so.*)$/;
const ofKernel = /^\/(?:proc|sys|dev)(?:\/|$)/;
const library = /\.so(?:\.[0-9.]+)?$/;
const cache = '/etc/ld.so.cache';

/** Gives each such call a `skipped` with the reason. */
export function markSkipped(recording) {
  for (const task of recording.tasks) markLoader(task.calls);
  const looks = looksOf(recording);
  for (const call of recording.calls) {
    if (call !== undefined) call.skipped ??= reasonOf(call, recording, looks);
  }
}

/** From an exec to the munmap of the cache of libraries; to the last library where there is no cache. */
function markLoader(calls) {
  for (let start = 0; start < calls.length; start += 1) {
    if (calls[start].table !== 'exec' || !calls[start].ok) continue;
    let mapped;
    let end = start;
    for (let at = start + 1; at < calls.length && at < start + 400; at += 1) {
      const { event, table, path, ok } = calls[at];
      if (table === 'exec') break;
      if (table === 'mmap' && ok && calls[at].event.args.some((arg) => arg.object?.path === cache))
        mapped = event.result.text;
      if (table === 'munmap' && mapped !== undefined && event.args[0]?.text === mapped) {
        end = at;
        break;
      }
      if (mapped === undefined && path !== undefined && library.test(path)) end = at;
    }
    for (let at = start + 1; at <= end; at += 1) calls[at].skipped = 'loader';
  }
}

/** Every name that a family of calls looked for, whatever came of it. */
function looksOf({ calls }) {
  const looks = new Map();
  for (const call of calls) {
    if (call === undefined || !looking.has(call.table) || call.paths.length === 0) continue;
    const known = looks.get(call.table) ?? new Set();
    looks.set(call.table, known.add(call.path));
  }
  return looks;
}

function reasonOf(call, recording, looks) {
  const { event, table, path, errno } = call;
  if (event.name === '???' || (event.result.kind === 'none' && table !== 'connect')) return 'no result';
  if (errno !== undefined && again.test(errno) && !(table === 'connect' && errno === 'EINPROGRESS')) return 'again';
  if (table === 'close' && errno !== undefined) return 'a close along the limit';
  if (path === undefined) return undefined;
  const isProject = recording.isProject(path);
  if (recording.hidden.some((folder) => isBelow(path, folder))) return 'of trace-gate';
  if (ofKernel.test(path)) return 'made by the kernel';
  // A runtime maps its own file once more where the address space has room for it.
  if (table !== 'exec' && path === call.program && !isProject) return 'its own program';
  if (ofLibc.test(path) || (library.test(path) && !isProject)) return 'environment';
  if (searching.has(table) && recording.searched.has(parentOf(path)) && !(table === 'exec' && call.ok)) return 'search';
  if (looking.has(table) && call.paths.length > 0 && isOfWalk(call, recording, looks.get(table))) return 'walk';
  return undefined;
}

/** Is it a look into one folder after the other, upwards or downwards? Then there are as many as there are folders. */
function isOfWalk({ path, errno, table }, { cwd }, looks) {
  // The folders above the project, and what is not found in them.
  if (isBelow(cwd, path) && (table !== 'open' || path !== cwd)) return true;
  if (errno === undefined) return false;
  if (isBelow(cwd, parentOf(path)) && parentOf(path) !== cwd) return true;
  let below = '';
  let folder = path;
  for (let depth = 0; depth < 3 && folder !== '/'; depth += 1) {
    below = `/${nameOf(folder)}${below}`;
    folder = parentOf(folder);
    if (folder !== '/' && looks.has((parentOf(folder) + below).replace(/^\/\//, '/'))) return true;
  }
  return false;
}
