import { test } from 'tap';
import { judgeBudgets } from '../../src/bench/budgets.js';
import { matchesGlob } from '../../src/config/select-assertions.js';

const judge = (run: Readonly<Record<string, number>>, budgets: Readonly<Record<string, number>>) =>
  judgeBudgets(
    Object.entries(run).map(([name, ns]) => ({ name, ns })),
    Object.entries(budgets).map(([pattern, ns]) => ({ pattern, ns })),
    matchesGlob,
  );

test("the page's table: budgets of 5 % above a baseline have their hard limits 10 % above it", (t) => {
  const table = [
    ['add_f32/100', 58.5, 61.4, 64.4],
    ['add_f32/1K', 143.6, 150.8, 158.0],
    ['dot_f32/1K', 12450, 13070, 13700],
  ] as const;
  for (const [name, baseline, budget, hard] of table) {
    const [result] = judge({ [name]: baseline }, { [name]: budget });
    t.equal(result?.verdict, 'PASS');
    // The table rounds both.
    t.ok(Math.abs((result?.hardNs ?? 0) / hard - 1) < 0.002, `${name}: ${result?.hardNs} is about ${hard}`);
  }
  t.end();
});

test('above the budget warns, above the hard limit fails; at either it does not', (t) => {
  const verdict = (ns: number): string | undefined => judge({ a: ns }, { a: 105 })[0]?.verdict;
  t.equal(verdict(105), 'PASS');
  t.equal(verdict(105.01), 'WARN');
  t.equal(verdict(110), 'WARN');
  t.equal(verdict(110.01), 'FAIL');
  t.end();
});

test('an exact name goes before globs, and globs in the order of the file; what has none is not judged', (t) => {
  const results = judge({ 'add/100': 1, 'add/1000': 1, sub: 1 }, { 'add/*': 5, '*1000': 6, 'add/100': 7 });
  t.strictSame(
    results.map(({ name, pattern }) => [name, pattern]),
    [
      ['add/100', 'add/100'],
      ['add/1000', 'add/*'],
    ],
  );
  t.end();
});

test('a budget of no benchmark is missing', (t) => {
  t.match(judge({ a: 1 }, { 'f(x)[0]+': 5 }), [{ pattern: 'f(x)[0]+', verdict: 'MISSING', budgetNs: 5 }]);
  t.match(judge({ 'f(x)[0]+y': 4 }, { 'f(x)[0]+*': 5 }), [{ verdict: 'PASS' }], 'everything but * and ? is itself');
  t.end();
});
