/** The build command of targets, which must have run before any of them is looked for. */
import { execa } from 'execa';
import { resolve } from 'node:path';
import { TraceGateError } from '../errors.js';
import type { Target } from '../model/config.js';

type BuildResult = TraceGateError | undefined;

/** Runs each build command once, before the first target that names it. */
export function targetBuilder(
  directory: string,
  progress: (text: string) => void,
): (target: Target) => Promise<BuildResult> {
  const done = new Map<string, Promise<BuildResult>>();
  const build = async (target: Target, command: readonly string[]): Promise<BuildResult> => {
    progress(`building: ${command.join(' ')}`);
    const [program, ...args] = command;
    const result = await execa(program ?? '', args, {
      cwd: resolve(directory),
      stdin: 'ignore',
      all: true,
      reject: false,
    });
    if (!result.failed) return undefined;
    return new TraceGateError('E_BUILD_FAILED', {
      target: target.name,
      place: target.places.get('build') ?? target.place,
      command,
      outcome:
        result.exitCode === undefined
          ? `could not be run: ${result.shortMessage}`
          : `exited with code ${result.exitCode}`,
      output: (result.all ?? '').split('\n').slice(-20).join('\n'),
    });
  };
  return (target) => {
    const command = target.build;
    if (!command) return Promise.resolve(undefined);
    const key = JSON.stringify(command);
    const running = done.get(key) ?? build(target, command);
    done.set(key, running);
    return running;
  };
}
