import type { AssertionType } from '../model/config.js';
import { measureNames } from '../model/measures.js';
import { defaultDevices, patternNames } from '../model/patterns.js';
import type { Infer } from './infer.js';

const pattern = { type: 'string', minLength: 1 } as const;

const bound = {
  type: ['number', 'string'],
  minimum: 0,
  pattern: '^\\s*\\d+(?:\\.\\d+)?\\s*(?:ns|us|ms|s|min|B|KB|MB|GB|KiB|MiB|GiB|%)?\\s*$',
} as const;
const boundRule =
  'A number in the unit of the measure (ms, bytes, percent, calls), or with its unit: "20 ms", "64 KiB", "10%".';

const maxDelta = {
  type: ['number', 'string', 'array'],
  minimum: 0,
  pattern: bound.pattern,
  minItems: 1,
  maxItems: 2,
  items: bound,
  description:
    'How much more than what was: "10%", or in the unit of the measure: "20 ms", "64 KiB". Of two, e.g. ["10%", "5 ms"], both must be exceeded. Calls, processes, threads and programs are compared with the golden, everything else with the last capture on this machine.',
} as const;

const common = {
  name: { type: 'string', minLength: 1, description: 'How reports call it.' },
  fail_on_violation: { type: 'boolean', default: true, description: 'false: a violation is a warning.' },
  enabled: { type: 'boolean', default: true, description: 'false: it is not evaluated.' },
  severity: {
    type: 'string',
    enum: ['off', 'warn', 'error'],
    default: 'error',
    description: 'off: it is not evaluated. warn: a violation fails nothing.',
  },
  applies_to: {
    type: 'array',
    minItems: 1,
    items: {
      type: 'string',
      pattern: '^[A-Za-z0-9_.*?-]+$',
      description: 'A target name, with `*` for any text and `?` for one character.',
    },
    description: 'Globs of target names. Default: every target.',
  },
  optional: { type: 'boolean', default: false, description: 'true: a selector that matches nothing is allowed.' },
  why: { type: 'string', description: 'The reason for this limit, shown with a violation.' },
} as const;

/** `[[assertion]]` of renacer.toml, one schema for each `type` that is evaluated. */
export const assertionSchemas = {
  critical_path: {
    type: 'object',
    title: 'Latency',
    description: 'Median wall time of the untraced runs, or the length of the critical path of the recordings.',
    additionalProperties: false,
    required: ['name', 'type', 'max_duration_ms'],
    properties: {
      ...common,
      type: { type: 'string', const: 'critical_path' },
      measure: {
        type: 'string',
        enum: ['wall', 'critical_path'],
        default: 'wall',
        description:
          'wall: wall time of untraced runs. critical_path: the chain of work and waits of a recording, whose times include what the tracer costs.',
      },
      max_duration_ms: { type: 'number', minimum: 0, description: 'Milliseconds; exactly this much passes.' },
      max_delta: maxDelta,
      trace_name_pattern: {
        ...pattern,
        description:
          'Regular expression, searched anywhere. For wall: the targets it applies to, by name or by base name of the program. For critical_path: the tasks whose part of the path counts, by command name or by base name of the program.',
      },
    },
  },
  span_count: {
    type: 'object',
    title: 'Number of system calls',
    description: 'System calls of the whole process tree; the largest number of several recordings.',
    additionalProperties: false,
    required: ['name', 'type', 'max_spans'],
    properties: {
      ...common,
      type: { type: 'string', const: 'span_count' },
      max_spans: { type: 'integer', minimum: 0, description: 'Calls; exactly this many pass.' },
      max_delta: maxDelta,
      span_name_pattern: {
        ...pattern,
        description: 'Regular expression, searched anywhere in the name of a system call. Default: all are counted.',
      },
    },
  },
  memory_usage: {
    type: 'object',
    title: 'Memory',
    description: 'Memory of the whole process tree.',
    additionalProperties: false,
    required: ['name', 'type', 'max_bytes'],
    properties: {
      ...common,
      type: { type: 'string', const: 'memory_usage' },
      max_bytes: { type: 'integer', minimum: 0, description: 'Bytes; exactly this many pass.' },
      max_delta: maxDelta,
      tracking_mode: {
        type: 'string',
        enum: ['allocations', 'rss'],
        default: 'allocations',
        description:
          'allocations: private memory made writable, from the trace. rss: peak resident memory of the untraced runs.',
      },
    },
  },
  anti_pattern: {
    type: 'object',
    title: 'Anti-pattern',
    description: 'A way of using the system that costs more than it must, or is unsafe.',
    additionalProperties: false,
    required: ['name', 'type', 'pattern', 'threshold'],
    properties: {
      ...common,
      type: { type: 'string', const: 'anti_pattern' },
      pattern: { type: 'string', enum: [...patternNames, 'PCIeBottleneck'] },
      threshold: {
        type: 'number',
        minimum: 0,
        maximum: 1,
        description: 'The confidence from which it counts as found. `trace-gate explain PATTERN` has the formula.',
      },
      process_name_pattern: {
        ...pattern,
        description: 'Regular expression, searched anywhere in the base name of the program of a process.',
      },
      devices: {
        type: 'array',
        minItems: 1,
        items: { type: 'string', pattern: '^/' },
        default: defaultDevices,
        description: 'Globs of device files of accelerators, for PcieBottleneck.',
      },
    },
  },
  custom: {
    type: 'object',
    title: 'Condition',
    description: 'A condition over measures.',
    additionalProperties: false,
    required: ['name', 'type', 'expression'],
    properties: {
      ...common,
      type: { type: 'string', const: 'custom' },
      expression: {
        type: 'string',
        minLength: 1,
        description:
          'Measures, numbers with units, + - * /, comparisons, && and ||: `calls("openat") <= 10 && peak_rss < 2 * allocated`.',
      },
    },
  },
  limit: {
    type: 'object',
    title: 'Bounds of a measure',
    description: 'Any figure of a run: time, memory, calls, processes, files, bytes.',
    additionalProperties: false,
    required: ['name', 'type', 'measure'],
    properties: {
      ...common,
      type: { type: 'string', const: 'limit' },
      measure: { type: 'string', enum: measureNames, description: 'What is measured.' },
      max: { ...bound, description: `Exactly this much passes. ${boundRule}` },
      min: { ...bound, description: `Exactly this much passes. ${boundRule}` },
      max_delta: maxDelta,
      syscall: {
        type: ['string', 'array'],
        minLength: 1,
        minItems: 1,
        items: { type: 'string', minLength: 1 },
        description: 'Real names of system calls, for measures of calls. Default: all.',
      },
    },
  },
  delta: {
    type: 'object',
    title: 'Distance from what was',
    description: 'How far a target may be from its golden or from the baseline of this machine.',
    additionalProperties: false,
    required: ['name', 'type', 'measure', 'max_percent'],
    properties: {
      ...common,
      type: { type: 'string', const: 'delta' },
      measure: {
        type: 'string',
        enum: ['steps', 'wall'],
        description:
          "steps: number of steps against the golden's. wall: median wall time against the last capture on this machine. For other measures: `max_delta` of a limit.",
      },
      max_percent: { type: 'number', minimum: 0, description: 'Percent; exactly this much passes.' },
      two_sided: { type: 'boolean', default: false, description: 'true: less is as far away as more.' },
    },
  },
} as const satisfies Record<AssertionType, object>;

export type AssertionTable = Infer<(typeof assertionSchemas)[AssertionType]>;
