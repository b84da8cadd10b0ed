import { comparisonLevels } from '../model/config.js';
import type { Infer } from './infer.js';

// A NUL ends a string in every system call: one inside argv, a path or the environment can't be passed on.
const text = { type: 'string', pattern: '^[^\\u0000]*$' } as const;
const argv = { type: 'array', items: text, minItems: 1 } as const;
const environment = {
  type: 'object',
  propertyNames: { type: 'string', pattern: '^[^=\\u0000]+$' },
  additionalProperties: text,
} as const;
const names = {
  // Not starting with `-` or `.` (an option, a hidden file), not ending in `.pending` (the candidate of another golden).
  pattern: '^(?!.*\\.pending$)[A-Za-z0-9_][A-Za-z0-9_.-]*$',
} as const;

/** `[[target]]` of renacer.toml. */
export const targetSchema = {
  type: 'object',
  title: 'Target',
  description: 'A program to run, record and compare with its golden.',
  additionalProperties: false,
  required: ['name', 'command'],
  properties: {
    name: {
      type: ['string', 'array'],
      description:
        "The golden's name, or several with {name} in command: letters, digits, `_`, `.`, `-`; not starting with `.` or `-`, not ending in `.pending`.",
      ...names,
      minItems: 1,
      items: {
        type: 'string',
        description:
          "The golden's name: letters, digits, `_`, `.`, `-`; not starting with `.` or `-`, not ending in `.pending`.",
        ...names,
      },
    },
    command: { ...argv, description: 'Program and arguments; no shell. {name} becomes the name.' },
    cwd: { ...text, description: 'Working folder, relative to this file. Default: its folder.', default: '.' },
    env: {
      ...environment,
      description: "Variables added to a small, fixed environment, so that goldens don't depend on the caller's.",
    },
    pass_env: { type: 'array', items: text, description: "Names of the caller's variables that the target gets." },
    variants: {
      type: 'array',
      minItems: 1,
      items: environment,
      description: 'Environments: the target runs in each, and each must match the same golden.',
    },
    stdin: { ...text, description: 'A file for standard input, relative to this file. Default: empty.' },
    timeout_ms: {
      type: 'integer',
      minimum: 1,
      default: 30000,
      description:
        'Wall-clock limit in milliseconds; then the whole process tree is ended and there is no verdict (exit code 3).',
    },
    runs: {
      type: 'integer',
      minimum: 1,
      default: 4,
      description:
        'Recordings of one capture, to learn what varies. Without a number: 3 where one takes over 10 seconds.',
    },
    surroundings: {
      type: 'string',
      enum: ['changed', 'fixed'],
      default: 'changed',
      description:
        'changed: the recordings of a capture differ in what must not matter (folder, TMPDIR, HOME, host name, pids, moment, CPUs, load). fixed: all are made as the first one.',
    },
    timing_runs: { type: 'integer', minimum: 1, default: 5, description: 'Untraced runs for latency and memory.' },
    warmup: { type: 'integer', minimum: 0, default: 1, description: 'Runs before anything is measured.' },
    exit_code: {
      type: 'integer',
      minimum: 0,
      maximum: 255,
      default: 0,
      description: 'What the target should exit with; anything else is a violation.',
    },
    build: { ...argv, description: 'Run once, in the folder of this file, before the first target that names it.' },
    setup: { ...argv, description: "Run in the target's folder before every single run; not recorded." },
    cleanup: { ...argv, description: "Run in the target's folder after every single run; not recorded." },
    workdir: {
      type: 'string',
      enum: ['inplace', 'copy'],
      default: 'inplace',
      description: 'copy: every run works in a fresh copy of cwd.',
    },
    level: {
      type: 'string',
      enum: ['auto', ...comparisonLevels],
      default: 'auto',
      description: 'How tightly the golden pins behaviour; auto takes the tightest that the trace allows.',
    },
    golden: { type: 'boolean', default: true, description: 'false: budgets only, no golden is expected.' },
    tags: { type: 'array', items: text, description: 'For --tag.' },
  },
} as const;

export type TargetTable = Infer<typeof targetSchema>;
