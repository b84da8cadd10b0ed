import type { Golden, ProcessShape, Step } from '../../src/model/golden.js';
import { normalizerVersion } from '../../src/model/golden.js';

/** A golden of one process that opens, reads and closes a file. */
export const steps: readonly Step[] = [
  { call: 'exec', path: '<PATH>/cat', argv: ['cat', 'data/a'] },
  { call: 'open', via: 'openat', path: 'data/a', flags: 'O_RDONLY' },
  { call: 'read', fd: 'data/a', bytes: 12 },
  { call: 'open', via: 'openat', path: 'data/b', flags: 'O_RDONLY', error: 'ENOENT' },
];

export function process(changes: Partial<ProcessShape> = {}): ProcessShape {
  return { process: '0', program: '<PATH>/cat', steps, pool: [], end: { exit: 0 }, ...changes };
}

export function golden(changes: Partial<Golden> = {}): Golden {
  return {
    format: 'trace-gate/golden',
    version: 2,
    normalizer: normalizerVersion,
    arch: 'x86_64',
    backend: 'ptrace',
    level: 'structure',
    reasons: ['it has threads'],
    temporary: [],
    learned: [],
    environment: [{ program: '<PATH>/cat', loads: ['libc.so.6'] }],
    processes: [process()],
    effects: [],
    objects: [],
    order: [],
    figures: [{ figure: 'calls', of: 'futex', rule: 'wide', least: 1, most: 4 }],
    ...changes,
  };
}

/** A golden of one process with these steps. */
export const goldenOf = (list: readonly Step[]): Golden => golden({ processes: [process({ steps: list })] });
