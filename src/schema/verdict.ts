import { units } from '../model/measures.js';
import { exitCodes, notEvaluatedReasons } from '../model/finding.js';
import { patternNames } from '../model/patterns.js';
import { levels } from '../model/golden.js';

const text = { type: 'string', minLength: 1 } as const;
const texts = { type: 'array', items: { type: 'string' } } as const;
const count = { type: 'integer', minimum: 0 } as const;
const steps = { type: 'array', items: { $ref: '#/definitions/step' } } as const;
const position = { type: 'integer', minimum: 1 } as const;

const place = {
  type: 'object',
  description: 'The line of the golden or of renacer.toml that the finding contradicts.',
  additionalProperties: false,
  required: ['file'],
  properties: { file: text, line: position, column: position },
} as const;

const base = {
  severity: { type: 'string', enum: ['error', 'warn'], description: 'warn: fails nothing.' },
  target: { ...text, description: 'Name of the target.' },
  place,
} as const;

const assertionFinding = {
  type: 'object',
  description: 'A budget of renacer.toml that does not hold.',
  additionalProperties: false,
  required: [
    'code',
    'severity',
    'target',
    'assertion',
    'type',
    'measure',
    'unit',
    'actual',
    'limit',
    'values',
    'evidence',
  ],
  properties: {
    code: { const: 'assertion/violated' },
    ...base,
    assertion: { ...text, description: '`name` of the table.' },
    type: { ...text, description: '`type` of the table.' },
    measure: text,
    unit: { type: 'string', enum: units },
    actual: { type: 'number' },
    limit: { type: 'number' },
    bound: { const: 'min', description: 'Less than the limit is what is wrong. Absent: more is.' },
    values: { type: 'array', items: { type: 'number' }, description: 'The value of every run.' },
    evidence: { ...texts, description: 'Lines that explain it; `why: …` is from the table.' },
  },
} as const;

const patternFinding = {
  type: 'object',
  description: 'An anti-pattern, seen with at least the confidence that was asked for.',
  additionalProperties: false,
  required: [
    'code',
    'severity',
    'target',
    'pattern',
    'confidence',
    'threshold',
    'process',
    'object',
    'count',
    'evidence',
  ],
  properties: {
    code: { const: 'pattern/found' },
    ...base,
    assertion: { ...text, description: '`name` of the table; absent: found by lint.' },
    pattern: { type: 'string', enum: patternNames },
    confidence: { type: 'number', minimum: 0, maximum: 1 },
    threshold: { type: 'number', minimum: 0, maximum: 1 },
    process: { type: 'string', description: "Creation path and program of the process; '' for the whole tree." },
    object: {
      type: 'string',
      description: "What it is about: a file, a program, a device; '' for nothing in particular.",
    },
    count: { type: 'number', description: 'How often: calls, files, processes, as the pattern counts.' },
    evidence: { ...texts, description: 'Lines that show it; `why: …` is from the table.' },
  },
} as const;

const notEvaluatedFinding = {
  type: 'object',
  description: 'An assertion that says nothing about this target, and why.',
  additionalProperties: false,
  required: ['code', 'severity', 'target', 'assertion', 'reason'],
  properties: {
    code: { const: 'assertion/not-evaluated' },
    ...base,
    assertion: { ...text, description: '`name` of the table.' },
    reason: { type: 'string', enum: notEvaluatedReasons },
  },
} as const;

const outcomeFinding = {
  type: 'object',
  description: 'The target ended in another way than its table says.',
  additionalProperties: false,
  required: ['code', 'severity', 'target', 'expected', 'actual'],
  properties: { code: { const: 'target/exit-code' }, ...base, expected: text, actual: text },
} as const;

const goldenFinding = {
  type: 'object',
  description: 'Behaviour differs from the golden: one group of differences of the same shape.',
  additionalProperties: false,
  required: ['code', 'severity', 'target', 'change', 'process', 'before', 'after', 'counts', 'novelty'],
  properties: {
    code: {
      type: 'string',
      enum: ['golden/differs', 'golden/unstable'],
      description: 'unstable: not seen in every run.',
    },
    ...base,
    change: {
      type: 'string',
      enum: ['added', 'removed', 'changed', 'moved', 'count', 'figure', 'end', 'environment'],
      description: 'What the difference is about.',
    },
    process: { type: 'string', description: 'Creation path and program; empty for the whole tree.' },
    before: { ...steps, description: "The golden's steps; of a large group the first few." },
    after: { ...steps, description: "The candidate's steps." },
    counts: {
      type: 'object',
      description: 'How many steps the group covers; for a figure, its values.',
      additionalProperties: false,
      required: ['before', 'after'],
      properties: { before: count, after: count },
    },
    subject: { type: 'string', description: 'For a figure: its name and of what.' },
    novelty: {
      type: 'boolean',
      description: 'A file written, an endpoint or a program that the golden does not know.',
    },
    seen: {
      type: 'object',
      description: 'In how many of the recordings it was seen.',
      additionalProperties: false,
      required: ['runs', 'of'],
      properties: { runs: count, of: position },
    },
  },
} as const;

