import fc from 'fast-check';
import t from 'tap';
import { bestTransitions, fitLevels, isStep } from '../../src/bench/transitions.js';

const values = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 14, maxLength: 24 });

t.test('levels with a step and a drift between them', (t) => {
  const truth = [0, 0, 0, 2, 2, 2, 2.5, 3, 3.5, 4, 4, 4];
  const transitions = [
    { from: 2, to: 3 },
    { from: 5, to: 9 },
  ];
  t.same(transitions.map(isStep), [true, false]);
  const { levels, fitted, rest } = fitLevels(truth, transitions);
  t.ok(
    levels.every((level, index) => Math.abs(level - [0, 2, 4][index]!) < 1e-12),
    levels.join(' '),
  );
  t.ok(fitted.every((value, place) => Math.abs(value - truth[place]!) < 1e-12));
  t.ok(rest < 1e-20);
  t.same(fitLevels([1, 2, 3], []).levels, [2]);
  t.end();
});

t.test('levels are those of least squares: no other ones leave less', (t) => {
  const move = fc.array(fc.double({ min: -0.1, max: 0.1, noNaN: true }), { minLength: 3, maxLength: 3 });
  fc.assert(
    fc.property(values, move, (values, move) => {
      const fit = fitLevels(values, [
        { from: 3, to: 4 },
        { from: 4, to: 10 },
      ]);
      const moved = fit.levels.map((level, index) => level + move[index]!);
      const share = (place: number): number => Math.max(0, Math.min(1, (place - 4) / 6));
      const at = (place: number): number =>
        place < 4 ? moved[0]! : moved[1]! + (moved[2]! - moved[1]!) * share(place);
      return values.reduce((sum, value, place) => sum + (value - at(place)) ** 2, 0) >= fit.rest - 1e-9;
    }),
  );
  t.pass('100 series');
  t.end();
});

t.test('the best step and drift are the best of all, tried one by one', (t) => {
  fc.assert(
    fc.property(values, (values) => {
      const all = values.flatMap((_, from) =>
        values.flatMap((_, to) =>
          to === from + 1 || to >= from + 10
            ? [{ step: to === from + 1, rest: fitLevels(values, [{ from, to }]).rest }]
            : [],
        ),
      );
      return bestTransitions(values).every(({ transition, rest }) => {
        const alike = all.filter(({ step }) => step === isStep(transition));
        return (
          Math.abs(rest - Math.min(...alike.map((one) => one.rest))) < 1e-9 &&
          Math.abs(rest - fitLevels(values, [transition]).rest) < 1e-9
        );
      });
    }),
  );
  t.pass('100 series');
  t.end();
});
