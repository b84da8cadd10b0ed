import type { Infer } from './infer.js';

/** `.trace-gate/baseline.json`: what later runs on this machine are compared with where no golden has it. Never committed. */
export const baselineSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'trace-gate baseline',
  description: 'What the last capture on this machine measured, for assertions about a distance from it.',
  type: 'object',
  additionalProperties: false,
  required: ['format', 'version', 'targets'],
  properties: {
    format: { const: 'trace-gate/baseline' },
    version: { const: 1 },
    targets: {
      type: 'object',
      additionalProperties: {
        type: 'object',
        additionalProperties: { type: 'number', minimum: 0 },
        description: 'In the unit of the measure; of several runs the median of times, of anything else the largest.',
      },
    },
  },
} as const;

export type Baseline = Infer<typeof baselineSchema>;
