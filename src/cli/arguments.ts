/** Arguments → one command. What comes after `--` is never parsed. */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { TraceGateError } from '../errors.js';
import type { Io } from './io.js';
import type { ReportOptions } from './report-verdict.js';
import { settle, showPending } from './review.js';
import { runGate, type GateRequest } from './run-gate.js';

type Action = () => Promise<number>;

const exitCodeHelp = `
Exit codes:
  0    passed; warnings allowed
  1    the gate is violated: an assertion failed, or behaviour differs from the golden
  2    usage or configuration
  3    no verdict: no tracer works, the target could not be started or timed out, events were lost, nothing was recorded
  4    a golden needs a person: missing, pending, unreadable, written by a newer version, unreferenced in CI
  70   a defect of trace-gate itself
  128+n  ended by signal n`;

interface Common {
  config?: string;
  color?: boolean;
  logLevel: string;
}

interface RunOptions extends Common {
  tag: string[];
  name?: string;
  runs?: number;
  strict?: boolean;
  reporter: string[];
  json?: boolean;
  ci?: boolean;
  verbose?: boolean;
}

function collect(value: string, before: string[]): string[] {
  return [...before, value];
}

function positive(value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError('a whole number from 1 on is needed');
  return number;
}

function common(command: Command): Command {
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

function running(command: Command): Command {
  return common(command)
    .argument('[target...]', 'names or globs of targets (default: all)')
    .option('--tag <tag>', 'only targets with this tag (repeatable)', collect, [])
    .option('--name <name>', 'name of the golden of a command after --')
    .addOption(new Option('--backend <name>', 'what records').choices(['auto', 'strace']).default('auto'))
    .option('--reporter <name[=file]>', 'terminal or json (repeatable)', collect, [])
    .option('--json', 'print the verdict as JSON')
    .option('--ci', 'behave as in CI')
    .option('--no-ci', 'behave as outside CI')
    .option('--verbose', 'show targets that passed, too')
    .option('--strict', 'unstable differences fail');
}

function reportOptions(options: RunOptions): ReportOptions {
  return {
    reporters: options.reporter,
    json: options.json === true,
    verbose: options.verbose === true,
    ...(options.color === undefined ? {} : { color: options.color }),
  };
}

function gateRequest(
  names: readonly string[],
  options: RunOptions,
  command: readonly string[] | undefined,
): GateRequest {
  return {
    ...reportOptions(options),
    names,
    tags: options.tag,
    strict: options.strict === true,
    ...(options.config === undefined ? {} : { config: options.config }),
    ...(options.name === undefined ? {} : { name: options.name }),
    ...(options.runs === undefined ? {} : { runs: options.runs }),
    ...(options.ci === undefined ? {} : { ci: options.ci }),
    ...(command === undefined ? {} : { command }),
  };
}

export interface ParsedArguments {
  readonly run: Action;
  readonly logLevel: string;
}

/** Reads the arguments. Throws E_USAGE; help and version are printed and give an action that does nothing. */
export function parseArguments(argv: readonly string[], version: string, io: Io): ParsedArguments {
  const split = argv.indexOf('--');
  const own = split < 0 ? argv : argv.slice(0, split);
  const command = split < 0 ? undefined : argv.slice(split + 1);
  let parsed: ParsedArguments | undefined;
  const takes = (options: Common, run: Action): void => {
    parsed = { run, logLevel: options.logLevel };
  };
  const noCommand = (name: string): void => {
    if (command)
      throw new TraceGateError('E_USAGE', { detail: `\`trace-gate ${name}\` takes no command after \`--\`` });
  };
  const program = new Command('trace-gate')
    .description('Gates pull requests on what a program does to the operating system.')
    .version(version)
    .usage('COMMAND [options] [TARGET…] [-- CMD ARG…]')
    .addHelpText('after', exitCodeHelp)
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput({ writeOut: (text) => io.stdout.write(text), writeErr: () => undefined });
  running(
    program
      .command('capture')
      .description('run targets and write goldens: a new one is accepted, one that differs is left as pending'),
  )
    .option('--runs <n>', 'recordings of each target', positive)
    .action((names: string[], options: RunOptions) =>
      takes(options, () => runGate('capture', gateRequest(names, options, command), io)),
    );
  running(program.command('assert').description('run targets, check assertions, compare with goldens')).action(
    (names: string[], options: RunOptions) =>
      takes(options, () => runGate('assert', gateRequest(names, options, command), io)),
  );
  running(program.command('diff').description('show what differs from the golden')).action(
    (names: string[], options: RunOptions) =>
      takes(options, () => runGate('diff', gateRequest(names, options, command), io)),
  );
  for (const verb of ['accept', 'reject'] as const) {
    common(
      program
        .command(verb)
        .description(verb === 'accept' ? 'make pending goldens the accepted ones' : 'throw pending goldens away'),
    )
      .argument('[target...]', 'names of pending goldens')
      .option('--all', 'all of them')
      .action((names: string[], options: Common & { all?: boolean }) => {
        noCommand(verb);
        takes(options, () => settle(verb, { ...options, names, all: options.all === true }, io));
      });
  }
  common(program.command('pending').description('list goldens that wait for review'))
    .option('--json', 'as JSON')
    .action((options: Common & { json?: boolean }) => {
      noCommand('pending');
      takes(options, () => showPending({ ...options, json: options.json === true }, io));
    });
  try {
    program.parse([...own], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { run: () => Promise.resolve(0), logLevel: 'silent' };
    throw new TraceGateError(
      'E_USAGE',
      { detail: error.message.replace(/^error: /, '').replace('(outputHelp)', 'a command is needed') },
      { cause: error },
    );
  }
  if (!parsed) throw new TraceGateError('E_USAGE', { detail: 'a command is needed' });
  return parsed;
}
