/**
 * The programs of the score. Each one is data:
 *   name, floor     the level it must reach at least; absent: any
 *   extra           not on the list: nobody tuned for it
 *   needs           programs that must be there, else it is skipped and says so
 *   files           what lies in the project folder, by name
 *   prepare         commands run once in a fresh project; rebuild: those to run again after a change of the sources
 *   target          its [[target]] table without the name
 *   changes         what must alarm, each with `what` for people and one or more of: files (added or replaced), remove, edit
 *                   ({ file, from, to }, `from` must occur exactly once), target (keys that replace the table's), prepare
 */
import { buildPrograms } from './builds.mjs';
import { compiledPrograms } from './compiled.mjs';
import { coreutilsPrograms } from './coreutils.mjs';
import { extraPrograms } from './extra.mjs';
import { gitPrograms } from './git.mjs';
import { scriptPrograms } from './scripts.mjs';
import { shellPrograms } from './shell.mjs';

export const programs = [
  ...coreutilsPrograms,
  ...shellPrograms,
  ...gitPrograms,
  ...scriptPrograms,
  ...buildPrograms,
  ...compiledPrograms,
  ...extraPrograms.map((program) => ({ ...program, extra: true })),
];
