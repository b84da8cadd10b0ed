import { missingRules } from '../model/bench-baseline.js';
import { duetMeasures, duetVerdicts } from '../model/duet.js';
import { exitCodes } from '../model/finding.js';

const words = { type: 'array', minItems: 1, items: { type: 'string' } } as const;
const names = { type: 'array', items: { type: 'string' } } as const;
const share = { type: 'number', minimum: 0 } as const;
const ratio = { type: 'number', exclusiveMinimum: 0 } as const;
const probability = { type: 'number', minimum: 0, maximum: 1 } as const;
const ns = { type: 'number', exclusiveMinimum: 0 } as const;

const side = {
  type: 'object',
  additionalProperties: false,
  required: ['medianNs', 'samplesNs'],
  properties: { medianNs: ns, samplesNs: { type: 'array', items: ns, description: 'One a run, in their order.' } },
} as const;

const comparison = {
  type: 'object',
  additionalProperties: false,
  required: ['verdict', 'measure', 'ratio', 'low', 'high', 'confidence', 'p', 'a', 'b'],
  properties: {
    name: { type: 'string', description: 'Of the benchmark; absent: the commands themselves were timed.' },
    verdict: { type: 'string', enum: duetVerdicts },
    measure: {
      type: 'string',
      enum: duetMeasures,
      description: 'printed: what the commands printed, as a benchmark tool.',
    },
    ratio: { ...ratio, description: 'How many times as long B takes as A: 1.05 is 5 % slower.' },
    low: { ...ratio, description: 'Lower end of the interval of `ratio`.' },
    high: ratio,
    confidence: { ...probability, description: 'Of the interval.' },
    p: { ...probability, description: 'Of the two-sided Mann–Whitney test.' },
    a: side,
    b: side,
    confirmed: {
      type: 'boolean',
      description:
        'A regression was measured again: whether it was seen again. The figures are those of both measurements.',
    },
    floor: {
      type: 'object',
      description: 'Of one command against itself.',
      additionalProperties: false,
      required: ['halfWidth', 'seen'],
      properties: {
        halfWidth: { ...share, description: 'Half of the width of the interval: a smaller difference is noise.' },
        seen: { ...share, description: 'The smallest regression that fails in 19 of 20 duets.' },
      },
    },
  },
} as const;

/** `trace-gate bench duet --json`. Shares: 0.05 is 5 %. */
export const duetSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Two commands that ran in turn',
  description: 'What `trace-gate bench duet --json` prints. Shares: 0.05 is 5 %.',
  type: 'object',
  additionalProperties: false,
  required: [
    'format',
    'version',
    'exitCode',
    'a',
    'b',
    'self',
    'pairs',
    'inner',
    'limits',
    'comparisons',
    'missing',
    'missingRule',
    'added',
  ],
  properties: {
    format: { const: 'trace-gate/duet' },
    version: { const: 1 },
    exitCode: { type: 'integer', enum: Object.values(exitCodes) },
    a: words,
    b: words,
    self: { type: 'boolean', description: 'One command against itself.' },
    pairs: { type: 'integer', minimum: 4, description: 'How often each ran for one measurement.' },
    inner: { type: 'integer', minimum: 1, description: 'A sample is the shortest of so many runs.' },
    limits: {
      type: 'object',
      additionalProperties: false,
      required: ['regression', 'warning', 'confidence'],
      properties: { regression: share, warning: share, confidence: probability },
    },
    comparisons: { type: 'array', items: comparison },
    missing: { ...names, description: 'Benchmarks that only A has.' },
    missingRule: { enum: missingRules, description: 'warn: what is missing fails nothing.' },
    added: { ...names, description: 'Benchmarks that only B has.' },
  },
} as const;
