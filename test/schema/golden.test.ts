import { Ajv } from 'ajv';
import { test } from 'tap';
import { renderGolden } from '../../src/golden/render-golden.js';
import { goldenSchema } from '../../src/schema/golden.js';
import { golden, process, steps } from '../golden/sample.js';

// As strict as ajv can be: an editor that reads the shipped schema is not to stumble over it.
const accepts = new Ajv({ strict: true, strictRequired: false, allowUnionTypes: true }).compile(goldenSchema);
const document = (changes: Parameters<typeof golden>[0] = {}): any => JSON.parse(renderGolden(golden(changes)).text);

test('the schema describes the printed form', (t) => {
  const pool = [
    { step: { call: 'x' }, least: 0, most: 3 },
    { step: { call: 'y' }, least: 2, most: 2 },
    { step: { call: 'z', argv: ['a', ['b', 1]] }, least: 1, most: Number.MAX_SAFE_INTEGER },
  ];
  t.ok(accepts(document()), 'plain');
  t.ok(
    accepts(document({ processes: [process({ pool, steps: [...steps, ...steps, ...steps] })] })),
    'a pool and a fold',
  );
  t.ok(
    accepts(document({ processes: [process({ end: { unknown: true } }), process({ end: { signal: 'SIGHUP' } })] })),
    'ends',
  );
  t.ok(accepts(document({ level: 'contract', processes: [], effects: pool })), 'a contract');
  t.ok(
    accepts(document({ processes: [process({ steps: [{ call: 'x', times: 3, steps: 'y', step: 'z' }] })] })),
    'arguments of any name',
  );
  t.end();
});

test('the schema refuses what has no meaning', (t) => {
  const refused = (change: (process: any, document: any) => void): boolean => {
    const changed = document();
    change(changed.processes[0], changed);
    return !accepts(changed);
  };
  t.ok(
    refused(({ steps: list }) => list.unshift({ times: 0, steps: [{ call: 'x' }] })),
    'repeated 0 times',
  );
  t.ok(
    refused(({ steps: list }) => list.unshift({ times: 2, steps: [] })),
    'a repetition of nothing',
  );
  t.ok(
    refused(({ steps: list }) => list.unshift({ times: 2, steps: [{ times: 2, steps: [{ call: 'x' }] }] })),
    'a fold in a fold',
  );
  t.ok(
    refused(({ steps: list }) => list.unshift('x')),
    'a step that is text',
  );
  t.ok(
    refused(({ steps: list }) => list.unshift({ call: '' })),
    'a call without a name',
  );
  t.ok(
    refused(({ steps: list }) => list.unshift({ call: 'x', flag: true })),
    'an argument that is no value',
  );
  t.ok(
    refused((one) => (one.pool = [{ step: { call: 'x' }, least: 1, most: 'many' }])),
    'a number that is a word',
  );
  t.ok(
    refused((one) => (one.pool = [{ step: { call: 'x' }, times: 1.5 }])),
    'one and a half times',
  );
  t.ok(
    refused((one) => (one.colour = 'red')),
    'an unknown key',
  );
  t.ok(
    refused((_, all) => (all.date = '2026-01-01')),
    'what changes when behaviour does not',
  );
  t.end();
});
