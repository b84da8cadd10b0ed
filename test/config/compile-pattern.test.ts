import { test } from 'tap';
import { compilePattern } from '../../src/config/compile-pattern.js';

const matches = (pattern: string, text: string): boolean => {
  const result = compilePattern(pattern);
  if (!result.ok) throw new Error(`${pattern}: ${result.detail}`);
  return result.pattern.test(text);
};

test("renacer's spelling means what it means there", (t) => {
  t.ok(matches('open', 'openat'), 'searched anywhere');
  t.notOk(matches('^open$', 'openat'));
  t.ok(matches('(?i)OPEN', 'openat'));
  t.ok(matches('(?is)A.B', 'a\nb'));
  t.ok(matches('(?P<name>o)pen', 'open'));
  t.ok(matches('\\Aopen\\z', 'open'));
  t.notOk(matches('\\Apen', 'open'));
  t.notOk(matches('ope\\z', 'open'));
  t.ok(matches('\\\\A', 'a\\A'), 'an escaped backslash before a letter A');
  t.end();
});

test('what is no pattern says why', (t) => {
  for (const text of ['(', '[', '*', 'a{2,1}', '[[:alpha:]]', '\\q', '(?<=']) {
    const result = compilePattern(text);
    t.notOk(result.ok, text);
    t.match(!result.ok && result.detail, /^[a-z ]+/i, text);
  }
  t.end();
});

test('only a pattern for replacing keeps state', (t) => {
  t.match(compilePattern('a'), { pattern: { flags: 'u' } });
  t.match(compilePattern('(?i)a', 'g'), { pattern: { flags: 'giu' } });
  t.end();
});
