/** What git has of a folder at a commit. */
import { execa } from 'execa';
import { TraceGateError } from '../errors.js';

interface GitAnswer {
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

const plainly = ['--no-pager', '--literal-pathspecs'];

export async function git(
  cwd: string,
  args: readonly string[],
  options: readonly string[] = plainly,
): Promise<GitAnswer> {
  const result = await execa('git', [...options, ...args], {
    cwd,
    reject: false,
    stdin: 'ignore',
    stripFinalNewline: false,
    env: { LC_ALL: 'C' },
  });
  // Without an exit code it could not be started, and has written nothing.
  if (result.exitCode === undefined) return { code: undefined, stdout: '', stderr: result.shortMessage ?? '' };
  return { code: result.exitCode, stdout: result.stdout, stderr: result.stderr };
}

/** What it writes, as it is. Throws E_USAGE where it fails. */
export async function gitBytes(cwd: string, args: readonly string[], input: string): Promise<Buffer> {
  const result = await execa('git', [...plainly, ...args], { cwd, reject: false, input, encoding: 'buffer' });
  if (result.exitCode === 0) return Buffer.from(result.stdout);
  throw new TraceGateError('E_USAGE', { detail: `git ${args.join(' ')} failed: ${result.shortMessage ?? ''}` });
}

/** The commit that a ref means. Throws E_USAGE: no git, no repository, no such ref. */
export async function resolveCommit(folder: string, ref: string): Promise<string> {
  const found = await git(folder, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`]);
  if (found.code === 0) return found.stdout.trim();
  if (found.code === undefined)
    throw new TraceGateError('E_USAGE', { detail: 'git is not installed', hint: 'apt-get install git' });
  const inside = await git(folder, ['rev-parse', '--is-inside-work-tree']);
  if (inside.code !== 0) {
    const detail = `${folder === '' ? '.' : folder} is in no git repository`;
    throw new TraceGateError('E_USAGE', { detail: `${detail}: ${inside.stderr.trim()}`, hint: 'git status' });
  }
  throw new TraceGateError('E_USAGE', {
    detail: `git does not know \`${ref}\``,
    hint: 'a CI checkout often has one commit only: git fetch --depth=1 origin BRANCH, then --against FETCH_HEAD',
  });
}

/** Names of the files in a folder at a commit; empty where the folder was not there. */
export async function filesAtCommit(folder: string, commit: string, name: string): Promise<string[]> {
  const listed = await git(folder, ['ls-tree', '-z', '--name-only', commit, '--', `${name}/`]);
  return listed.stdout
    .split('\0')
    .filter((path) => path !== '')
    .map((path) => path.slice(path.lastIndexOf('/') + 1));
}

/** The text of a file, named from `folder`, at a commit; undefined: it is not there. */
export async function textAtCommit(folder: string, commit: string, path: string): Promise<string | undefined> {
  const shown = await git(folder, ['show', `${commit}:./${path}`]);
  return shown.code === 0 ? shown.stdout : undefined;
}

export interface HeadFacts {
  /** The repository's folder. */
  readonly top: string;
  /** Absent before the first commit. */
  readonly commit?: string;
  /** Absent where HEAD is a commit alone, as in CI. */
  readonly branch?: string;
  /** Tracked files that are not as they are in that commit, relative to the repository. */
  readonly uncommitted: readonly string[];
}

/** What is checked out; undefined: no repository, or no git. */
export async function headFacts(folder: string): Promise<HeadFacts | undefined> {
  const top = await git(folder, ['rev-parse', '--show-toplevel']);
  if (top.code !== 0) return undefined;
  const [commit, branch, changed] = await Promise.all([
    git(folder, ['rev-parse', '--short', '--verify', '--quiet', 'HEAD']),
    git(folder, ['symbolic-ref', '--short', '--quiet', 'HEAD']),
    git(folder, ['diff-index', '-z', '--name-only', 'HEAD', '--']),
  ]);
  return {
    top: top.stdout.trimEnd(),
    ...(commit.code === 0 ? { commit: commit.stdout.trim() } : {}),
    ...(branch.code === 0 ? { branch: branch.stdout.trim() } : {}),
    uncommitted: changed.code === 0 ? changed.stdout.split('\0').filter((path) => path !== '') : [],
  };
}

/** The folder of the repository around; undefined: there is none, or no git. */
export async function repositoryTop(folder: string): Promise<string | undefined> {
  const top = await git(folder, ['rev-parse', '--show-toplevel']);
  return top.code === 0 ? top.stdout.replace(/\n$/, '') : undefined;
}

/** The line that makes git ignore an absolute path, as FILE:LINE; undefined: it does not. */
export async function ignoredBy(folder: string, path: string): Promise<string | undefined> {
  // check-ignore refuses --literal-pathspecs, and takes paths for what they are without it.
  const options = ['--no-pager'];
  if ((await git(folder, ['check-ignore', '--quiet', '--', path], options)).code !== 0) return undefined;
  const told = await git(folder, ['check-ignore', '--verbose', '--', path], options);
  return /^.*?:\d+(?=:)/.exec(told.stdout)?.[0] ?? 'git';
}
