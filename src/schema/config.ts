import { assertionSchemas, unsupportedAssertionSchemas } from './assertion.js';

import { targetSchema } from './target.js';

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

/** How each table that has an effect is written. */
export const tableKinds = { target: '[[target]]', assertion: '[[assertion]]', redact: '[redact]' } as const;

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
export const unsupportedTables = [
  'assertions',
  'performance',
  'regression',
  'golden_traces',
  'anti_patterns',
  'ci',
  'reporting',
  'policy',
  'bench',
] as const;

// An unsupported type may only stay in the file while it is switched off.
const disabled = { type: 'object', properties: { enabled: { const: false } }, required: ['enabled'] } as const;

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
        oneOf: [
          ...Object.values(assertionSchemas),
          ...Object.values(unsupportedAssertionSchemas).map((schema) => ({ allOf: [schema, disabled] })),
        ],
      },
    },
    redact: redactSchema,
    ...Object.fromEntries(ignoredTables.map((table) => [table, { type: 'object', description: 'Has no effect.' }])),
  },
} as const;
