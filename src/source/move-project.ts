/** Where the folders of a run lie, as its target sees them and as we do: in place, mounted at another place, or copied. */
import { execa } from 'execa';
import { cp, lstat, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { availableParallelism, hostname } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { goldenFolderOf, recordFolderOf } from '../model/tool-folders.js';
import { probeNamespaces, type Means } from './namespaces.js';
import type { Surroundings } from './surroundings-table.js';

export interface PlacesRequest {
  /** Real paths. */
  readonly cwd: string;
  readonly root: string;
  readonly scratch: string;
  readonly workdir: 'inplace' | 'copy';
  readonly surroundings: Surroundings;
}

interface RunFolders {
  readonly cwd: string;
  readonly home: string;
  readonly temp: string;
}

export interface Places extends RunFolders {
  readonly root: string;
  readonly host: string;
  /** The same folders where we find them, and with us what runs before and after the target. */
  readonly outside: RunFolders;
  /** Options of the launcher. */
  readonly launch: readonly string[];
  /** Other names of the working folder, then of the root where that is another: where they were moved from. */
  readonly origins: readonly string[];
  /** What could not be changed: sentences. */
  readonly unchanged: readonly string[];
}

/** Folders that Linux systems have and mostly leave empty: https://refspecs.linuxfoundation.org/fhs.shtml */
const spareFolders = ['/srv', '/media', '/mnt', '/opt'];

/** More than this is not copied for every recording. */
const mostFiles = 20_000;
const mostBytes = 256 << 20;

const isBelow = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);

async function isEmpty(folder: string): Promise<boolean> {
  return readdir(folder).then(
    (names) => names.length === 0,
    () => false,
  );
}

/** An empty folder of the system that a mount may cover, for this run only; another one for other surroundings. */
async function spareFolder({ cwd, root, surroundings }: PlacesRequest): Promise<string | undefined> {
  const spare: string[] = [];
  for (const folder of spareFolders)
    if (!isBelow(cwd, folder) && !isBelow(root, folder) && (await isEmpty(folder))) spare.push(folder);
  return spare[(surroundings.folders?.project.length ?? 0) % Math.max(spare.length, 1)];
}

/** Whether a folder is small enough to be copied. */
async function isSmall(folder: string): Promise<boolean> {
  const waiting = [folder];
  let [files, bytes] = [0, 0];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const entry of await readdir(next, { withFileTypes: true }).catch(() => [])) {
      const path = join(next, entry.name);
      files += 1;
      if (entry.isDirectory()) waiting.push(path);
      else
        bytes += await lstat(path).then(
          ({ size }) => size,
          () => 0,
        );
      if (files > mostFiles || bytes > mostBytes) return false;
    }
  }
  return true;
}

/** What is moved: the repository, since a target may look for it, or the folder of renacer.toml, or the working folder where that lies elsewhere. */
async function projectOf(cwd: string, root: string): Promise<string> {
  const own = isBelow(cwd, root) ? root : cwd;
  for (let folder = own; folder !== '/'; folder = dirname(folder)) {
    const isTop = await lstat(join(folder, '.git')).then(
      () => true,
      () => false,
    );
    if (isTop) return folder;
  }
  return own;
}

/** As `workdir = "copy"` has it: without what trace-gate keeps beside the target. */
async function copyOfWorkdir({ cwd, root }: PlacesRequest, copy: string): Promise<void> {
  const own = new Set([goldenFolderOf(root), recordFolderOf(root)]);
  const filter = (file: string): boolean => !own.has(file);
  await cp(cwd, copy, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true, filter });
}

/** Lies in the scratch folder, and is seen below `base`. */
interface Frame {
  readonly inner: string;
  readonly base: string;
}

/** How the project comes to its other place; or why it does not. */
type Move = { readonly from: string; readonly launch: readonly string[]; readonly copied: boolean } | { why: string };

async function moveProject(request: PlacesRequest, frame: Frame, project: string, means: Means): Promise<Move> {
  const { cwd, root, scratch, workdir, surroundings } = request;
  const place = join(frame.inner, project);
  await mkdir(place, { recursive: true });
  if (workdir === 'copy') {
    await copyOfWorkdir(request, place);
    return { from: cwd, launch: [], copied: true };
  }
  const mounted = means.folders && surroundings.copied !== true;
  const whole = await projectOf(cwd, root);
  const from = mounted || isBelow(scratch, whole) ? whole : isBelow(cwd, root) ? root : cwd;
  if (from === '/' || isBelow(scratch, from)) return { why: `${from} also holds the temporary folder` };
  if (mounted) return { from, launch: ['--bind', from, join(frame.base, project)], copied: false };
  if (!(await isSmall(from))) return { why: `a copy would have over ${mostFiles} files or ${mostBytes >> 20} MiB` };
  // Not Node's: it cuts the times of files to microseconds, and make and git look at all of them.
  const { failed } = await execa('cp', ['-a', '--', `${from}/.`, place], { reject: false, stdin: 'ignore' });
  return failed ? { why: 'not all of its files can be copied' } : { from, launch: [], copied: true };
}

