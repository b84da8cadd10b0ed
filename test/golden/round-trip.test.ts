import { deepStrictEqual } from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'tap';
import { backendLimits } from '../../src/model/trace.js';
import { parseGolden } from '../../src/golden/parse-golden.js';
import { renderGolden } from '../../src/golden/render-golden.js';
import {
  figureRules,
  levels,
  normalizerVersion,
  type CountedStep,
  type Golden,
  type ObjectShape,
  type ProcessShape,
  type Step,
} from '../../src/model/golden.js';
import { inOrder } from '../../src/model/step-order.js';
import { goldenOf } from './sample.js';

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('<PATH>/sort', '$CWD/data', '"', '\\', '\u2028', '\ud800', '<<<<<<< HEAD', '__proto__', 'end'),
);
const name = fc.oneof(
  fc.constantFrom('open', 'read', 'end', 'steps'),
  text.filter((value) => value !== ''),
);
const value = fc.oneof(
  text,
  fc.integer(),
  fc.maxSafeNat(),
  fc.array(text, { maxLength: 3 }),
  fc.array(fc.array(fc.nat(), { maxLength: 2 }), { maxLength: 2 }),
);
const argument = fc
  .oneof(fc.constantFrom('path', 'fd', 'flags', 'times', 'steps', 'step'), text)
  .filter((key) => !['call', 'via', 'error', '__proto__'].includes(key));
const step: fc.Arbitrary<Step> = fc
  .record({
    call: name,
    via: fc.option(name, { nil: undefined, freq: 3 }),
    error: fc.option(fc.constantFrom('ENOENT', 'EACCES'), { nil: undefined }),
    args: fc.dictionary(argument, value, { maxKeys: 3, noNullPrototype: true }),
  })
  .map(({ call, via, error, args }) => ({
    call,
    ...(via === undefined ? {} : { via }),
    ...(error === undefined ? {} : { error }),
    ...args,
  }));

/** Steps with the repetition that folding looks for, of periods around its longest. */
const stepList: fc.Arbitrary<Step[]> = fc
  .array(
    fc.oneof(
      step.map((one) => [one]),
      fc
        .tuple(fc.array(step, { minLength: 1, maxLength: 10 }), fc.integer({ min: 1, max: 6 }))
        .map(([period, times]) => Array.from({ length: times }, () => period).flat()),
    ),
    { maxLength: 5 },
  )
  .map((parts) => parts.flat());

const byLine = (a: CountedStep, b: CountedStep): number => {
  const [x, y] = [JSON.stringify(a), JSON.stringify(b)];
  return x < y ? -1 : x > y ? 1 : 0;
};
const counted = fc
  .array(
    fc.record({
      step,
      range: fc.tuple(fc.nat(5), fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constant(Number.MAX_SAFE_INTEGER))),
    }),
    { maxLength: 4 },
  )
  .map((list) =>
    list.map(({ step: one, range: [a, b] }) => ({ step: one, least: Math.min(a, b), most: Math.max(a, b) })),
  );
const process: fc.Arbitrary<ProcessShape> = fc.record({
  process: fc.constantFrom('0', '0.1', '0.1.12'),
  program: text,
  steps: stepList,
  pool: counted,
  end: fc.oneof(
    fc.record({ exit: fc.nat(255) }),
    fc.constantFrom('SIGSEGV', 'SIGKILL').map((signal) => ({ signal })),
    fc.constant({ unknown: true } as const),
  ),
});
const figure = fc
  .record({
    figure: fc.constantFrom('calls', 'allocated', 'written'),
    of: text,
    rule: fc.constantFrom(...figureRules),
    range: fc.tuple(fc.maxSafeNat(), fc.maxSafeNat()),
  })
  .map(({ range: [a, b], ...rest }) => ({ ...rest, least: Math.min(a, b), most: Math.max(a, b) }));
