import { backendLimits } from '../model/trace.js';

const text = { type: 'string' } as const;
const number = { type: 'number' } as const;
const count = { type: 'integer', minimum: 0 } as const;
const texts = { type: 'array', items: text } as const;
const truth = { type: 'boolean' } as const;
/** null: over 2^53; its text is exact. */
const wide = { type: ['number', 'null'] } as const;
const arg = { $ref: '#/definitions/arg' } as const;
const args = { type: 'array', items: arg } as const;
const fields = {
  type: 'array',
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['name', 'value'],
    properties: { name: text, value: arg },
  },
} as const;

type Properties = Readonly<Record<string, object>>;

/**
 * One kind of a tagged union. A mistake in a value is told by the rule of its own kind alone: `oneOf` over all kinds would tell two dozen for one.
 */
function variant(tag: string, value: string, properties: Properties, optional: readonly string[] = []): object {
  return {
    if: { type: 'object', required: [tag], properties: { [tag]: { const: value } } },
    then: {
      type: 'object',
      additionalProperties: false,
      required: [tag, ...Object.keys(properties).filter((key) => !optional.includes(key))],
      properties: { [tag]: { const: value }, ...properties },
    },
  };
}

function union(tag: string, description: string, variants: Readonly<Record<string, readonly [Properties, string[]?]>>) {
  return {
    type: 'object',
    description,
    required: [tag],
    properties: { [tag]: { type: 'string', enum: Object.keys(variants) } },
    allOf: Object.entries(variants).map(([value, [properties, optional]]) =>
      variant(tag, value, properties, optional ?? []),
    ),
  } as const;
}

const eventBase = { tid: { type: 'integer' }, timeNs: number, line: count } as const;

const definitions = {
  event: union('kind', 'What a task did or what happened to it.', {
    syscall: [
      {
        ...eventBase,
        name: { type: 'string', minLength: 1 },
        args,
        result: { $ref: '#/definitions/result' },
        durationNs: number,
        abi: { const: 'compat' },
        note: text,
      },
      ['durationNs', 'abi', 'note'],
    ],
    signal: [{ ...eventBase, signal: text, action: { type: 'string', enum: ['delivered', 'stop'] }, info: fields }],
    exit: [{ ...eventBase, outcome: { $ref: '#/definitions/outcome' } }],
    lost: [{ ...eventBase, count, reason: text }],
    unparsed: [{ ...eventBase, text, column: count, reason: text, truncated: truth }],
  }),
  outcome: union('kind', 'How a task ended.', {
    exited: [{ code: { type: 'integer' } }],
    killed: [{ signal: text, coreDumped: truth }],
    superseded: [{ byTid: { type: 'integer' } }],
  }),
  result: union('kind', 'What a call returned.', {
    value: [{ value: wide, text, object: { $ref: '#/definitions/object' } }, ['object']],
    errno: [{ errno: text }],
    none: [{ reason: { type: 'string', enum: ['exit', 'killed', 'unavailable', 'detached', 'unfinished'] } }],
  }),
  object: union('type', 'What a descriptor refers to.', {
    unknown: [{}],
    path: [
      {
        path: text,
        deleted: truth,
        device: {
          type: 'object',
          additionalProperties: false,
          required: ['kind', 'major', 'minor'],
          properties: { kind: { type: 'string', enum: ['char', 'block'] }, major: number, minor: number },
        },
      },
      ['device'],
    ],
    pipe: [{ inode: number }],
    socket: [{ protocol: text, text }],
    anon: [{ name: text }],
  }),
  arg: union('kind', 'A decoded argument. Strings have one character per byte.', {
    number: [{ text, value: wide }],
    flags: [{ names: texts }],
    null: [{}],
    string: [{ bytes: text, truncated: truth, abstract: truth }, ['abstract']],
    fd: [{ fd: number, object: { $ref: '#/definitions/object' } }],
    struct: [{ fields, more: truth }],
    array: [{ items: args, more: truth }],
    set: [{ items: texts, complement: truth }],
    macro: [{ name: text, args }],
    change: [{ before: { $ref: '#/definitions/side' }, after: { $ref: '#/definitions/side' } }],
    raw: [{ text }],
  }),
  side: { if: { type: 'null' }, then: {}, else: arg },
} as const;

/** A trace as `trace` and `import` write it; one event a line. */
export const traceSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'trace-gate trace',
  description: 'A recording of system calls, without the contents of buffers and the environment.',
  type: 'object',
  additionalProperties: false,
  required: ['format', 'version', 'backend', 'arch', 'context', 'unparsed', 'events'],
  properties: {
    format: { const: 'trace-gate/trace' },
    version: { const: 1 },
    backend: {
      type: 'object',
      additionalProperties: false,
      required: ['class', 'name', 'version'],
      properties: {
        class: { type: 'string', enum: ['ptrace', 'ebpf', 'import'] },
        name: text,
        version: text,
        limits: {
          type: 'array',
          items: { type: 'string', enum: backendLimits },
          description: 'What the backend never shows. Absent: nothing.',
        },
      },
    },
    arch: { ...text, description: 'Kernel architecture name.' },
    context: {
      type: 'object',
      description: 'What normalization must know of where it was recorded.',
      additionalProperties: false,
      required: ['cwd', 'homes', 'temps', 'path', 'uid', 'user', 'gid'],
      properties: {
        started: { type: 'integer', description: 'When it was recorded, milliseconds since 1970.' },
        hidden: { ...texts, description: "trace-gate's own files and folders." },
        cwd: text,
        root: { ...text, description: 'Folder of renacer.toml.' },
        program: { ...text, description: 'File of the program, where the trace does not begin with its execve.' },
        origins: {
          ...texts,
          description: 'Other paths of the project: of cwd, then of root, where it was moved from.',
        },
        host: { ...text, description: 'Host name, as the target saw it.' },
        homes: texts,
        temps: texts,
        path: { ...texts, description: 'Folders of PATH.' },
        uid: { type: ['integer', 'null'], description: 'null: unknown.' },
        user: { ...text, description: "Name of the user; '' where it is unknown." },
        gid: { type: ['integer', 'null'] },
      },
    },
    unparsed: { ...count, description: 'Records of the tracer that could not be read.' },
    events: { type: 'array', items: { $ref: '#/definitions/event' } },
  },
  definitions,
} as const;
