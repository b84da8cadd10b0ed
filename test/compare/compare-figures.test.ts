/** Every rule on both sides of its threshold. */
import { test } from 'tap';
import { compareFigures, figureLimit } from '../../src/compare/compare-figures.js';
import type { Figure, FigureRule } from '../../src/model/golden.js';

const mebibyte = 1024 * 1024;
const figure = (rule: FigureRule, most: number, least = most): Figure => ({
  figure: 'calls',
  of: 'x',
  rule,
  least,
  most,
});
const differs = (golden: Figure, value: number): boolean =>
  compareFigures([golden], [figure(golden.rule, value)]).length > 0;

test('the greatest value of each rule is accepted, one more is not', (t) => {
  const limits: readonly (readonly [FigureRule, number, number])[] = [
    ['exact', 7, 7],
    ['double', 3, 19],
    ['double', 16, 32],
    ['double', 17, 34],
    ['double', 1000, 2000],
    ['wide', 0, 16],
    ['wide', 1, 20],
    ['wide', 100, 416],
    ['loose', 0, 64],
    ['loose', 32, 576],
    ['bytes', 0, 16 * mebibyte],
    ['bytes', 6 * mebibyte, 25 * mebibyte],
  ];
  for (const [rule, most, limit] of limits) {
    t.equal(figureLimit({ rule, most }), limit, `${rule} ${most}`);
    t.equal(differs(figure(rule, most), limit), false, `${rule} ${most}: ${limit}`);
    t.equal(differs(figure(rule, most), limit + 1), true, `${rule} ${most}: ${limit + 1}`);
  }
  t.equal(differs(figure('double', 3), 300), true, '3 reads that become 300');
  t.end();
});

test('less is no news, but where a value is exact', (t) => {
  for (const rule of ['double', 'wide', 'loose', 'bytes'] as const)
    t.equal(differs(figure(rule, 1000), 0), false, rule);
  t.equal(differs(figure('exact', 9, 5), 5), false);
  t.equal(differs(figure('exact', 9, 5), 9), false);
  t.equal(differs(figure('exact', 9, 5), 4), true);
  t.equal(differs(figure('exact', 9, 5), 10), true);
  t.match(compareFigures([figure('exact', 4)], []), [{ change: 'figure', counts: { before: 4, after: 0 } }], 'gone');
  t.end();
});

test('one that a golden does not have counts from 0', (t) => {
  const differences = (rule: FigureRule, value: number): number => compareFigures([], [figure(rule, value)]).length;
  t.strictSame([differences('double', 16), differences('double', 17)], [0, 1]);
  t.strictSame([differences('wide', 16), differences('wide', 17)], [0, 1]);
  t.strictSame([differences('bytes', 16 * mebibyte), differences('bytes', 16 * mebibyte + 1)], [0, 1]);
  t.strictSame([differences('exact', 0), differences('exact', 1)], [0, 1]);
  t.end();
});

test('a difference says what, from how much to how much, and where', (t) => {
  const golden = [figure('wide', 5), { ...figure('wide', 5), of: 'y' }];
  t.match(compareFigures(golden, [golden[0] as Figure, { ...figure('wide', 50), of: 'y' }]), [
    { subject: 'calls y', counts: { before: 5, after: 50 }, spot: { list: 'figures', index: 1 }, novelty: false },
  ]);
  t.end();
});
