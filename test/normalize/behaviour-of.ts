/** From a short strace log, as text, to what is compared of it. */
import type { Level, Shape, Step } from '../../src/model/golden.js';
import type { Trace } from '../../src/model/trace.js';
import type { Behaviour } from '../../src/normalize/behaviour.js';
import type { NormalizeContext } from '../../src/normalize/context.js';
import { normalize } from '../../src/normalize/normalize.js';
import { shapeOfBehaviour } from '../../src/normalize/shape.js';
import { parseStrace } from '../../src/parse/strace.js';

/** Pid of the target in logs that name none. */
export const pid = 4711;
/** The target's working folder, and its start in a log: `AT_FDCWD` with its annotation. */
export const cwd = '/work/repo/app';
export const at = `AT_FDCWD<${cwd}>`;

export const context: NormalizeContext = {
  cwd,
  root: '/work/repo',
  homes: ['/home/alice'],
  temps: ['/tmp'],
  path: ['/usr/local/bin', '/usr/bin', '/bin'],
  uid: 1000,
  user: 'alice',
  gid: 1000,
  redact: [],
  temporary: [],
  literals: new Set(),
};

/** Lines that begin with a call get the pid of the target. A string holds one character per byte. */
export function traceOf(...lines: readonly string[]): Trace {
  const log = lines
    .flatMap((line) => line.split('\n'))
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => (/^\d+ /.test(line) ? line : `${pid} ${line}`));
  const events = parseStrace(`${log.join('\n')}\n`);
  const unread = events.find((event) => event.kind === 'unparsed');
  if (unread) throw new Error(`the test's log can't be read: ${JSON.stringify(unread)}`);
  return { backend: { class: 'ptrace', name: 'strace', version: '6.1' }, arch: 'x86_64', events };
}

/** The whole life of a target that does these calls. */
export function whole(...lines: readonly string[]): string[] {
  return [
    `execve("${cwd}/program", ["./program"], 0x7ffd50a0b0c8 /* 9 vars */) = 0`,
    ...lines,
    'exit_group(0) = ?',
    '+++ exited with 0 +++',
  ];
}

export function behaviourOf(lines: readonly string[], changes: Partial<NormalizeContext> = {}): Behaviour {
  return normalize(traceOf(...lines), { ...context, ...changes });
}

export function shapeOf(
  lines: readonly string[],
  level: Level = 'exact',
  changes: Partial<NormalizeContext> = {},
): Shape {
  return shapeOfBehaviour(behaviourOf(lines, changes), level);
}

/** Steps of the target's first thread between its exec and its end. */
export function stepsOf(
  lines: readonly string[],
  level: Level = 'exact',
  changes: Partial<NormalizeContext> = {},
): readonly Step[] {
  const steps = shapeOf(whole(...lines), level, changes).processes[0]?.steps ?? [];
  return steps.filter(({ call }) => call !== 'exec' && call !== 'exit');
}

/** The one step that a call becomes, without the name it has in the kernel's table. */
export function stepOf(line: string, changes: Partial<NormalizeContext> = {}): Partial<Step> {
  const steps = stepsOf([line], 'exact', changes);
  if (steps.length !== 1) throw new Error(`${line} became ${JSON.stringify(steps)}`);
  const { via: _, ...step } = steps[0] as Step;
  return step;
}

/** What an open of the path is pinned as. */
export function pathOf(path: string, changes: Partial<NormalizeContext> = {}): unknown {
  return stepOf(
    `openat(${at}, ${JSON.stringify(path)}, O_RDONLY) = 3<${path.startsWith('/') ? path : `${cwd}/${path}`}>`,
    changes,
  )['path'];
}
