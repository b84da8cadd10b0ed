const text = { type: 'string', minLength: 1 } as const;
const share = { type: 'number', minimum: 0 } as const;

/** What `bench report --json` prints. */
export const libraryComparisonSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'trace-gate library comparison',
  description: 'In how many operations a library is as fast as another, but for a share.',
  type: 'object',
  additionalProperties: false,
  required: [
    'format',
    'version',
    'file',
    'library',
    'reference',
    'libraries',
    'goal',
    'operations',
    'unmatched',
    'reached',
    'exitCode',
  ],
  properties: {
    format: { const: 'trace-gate/library-comparison' },
    version: { const: 1 },
    exitCode: { type: 'integer', enum: [0, 1] },
    file: text,
    library: text,
    reference: text,
    libraries: { type: 'array', items: text },
    goal: {
      type: 'object',
      description: 'How much slower may be how many: shares.',
      additionalProperties: false,
      required: ['within', 'share'],
      properties: { within: share, share },
    },
    operations: {
      type: 'array',
      description: 'Every operation that the reference has, at every size.',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['operation', 'size', 'ns', 'isWithin'],
        properties: {
          operation: { type: 'string' },
          size: { type: 'string' },
          ns: { type: 'object', description: 'By library.', additionalProperties: { type: 'number', minimum: 0 } },
          ratio: { type: 'number', minimum: 0, description: "Over the reference's time; absent: not measured." },
          isWithin: { type: 'boolean' },
        },
      },
    },
    unmatched: { type: 'array', items: text, description: 'What the reference has no time of.' },
    reached: {
      type: 'object',
      additionalProperties: false,
      required: ['count', 'share'],
      properties: { count: { type: 'integer', minimum: 0 }, share },
    },
  },
} as const;
