import { test } from 'tap';
import { adoptValues, fits, unifySteps } from '../../src/compare/any-value.js';

test('steps that differ in values only become one step', (t) => {
  t.strictSame(unifySteps({ call: 'write', fd: 'a', bytes: 3 }, { call: 'write', fd: 'a', bytes: 4 }), {
    call: 'write',
    fd: 'a',
    bytes: '~',
  });
  t.strictSame(
    unifySteps(
      { call: 'exec', path: 'p', argv: ['p', '--port=81', 'x'] },
      { call: 'exec', path: 'p', argv: ['p', '--port=82', 'x'] },
    ),
    { call: 'exec', path: 'p', argv: ['p', '--port=~', 'x'] },
  );
  t.equal(unifySteps({ call: 'open', path: 'a' }, { call: 'open', path: 'b' }), undefined, 'a path is a name');
  t.equal(unifySteps({ call: 'open', path: 'a', flags: 'X' }, { call: 'open', path: 'a', flags: 'Y' }), undefined);
  t.equal(unifySteps({ call: 'write', fd: 'a', bytes: 3 }, { call: 'write', fd: 'a' }), undefined);
  t.equal(unifySteps({ call: 'exec', argv: ['a'] }, { call: 'exec', argv: ['a', 'b'] }), undefined, 'an argument more');
  t.end();
});

test('a step of a candidate that fits a learned one is taken as that one', (t) => {
  const known = { call: 'write', fd: 'a', bytes: '~' } as const;
  t.ok(fits(known, { call: 'write', fd: 'a', bytes: 9 }));
  t.notOk(fits(known, { call: 'write', fd: 'b', bytes: 9 }));
  t.notOk(fits({ call: 'exec', argv: ['--port=~'] }, { call: 'exec', argv: ['--host=1'] }));
  t.ok(fits({ call: 'write', fd: 'a', bytes: 3 }, known), 'what the candidate can’t tell contradicts nothing');
  const other = { call: 'write', fd: 'b', bytes: 1 };
  t.strictSame(adoptValues([known], [{ call: 'write', fd: 'a', bytes: 5 }, other]), [known, other]);
  t.strictSame(adoptValues([other], [other]), [other]);
  t.end();
});
