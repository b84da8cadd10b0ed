/**
 * The world of one run: a small fixed environment, an empty home, an empty folder for temporary files, so that goldens made in different places
 * agree; and what surroundings-table.ts changes of it.
 */
import { execa } from 'execa';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { TraceGateError } from '../errors.js';
import type { Place } from '../model/finding.js';
import { placesOf, type Places } from './move-project.js';
import type { Surroundings } from './surroundings-table.js';

/** How a target is run, whichever backend records it. */
export interface RunPlan {
  readonly target: string;
  readonly place?: Place;
  readonly command: readonly [string, ...string[]];
  /** Absolute. */
  readonly cwd: string;
  /** Folder of renacer.toml, absolute. */
  readonly root: string;
  readonly env: Readonly<Record<string, string>>;
  readonly passEnv: readonly string[];
  readonly stdin?: string;
  readonly timeoutMs: number;
  readonly setup?: readonly string[];
  readonly cleanup?: readonly string[];
  readonly workdir: 'inplace' | 'copy';
}

export interface RunWorld extends Omit<Places, 'temp'> {
  /** For what the run itself needs; outside of what the target sees. */
  readonly scratch: string;
  readonly env: Readonly<Record<string, string>>;
  readonly homes: readonly string[];
  /** The run's own is the first. */
  readonly temps: readonly string[];
  readonly path: readonly string[];
  /** Name of the user; '' where the system has none for it. */
  readonly user: string;
}

/** Folders of PATH, as the caller has it. */
export function searchPath(env: Readonly<Record<string, string | undefined>>): string[] {
  return (env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin').split(':').filter((folder) => folder !== '');
}

function environmentOf(plan: RunPlan, { home, temp }: Pick<Places, 'home' | 'temp'>): Record<string, string> {
  const passed = plan.passEnv.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    PATH: process.env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin',
    HOME: home,
    TMPDIR: temp,
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    ...Object.fromEntries(passed),
    ...plan.env,
  };
}

/** In the target's folders, by the names that we have for them. */
async function runAside(plan: RunPlan, key: 'setup' | 'cleanup', { outside }: Places): Promise<void> {
  const command = plan[key];
  if (!command) return;
  const [program, ...args] = command;
  const result = await execa(program ?? '', args, {
    cwd: outside.cwd,
    env: environmentOf(plan, outside),
    extendEnv: false,
    stdin: 'ignore',
    all: true,
    reject: false,
    timeout: plan.timeoutMs,
    forceKillAfterDelay: 1000,
  });
  if (!result.failed) return;
  const outcome = result.timedOut
    ? `took longer than ${plan.timeoutMs} ms`
    : result.exitCode === undefined
      ? `could not be run: ${result.shortMessage}`
      : `exited with code ${result.exitCode}`;
  throw new TraceGateError('E_SETUP_FAILED', {
    target: plan.target,
    ...(plan.place ? { place: plan.place } : {}),
    key,
    command,
    outcome,
    output: (result.all ?? '').split('\n').slice(-10).join('\n'),
  });
}

/** The user's passwd entry; empty where there is none (containers with --user). */
function passwdEntry(): { homedir: string; username: string } {
  try {
    return userInfo();
  } catch {
    return { homedir: '', username: '' };
  }
}

/** Home folders that belong to the run: its own, a passed HOME, the user's by passwd. */
function homesOf(home: string, env: Readonly<Record<string, string>>): string[] {
  return [...new Set([home, env['HOME'] ?? home, passwdEntry().homedir])].filter(
    (folder) => folder.startsWith('/') && folder !== '/',
  );
}

/** A new folder for what a recording needs, below TMPDIR. */
export async function scratchFolder(): Promise<string> {
  try {
    return await realpath(await mkdtemp(join(tmpdir(), 'trace-gate-')));
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    const detail = `no folder can be made in ${tmpdir()}: ${code}`;
    throw new TraceGateError(
      'E_USAGE',
      { detail, hint: 'TMPDIR=/tmp, or another one that can be written to' },
      { cause: error },
    );
  }
}

async function workingFolder(plan: RunPlan): Promise<string> {
  return realpath(plan.cwd).catch(() => {
    throw new TraceGateError('E_TARGET_MISSING', {
      target: plan.target,
      program: plan.command[0],
      cwd: plan.cwd,
      built: false,
      ...(plan.place ? { place: plan.place } : {}),
    });
  });
}

/** Sets the world up, runs `action` in it, and takes it down again, whatever happens. */
export async function inWorld<T>(
  plan: RunPlan,
  surroundings: Surroundings,
  action: (world: RunWorld) => Promise<T>,
): Promise<T> {
  const scratch = await scratchFolder();
  try {
    const [cwd, root] = [await workingFolder(plan), await realpath(plan.root)];
    const { temp, ...places } = await placesOf({ cwd, root, scratch, workdir: plan.workdir, surroundings });
    const env = environmentOf(plan, { ...places, temp });
    const world: RunWorld = {
      ...places,
      scratch,
      env,
      homes: homesOf(places.home, env),
      temps: [...new Set([temp, scratch, '/tmp', env['TMPDIR'] ?? '/tmp', await realpath(tmpdir())])],
      path: searchPath(env),
      user: passwdEntry().username,
    };
    await runAside(plan, 'setup', { ...places, temp });
    const result = await action(world);
    await runAside(plan, 'cleanup', { ...places, temp });
    return result;
  } finally {
    await rm(scratch, { recursive: true, force: true, maxRetries: 3 });
  }
}
