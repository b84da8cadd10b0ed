/** `.trace-gate/last-run.json`: the last verdict and the machine it was made on. Untracked; for a person who wonders, and for bug reports. */
import { access, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Logger } from 'pino';
import { writeAtomically } from '../golden/write-atomically.js';
import { makeFolder } from '../golden/make-folder.js';
import type { Config } from '../model/config.js';
import { recordFolderOf } from '../model/tool-folders.js';
import type { Verdict } from '../model/verdict.js';
import { machineFacts } from '../source/machine.js';

const recordName = 'last-run.json';

async function inRunFolder(config: Config, log: Logger, action: (folder: string) => Promise<void>): Promise<void> {
  const folder = recordFolderOf(resolve(config.directory));
  try {
    // `-- CMD` needs no renacer.toml, and leaves nothing where there is none.
    await access(config.file);
    await action(folder);
  } catch (error) {
    log.debug({ err: error, folder }, 'the record of this run could not be written');
  }
}

/**
 * Makes the folder before anything is recorded: a target that lists the folder it runs in must find the same names in the first run as in all later
 * ones. It ignores itself, so that git is clean where nobody ran `init`.
 */
export async function prepareRunRecord(config: Config, log: Logger): Promise<void> {
  await inRunFolder(config, log, async (folder) => {
    await makeFolder(folder);
    for (const [name, text] of [
      ['.gitignore', '*\n'],
      [recordName, ''],
    ] as const)
      await writeFile(join(folder, name), text, { flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST') throw error;
      });
  });
}

/** Writes the record beside renacer.toml, as well as it can: a folder that can't be written changes no verdict. */
export async function writeRunRecord(config: Config, verdict: Verdict, log: Logger): Promise<void> {
  await inRunFolder(config, log, async (folder) => {
    const record = { format: 'trace-gate/run', version: 1, machine: await machineFacts(), verdict };
    await writeAtomically(join(folder, recordName), `${JSON.stringify(record, undefined, 2)}\n`);
  });
}
