import { readFile } from 'node:fs/promises';

import { TraceGateError } from '../errors.js';
import { type ConfigOptions, parseConfig, type ParsedConfig } from './parse-config.js';

/** Reads one renacer.toml. Places in problems and findings name the file as it is given here. */
export async function readConfig(file: string, options: ConfigOptions = {}): Promise<ParsedConfig> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (error) {
    throw new TraceGateError('E_CONFIG_NOT_FOUND', { from: '.', file, detail: describeErrno(error) }, { cause: error });
  }
  return parseConfig(decode(bytes, file), file, options);
}

/** TOML is UTF-8. A replacement character in a command or a pattern would silently mean something else. */
function decode(bytes: Buffer, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    const place = { file, line: 1, column: 1 };
    const problem = {
      code: 'syntax',
      severity: 'error',
      place,
      facts: { detail: 'the file is not UTF-8 text' },
    } as const;
    throw new TraceGateError('E_CONFIG', { file, problems: [problem] }, { cause: error });
  }
}

function describeErrno(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT') return 'it does not exist';
  if (code === 'EISDIR') return 'it is a folder';
  return code ?? String(error);
}
