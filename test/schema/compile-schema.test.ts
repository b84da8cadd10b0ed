import { test } from 'tap';
import { compileSchema } from '../../src/schema/compile-schema.js';

const schema = {
  type: 'object',
  additionalProperties: false,
  required: ['name'],
  properties: {
    name: { type: ['string', 'array'], items: { type: 'string' } },
    size: { type: 'integer', minimum: 1 },
    env: {
      type: 'object',
      propertyNames: { type: 'string', pattern: '^[A-Z]+$' },
      additionalProperties: { type: 'string' },
    },
  },
} as const;
const check = compileSchema(schema);

test('a value that fits comes back with its type', (t) => {
  const result = check({ name: ['a'], size: 2 });
  if (!result.ok) throw new Error('should fit');
  const name: string | readonly string[] = result.value.name;
  const size: number | undefined = result.value.size;
  t.strictSame([name, size], [['a'], 2]);
  t.end();
});

test('every mismatch is told at once, one for each mistake', (t) => {
  const result = check({ size: 0, env: { a: 'x', B: 1 }, 'no/such~key': 1 });
  if (result.ok) throw new Error('should not fit');
  t.strictSame(result.mismatches.map(({ keyword, path }) => `${keyword} ${path.join('.')}`).sort(), [
    'additionalProperties ',
    'minimum size',
    'propertyNames env',
    'required ',
    'type env.B',
  ]);
  t.end();
});

test('a union of types is one mistake', (t) => {
  const result = check({ name: 3 });
  t.match(result, {
    ok: false,
    mismatches: [{ keyword: 'type', path: ['name'], got: 3, params: { type: ['string', 'array'] } }],
  });
  t.equal(!result.ok && result.mismatches.length, 1);
  t.end();
});
