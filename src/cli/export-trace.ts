/** export: a trace file in the format of another tool. */
import { resolve } from 'node:path';
import { TraceGateError } from '../errors.js';
import { readText, readTraceText } from '../gate/read-trace.js';
import { exitCodes } from '../model/finding.js';
import type { Io } from './io.js';
import { withCommon, type Common, type Registry } from './options.js';
import { redactPatterns } from './project.js';
import { traceFormatNames, traceFormatOf, writeTrace } from './trace-format.js';
import type { TraceFormat } from '../export/registry.js';

interface ExportRequest {
  readonly file: string;
  readonly format: TraceFormat;
  readonly config?: string | undefined;
  readonly output?: string | undefined;
}

async function exportTrace({ file, format, config, output }: ExportRequest, io: Io): Promise<number> {
  const redact = await redactPatterns(config, io);
  const document = readTraceText(await readText(file, resolve(io.cwd, file)), file);
  await writeTrace({ document, format, redact, output }, io);
  return exitCodes.passed;
}

interface ExportOptions extends Common {
  readonly to?: string;
  readonly output?: string;
}

/** Registers export. */
export function registerExport({ program, io, takes, noCommand }: Registry): void {
  withCommon(program.command('export').description('turn a trace file into the format of another tool'))
    .argument('<file>', 'a trace file, of `trace -o` or `import`')
    .option('--to <format>', `format to write: ${traceFormatNames.join(', ')}`)
    .option('-o, --output <file>', 'file to write (default: stdout)')
    .action((file: string, options: ExportOptions) => {
      noCommand('export');
      const { to, output, config } = options;
      if (to === undefined)
        throw new TraceGateError('E_USAGE', {
          detail: 'export needs --to',
          hint: `formats: ${traceFormatNames.join(', ')}`,
        });
      const format = traceFormatOf('--to', to);
      takes(options, () => exportTrace({ file, format, config, output }, io));
    });
}
