/** Options that several commands have, and what a command needs to be registered. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { Logger } from 'pino';
import { TraceGateError } from '../errors.js';
import { backendNames, type BackendName } from '../gate/backends.js';
import type { Io } from './io.js';
import { reporters, type ReportOptions } from './report-verdict.js';

/** One command line that was understood. */
export type Action = (log: Logger) => Promise<number>;

export interface Common {
  readonly config?: string;
  readonly color?: boolean;
  readonly logLevel: string;
}

/** What a command is registered with. */
export interface Registry {
  readonly program: Command;
  readonly io: Io;
  /** What stands after `--`. */
  readonly command: readonly string[] | undefined;
  /** Says what the arguments ask for. */
  readonly takes: (options: Common, run: Action) => void;
  /** Refuses a command after `--` where there is no use for one. */
  readonly noCommand: (name: string) => void;
}

export function collect(value: string, before: readonly string[]): string[] {
  return [...before, value];
}

export function positive(value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError('a whole number from 1 on is needed');
  return number;
}

function backend(name: string): BackendName {
  const known = backendNames.find((candidate) => candidate === name);
  if (known !== undefined) return known;
  throw new TraceGateError('E_USAGE', {
    detail: `--backend ${name}: there is no such backend`,
    hint: `backends: ${backendNames.join(', ')}`,
  });
}

/** `--backend`, checked before anything runs. */
export function backendOption(): Option {
  return new Option('--backend <name>', `what records: ${backendNames.join(', ')}`).argParser(backend).default('auto');
}

/** Options of every command. */
export function withCommon(command: Command): Command {
  return command
    .option('--config <file>', 'renacer.toml to use (default: here or in a parent folder)')
    .option('--color', 'colour even where it is not a terminal')
    .option('--no-color', 'no colour')
    .addOption(
      new Option('--log-level <level>', 'log on stderr')
        .choices(['silent', 'error', 'warn', 'info', 'debug', 'trace'])
        .default('silent'),
    );
}

export interface Reporting extends Common {
  readonly reporter: readonly string[];
  readonly json?: boolean;
  readonly verbose?: boolean;
}

/** Options of commands that end in a verdict. */
export function withReporting(command: Command): Command {
  return withCommon(command)
    .option('--reporter <name[=file]>', `${reporters.join(', ')}; to FILE or to stdout (repeatable)`, collect, [])
    .option('--json', 'print the verdict as JSON')
    .option('--verbose', 'show targets that passed, too');
}

export function reportOptions(options: Reporting): ReportOptions {
  return {
    reporters: options.reporter,
    json: options.json === true,
    verbose: options.verbose === true,
    ...(options.color === undefined ? {} : { color: options.color }),
  };
}
