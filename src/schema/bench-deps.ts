import { sizeProperties } from './bench-size.js';

const text = { type: 'string', minLength: 1 } as const;
const count = {
  type: 'integer',
  minimum: 0,
  description: 'Packages, a version of one counting as one; absent: there was no such file.',
} as const;
const versions = { type: 'array', items: text } as const;

/** What `bench deps --json` prints. */
export const dependencyReportSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'trace-gate dependency report',
  description: 'What a change of lockfiles added, removed and updated, beside sizes of binaries.',
  type: 'object',
  additionalProperties: false,
  required: ['format', 'version', 'exitCode', 'against', 'lockfiles', 'unread', 'unbuilt'],
  properties: {
    format: { const: 'trace-gate/dependency-report' },
    version: { const: 1 },
    exitCode: { type: 'integer', enum: [0, 1], description: '1: a size grew beyond its limit.' },
    against: {
      type: 'object',
      additionalProperties: false,
      required: ['ref', 'commit'],
      properties: { ref: text, commit: text },
    },
    lockfiles: {
      type: 'array',
      description: 'Those that changed.',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['file', 'changes'],
        properties: {
          file: text,
          before: count,
          after: count,
          changes: {
            type: 'array',
            items: {
              type: 'object',
              additionalProperties: false,
              required: ['kind', 'name', 'before', 'after'],
              properties: {
                kind: {
                  type: 'string',
                  enum: ['added', 'removed', 'updated', 'content'],
                  description: 'content: the same version has another checksum.',
                },
                name: text,
                before: versions,
                after: versions,
              },
            },
          },
        },
      },
    },
    sizes: {
      type: 'object',
      additionalProperties: false,
      required: ['baseline', 'limits', 'results'],
      properties: sizeProperties,
    },
    unread: { type: 'array', items: text, description: 'Lockfiles that have changed, of a kind that is not read.' },
    unbuilt: { type: 'array', items: text, description: 'Files with a stored size that are not there.' },
  },
} as const;