/** As objects hold them: in the order of their keys, without the real name. */
const lifeStep = fc.tuple(
  step.filter((one) => one.via === undefined && !Object.values(one).includes('')),
  fc.constantFrom('path', 'fd', 'address', 'newpath', ''),
  fc.boolean(),
);
const object: fc.Arbitrary<ObjectShape> = fc
  .record({
    object: fc.oneof(name, fc.constantFrom('$CWD/a', '<pipe>', '127.0.0.1:80')),
    lives: fc.array(
      fc.record({
        by: text,
        steps: fc.array(lifeStep, { minLength: 1, maxLength: 3 }),
        range: fc.tuple(fc.nat(5), fc.integer({ min: 1, max: 9 })),
      }),
      { minLength: 1, maxLength: 3 },
    ),
    order: fc.option(fc.array(text, { maxLength: 3 }), { nil: undefined }),
  })
  .map(({ object: name, lives, order }) => ({
    object: name,
    lives: lives.map(({ by, steps, range: [a, b] }) => ({
      by,
      steps: steps.map(([one, key, named]) => inOrder(key !== '' && named ? { ...one, [key]: name } : one)),
      least: Math.min(a, b),
      most: Math.max(a, b),
    })),
    ...(order === undefined ? {} : { order }),
  }));
const golden: fc.Arbitrary<Golden> = fc
  .record({
    format: fc.constant('trace-gate/golden' as const),
    version: fc.constant(2 as const),
    normalizer: fc.constant(normalizerVersion),
    arch: fc.constantFrom('x86_64', 'aarch64'),
    backend: fc.constantFrom('ptrace' as const, 'ebpf' as const, 'import' as const),
    level: fc.constantFrom(...levels),
    reasons: fc.array(text, { maxLength: 2 }),
    temporary: fc.array(text, { maxLength: 2 }),
    learned: fc.array(text, { maxLength: 2 }),
    environment: fc.array(fc.record({ program: text, loads: fc.array(text, { maxLength: 3 }) }), { maxLength: 3 }),
    processes: fc.array(process, { minLength: 1, maxLength: 3 }),
    effects: counted,
    objects: fc.array(object, { maxLength: 3 }),
    order: fc.array(fc.record({ event: name, after: fc.string() }), { maxLength: 2 }),
    figures: fc.array(figure, { maxLength: 4 }),
    limits: fc.subarray([...backendLimits]),
  })
  .map(({ limits, ...rest }) => (limits.length === 0 ? rest : { ...rest, limits }))
  .filter(({ processes }) => processes.some(({ steps, pool }) => steps.length + pool.length > 0));

/** The same golden with its sets in one order: order is all that rendering may change. */
function unordered(one: Golden): unknown {
  const sorted = (list: readonly unknown[]): string[] => list.map((entry) => JSON.stringify(entry)).sort();
  return {
    ...one,
    environment: sorted(one.environment.map(({ program, loads }) => ({ program, loads: [...loads].sort() }))),
    processes: one.processes.map((shape) => ({ ...shape, pool: [...shape.pool].sort(byLine) })),
    effects: [...one.effects].sort(byLine),
    figures: sorted(one.figures),
    order: sorted(one.order),
  };
}
const parse = (rendered: string): Golden => parseGolden(rendered, 'golden_traces/x.json');
const textOf = (one: Golden): string => renderGolden(one).text;

test('a golden survives its text, whatever programs call their files', (t) => {
  fc.assert(
    fc.property(golden, (one) => {
      const rendered = textOf(one);
      const back = parse(rendered);
      deepStrictEqual(unordered(back), unordered(structuredClone(one)));
      // The order of keys is part of what compares as equal.
      if (
        JSON.stringify(back.processes.map(({ steps }) => steps)) !==
        JSON.stringify(one.processes.map(({ steps }) => steps))
      )
        throw new Error('the order of keys changed');
      if (textOf(back) !== rendered) throw new Error('rendering again changes the text');
      if (/\r|[^\n]$/.test(rendered)) throw new Error('line ends');
    }),
    { numRuns: 300 },
  );
  t.pass('any of 300 goldens');
  t.end();
});

