import { dirname } from 'node:path/posix';

import { TraceGateError } from '../errors.js';
import type { Config, ConfigProblem, TargetIdentity } from '../model/config.js';
import { checkEnvelope } from './check-envelope.js';
import { checkGoldens, checkSelectors, noteUncheckedTargets } from './check-selectors.js';
import { parseToml } from './parse-toml.js';
import { collectProblems } from './problems.js';
import { readAssertions } from './read-assertions.js';
import { readBench } from './read-bench.js';
import { readRedact } from './read-redact.js';
import { readReporting } from './read-reporting.js';
import { readTargets } from './read-targets.js';
import { readTrueno } from './read-trueno.js';
import { identityOf } from './select-assertions.js';

export interface ConfigOptions {
  /** The command after `--`: selectors may match it as well as the file's targets. */
  readonly adHoc?: TargetIdentity;
}

export interface ParsedConfig {
  readonly config: Config;
  /** Worth telling once, each at its place; they stop nothing. */
  readonly notes: readonly ConfigProblem[];
}

/** renacer.toml's text as a Config, or an E_CONFIG with every problem in it, in file order. */
export function parseConfig(text: string, file: string, { adHoc }: ConfigOptions = {}): ParsedConfig {
  const toml = parseToml(text, file);
  const problems = collectProblems();
  const directory = dirname(file);
  const around = { places: toml.places, problems };

  checkEnvelope(toml, problems);
  const targets = readTargets(toml.data['target'], { ...around, directory });
  const assertions = [...readAssertions(toml.data['assertion'], around), ...readTrueno(toml.data, around)];
  const reporting = readReporting(toml.data['reporting'], directory, around);
  const bench = readBench(toml.data['bench'], directory, around);
  const redact = readRedact(toml.data['redact'], around);

  if (targets !== undefined) {
    const identities = targets.map(identityOf);
    checkSelectors(assertions, adHoc ? [...identities, adHoc] : identities, problems);
    // A command after `--` mostly has no golden, and the file may be about others.
    if (!adHoc) checkGoldens(assertions, identities, problems);
    noteUncheckedTargets(targets, assertions, problems);
  }

  const errors = problems.errors();
  if (errors.length > 0) throw new TraceGateError('E_CONFIG', { file, problems: errors });
  const config = {
    file,
    directory,
    targets: targets ?? [],
    assertions,
    redact,
    ...(reporting === undefined ? {} : { reporting }),
    ...(bench === undefined ? {} : { bench }),
  };
  return { config, notes: problems.notes() };
}
