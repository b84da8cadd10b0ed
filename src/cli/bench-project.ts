/** What every command of `bench` needs to know of the project: [bench], [redact], where baselines are. */
import { join } from 'node:path';
import type { BenchConfig } from '../model/config.js';
import type { Io } from './io.js';
import { openProjectIfAny } from './project.js';

export interface BenchProject {
  readonly bench: BenchConfig;
  readonly redact: readonly RegExp[];
  /** As it was given, or relative to the working folder. */
  readonly baselineDir: string;
}

const defaultFolder = '.performance-baselines';

/** Needs no renacer.toml. `baselineDir`: --baseline-dir. */
export async function openBench(
  options: { readonly config?: string; readonly baselineDir?: string },
  io: Io,
): Promise<BenchProject> {
  const project = await openProjectIfAny(options.config, io);
  const bench = project?.config.bench ?? { budgets: [] };
  const configured = bench.baselineDir ?? join(project?.config.directory ?? '.', defaultFolder);
  return {
    bench,
    redact: project?.config.redact.map(({ pattern }) => pattern) ?? [],
    baselineDir: options.baselineDir ?? configured,
  };
}
