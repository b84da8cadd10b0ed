/** The patterns of [redact], for commands that need no renacer.toml. */
import { TraceGateError } from '../errors.js';
import type { Io } from './io.js';
import { openProject } from './project.js';

/** `config`: --config; absent: the file here or in a folder above, if there is one. */
export async function redactPatterns(config: string | undefined, io: Io): Promise<RegExp[]> {
  try {
    const project = await openProject({ names: [], tags: [], ...(config === undefined ? {} : { config }) }, io);
    return project.config.redact.map(({ pattern }) => pattern);
  } catch (error) {
    // Without a renacer.toml there are no patterns; one that can't be read may have some.
    if (config === undefined && error instanceof TraceGateError && error.code === 'E_CONFIG_NOT_FOUND') return [];
    throw error;
  }
}
