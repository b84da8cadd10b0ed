/** Tracers that print what renacer prints, or fail as it does: put before everything else in PATH. */
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import type { Test } from 'tap';
import { folderWith } from './command.js';

/** What each fake does once `$@` is the command of the target; `$doc` holds its document. */
export const fakes = {
  /** As the real one: the target runs, its output comes first, the document follows. */
  whole: `"$@"; status=$?; sed "s/\\"exit_code\\": 0/\\"exit_code\\": $status/" "$doc"; exit $status`,
  /** The real one's words when a signal ended the target. */
  signal: `"$@"; sed 's/"exit_code": 0/"exit_code": 137/' "$doc"; echo 'Process 4711 killed by signal: SIGKILL' >&2; exit 137`,
  /** It ran the target and recorded nothing. */
  silent: `"$@"`,
  /** As when ptrace is refused. */
  denied: `printf 'Error: Failed to trace\\n\\nCaused by:\\n    EPERM: Operation not permitted\\n\\nStack backtrace:\\n   0: x\\n' >&2; exit 1`,
  /** As when the kernel does not execute the target. */
  notExecuted: `echo "Failed to exec $1: No such file or directory (os error 2)" >&2; exit 1`,
  /** The target’s output, and no end of the document. */
  halved: `"$@"; head -c 400 "$doc"`,
  /** A call that can't be read. */
  garbled: `"$@"; sed 's/"result": 16/"outcome": 16/' "$doc"`,
  /** Fewer calls than its summary counts. */
  lost: `"$@"; sed 's/"total_syscalls": [0-9]*/"total_syscalls": 99/' "$doc"`,
  /** The tracer itself was killed. */
  killed: `"$@"; kill -KILL $$`,
  /** A target that waits for a signal never ends. */
  hangs: `sleep 60`,
} as const;

/** PATH with a folder in which the fake is `renacer`, or has its later name. */
export function pathWithRenacer(
  t: Test,
  fake: keyof typeof fakes,
  document: string,
  name: 'renacer' | 'aprender-profile' = 'renacer',
): string {
  const bin = folderWith(t, { document });
  const script = `#!/bin/sh
if [ "$1" = --version ]; then echo '${name} 0.6.2'; exit; fi
if [ "$1 $2 $3 $4" != '--format json -T --' ]; then echo "options: $*" >&2; exit 2; fi
shift 4
doc='${join(bin, 'document')}'
${fakes[fake]}
`;
  const folder = folderWith(t, { [name]: script });
  chmodSync(join(folder, name), 0o755);
  return `${folder}:${process.env['PATH'] ?? '/usr/bin:/bin'}`;
}
