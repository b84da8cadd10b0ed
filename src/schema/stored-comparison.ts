import { missingRules } from '../model/bench-baseline.js';
import { exitCodes } from '../model/finding.js';

const text = { type: 'string', minLength: 1 } as const;
const share = { type: 'number', minimum: 0, maximum: 1 } as const;
const ns = { type: 'number', minimum: 0, description: 'Nanoseconds for one iteration.' } as const;

export const machineSchema = {
  type: 'object',
  description: 'What is absent is not known.',
  additionalProperties: false,
  properties: { cpu: text, cores: { type: 'integer', minimum: 0 }, kernel: text, governor: text },
} as const;

const side = {
  type: 'object',
  additionalProperties: false,
  required: ['file'],
  properties: {
    file: text,
    absent: { const: true, description: 'There is no such baseline: only budgets are judged.' },
    older: {
      type: 'object',
      description: 'Results of earlier runs that lie in the same folder.',
      additionalProperties: false,
      required: ['names', 'counted'],
      properties: {
        names: { type: 'array', items: { type: 'string' }, minItems: 1 },
        counted: { type: 'boolean', description: 'They are judged as a part of the run all the same.' },
      },
    },
    header: {
      type: 'object',
      description: 'Of a stored baseline; what a tool wrote itself has none.',
      additionalProperties: false,
      required: ['project', 'machine'],
      properties: {
        project: { type: 'string' },
        commit: text,
        branch: text,
        uncommitted: { type: 'integer', minimum: 0, description: 'Tracked files that were not as in that commit.' },
        date: text,
        machine: machineSchema,
        format: text,
      },
    },
  },
} as const;

const measured = {
  type: 'object',
  additionalProperties: false,
  required: ['ns'],
  properties: {
    ns,
    interval: { type: 'array', items: ns, minItems: 2, maxItems: 2, description: "The tool's own: low, high." },
  },
} as const;

/** What `bench compare --json` prints. */
export const storedComparisonSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'trace-gate benchmark comparison',
  description: 'A run of benchmarks against a stored baseline.',
  type: 'object',
  additionalProperties: false,
  required: [
    'format',
    'version',
    'exitCode',
    'baseline',
    'current',
    'limits',
    'missing',
    'machines',
    'results',
    'budgets',
  ],
  properties: {
    format: { const: 'trace-gate/bench-comparison' },
    version: { const: 1 },
    exitCode: { type: 'integer', enum: [exitCodes.passed, exitCodes.violated] },
    baseline: side,
    current: side,
    limits: {
      type: 'object',
      description: 'Shares: 0.05 is 5 %.',
      additionalProperties: false,
      required: ['regression', 'warning'],
      properties: { regression: share, warning: share },
    },
    missing: { type: 'string', enum: missingRules, description: 'What a missing benchmark is.' },
    machines: {
      type: 'object',
      additionalProperties: false,
      required: ['match', 'differences', 'asked'],
      properties: {
        match: {
          type: 'string',
          enum: ['same', 'unknown', 'other'],
          description: 'other: regressions fail nothing unless that was asked for.',
        },
        differences: {
          type: 'array',
          items: {
            type: 'object',
            additionalProperties: false,
            required: ['what', 'baseline', 'current'],
            properties: {
              what: { type: 'string', enum: ['cpu', 'cores', 'kernel', 'governor'] },
              baseline: text,
              current: text,
            },
          },
        },
        asked: { type: 'boolean', description: 'Regressions fail although the machines differ.' },
      },
    },
    results: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['name', 'verdict'],
        properties: {
          name: { type: 'string' },
          verdict: { type: 'string', enum: ['FAIL', 'WARN', 'PASS', 'IMPROVED', 'MISSING', 'NEW'] },
          baseline: measured,
          current: measured,
          change: {
            type: 'number',
            description: 'Slower by this share; absent where there is no baseline, no run, or a baseline of 0 ns.',
          },
        },
      },
    },
    budgets: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['pattern', 'verdict', 'budgetNs', 'hardNs'],
        properties: {
          pattern: { ...text, description: 'The key of the budget.' },
          verdict: { type: 'string', enum: ['PASS', 'WARN', 'FAIL', 'MISSING'] },
          name: { type: 'string', description: 'Absent: no benchmark has such a name.' },
          ns,
          budgetNs: ns,
          hardNs: ns,
        },
      },
    },
  },
} as const;