test('the order of a set does not change the text', (t) => {
  fc.assert(
    fc.property(golden, (one) => {
      const { effects, figures, environment } = one;
      return (
        textOf(one) ===
        textOf({
          ...one,
          effects: effects.toReversed(),
          figures: figures.toReversed(),
          environment: environment.toReversed(),
        })
      );
    }),
    { numRuns: 200 },
  );
  t.pass('in any of 200 goldens');
  t.end();
});

test('every spot of a golden is the line that holds it', (t) => {
  let spots = 0;
  /** The element of a list that a line holds: a step, a fold of one step, a counted step, a figure. */
  const held = (line: string): unknown => {
    const element = JSON.parse(line.trim().replace(/,$/, '')) as { call?: unknown; steps?: unknown[]; step?: unknown };
    return 'call' in element ? element : (element.step ?? element.steps?.[0] ?? element);
  };
  const same = (a: unknown, b: unknown): void => {
    spots += 1;
    if (JSON.stringify(a) !== JSON.stringify(b)) throw new Error(`${JSON.stringify(a)} is not ${JSON.stringify(b)}`);
  };
  fc.assert(
    fc.property(golden, (one) => {
      const { text: rendered, lineOf } = renderGolden(one);
      const lines = rendered.split('\n');
      const at = (spot: Parameters<typeof lineOf>[0]): unknown => held(lines[lineOf(spot) - 1] ?? '');
      one.processes.forEach((shape, index) => {
        shape.steps.forEach((expected, place) => same(at({ list: 'steps', process: index, index: place }), expected));
        shape.pool.forEach((expected, place) =>
          same(at({ list: 'pool', process: index, index: place }), expected.step),
        );
        same(at({ list: 'end', process: index }), { call: 'end', ...shape.end });
      });
      one.effects.forEach((expected, place) => same(at({ list: 'effects', index: place }), expected.step));
      one.figures.forEach((expected, place) => same(at({ list: 'figures', index: place }), expected));
    }),
    { numRuns: 200 },
  );
  t.ok(spots > 1000, `${spots} spots`);
  t.end();
});

test('a step more is a line more, and no other line changes', (t) => {
  const different = fc.uniqueArray(step, { minLength: 2, maxLength: 30, selector: (one) => JSON.stringify(one) });
  fc.assert(
    fc.property(different, fc.nat(), ([added, ...list], place) => {
      const index = place % (list.length + 1);
      const before = textOf(goldenOf(list)).split('\n');
      const after = textOf(goldenOf(list.toSpliced(index, 0, added as Step))).split('\n');
      const line = before.findIndex((text_, number) => text_ !== after[number]);
      return after.toSpliced(line, 1).join('\n') === before.join('\n');
    }),
    { numRuns: 300 },
  );
  t.pass('in any of 300 goldens');
  t.end();
});

test('100,000 steps are rendered and parsed in no time, different or alike', (t) => {
  const lists = {
    different: Array.from({ length: 100_000 }, (_, index) => ({ call: 'stat', path: `data/${index}` })),
    alike: Array.from({ length: 100_000 }, () => ({ call: 'stat', path: 'data' })),
    'almost alike': Array.from({ length: 100_000 }, (_, index) => ({
      call: 'stat',
      path: `data/${Math.floor(index / 7) % 3}`,
    })),
  };
  for (const [kind, list] of Object.entries(lists)) {
    const started = performance.now();
    const { text: rendered } = renderGolden(goldenOf(list));
    const back = parse(rendered);
    const took = performance.now() - started;
    t.equal(back.processes[0]?.steps.length, list.length, kind);
    t.same(back.processes[0]?.steps.slice(-20), list.slice(-20), kind);
    t.ok(took < 5000, `${kind}: ${Math.round(took)} ms`);
  }
  t.end();
});
