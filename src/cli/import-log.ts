/** import: a log that another tool recorded, as a trace file. */
import { createReadStream } from 'node:fs';
import { machine } from 'node:os';
import { resolve } from 'node:path';
import { isTraceGateError, TraceGateError } from '../errors.js';
import { importedTrace, importFormats, type ImportedLog } from '../gate/imported-trace.js';
import { exitCodes } from '../model/finding.js';
import type { TraceEvent } from '../model/trace.js';
import { nearestName } from '../nearest-name.js';
import type { Io } from './io.js';
import { withCommon, type Common, type Registry } from './options.js';
import { redactPatterns } from './project.js';
import { tellLimits, traceFormatOf, writeTrace } from './trace-format.js';

const formats = Object.keys(importFormats);

export interface ImportRequest {
  /** `-`: stdin. */
  readonly file: string;
  /** Name of the tool that wrote it, one of `importFormats`. */
  readonly format: string;
  readonly config?: string;
  readonly output?: string;
  /** Folders as the log has them: absolute there, whatever this machine has. */
  readonly cwd?: string;
  readonly homes: readonly string[];
}

async function readLog({ file, format, cwd, homes }: ImportRequest, io: Io): Promise<ImportedLog> {
  const input = file === '-' ? process.stdin : createReadStream(resolve(io.cwd, file));
  const read = importFormats[format];
  if (!read) throw new TraceGateError('E_DEFECT', { detail: `no reader for ${format}` });
  try {
    return await read(input as AsyncIterable<Uint8Array>, {
      file,
      homes,
      arch: machine(),
      ...(cwd === undefined ? {} : { cwd }),
    });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined || isTraceGateError(error)) throw error;
    throw new TraceGateError('E_USAGE', { detail: `${file} can't be read: ${code}` }, { cause: error });
  }
}

/** Says what could not be read. The line itself is not shown: it may hold what a trace must not. */
function tellUnparsed(file: string, events: readonly TraceEvent[], io: Io): void {
  const unparsed = events.filter((event) => event.kind === 'unparsed');
  const [first] = unparsed;
  if (!first) return;
  const name = file === '-' ? 'stdin' : file;
  const lines = unparsed.length === 1 ? '1 line' : `${unparsed.length} lines`;
  io.stderr.write(
    `trace-gate: ${lines} of ${name} could not be read; the first is ${name}:${first.line}:${first.column}: ${first.reason}\n`,
  );
}

/** 3 when nothing could be read, otherwise 0 with the number of lines that could not be told. */
export async function importLog(request: ImportRequest, io: Io): Promise<number> {
  const { file, format, cwd, homes, output } = request;
  const redact = await redactPatterns(request.config, io);
  const log = await readLog(request, io);
  tellUnparsed(file, log.events, io);
  if (!log.events.some(({ kind }) => kind === 'syscall'))
    throw new TraceGateError('E_TRACE_FILE', {
      file,
      detail: `it has no record that ${format} would write for a system call`,
    });
  const document = importedTrace(log, { homes, arch: machine(), ...(cwd === undefined ? {} : { cwd }) });
  tellLimits(document.trace, io);
  await writeTrace({ document, format: traceFormatOf('--to', 'trace-json'), redact, output }, io);
  return exitCodes.passed;
}

interface ImportOptions extends Common {
  readonly format?: string;
  readonly output?: string;
  readonly cwd?: string;
  readonly home?: string;
}

function checkFormat(format: string | undefined): string {
  if (format !== undefined && formats.includes(format)) return format;
  const nearest = format === undefined ? undefined : nearestName(format, formats);
  throw new TraceGateError('E_USAGE', {
    detail: format === undefined ? 'import needs --format' : `--format ${format}: there is no such format`,
    hint: `${nearest === undefined ? '' : `did you mean ${nearest}? `}formats: ${formats.join(', ')}`,
  });
}

/** Registers import. */
export function registerImport({ program, io, takes, noCommand }: Registry): void {
  withCommon(program.command('import').description('turn a log of another tool into a trace file'))
    .argument('<file>', 'the log; - for stdin')
    .option('--format <name>', `what wrote it: ${formats.join(', ')}`)
    .option('-o, --output <file>', 'trace file (default: stdout)')
    .option('--cwd <folder>', 'working folder of the program (default: what the log says first)')
    .option('--home <folder>', 'home folder of its user')
    .action((file: string, options: ImportOptions) => {
      noCommand('import');
      const format = checkFormat(options.format);
      takes(options, () =>
        importLog(
          {
            file,
            format,
            homes: options.home === undefined ? [] : [options.home],
            ...(options.config === undefined ? {} : { config: options.config }),
            ...(options.output === undefined ? {} : { output: options.output }),
            ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
          },
          io,
        ),
      );
    });
}
