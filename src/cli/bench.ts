/** `bench`: the commands that keep baselines of timings and judge by them. */
import type { Command } from 'commander';
import { registerBenchCompare } from './bench-compare.js';
import { registerBenchDeps } from './bench-deps.js';
import { registerBenchHistory } from './bench-history.js';
import { registerBenchList } from './bench-list.js';
import { registerBenchReport } from './bench-report.js';
import { registerBenchSave } from './bench-save.js';
import { registerBenchSize } from './bench-size.js';
import { registerDuet } from './bench-duet.js';
import type { Registry } from './options.js';

/** What a command below `bench` is registered with: `program` is the group. */
export type BenchRegistry = Registry;

const commands: readonly ((registry: BenchRegistry) => void)[] = [
  registerBenchSave,
  registerBenchCompare,
  registerBenchList,
  registerDuet,
  registerBenchHistory,
  registerBenchSize,
  registerBenchDeps,
  registerBenchReport,
];

/** Registers the group and what is in it. */
export function registerBench(registry: Registry): void {
  const group: Command = registry.program
    .command('bench')
    .description('benchmark baselines: save one, compare with it, or run two commands in turn');
  for (const register of commands) register({ ...registry, program: group });
}
