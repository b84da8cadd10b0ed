import { describeProblem } from '../../src/config-problem.js';
import { parseConfig, type ConfigOptions } from '../../src/config/parse-config.js';
import { isTraceGateError } from '../../src/errors.js';
import type { ConfigProblem } from '../../src/model/config.js';

/** The problems of a text that must be refused. */
export function errorsOf(text: string, options: ConfigOptions = {}): readonly ConfigProblem[] {
  try {
    parseConfig(text, 'renacer.toml', options);
  } catch (error) {
    if (isTraceGateError(error, 'E_CONFIG') && error.exitCode === 2) return error.facts.problems;
    throw error;
  }
  throw new Error(`accepted:\n${text}`);
}

/** The same as lines for people. */
export const linesOf = (text: string, options: ConfigOptions = {}): readonly string[] =>
  errorsOf(text, options).map(describeProblem);

/** The notes of a text that is accepted, as lines. */
export const notesOf = (text: string, options: ConfigOptions = {}): readonly string[] =>
  parseConfig(text, 'renacer.toml', options).notes.map(describeProblem);

export const target = '[[target]]\nname = "ls"\ncommand = ["ls"]\n';
