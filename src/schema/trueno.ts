/** trueno's dialect of renacer.toml: budgets, checks, baselines and rules. The loader turns each into assertions of ours. */
import type { Infer } from './infer.js';

const text = { type: 'string', minLength: 1 } as const;
const globs = {
  type: 'array',
  minItems: 1,
  items: {
    type: 'string',
    pattern: '^[A-Za-z0-9_.*?-]+$',
    description: 'A target name, with `*` for any text and `?` for one character.',
  },
  description: 'Globs of target names. Default: every target.',
} as const;
const severity = {
  type: 'string',
  enum: ['off', 'warn', 'warning', 'error'],
  default: 'error',
  description: 'off: it is not evaluated. warning: a violation fails nothing.',
} as const;
const percent = { type: 'number', minimum: 0, description: 'Percent; exactly this much passes.' } as const;
const share = {
  type: 'string',
  enum: ['calls', 'time'],
  description:
    'calls: share of the number of all calls, the same in every run. time: share of the time spent in all calls, as in the `% time` column of strace -c.',
} as const;

const common = {
  name: { ...text, description: 'How reports call it.' },
  description: { type: 'string', description: 'Shown with a violation.' },
  enabled: { type: 'boolean', default: true, description: 'false: it is not evaluated.' },
  severity,
  applies_to: globs,
  optional: { type: 'boolean', default: false, description: 'true: a selector that matches nothing is allowed.' },
} as const;

/** `[[assertions]]`, one schema for each `check`. */
export const checkSchemas = {
  syscall_percentage: {
    type: 'object',
    title: 'Share of a system call',
    additionalProperties: false,
    required: ['name', 'check', 'syscall', 'max_percentage'],
    properties: {
      ...common,
      check: { type: 'string', const: 'syscall_percentage' },
      syscall: { ...text, description: 'A system call by its real name.' },
      max_percentage: percent,
      measure: { ...share, default: 'calls' },
    },
  },
  syscall_count: {
    type: 'object',
    title: 'Number of a system call',
    additionalProperties: false,
    required: ['name', 'check', 'syscall', 'max_count'],
    properties: {
      ...common,
      check: { type: 'string', const: 'syscall_count' },
      syscall: { ...text, description: 'A system call by its real name.' },
      max_count: { type: 'integer', minimum: 0, description: 'Calls; exactly this many pass.' },
    },
  },
  total_time: {
    type: 'object',
    title: 'Latency',
    additionalProperties: false,
    required: ['name', 'check', 'max_time_ms'],
    properties: {
      ...common,
      check: { type: 'string', const: 'total_time' },
      max_time_ms: { type: 'number', minimum: 0, description: 'Milliseconds; exactly this much passes.' },
    },
  },
  min_time: {
    type: 'object',
    title: 'Least time',
    description: 'What is faster has not done its work.',
    additionalProperties: false,
    required: ['name', 'check', 'min_time_ms'],
    properties: {
      ...common,
      check: { type: 'string', const: 'min_time' },
      min_time_ms: { type: 'number', minimum: 0, description: 'Milliseconds; exactly this much passes.' },
    },
  },
} as const;

/** `[[anti_patterns.rules]]`, one schema for each `check`. */
export const ruleSchemas = {
  ratio: {
    type: 'object',
    title: 'Share of some system calls',
    additionalProperties: false,
    required: ['name', 'check', 'syscalls', 'min_ratio'],
    properties: {
      ...common,
      check: { type: 'string', const: 'ratio' },
      syscalls: { type: 'array', minItems: 1, items: text, description: 'System calls by their real names.' },
      min_ratio: {
        type: 'number',
        minimum: 0,
        maximum: 1,
        description: 'A share above this one is the anti-pattern.',
      },
      measure: { ...share, default: 'time' },
    },
  },
  syscall_count: checkSchemas.syscall_count,
} as const;

/** A budget of `[performance.budgets]`, by the name of its target. */
export const budgetSchema = {
  type: 'object',
  title: 'Budget of a target',
  additionalProperties: false,
  minProperties: 1,
  properties: {
    max_time_ms: { type: 'number', minimum: 0, description: 'Median wall time in milliseconds.' },
    max_syscalls: { type: 'integer', minimum: 0, description: 'System calls of the whole tree.' },
    max_memory_bytes: { type: 'integer', minimum: 0, description: 'Peak resident memory in bytes.' },
  },
} as const;

/** `[performance]`. */
export const performanceSchema = {
  type: 'object',
  title: 'Budgets by target',
  additionalProperties: false,
  properties: { budgets: { type: 'object', additionalProperties: budgetSchema } },
} as const;

/** `[anti_patterns]`. The rules are checked one by one. */
export const antiPatternsSchema = {
  type: 'object',
  title: 'Rules for anti-patterns',
  additionalProperties: false,
  properties: { rules: { type: 'array' } },
} as const;

/** `[ci]`. */
export const ciSchema = {
  type: 'object',
  title: 'What fails a run',
  additionalProperties: false,
  properties: {
    fail_on_budget_exceeded: {
      type: 'boolean',
      default: true,
      description: 'false: what [performance.budgets] and [[assertions]] find is a warning.',
    },
    fail_on_regression: {
      type: 'boolean',
      default: true,
      description: 'false: what [regression] and [[golden_traces.baselines]] find is a warning.',
    },
    fail_on_anti_patterns: {
      type: 'array',
      items: { type: 'string', enum: ['warning', 'error'] },
      default: ['error'],
      description: 'Severities of [[anti_patterns.rules]] that fail a run.',
    },
  },
} as const;

export type CheckTable = Infer<(typeof checkSchemas)[keyof typeof checkSchemas]>;
export type RuleTable = Infer<(typeof ruleSchemas)[keyof typeof ruleSchemas]>;
export type CiTable = Infer<typeof ciSchema>;
