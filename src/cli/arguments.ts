/** Arguments → one command. What comes after `--` is never parsed. */
import { Command, CommanderError } from 'commander';
import { TraceGateError } from '../errors.js';
import { registerBench } from './bench.js';
import { registerDoctor } from './doctor.js';
import { registerExplain } from './explain.js';
import { registerExport } from './export-trace.js';
import { registerImport } from './import-log.js';
import { registerInit } from './init.js';
import type { Io } from './io.js';
import type { Action, Registry } from './options.js';
import { registerLint } from './lint.js';
import { registerReview } from './review.js';
import { registerGate } from './run-gate.js';
import { registerTrace } from './trace.js';

const exitCodeHelp = `
Exit codes:
  0    passed; warnings allowed
  1    the gate is violated: an assertion failed, or behaviour differs from the golden
  2    usage or configuration
  3    no verdict: no tracer works, the target could not be started or timed out, events were lost, nothing was recorded
  4    a golden needs a person: missing, pending, unreadable, written by a newer version, unreferenced in CI
  70   a defect of trace-gate itself
  128+n  ended by signal n`;

export interface ParsedArguments {
  readonly run: Action;
  readonly logLevel: string;
}

/** The command that arguments name, or the group that they stop at. */
function namedCommand(program: Command, args: readonly string[]): Command {
  const [first, ...rest] = args;
  const named = first === undefined ? undefined : program.commands.find((command) => command.name() === first);
  return named ? namedCommand(named, rest) : program;
}

/** `trace-gate bench compare` */
const fullName = (command: Command): string =>
  command.parent ? `${fullName(command.parent)} ${command.name()}` : command.name();

const helpHint = (command: Command): string => `run \`${fullName(command)} --help\``;

function needsCommand(group: Command, io: Io): TraceGateError {
  io.stderr.write(`${group.helpInformation()}\n`);
  return new TraceGateError('E_USAGE', {
    detail: group.parent ? `\`${fullName(group)}\` needs a command` : 'a command is needed',
    hint: helpHint(group),
  });
}

function usageError(error: CommanderError, command: Command): TraceGateError {
  // Commander writes its guess on a second line.
  const [message = '', guess] = error.message.replace(/^error: /, '').split('\n');
  const nearest = /\(Did you mean (?:one of )?(.*?)\?\)/.exec(guess ?? '')?.[1];
  return new TraceGateError(
    'E_USAGE',
    { detail: message, hint: nearest === undefined ? helpHint(command) : `did you mean ${nearest}?` },
    { cause: error },
  );
}

/** Reads the arguments. Throws E_USAGE; help and version are printed and give an action that does nothing. */
export function parseArguments(argv: readonly string[], version: string, io: Io): ParsedArguments {
  const split = argv.indexOf('--');
  const own = split < 0 ? argv : argv.slice(0, split);
  const command = split < 0 ? undefined : argv.slice(split + 1);
  let parsed: ParsedArguments | undefined;
  const program = new Command('trace-gate')
    .description('Gates pull requests on what a program does to the operating system.')
    .version(version)
    .usage('COMMAND [options] [TARGET…] [-- CMD ARG…]')
    .addHelpText('after', exitCodeHelp)
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput({ writeOut: (text) => io.stdout.write(text), writeErr: () => undefined });
  const registry: Registry = {
    program,
    io,
    command,
    takes: (options, run) => {
      parsed = { run, logLevel: options.logLevel };
    },
    noCommand: (name) => {
      if (command)
        throw new TraceGateError('E_USAGE', {
          detail: `\`trace-gate ${name}\` takes no command after \`--\``,
          hint: `run \`trace-gate ${name} --help\``,
        });
    },
  };
  registerGate(registry);
  registerReview(registry);
  registerTrace(registry);
  registerLint(registry);
  registerExplain(registry);
  registerImport(registry);
  registerExport(registry);
  registerBench(registry);
  registerDoctor(registry);
  registerInit(registry);
  if (own.length === 0) throw needsCommand(program, io);
  try {
    program.parse([...own], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { run: () => Promise.resolve(0), logLevel: 'silent' };
    const named = namedCommand(program, own);
    throw error.code === 'commander.help' ? needsCommand(named, io) : usageError(error, named);
  }
  if (!parsed) throw new TraceGateError('E_USAGE', { detail: 'a command is needed' });
  return parsed;
}
