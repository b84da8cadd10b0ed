/** Verdict → reporters → where they write. A reporter that can't write is no verdict, never silence. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { TraceGateError } from '../errors.js';
import type { Verdict } from '../model/verdict.js';
import { renderJson } from '../report/json.js';
import { renderTerminal } from '../report/terminal.js';
import { wantsColor, widthOf, type Io } from './io.js';

export const reporters = ['terminal', 'json'] as const;
type ReporterName = (typeof reporters)[number];

export interface ReportOptions {
  /** NAME or NAME=FILE, as given. */
  readonly reporters: readonly string[];
  readonly json: boolean;
  readonly color?: boolean;
  readonly verbose: boolean;
}

interface Wanted {
  readonly name: ReporterName;
  readonly file?: string;
}

/** Checks reporter names before anything runs; throws E_USAGE. */
export function wantedReporters({ reporters: asked, json }: ReportOptions): Wanted[] {
  const wanted = asked.map((text): Wanted => {
    const [name, ...file] = text.split('=');
    const known = reporters.find((reporter) => reporter === name);
    if (!known)
      throw new TraceGateError('E_USAGE', {
        detail: `--reporter ${text}: there is no reporter \`${name ?? ''}\``,
        hint: `reporters: ${reporters.join(', ')}`,
      });
    return { name: known, ...(file.length === 0 ? {} : { file: file.join('=') }) };
  });
  if (json) wanted.push({ name: 'json' });
  if (!wanted.some(({ file }) => file === undefined)) wanted.push({ name: 'terminal' });
  return wanted;
}

function render(name: ReporterName, verdict: Verdict, options: ReportOptions, io: Io, toFile: boolean): string {
  if (name === 'json') return renderJson(verdict);
  return renderTerminal(verdict, {
    color: !toFile && wantsColor(options.color, io),
    width: toFile ? 100 : widthOf(io),
    verbose: options.verbose,
  });
}

export async function reportVerdict(verdict: Verdict, options: ReportOptions, io: Io): Promise<void> {
  for (const { name, file } of wantedReporters(options)) {
    const text = render(name, verdict, options, io, file !== undefined);
    if (file === undefined) {
      io.stdout.write(text);
      continue;
    }
    try {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text);
    } catch (error) {
      throw new TraceGateError(
        'E_REPORTER_WRITE',
        { reporter: name, file, detail: (error as NodeJS.ErrnoException).code ?? String(error) },
        { cause: error },
      );
    }
  }
}
