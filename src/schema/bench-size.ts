const text = { type: 'string', minLength: 1 } as const;
const bytes = { type: 'integer', minimum: 0 } as const;
const share = { type: 'number', minimum: 0, maximum: 1 } as const;

/** What `bench size --save` writes. */
export const sizeBaselineSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'trace-gate sizes',
  description: 'Sizes of binaries, to compare later ones with.',
  type: 'object',
  additionalProperties: false,
  required: ['format', 'version', 'date', 'files'],
  properties: {
    format: { const: 'trace-gate/bench-sizes' },
    version: { const: 1 },
    commit: text,
    branch: text,
    date: text,
    files: {
      type: 'object',
      description: 'Bytes by path, seen from the folder that holds the folder of baselines.',
      additionalProperties: bytes,
    },
  },
} as const;

export const sizeResultsSchema = {
  type: 'array',
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['name', 'verdict'],
    properties: {
      name: text,
      verdict: { type: 'string', enum: ['FAIL', 'WARN', 'PASS', 'IMPROVED', 'MISSING', 'NEW'] },
      bytes,
      before: bytes,
      change: { type: 'number', description: 'Larger by this share.' },
    },
  },
} as const;

/** A comparison of sizes, as a part of a document. */
export const sizeProperties = {
  baseline: {
    type: 'object',
    additionalProperties: false,
    required: ['file', 'date'],
    properties: { file: text, commit: text, date: text },
  },
  limits: {
    type: 'object',
    description: 'Shares: 0.1 is 10 %.',
    additionalProperties: false,
    required: ['regression', 'warning'],
    properties: { regression: share, warning: share },
  },
  results: sizeResultsSchema,
} as const;

/** What `bench size --json` prints. */
export const sizeComparisonSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'trace-gate size comparison',
  description: 'Sizes of binaries against stored ones.',
  type: 'object',
  additionalProperties: false,
  required: ['format', 'version', 'exitCode', 'baseline', 'limits', 'results'],
  properties: {
    format: { const: 'trace-gate/size-comparison' },
    version: { const: 1 },
    exitCode: { type: 'integer', enum: [0, 1] },
    ...sizeProperties,
  },
} as const;
