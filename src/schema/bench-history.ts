import { machineSchema } from './stored-comparison.js';

const text = { type: 'string', minLength: 1 } as const;
const confidence = {
  type: 'number',
  minimum: 0,
  maximum: 1,
  description: '1 less the probability that values without a change look like that anywhere in the series.',
} as const;
const change = { type: 'number', exclusiveMinimum: -1, description: 'A share: 0.06 is 6 % slower.' } as const;

const point = {
  type: 'object',
  additionalProperties: false,
  required: ['date', 'source', 'ns'],
  properties: {
    date: { ...text, description: "YYYYMMDD-HHMMSS: the header's, or when git got a baseline without one." },
    commit: { ...text, description: 'That was measured; absent where the baseline does not say.' },
    source: { ...text, description: 'A file, or COMMIT:FILE of git.' },
    ns: { type: 'number', minimum: 0, description: 'Nanoseconds for one iteration.' },
  },
} as const;

const rate = { share: { type: 'number' }, low: { type: 'number' }, high: { type: 'number' } } as const;

const step = {
  type: 'object',
  additionalProperties: false,
  required: ['kind', 'change', 'before', 'at', 'confidence'],
  properties: { kind: { const: 'step' }, change, before: point, at: point, confidence },
} as const;

const drift = {
  type: 'object',
  additionalProperties: false,
  required: ['kind', 'change', 'from', 'to', 'values', 'perValue', 'confidence'],
  properties: {
    kind: { const: 'drift' },
    change,
    from: point,
    to: point,
    values: { type: 'integer', minimum: 2 },
    perValue: {
      type: 'object',
      description: 'From one baseline to the next, with its interval of 95 %.',
      additionalProperties: false,
      required: ['share', 'low', 'high'],
      properties: rate,
    },
    perWeek: { type: 'number', description: 'Absent where it took less than a day.' },
    confidence,
  },
} as const;

const series = {
  type: 'object',
  additionalProperties: false,
  required: ['name', 'points', 'changes'],
  properties: {
    name: { type: 'string' },
    points: { type: 'array', minItems: 1, items: point },
    trend: {
      type: 'object',
      description: 'From one baseline to the next, over the whole series; p is of Mann and Kendall.',
      additionalProperties: false,
      required: ['share', 'low', 'high', 'p'],
      properties: { ...rate, p: { type: 'number', minimum: 0, maximum: 1 } },
    },
    changes: { type: 'array', items: { oneOf: [step, drift] } },
    unseen: { type: 'string', enum: ['too few', 'a time of 0'], description: 'Why no change is looked for.' },
  },
} as const;

/** What `bench history --json` prints. */
export const benchHistorySchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'trace-gate benchmark history',
  description: 'Stored baselines in the order of time: the series of every benchmark, with its trend and its changes.',
  type: 'object',
  additionalProperties: false,
  required: ['format', 'version', 'machines', 'left'],
  properties: {
    format: { const: 'trace-gate/bench-history' },
    version: { const: 1 },
    machines: {
      type: 'array',
      description: 'Timings of different machines are never in one series.',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['machine', 'baselines', 'series'],
        properties: {
          machine: machineSchema,
          baselines: { type: 'integer', minimum: 1 },
          series: { type: 'array', items: series },
        },
      },
    },
    left: {
      type: 'array',
      description: 'What is in no series.',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['source', 'reason'],
        properties: { source: text, reason: text },
      },
    },
  },
} as const;
