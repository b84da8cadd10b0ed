import { Ajv } from 'ajv';
import { test } from 'tap';
import { schemas } from '../../src/schema/registry.js';

const config = new Ajv({ strict: true, allowUnionTypes: true }).compile(schemas['renacer-toml']);
const target = { name: 'ls', command: ['ls'] };
const budget = { name: 'calls', type: 'span_count', max_spans: 500 };

test('every schema that ships is a whole JSON Schema with a title and a description', (t) => {
  for (const [name, schema] of Object.entries(schemas)) {
    t.match(schema, { $schema: /^http/, title: /./, description: /./ }, name);
    t.strictSame(JSON.parse(JSON.stringify(schema)), schema, `${name} survives JSON`);
    t.ok(new Ajv({ strict: true, allowUnionTypes: true }).validateSchema(schema), name);
  }
  t.end();
});

test('the schema for editors agrees with the loader', (t) => {
  t.ok(config({ target: [target], assertion: [budget], project: { anything: 1 }, redact: { patterns: ['x'] } }));
  t.ok(config({ assertion: [{ name: 'c', type: 'custom', expression: 'calls < 5' }] }));
  t.notOk(config({ assertion: [{ ...budget, max_bytes: 1 }] }), 'a key of another type');
  t.notOk(config({ policy: [] }), 'an unsupported table');
  t.notOk(config({ target: [{ ...target, timeout: 1 }] }), 'an unknown key');
  t.end();
});
