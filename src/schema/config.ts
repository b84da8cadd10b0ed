import { assertionSchemas } from './assertion.js';

import { missingRules } from '../model/bench-baseline.js';
import { reportFormats } from '../model/config.js';
import { targetSchema } from './target.js';
import { antiPatternsSchema, checkSchemas, ciSchema, performanceSchema, ruleSchemas } from './trueno.js';

/** `[redact]` of renacer.toml. */
export const redactSchema = {
  type: 'object',
  title: 'Redaction',
  description:
    'What must never be written to a golden or a report, beside the built-in patterns for tokens and credentials.',
  additionalProperties: false,
  properties: {
    patterns: {
      type: 'array',
      items: { type: 'string', minLength: 1 },
      description: 'Regular expressions of secret text in arguments and paths.',
    },
  },
} as const;

/** `[regression]` of renacer.toml. */
export const regressionSchema = {
  type: 'object',
  title: 'Regression',
  description: 'How much more than before every target may take.',
  additionalProperties: false,
  minProperties: 1,
  properties: {
    time_threshold_percent: {
      type: 'number',
      minimum: 0,
      description: 'Median wall time, against the last capture on this machine.',
    },
    syscall_threshold_percent: { type: 'number', minimum: 0, description: 'Number of steps, against the golden.' },
  },
} as const;

/** `[golden_traces]` of renacer.toml. */
export const goldenTracesSchema = {
  type: 'object',
  title: 'Goldens',
  additionalProperties: false,
  properties: {
    directory: { type: 'string', description: 'Only ever `golden_traces`.' },
    format: { type: 'string', description: "Has no effect: goldens are in trace-gate's own format." },
    baselines: {
      type: 'array',
      items: {
        type: 'object',
        title: 'Distance from a golden',
        additionalProperties: false,
        required: ['name', 'max_deviation_percent'],
        properties: {
          name: { type: 'string', minLength: 1, description: 'Name of the target.' },
          file: { type: 'string', description: 'Only ever `golden_traces/NAME.json`.' },
          max_deviation_percent: {
            type: 'number',
            minimum: 0,
            description:
              'How far the number of steps may be from the golden. The golden itself is compared all the same.',
          },
        },
      },
    },
  },
} as const;

/** `[reporting]` of renacer.toml. */
export const reportingSchema = {
  type: 'object',
  title: 'Reports',
  description: 'Files that every run writes, beside what --reporter asks for.',
  additionalProperties: false,
  required: ['formats', 'output_dir'],
  properties: {
    formats: { type: 'array', minItems: 1, items: { type: 'string', enum: reportFormats } },
    output_dir: { type: 'string', minLength: 1, description: 'Relative to this file.' },
  },
} as const;

/** `[bench]` of renacer.toml. */
export const benchSchema = {
  type: 'object',
  title: 'Benchmarks',
  description: 'How `trace-gate bench` judges timings.',
  additionalProperties: false,
  properties: {
    regression_threshold: {
      type: 'number',
      minimum: 0,
      maximum: 1,
      description: 'A share: 0.05, the default, fails what is more than 5 % slower than its baseline.',
    },
    warning_threshold: {
      type: 'number',
      minimum: 0,
      maximum: 1,
      description: 'A share: 0.02, the default, warns of what is more than 2 % slower.',
    },
    baseline_dir: {
      type: 'string',
      minLength: 1,
      description: 'Folder of the baselines, relative to this file. Default: .performance-baselines.',
    },
    missing: {
      type: 'string',
      enum: missingRules,
      description: 'What a benchmark of the baseline is that the run does not have.',
    },
    across_machines: {
      type: 'boolean',
      description: 'Regressions against a baseline of another machine fail, too.',
    },
    size_limit: {
      type: 'number',
      minimum: 0,
      maximum: 1,
      description: 'A share: 0.1, the default, fails a binary that is more than 10 % larger (`bench size`).',
    },
    size_warning: {
      type: 'number',
      minimum: 0,
      maximum: 1,
      description: 'A share: 0.05, the default, warns of a binary that is more than 5 % larger.',
    },
    budgets: {
      type: 'object',
      description:
        'By name or glob (`*`, `?`), the time that a benchmark may take: nanoseconds, or "61.4 ns". Above it is a warning, more than 110/105 of it a failure.',
      additionalProperties: { type: ['number', 'string'] },
    },
  },
} as const;

/** How each table that has an effect is written. */
export const tableKinds = {
  target: '[[target]]',
  assertion: '[[assertion]]',
  redact: '[redact]',
  assertions: '[[assertions]]',
  performance: '[performance]',
  regression: '[regression]',
  golden_traces: '[golden_traces]',
  anti_patterns: '[anti_patterns]',
  ci: '[ci]',
  reporting: '[reporting]',
  bench: '[bench]',
} as const;

/** Tables of renacer's files that describe something else than a gate. Named once, and nothing more. */
export const ignoredTables = [
  'project',
  'profiling',
  'semantic_equivalence',
  'lamport_clock',
  'compression',
  'otlp',
] as const;

/** Tables that promise a check which is not built yet: refused, because a gate must not pass what it doesn't check. */
export const unsupportedTables = ['policy'] as const;

/** The whole file, for editors. The loader checks table by table, since one `oneOf` would give two dozen errors for one mistake. */
export const renacerTomlSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'renacer.toml',
  description: 'What trace-gate runs, and the budgets that it gates.',
  type: 'object',
  additionalProperties: false,
  properties: {
    target: { type: 'array', items: targetSchema },
    assertion: {
      type: 'array',
      items: {
        oneOf: Object.values(assertionSchemas),
      },
    },
    redact: redactSchema,
    assertions: { type: 'array', items: { oneOf: Object.values(checkSchemas) } },
    performance: performanceSchema,
    regression: regressionSchema,
    golden_traces: goldenTracesSchema,
    anti_patterns: {
      ...antiPatternsSchema,
      properties: { rules: { type: 'array', items: { oneOf: Object.values(ruleSchemas) } } },
    },
    ci: ciSchema,
    reporting: reportingSchema,
    bench: benchSchema,
    ...Object.fromEntries(ignoredTables.map((table) => [table, { type: 'object', description: 'Has no effect.' }])),
  },
} as const;