function system(means: Means, why: string | undefined): string[] {
  const lost = [
    ...(means.folders ? [] : ['the project was copied instead of mounted at another place']),
    ...(means.pids ? [] : ['the range of pids was not changed']),
    ...(means.host ? [] : ['the host name was not changed']),
  ];
  return lost.length === 0 ? [] : [`${lost.join(', ')}: ${why ?? ''}`];
}

/** Host names are looked up in this file first; without the new one a lookup would ask the network. */
async function hostsFile(scratch: string, host: string): Promise<readonly string[]> {
  const text = await readFile('/etc/hosts', 'utf8').catch(() => '');
  const own = hostname();
  // The same length where the new name is shorter: how much is read of it is behaviour.
  const renamed = text.replaceAll(/[^\s#]+/g, (word) => (word === own ? host.padEnd(own.length) : word));
  if (renamed === text) return [];
  const file = join(scratch, 'hosts');
  await writeFile(file, renamed);
  return ['--bind', file, '/etc/hosts'];
}

/** Pids, host name, CPUs, load. */
async function otherOptions(
  surroundings: Surroundings,
  means: Means,
  scratch: string,
): Promise<{ host: string; launch: string[] }> {
  const { firstPid, oneCpu, load } = surroundings;
  const own = hostname();
  const wanted = surroundings.host?.length === own.length ? `${surroundings.host}2` : surroundings.host;
  const host = means.host ? (wanted ?? own) : own;
  return {
    host,
    launch: [
      ...(firstPid !== undefined && means.pids ? ['--first-pid', String(firstPid)] : []),
      ...(host === own ? [] : ['--host', host, ...(means.folders ? await hostsFile(scratch, host) : [])]),
      ...(oneCpu ? ['--one-cpu'] : []),
      ...(load ? ['--load', String(availableParallelism())] : []),
    ],
  };
}

const namesBefore = (cwd: string, root: string, moved: string): string[] =>
  [...new Set([cwd, root])].filter((path) => isBelow(path, moved));

async function inPlace(request: PlacesRequest): Promise<Omit<Places, 'host' | 'launch' | 'unchanged'>> {
  const { scratch } = request;
  let { cwd, root } = request;
  const [home, temp] = [join(scratch, 'home'), join(scratch, 't')];
  await Promise.all([mkdir(home), mkdir(temp)]);
  const origins: string[] = [];
  if (request.workdir === 'copy') {
    const copy = join(scratch, 'work');
    await copyOfWorkdir(request, copy);
    origins.push(...namesBefore(cwd, root, cwd));
    if (isBelow(root, cwd)) root = join(copy, relative(cwd, root));
    cwd = copy;
  }
  return { cwd, root, home, temp, outside: { cwd, home, temp }, origins };
}

/** At another place, below a folder that has only this. */
async function elsewhere(
  request: PlacesRequest,
  folders: NonNullable<Surroundings['folders']>,
  means: Means,
): Promise<Omit<Places, 'host'>> {
  const { cwd, root, scratch } = request;
  const inner = join(scratch, 'w');
  const base = (means.folders ? await spareFolder(request) : undefined) ?? inner;
  const [temp, home] = [join(inner, folders.temp), join(inner, folders.home)];
  await Promise.all([mkdir(temp, { recursive: true }), mkdir(home, { recursive: true })]);
  const move = await moveProject(request, { inner, base }, folders.project, means);
  const seen = { temp: join(base, folders.temp), home: join(base, folders.home) };
  const launch = base === inner ? [] : ['--bind', inner, base];
  if ('why' in move) {
    const unchanged = [`the project was not moved: ${move.why}`];
    return { cwd, root, ...seen, outside: { cwd, home, temp }, launch, origins: [], unchanged };
  }
  const moved = (path: string, to: string): string => join(to, folders.project, relative(move.from, path));
  const now = {
    cwd: moved(cwd, base),
    root: isBelow(root, move.from) ? moved(root, base) : root,
    ...seen,
  };
  return {
    ...now,
    outside: { cwd: move.copied ? moved(cwd, inner) : cwd, home, temp },
    launch: [...launch, ...move.launch],
    origins: namesBefore(cwd, root, move.from),
    unchanged: [],
  };
}

const noMeans: Means = { folders: false, pids: false, host: false };

/** Makes the folders of a run in the scratch folder. */
export async function placesOf(request: PlacesRequest): Promise<Places> {
  const { surroundings, scratch } = request;
  const { folders, firstPid, host: wantedHost, withoutNamespaces } = surroundings;
  const needed = folders !== undefined || firstPid !== undefined || wantedHost !== undefined;
  const probed = needed && withoutNamespaces === undefined ? await probeNamespaces() : noMeans;
  const means = { ...probed, why: probed.why ?? withoutNamespaces };
  const placed = folders
    ? await elsewhere(request, folders, probed)
    : { ...(await inPlace(request)), launch: [], unchanged: [] };
  const { host, launch } = await otherOptions(surroundings, probed, scratch);
  const all = [...placed.launch, ...launch];
  return {
    ...placed,
    host,
    launch: placed.cwd === placed.outside.cwd ? all : [...all, '--cwd', placed.cwd],
    unchanged: [...(needed ? system(probed, means.why) : []), ...placed.unchanged],
  };
}
