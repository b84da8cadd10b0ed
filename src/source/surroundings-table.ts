/**
 * What the recordings of one capture differ in, so that what hangs on chance is seen to vary: everything that must not matter. What taught most
 * in ten programs was, in this order, the number of digits of the pids, load, the path, the host name, TMPDIR and HOME, the number of CPUs.
 */

/** Where folders of a run lie, from an empty folder of the system or from the scratch folder. */
interface Folders {
  readonly project: string;
  /** Short: the path of a Unix socket has 108 bytes. */
  readonly temp: string;
  readonly home: string;
}

/** The surroundings of one run. What is absent is as it is outside. */
export interface Surroundings {
  /** For progress lines. */
  readonly name: string;
  /** Absent: the project stays where it is. */
  readonly folders?: Folders;
  /** A copy of the project, although it could be mounted at another place. */
  readonly copied?: true;
  /** The first pid in a pid namespace of its own. */
  readonly firstPid?: number;
  readonly host?: string;
  readonly oneCpu?: true;
  /** As many busy processes as there are CPUs. */
  readonly load?: true;
  /** In another second than the first recording. */
  readonly nextSecond?: true;
  /** Why this run is to have no namespaces: a sentence. */
  readonly withoutNamespaces?: string;
}

/** What every assert, diff and trace has, and every run that is timed. */
export const plainSurroundings: Surroundings = { name: 'plain' };

const shallow: Surroundings = {
  name: 'another folder, 5-digit pids, one CPU',
  folders: { project: 'w', temp: 'q', home: 'me' },
  firstPid: 21_345,
  oneCpu: true,
};

const loaded: Surroundings = {
  name: 'another folder, 3-digit pids, another host name, under load',
  folders: { project: 'usr/work/app-2', temp: 'usr/tmp/x', home: 'usr/home/dev' },
  firstPid: 217,
  host: 'calm-otter',
  load: true,
};

const deep: Surroundings = {
  name: 'a deep folder with a space, 4-digit pids, another host name, the next second',
  folders: { project: 'vol/Some Disk/src/of/Team/Pro Ject', temp: 'vol/Tmp/1', home: 'vol/Home/of/U' },
  firstPid: 4_096,
  host: 'northern-build-machine-7',
  nextSecond: true,
};

/** For captures of three recordings: what two of four have, in one. */
const shallowAndLoaded: Surroundings = {
  ...shallow,
  name: 'another folder, 5-digit pids, another host name, one CPU under load',
  host: 'calm-otter',
  load: true,
};

/** For captures of three: with the pids that are missing then, since their digits teach most. */
const deepWithFewPids: Surroundings = { ...deep, name: deep.name.replace('4-digit', '3-digit'), firstPid: 217 };

/** Two recordings differ in all that two can differ in. */
const allAtOnce: Surroundings = { ...deepWithFewPids, oneCpu: true, load: true };

/** The surroundings of recording `run`, from 0 on, of `runs`. Beyond the fourth they repeat, without the plain ones. */
export function surroundingsOf(run: number, runs: number): Surroundings {
  if (run === 0) return plainSurroundings;
  if (runs === 2) return allAtOnce;
  if (runs === 3) return run === 1 ? shallowAndLoaded : deepWithFewPids;
  return [shallow, loaded, deep][(run - 1) % 3] ?? plainSurroundings;
}

/** What to try when a run with the surroundings went wrong, and what that takes away: the start of a sentence. */
export interface Weaker {
  readonly surroundings: Surroundings;
  readonly lost: string;
}

/** What went wrong: no recording at all, another exit, or files that can't be renamed from one mount to another. */
export type Failing = 'error' | 'end' | 'mounts';

/** Part by part, so that as much as possible stays changed. Undefined: nothing is left to take away. */
export function weakerThan(surroundings: Surroundings, failing: Failing): Weaker | undefined {
  const { folders, load, ...rest } = surroundings;
  const loads = load ? { load } : {};
  if (failing === 'error' && load)
    return { surroundings: { ...rest, ...(folders ? { folders } : {}) }, lost: 'it could not be put under load' };
  if (failing === 'mounts' && folders && !rest.copied)
    return { surroundings: { ...surroundings, copied: true }, lost: 'the project was copied, not mounted elsewhere' };
  if (folders?.project.includes(' ')) {
    const plainer = { ...folders, project: folders.project.replaceAll(' ', '') };
    return {
      surroundings: { ...rest, ...loads, folders: plainer },
      lost: 'the project could not be moved to a folder with a space in its name',
    };
  }
  if (folders) return { surroundings: { ...rest, ...loads }, lost: 'the project could not be moved' };
  if (surroundings === plainSurroundings) return undefined;
  return { surroundings: plainSurroundings, lost: 'the surroundings could not be changed' };
}
