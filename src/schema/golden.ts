import { figureRules, levels } from '../model/golden.js';
import { backendLimits } from '../model/trace.js';
import type { Infer } from './infer.js';

const text = { type: 'string', minLength: 1 } as const;
const count = { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER } as const;
const texts = { type: 'array', items: { type: 'string' } } as const;
const step = { $ref: '#/definitions/step' } as const;

const times = {
  times: { ...count, minimum: 1, description: 'How often, in every run. Default: 1.' },
  least: { ...count, description: 'How often at least; 0: not in every run.' },
  most: {
    type: ['integer', 'string'],
    minimum: 1,
    maximum: Number.MAX_SAFE_INTEGER,
    pattern: '^any$',
    description: 'How often at most; `any`: as often as the machine makes it.',
  },
} as const;

const oneOrRange = {
  least: ['most'],
  most: ['least'],
  times: { type: 'object', properties: { least: false } },
} as const;

const countedSteps = {
  type: 'array',
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['step'],
    properties: { step, ...times },
    dependencies: oneOrRange,
  },
} as const;

/** golden_traces/NAME.json as it is printed: repetition folded, the end of a process as its last step. */
export const goldenSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'trace-gate golden',
  description: 'What a program does to the operating system, as accepted: compared with every later run.',
  type: 'object',
  additionalProperties: false,
  required: [
    'format',
    'version',
    'normalizer',
    'arch',
    'backend',
    'level',
    'reasons',
    'temporary',
    'learned',
    'environment',
    'processes',
    'effects',
    'objects',
    'order',
    'figures',
  ],
  properties: {
    format: { const: 'trace-gate/golden' },
    version: { const: 2 },
    normalizer: { type: 'integer', minimum: 1, description: 'Version of the normalization rules.' },
    arch: { ...text, description: 'Kernel architecture name.' },
    backend: { type: 'string', enum: ['ptrace', 'ebpf', 'import'], description: 'How it was recorded.' },
    limits: {
      type: 'array',
      minItems: 1,
      items: { type: 'string', enum: backendLimits },
      description: 'What the backend never shows. Absent: it shows everything.',
    },
    level: { type: 'string', enum: levels, description: 'How tightly behaviour is pinned.' },
    reasons: { ...texts, description: 'Why the level is not a tighter one.' },
    temporary: { ...texts, description: 'Shapes of names with a random part.' },
    learned: {
      ...texts,
      description: 'Names that differ from run to run: `<drawn>`, `<number>` or `<port>` for the part.',
    },
    summarized: { ...texts, minItems: 1, description: 'Folders whose paths are one: `FOLDER/**`.' },
    environment: {
      type: 'array',
      description: 'What programs load before their own code runs.',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['program', 'loads'],
        properties: { program: { type: 'string' }, loads: texts },
      },
    },
    processes: {
      type: 'array',
      description: 'At the levels exact and structure: the processes in the order of their creation.',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['process', 'program', 'steps'],
        properties: {
          process: { type: 'string', pattern: '^\\d+(\\.\\d+)*$', description: 'Creation path; 0 is the root.' },
          program: { type: 'string' },
          pool: { ...countedSteps, description: 'What the threads other than the first do, in any order.' },
          steps: {
            type: 'array',
            minItems: 1,
            description: 'What its first thread does, in order; the last one is the end of the process.',
            items: {
              type: 'object',
              // A repetition has no `call`. One rule of two and not `oneOf`, which would tell a mistake in a step twice.
              if: {
                anyOf: [{ type: 'object', required: ['call'] }, { not: { type: 'object', required: ['steps'] } }],
              },
              // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema, and nothing awaits a schema
              then: step,
              else: {
                type: 'object',
                additionalProperties: false,
                required: ['times', 'steps'],
                properties: {
                  times: { type: 'integer', minimum: 1 },
                  steps: { type: 'array', minItems: 1, items: step },
                },
              },
            },
          },
        },
      },
    },
    effects: { ...countedSteps, description: 'At the level contract: the effects of the whole tree.' },
    objects: {
      type: 'array',
      description:
        'At the level objects: what happens to each object. A step names its object only where it is another one.',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['object', 'lives'],
        properties: {
          object: text,
          lives: {
            type: 'array',
            minItems: 1,
            description: 'Sessions from open to close, and single calls by name.',
            items: {
              type: 'object',
              additionalProperties: false,
              required: ['by', 'steps'],
              properties: {
                by: { type: 'string', description: 'The program that begins it.' },
                steps: { type: 'array', minItems: 1, items: step },
                ...times,
              },
              dependencies: oneOrRange,
            },
          },
          order: { ...texts, description: 'Its changes in the order of time, repetition written once.' },
        },
      },
    },
    order: {
      type: 'array',
      description: 'At the level objects: what a task makes durable directly before; empty: nothing.',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['event', 'after'],
        properties: { event: text, after: { type: 'string' } },
      },
    },
    figures: {
      type: 'array',
      description: 'Totals. rule: which values of a candidate are accepted.',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['figure', 'of', 'rule', 'least', 'most'],
        properties: {
          figure: text,
          of: { type: 'string' },
          rule: { type: 'string', enum: figureRules },
          least: { type: 'number', minimum: 0 },
          most: { type: 'number', minimum: 0 },
        },
      },
    },
  },
  definitions: {
    step: {
      type: 'object',
      description: 'A call: its family, the real name where that differs, the error, and its arguments by name.',
      required: ['call'],
      properties: {
        call: text,
        via: text,
        error: text,
        unknown: {
          type: ['string', 'number', 'array', 'boolean'],
          items: { $ref: '#/definitions/value' },
          description: 'Of an end, true: the recording does not say how the process ended.',
        },
      },
      additionalProperties: { $ref: '#/definitions/value' },
    },
    value: {
      type: ['string', 'number', 'array'],
      items: { $ref: '#/definitions/value' },
    },
  },
} as const;

/** The document as far as a schema can type it: steps are checked, and typed by who reads them. */
export type GoldenDocument = Infer<typeof goldenSchema>;
