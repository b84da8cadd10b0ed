/** What git has of files over time. */
import { TraceGateError } from '../errors.js';
import { git, gitBytes, resolveCommit } from './git.js';

/** A text that a file had from a commit on. */
export interface StoredVersion {
  /** Short. */
  readonly commit: string;
  /** YYYYMMDD-HHMMSS, by the clock of who committed. */
  readonly date: string;
  readonly text: string;
}

const wontRead = (detail: string, hint?: string): TraceGateError =>
  new TraceGateError('E_USAGE', { detail, ...(hint === undefined ? {} : { hint }) });

/** Every text that a file has had, the oldest first, also under earlier names. Empty: no repository, or the file never was in it. */
export async function fileHistory(folder: string, name: string): Promise<StoredVersion[]> {
  const inside = await git(folder, ['rev-parse', '--verify', '--quiet', 'HEAD']);
  if (inside.code !== 0) return [];
  const logged = await git(folder, [
    'log',
    '--follow',
    '--topo-order',
    '--no-color',
    '--no-show-signature',
    '--raw',
    '--no-abbrev',
    '--date=format:%Y%m%d-%H%M%S',
    '--format=commit %h %cd',
    '--',
    name,
  ]);
  if (logged.code !== 0) throw wontRead(`git can't tell the history of ${name}: ${logged.stderr.trim()}`);
  // Not by --reverse: with it, --follow does not find earlier names.
  const changes = loggedChanges(logged.stdout).reverse();
  const texts = await blobTexts(
    folder,
    changes.map(({ blob }) => blob),
  );
  return changes.map(({ commit, date, blob }) => ({ commit, date, text: texts.get(blob) ?? '' }));
}

interface LoggedChange {
  readonly commit: string;
  readonly date: string;
  readonly blob: string;
}

/** `:100644 100644 OLD NEW M⇥path` below each commit; a merge has none, and what was removed has only zeros. */
function loggedChanges(log: string): LoggedChange[] {
  const changes: LoggedChange[] = [];
  let [commit, date] = ['', ''];
  for (const line of log.split('\n')) {
    const head = /^commit (\S+) (\S+)$/.exec(line);
    // --no-abbrev, which blobs need, is for both.
    if (head) [commit, date] = [head[1]?.slice(0, 10) ?? '', head[2] ?? ''];
    const blob = /^:\d+ \d+ [0-9a-f]+ ([0-9a-f]+) /.exec(line)?.[1];
    if (blob !== undefined && !/^0+$/.test(blob)) changes.push({ commit, date, blob });
  }
  return changes;
}

/** All at once: a process for each of hundreds would take seconds. */
async function blobTexts(folder: string, blobs: readonly string[]): Promise<Map<string, string>> {
  const wanted = [...new Set(blobs)];
  const texts = new Map<string, string>();
  const output = await gitBytes(folder, ['cat-file', '--batch'], wanted.map((blob) => `${blob}\n`).join(''));
  let offset = 0;
  for (const blob of wanted) {
    const end = output.indexOf('\n', offset);
    const size = /^[0-9a-f]+ blob (\d+)$/.exec(output.toString('latin1', offset, Math.max(offset, end)))?.[1];
    if (size === undefined)
      throw wontRead(`git does not have ${blob}, which its own log names`, 'git fetch --refetch, or git fsck');
    texts.set(blob, output.toString('utf8', end + 1, end + 1 + Number(size)));
    offset = end + 1 + Number(size) + 1;
  }
  return texts;
}

/** Whether what was before some commit is missing here, as in most checkouts of CI. */
export async function isShallow(folder: string): Promise<boolean> {
  return (await git(folder, ['rev-parse', '--is-shallow-repository'])).stdout.trim() === 'true';
}

const defaultBranches = ['origin/HEAD', 'origin/main', 'origin/master', 'main', 'master'];

export interface ChangeBase {
  readonly commit: string;
  /** Its name where it is not where the branch began. */
  readonly ref?: string;
}

/** Where a branch left the default branch, which may be its own last commit; on the default branch itself, and on no branch at the end of that, the commit before the last. Throws E_USAGE. */
export async function changeBase(folder: string): Promise<ChangeBase> {
  const head = await resolveCommit(folder, 'HEAD');
  const own = (await git(folder, ['symbolic-ref', '--quiet', '--short', 'HEAD'])).stdout.trim();
  for (const branch of defaultBranches) {
    const base = await git(folder, ['merge-base', 'HEAD', branch]);
    if (base.code !== 0) continue;
    const commit = base.stdout.trim();
    const name = (await git(folder, ['rev-parse', '--abbrev-ref', branch])).stdout.trim().replace(/^origin\//, '');
    if (commit !== head || (own !== '' && own !== name)) return { commit };
    break;
  }
  return { commit: await resolveCommit(folder, 'HEAD~1'), ref: 'HEAD~1' };
}

/** Paths of files below a folder, from there: those at the commit, and those of the index. */
export async function knownFiles(folder: string, commit: string): Promise<string[]> {
  const lists = await Promise.all([
    git(folder, ['ls-tree', '-r', '-z', '--name-only', commit]),
    git(folder, ['ls-files', '-z']),
  ]);
  const failed = lists.find(({ code }) => code !== 0);
  if (failed) throw wontRead(`git can't list the files of ${folder}: ${failed.stderr.trim()}`);
  return [...new Set(lists.flatMap(({ stdout }) => stdout.split('\0')))].filter((path) => path !== '').sort();
}
