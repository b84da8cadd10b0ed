/** The project that a command works on: its renacer.toml, the targets that were asked for, the folder of its goldens. */
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { checkNotEmpty } from '../config/check-not-empty.js';
import { configName, findConfig } from '../config/find-config.js';
import { readConfig } from '../config/read-config.js';
import { identityOf, matchesGlob } from '../config/select-assertions.js';
import { targetDefaults } from '../config/target-defaults.js';
import { describeProblem } from '../config-problem.js';
import { isTraceGateError, TraceGateError } from '../errors.js';
import type { Config, Target } from '../model/config.js';
import { commandLine } from '../model/finding.js';
import { goldenFolderOf } from '../model/tool-folders.js';
import type { Io } from './io.js';

export interface ProjectRequest {
  /** --config */
  readonly config?: string;
  /** Names or globs; empty: all. */
  readonly names: readonly string[];
  /** --tag */
  readonly tags: readonly string[];
  /** What stands after `--`. */
  readonly command?: readonly string[];
  /** --name: the golden of that command. */
  readonly name?: string;
}

export interface Project {
  readonly config: Config;
  readonly targets: readonly Target[];
  /** Every target of the file is among `targets`. */
  readonly complete: boolean;
  readonly goldenFolder: string;
  readonly notes: readonly string[];
}

/** Paths as the user would type them from here. */
function shorten(path: string, cwd: string): string {
  const short = relative(cwd, path);
  return short === '' ? '.' : short.startsWith('../..') ? path : short;
}

function adHocTarget(command: readonly string[], name: string | undefined, io: Io): Target {
  const [program, ...args] = command;
  if (program === undefined)
    throw new TraceGateError('E_USAGE', {
      detail: 'there is no command after `--`',
      hint: 'trace-gate assert -- ./program argument',
    });
  if (name !== undefined && !/^[A-Za-z0-9_.-]+$/.test(name))
    throw new TraceGateError('E_USAGE', {
      detail: `--name ${name}: letters, digits, - _ . only`,
      hint: 'the name is the golden’s file name',
    });
  const place = { file: commandLine, line: 1, column: 1 };
  return {
    ...targetDefaults,
    name: name ?? basename(program),
    command: [program, ...args],
    cwd: io.cwd,
    env: {},
    passEnv: [],
    variants: [],
    golden: name !== undefined,
    tags: [],
    place,
    places: new Map(),
  };
}

/** The Config of a folder without renacer.toml: for `-- CMD`, which needs none. */
function emptyConfig(io: Io): Config {
  return {
    file: join(io.cwd, configName),
    directory: shorten(io.cwd, io.cwd),
    targets: [],
    assertions: [],
    redact: [],
  };
}

async function configFile(request: ProjectRequest, io: Io): Promise<string | undefined> {
  if (request.config !== undefined) return request.config;
  const found = await findConfig(io.cwd);
  return found === undefined ? undefined : shorten(found, io.cwd);
}

function select(config: Config, request: ProjectRequest): Target[] {
  const { names, tags } = request;
  for (const name of names) {
    if (!config.targets.some((target) => matchesGlob(name, target.name))) {
      throw new TraceGateError('E_UNKNOWN_TARGET', {
        name,
        file: config.file,
        known: config.targets.map((target) => target.name),
      });
    }
  }
  const selected = config.targets.filter(
    (target) =>
      (names.length === 0 || names.some((name) => matchesGlob(name, target.name))) &&
      (tags.length === 0 || tags.some((tag) => target.tags.includes(tag))),
  );
  if (selected.length === 0 && tags.length > 0) {
    throw new TraceGateError('E_USAGE', {
      detail: `no target has the tag ${tags.join(' or ')}`,
      hint: `tags of ${config.file}: ${[...new Set(config.targets.flatMap((target) => target.tags))].join(', ') || 'none'}`,
    });
  }
  return selected;
}

/** Reads the project. Throws E_CONFIG…, E_UNKNOWN_TARGET, E_USAGE. */
export async function openProject(request: ProjectRequest, io: Io): Promise<Project> {
  const adHoc = request.command === undefined ? undefined : adHocTarget(request.command, request.name, io);
  if (adHoc && request.names.length > 0)
    throw new TraceGateError('E_USAGE', {
      detail: 'give targets or a command after `--`, not both',
      hint: '--name gives the command the name of its golden',
    });
  if (!adHoc && request.name !== undefined)
    throw new TraceGateError('E_USAGE', {
      detail: '--name belongs to a command after `--`',
      hint: 'trace-gate capture --name NAME -- ./program',
    });
  const file = await configFile(request, io);
  if (file === undefined) {
    if (!adHoc) throw new TraceGateError('E_CONFIG_NOT_FOUND', { from: io.cwd });
    const config = emptyConfig(io);
    return { config, targets: [adHoc], complete: false, goldenFolder: goldenFolderOf(config.directory), notes: [] };
  }
  // renacer.toml's own paths are relative to it, and findings name them from here.
  const path = isAbsolute(file) ? file : shorten(resolve(io.cwd, file), io.cwd);
  const { config, notes } = await readConfig(path, adHoc ? { adHoc: identityOf(adHoc) } : {});
  const directory = dirname(path);
  const targets = adHoc ? [adHoc] : select(config, request);
  return {
    config: { ...config, directory },
    targets,
    complete: !adHoc && targets.length === config.targets.length,
    goldenFolder: goldenFolderOf(directory),
    notes: notes.map(describeProblem),
  };
}

/** The project of `config` (--config), or the one around; undefined where there is none, which is no error for who does not need one. */
export async function openProjectIfAny(config: string | undefined, io: Io): Promise<Project | undefined> {
  try {
    return await openProject({ names: [], tags: [], ...(config === undefined ? {} : { config }) }, io);
  } catch (error) {
    if (config === undefined && isTraceGateError(error, 'E_CONFIG_NOT_FOUND')) return undefined;
    throw error;
  }
}

/** The patterns of [redact], for commands that need no renacer.toml. One that is there and can't be read is an error: it may have some. */
export async function redactPatterns(config: string | undefined, io: Io): Promise<RegExp[]> {
  const project = await openProjectIfAny(config, io);
  return project?.config.redact.map(({ pattern }) => pattern) ?? [];
}

/** Throws E_EMPTY_GATE when nothing would be checked. */
export function checkGate({ config, targets }: Project, command: readonly string[] | undefined): void {
  const adHoc = command === undefined ? undefined : targets[0];
  if (adHoc) checkNotEmpty(config, { adHoc: identityOf(adHoc) });
  else checkNotEmpty(config, { targets });
}
