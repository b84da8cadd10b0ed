/**
 * The programs of the score. Each one is data:
 *   name, floor     the level it must reach at least; absent: any
 *   needs           programs or files that must be there, else it is skipped and says so
 *   timed           it writes the time somewhere: it is always asserted in another minute, too
 *   not             conditions that really change what it does, by their key, with the reason
 *   files           what lies in the project folder, by name
 *   prepare         commands run once in a fresh project, with the variables of prepareEnv; rebuild: those to run again after a change
 *                   of the sources
 *   target          its [[target]] table without the name
 *   changes         what must alarm, each with `what` for people and one or more of: files (added or replaced), remove, edit
 *                   ({ file, from, to }, `from` must occur exactly once), target (keys that replace the table's), prepare
 * `@tools@` anywhere stands for the folder that install.sh fills. What is true of a kind is said by the kind of its file here.
 */
import { withTools } from '../project.mjs';
import { buildPrograms } from './builds.mjs';
import { compiledPrograms } from './compiled.mjs';
import { coreutilsPrograms } from './coreutils.mjs';
import { gitPrograms } from './git.mjs';
import { goPrograms } from './go.mjs';
import { nodeTools } from './node-tools.mjs';
import { nodePrograms } from './node.mjs';
import { pipelinePrograms } from './pipelines.mjs';
import { pythonTools } from './python-tools.mjs';
import { pythonPrograms } from './python.mjs';
import { rustPrograms } from './rust.mjs';
import { serverPrograms } from './servers.mjs';
import { shellPrograms } from './shell.mjs';
import { textPrograms } from './text.mjs';

const byKind = {
  rust: rustPrograms,
  go: goPrograms,
  node: [...nodePrograms, ...nodeTools],
  python: [...pythonPrograms, ...pythonTools],
  servers: serverPrograms,
  builds: [...buildPrograms, ...compiledPrograms, ...gitPrograms],
  pipelines: [...coreutilsPrograms, ...shellPrograms, ...textPrograms, ...pipelinePrograms],
};

export const kinds = Object.keys(byKind);

export const programs = Object.entries(byKind).flatMap(([kind, programs]) =>
  programs.map((program) => ({
    ...withTools(program),
    kind,
    usesTools: JSON.stringify(program).includes('@tools@'),
  })),
);
