import fc from 'fast-check';
import { test } from 'tap';
import { accepts, learn } from '../../src/compare/learn.js';
import type { CountedStep, Figure, ProcessShape, Shape, Step } from '../../src/model/golden.js';

const stat = (path: string): Step => ({ call: 'stat', path });
const once = (path: string, times = 1): CountedStep => ({ step: stat(path), least: times, most: times });
const process = (changes: Partial<ProcessShape> = {}): ProcessShape => ({
  process: '0',
  program: '/bin/x',
  steps: [stat('a'), stat('b')],
  pool: [],
  end: { exit: 0 },
  ...changes,
});
const shape = (changes: Partial<Shape> = {}): Shape => ({
  level: 'structure',
  environment: [],
  processes: [process()],
  effects: [],
  objects: [],
  order: [],
  figures: [],
  ...changes,
});
const contract = (...effects: CountedStep[]): Shape => shape({ level: 'contract', processes: [], effects });
const of = (changes: Partial<ProcessShape>): Shape => shape({ processes: [process(changes)] });
const figure = (name: string, value: number, rule: Figure['rule'] = 'wide'): Figure => ({
  figure: name,
  of: 'x',
  rule,
  least: value,
  most: value,
});

/** The merged shape; recordings that can't be merged fail the test. */
function learned(...shapes: readonly Shape[]): Shape {
  const result = learn(shapes);
  if ('cannot' in result) throw new Error(result.because);
  return result;
}

test('recordings that are alike are learned as one of them', (t) => {
  t.strictSame(learned(shape()), shape());
  t.strictSame(learned(shape(), shape(), shape()), shape());
  const via = of({ steps: [{ ...stat('a'), via: 'newfstatat' }, stat('b')] });
  t.strictSame(learned(shape(), via), shape(), 'the real name is for readers');
  t.throws(() => learn([]), RangeError);
  t.end();
});

test('what no range can express says why, as short as it tells', (t) => {
  const because = (...shapes: readonly Shape[]): unknown => learn(shapes);
  const cannot = (text: string): unknown => ({ cannot: 'structure', because: text });
  t.strictSame(
    because(shape(), shape(), of({ steps: [stat('a'), stat('c')] })),
    cannot('/bin/x (0): its step 2 is stat b or stat c'),
  );
  t.strictSame(because(shape(), of({ steps: [stat('a')] })), cannot('/bin/x (0): its step 2 is stat b or the end'));
  t.strictSame(because(of({ steps: [] }), shape()), cannot('/bin/x (0): its step 1 is the end or stat a'));
  t.strictSame(
    because(shape(), of({ steps: [{ ...stat('a'), error: 'ENOENT' }, stat('b')] })),
    cannot('/bin/x (0): its step 1 is {"call":"stat","path":"a"} or {"call":"stat","path":"a","error":"ENOENT"}'),
  );
  t.strictSame(because(shape(), of({ program: '/bin/y' })), cannot('process 0 is /bin/x or /bin/y'));
  t.strictSame(because(shape(), of({ end: { signal: 'SIGSEGV' } })), cannot('/bin/x (0) ends in different ways'));
  const child = process({ process: '0.1', program: '/bin/c' });
  t.strictSame(because(shape(), shape({ processes: [process(), child] })), cannot('/bin/c (0.1) is not in every run'));
  t.strictSame(because(shape({ processes: [process(), child] }), shape()), cannot('/bin/c (0.1) is not in every run'));
  t.strictSame(because({ ...shape(), level: 'exact' }, { ...of({ steps: [] }), level: 'exact' }), {
    cannot: 'exact',
    because: '/bin/x (0): its step 1 is stat a or the end',
  });
  t.end();
});

test('processes may come up in another order', (t) => {
  const children = [process(), process({ process: '0.1', pool: [once('p')] }), process({ process: '0.2' })];
  const result = learned(shape({ processes: children }), shape({ processes: children.toReversed() }));
  t.strictSame(result, shape({ processes: children }));
  t.end();
});

