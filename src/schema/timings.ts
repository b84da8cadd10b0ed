import type { Infer } from './infer.js';

/** `.trace-gate/timings.json`: what later runs on this machine are compared with in time. Never committed. */
export const timingsSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'trace-gate timings',
  description: 'Wall times of the last capture on this machine.',
  type: 'object',
  additionalProperties: false,
  required: ['format', 'version', 'targets'],
  properties: {
    format: { const: 'trace-gate/timings' },
    version: { const: 1 },
    targets: {
      type: 'object',
      additionalProperties: {
        type: 'object',
        additionalProperties: false,
        required: ['wallMs'],
        properties: {
          wallMs: { type: 'number', minimum: 0, description: 'Median wall time of the untraced runs, milliseconds.' },
        },
      },
    },
  },
} as const;

export type Timings = Infer<typeof timingsSchema>;
