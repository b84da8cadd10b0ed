/** What is about to be run: a target of renacer.toml, or a command given after `--`, as the source room takes it. */
import { resolve } from 'node:path';
import type { Target } from '../model/config.js';
import type { RunPlan } from '../source/surroundings.js';

/** The plans of a target: one for each variant, or the one that it has. */
export function plansOf(target: Target, directory: string): RunPlan[] {
  const root = resolve(directory);
  const variants = target.variants.length > 0 ? target.variants : [{}];
  return variants.map((variant) => ({
    target: target.name,
    place: target.places.get('command') ?? target.place,
    command: target.command,
    cwd: resolve(target.cwd),
    root,
    env: { ...target.env, ...variant },
    passEnv: target.passEnv,
    timeoutMs: target.timeoutMs,
    workdir: target.workdir,
    ...(target.stdin === undefined ? {} : { stdin: resolve(target.stdin) }),
    ...(target.setup === undefined ? {} : { setup: target.setup }),
    ...(target.cleanup === undefined ? {} : { cleanup: target.cleanup }),
  }));
}