test('pools and effects get ranges; what is missing in a run was made 0 times', (t) => {
  const pool = learned(
    of({ pool: [once('b', 2), once('a', 5)] }),
    of({ pool: [once('b', 4)] }),
    of({ pool: [once('b', 3), once('c')] }),
  ).processes[0]?.pool;
  t.strictSame(pool, [
    { step: stat('a'), least: 0, most: 5 },
    { step: stat('b'), least: 2, most: 4 },
    { step: stat('c'), least: 0, most: 1 },
  ]);
  t.strictSame(learned(contract(once('b'), once('a')), contract(once('b'))).effects, [
    { step: stat('a'), least: 0, most: 1 },
    once('b'),
  ]);
  const any = { step: stat('a'), least: 1, most: Number.MAX_SAFE_INTEGER };
  t.strictSame(learned(of({ pool: [any] }), of({ pool: [any] })).processes[0]?.pool, [any], 'without an upper limit');
  t.strictSame(learned(of({ pool: [any] }), of({})).processes[0]?.pool, [{ ...any, least: 0 }]);
  t.end();
});

test('figures get ranges, the environment is everything that was loaded', (t) => {
  const result = learned(
    shape({ figures: [figure('b', 3), figure('a', 20, 'double')], environment: [{ program: 'x', loads: ['b'] }] }),
    shape({
      figures: [figure('b', 7)],
      environment: [
        { program: 'x', loads: ['a', 'b'] },
        { program: 'y', loads: [] },
      ],
    }),
  );
  t.strictSame(result.figures, [
    { figure: 'a', of: 'x', rule: 'double', least: 0, most: 20 },
    { figure: 'b', of: 'x', rule: 'wide', least: 3, most: 7 },
  ]);
  t.strictSame(result.environment, [
    { program: 'x', loads: ['a', 'b'] },
    { program: 'y', loads: [] },
  ]);
  t.end();
});

test('accepts says whether a comparison finds nothing', (t) => {
  t.equal(accepts(shape(), shape()), true);
  t.equal(accepts(shape(), of({ steps: [stat('a')] })), false);
  t.equal(accepts(learned(of({ pool: [once('a', 2)] }), of({})), of({ pool: [once('a', 1)] })), true);
  t.equal(accepts(learned(of({ pool: [once('a', 2)] }), of({})), of({ pool: [once('a', 3)] })), false);
  t.end();
});

test('what was learned accepts each of its recordings, whatever their order', (t) => {
  const counted = fc
    .uniqueArray(fc.record({ path: fc.constantFrom('a', 'b', 'c', 'd'), times: fc.integer({ min: 1, max: 5 }) }), {
      selector: ({ path }) => path,
    })
    .map((list) => list.map(({ path, times }) => once(path, times)));
  const figures = fc
    .uniqueArray(fc.record({ name: fc.constantFrom('calls', 'written', 'allocated'), value: fc.nat(1e9) }), {
      selector: ({ name }) => name,
    })
    .map((list) =>
      list.map(({ name, value }) =>
        figure(name, value, name === 'written' ? 'exact' : name === 'calls' ? 'double' : 'bytes'),
      ),
    );
  const recordings = fc.array(fc.record({ counted, figures, contract: fc.constant(false) }), {
    minLength: 1,
    maxLength: 5,
  });
  fc.assert(
    fc.property(recordings, fc.boolean(), (runs, atContract) => {
      const shapes = runs.map((run) => ({
        ...(atContract
          ? contract(...run.counted.map(({ step }) => ({ step, least: 1, most: 1 })))
          : of({ pool: run.counted })),
        figures: run.figures,
      }));
      const golden = learned(...shapes);
      if (!shapes.every((one) => accepts(golden, one))) return false;
      return JSON.stringify(golden) === JSON.stringify(learned(...shapes.toReversed()));
    }),
    { numRuns: 300 },
  );
  t.pass('in any of 300 captures');
  t.end();
});
