/** Which differences hold when a target is recorded again. */
import { test } from 'tap';
import { compare } from '../../src/compare/compare.js';
import { confirm } from '../../src/compare/confirm.js';
import type { Difference } from '../../src/model/difference.js';
import type { Shape, Step } from '../../src/model/golden.js';

const open = (path: string): Step => ({ call: 'open', path, flags: 'O_RDONLY' });
const difference = (
  before: Step | undefined,
  after: Step | undefined,
  changes: Partial<Difference> = {},
): Difference => ({
  change: before ? (after ? 'changed' : 'removed') : 'added',
  process: '0 /opt/t',
  before: before ? [before] : [],
  after: after ? [after] : [],
  counts: { before: before ? 1 : 0, after: after ? 1 : 0 },
  novelty: false,
  ...changes,
});
const added = (path: string, changes: Partial<Difference> = {}): Difference =>
  difference(undefined, open(path), changes);

test('what is in every recording is stable', (t) => {
  const { stable, unstable } = confirm([[added('a')], [added('a')], [added('a')]]);
  t.strictSame(stable, [added('a')], 'told once');
  t.strictSame(unstable, []);
  t.strictSame(confirm([[added('a')]]).stable, [added('a')], 'one recording is every one');
  t.strictSame(confirm([[], []]), { stable: [], unstable: [] });
  t.end();
});

test('what is not in every recording is unstable, with how often it was seen', (t) => {
  const { stable, unstable } = confirm([[added('a'), added('b')], [added('b')], [added('c')]]);
  t.strictSame(stable, []);
  t.strictSame(
    unstable.map(({ difference: { after }, runs }) => [after[0]?.['path'], runs]),
    [
      ['a', 1],
      ['b', 2],
      ['c', 1],
    ],
  );
  t.end();
});

test('a file written, an endpoint or a program is a violation in any one run', (t) => {
  const novelty = added('new', { novelty: true });
  t.strictSame(confirm([[], [novelty], []]).stable, [novelty]);
  t.strictSame(confirm([[novelty], [], []]).stable, [novelty]);
  t.strictSame(confirm([[], [novelty], [novelty]]).stable, [novelty], 'and told once');
  t.end();
});

test('a step that no run made is gone, whatever each run did instead', (t) => {
  const write = (size: number): Step => ({ call: 'write', fd: '$CWD/x', bytes: size });
  const runs = [5, 6, 7].map((size) => [difference(write(1), write(size))]);
  t.equal(confirm(runs).stable.length, 1);
  t.equal(confirm(runs).unstable.length, 0);
  const ends = [3, 4, 5].map((exit) => [
    difference({ call: 'end', exit: 0 }, { call: 'end', exit }, { change: 'end' }),
  ]);
  t.match(confirm(ends).stable, [{ change: 'end', after: [{ exit: 3 }] }]);
  t.end();
});

test('one recording may pair what another tells apart', (t) => {
  const { stable } = confirm([[difference(open('a'), open('b'))], [difference(open('a'), undefined), added('b')]]);
  t.strictSame(stable, [difference(open('a'), open('b'))]);
  t.end();
});

test('totals are the same difference whatever their value, processes wherever they stand', (t) => {
  const figure = (after: number): Difference => ({
    ...difference(undefined, undefined, { change: 'figure', subject: 'calls x' }),
    counts: { before: 1, after },
  });
  t.strictSame(confirm([[figure(50)], [figure(60)]]).stable, [figure(50)]);
  t.equal(confirm([[added('a', { process: '0.1 /opt/c' })], [added('a', { process: '0.2 /opt/c' })]]).stable.length, 1);
  t.equal(confirm([[added('a', { process: '0.1 /opt/c' })], [added('a', { process: '0.1 /opt/d' })]]).stable.length, 0);
  t.end();
});

test('one temporary file more among others is not a file that the golden does not know', async (t) => {
  const creation = (number: number): Step => ({
    call: 'open',
    path: `$TMP/<tmp:${number}>`,
    flags: 'O_RDWR|O_CREAT|O_EXCL',
  });
  const shape = (steps: readonly Step[]): Shape => ({
    level: 'structure',
    environment: [],
    effects: [],
    objects: [],
    order: [],
    figures: [],
    processes: [{ process: '0', program: 'git', steps, pool: [], end: { exit: 0 } }],
  });
  const golden = shape([creation(1)]);
  t.strictSame(
    compare(golden, shape([creation(1), creation(2)])).map(({ novelty }) => novelty),
    [false],
  );
});
