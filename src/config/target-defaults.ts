import { targetSchema } from '../schema/target.js';

const { properties } = targetSchema;

/** What a `[[target]]` means where it says nothing; the schema has the figures. Also the settings of `-- CMD`. */
export const targetDefaults = {
  timeoutMs: properties.timeout_ms.default,
  runs: properties.runs.default,
  surroundings: properties.surroundings.default,
  timingRuns: properties.timing_runs.default,
  warmup: properties.warmup.default,
  exitCode: properties.exit_code.default,
  workdir: properties.workdir.default,
  level: properties.level.default,
  golden: properties.golden.default,
} as const;