const goldenStateFinding = {
  type: 'object',
  description: 'The golden needs a person.',
  additionalProperties: false,
  required: ['code', 'severity', 'target'],
  properties: {
    code: {
      type: 'string',
      enum: ['golden/missing', 'golden/pending', 'golden/unreferenced', 'golden/new', 'golden/removed'],
    },
    ...base,
  },
} as const;

const noteFinding = {
  type: 'object',
  description: 'What a reader should know and that fails nothing.',
  additionalProperties: false,
  required: ['code', 'severity', 'target', 'detail'],
  properties: {
    code: {
      type: 'string',
      enum: ['note/unparsed', 'note/io-uring', 'note/environment', 'note/level', 'note/unstable-target'],
    },
    ...base,
    detail: { type: 'string' },
  },
} as const;

const target = {
  type: 'object',
  additionalProperties: false,
  required: ['name', 'status', 'golden', 'recordings', 'figures', 'assertions', 'findings'],
  properties: {
    name: text,
    status: { type: 'string', enum: ['passed', 'violated', 'no-verdict', 'golden'] },
    golden: {
      type: 'string',
      enum: ['none', 'same', 'new', 'pending', 'differs', 'missing', 'unreadable'],
      description: 'What became of its golden.',
    },
    goldenFile: { ...text, description: 'Relative to the working folder.' },
    level: { type: 'string', enum: levels, description: 'How tightly behaviour is pinned.' },
    reasons: { ...texts, description: 'Why the level is not a tighter one.' },
    recordings: { ...count, description: 'Recordings made in all.' },
    figures: {
      type: 'object',
      description: 'What was measured; what is absent was not.',
      additionalProperties: false,
      properties: {
        calls: { ...count, description: 'System calls of the whole tree in the first recording.' },
        processes: count,
        allocatedBytes: { type: 'number', minimum: 0 },
        wallMs: { type: 'number', minimum: 0, description: 'Median of the untraced runs.' },
        peakRssBytes: { type: 'number', minimum: 0, description: 'Maximum of the untraced runs.' },
      },
    },
    assertions: { ...count, description: 'Assertions that were evaluated.' },
    findings: {
      type: 'array',
      items: {
        oneOf: [
          assertionFinding,
          patternFinding,
          notEvaluatedFinding,
          outcomeFinding,
          goldenFinding,
          goldenStateFinding,
          noteFinding,
        ],
      },
    },
    problem: {
      type: 'object',
      description: 'Why there is no verdict, or why the golden cannot be used.',
      additionalProperties: false,
      required: ['code', 'message', 'hint'],
      properties: {
        code: { type: 'string', pattern: '^E_[A-Z_]+$' },
        message: text,
        hint: { type: 'string', description: 'The way out, mostly a command.' },
      },
    },
  },
} as const;

/** What `--reporter json` writes. */
export const verdictSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'trace-gate verdict',
  description: 'What a run of the gate concluded: for every target its findings, and the exit code they lead to.',
  type: 'object',
  additionalProperties: false,
  required: ['format', 'version', 'command', 'exitCode', 'targets', 'notes'],
  properties: {
    format: { const: 'trace-gate/verdict' },
    version: { const: 1 },
    command: { type: 'string', enum: ['assert', 'capture', 'diff', 'lint'] },
    exitCode: {
      type: 'integer',
      enum: [
        exitCodes.passed,
        exitCodes.violated,
        exitCodes.usage,
        exitCodes.noVerdict,
        exitCodes.golden,
        exitCodes.defect,
      ],
    },
    targets: { type: 'array', items: target },
    notes: { ...texts, description: 'What a reader of renacer.toml should know and that fails nothing.' },
  },
  definitions: {
    step: {
      type: 'object',
      description: 'One normalized call: its family, its outcome, and its arguments by name.',
      required: ['call'],
      properties: {
        call: { type: 'string' },
        via: { type: 'string', description: 'The real name of the call where it is not the family.' },
        error: { type: 'string', description: "The errno's name; absent: it succeeded." },
      },
      additionalProperties: { $ref: '#/definitions/value' },
    },
    value: {
      description: 'Text, a number, or a list of them (argv).',
      anyOf: [{ type: 'string' }, { type: 'number' }, { type: 'array', items: { $ref: '#/definitions/value' } }],
    },
  },
} as const;
