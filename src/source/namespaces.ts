/** Which of the surroundings of a run can be changed here: asked of the launcher, once. */
import { tmpdir } from 'node:os';
import { findLauncher, launch } from './launcher.js';

/** What works, and for what does not the launcher's words. */
export interface Means {
  readonly folders: boolean;
  readonly pids: boolean;
  readonly host: boolean;
  /** The step that failed and its error: `mount of /proc: EPERM`. Absent: everything works. */
  readonly why?: string;
}

const nothing = { folders: false, pids: false, host: false };

/** Which part each step of the launcher is for; a step that is not here is for all. */
const parts: Readonly<Record<string, Partial<Means>>> = {
  'mount of /proc': { pids: false },
  'first pid': { pids: false },
  'host name': { host: false },
  'bind mount': { folders: false },
};

let probed: Promise<Means> | undefined;

/** Tries it out. */
export function probeNamespaces(): Promise<Means> {
  probed ??= tryOut({ folders: true, pids: true, host: true });
  return probed;
}

async function tryOut(means: Means): Promise<Means> {
  if (!means.folders && !means.pids && !means.host) return means;
  const folder = tmpdir();
  const { failure, report } = await launch({
    // It needs a command to start; without arguments it says how it is used.
    command: [await findLauncher()],
    cwd: folder,
    env: {},
    timeoutMs: 10_000,
    surroundings: [
      ...(means.folders ? ['--bind', folder, folder] : []),
      ...(means.pids ? ['--first-pid', '300'] : []),
      ...(means.host ? ['--host', 'h'] : []),
    ],
  });
  if (report) return means;
  const why = failure ? `${failure.op}: ${failure.errno}` : 'the launcher was killed';
  return tryOut({ ...means, why, ...(parts[failure?.op ?? ''] ?? nothing) });
}
