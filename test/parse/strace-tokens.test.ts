import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'tap';
import { tokenizeLine } from '../../src/parse/strace-tokens.js';

/** Whether the tokens cover the line without gap and overlap. */
function covers(line: string): boolean {
  let at = 0;
  for (const { start, end } of tokenizeLine(line)) {
    if (start !== at || end <= start) return false;
    at = end;
  }
  return at === line.length;
}

function shown(line: string): string[] {
  return tokenizeLine(line)
    .filter((token) => token.kind !== 'space')
    .map((token) => `${token.kind} ${line.slice(token.start, token.end)}`);
}

test('tokens name the pieces of a line', (t) => {
  t.same(
    shown(
      '8953  1795230300.697461559 read(3</dev/null<char 1:3>>, "x"..., -1 /* y */) = -1 ENOENT (No such file) <0.000063>',
    ),
    [
      'pid 8953',
      'time 1795230300.697461559',
      'name read',
      'punctuation (',
      'number 3',
      'annotation </dev/null<char 1:3>>',
      'punctuation ,',
      'string "x"...',
      'punctuation ,',
      'number -1',
      'comment /* y */',
      'punctuation )',
      'punctuation =',
      'number -1',
      'errno ENOENT',
      'message (No such file)',
      'duration <0.000063>',
    ],
  );
  t.same(shown("[pid   12] [ 231] <... wait4 resumed>[1 => '\"'], 1<<X) = ?"), [
    'prefix [pid',
    'pid 12',
    'prefix ]',
    'prefix [ 231]',
    'marker <... wait4 resumed>',
    'punctuation [',
    'number 1',
    'punctuation =>',
    "character '\"'",
    'punctuation ]',
    'punctuation ,',
    'number 1',
    'punctuation <<',
    'word X',
    'punctuation )',
    'punctuation =',
    'punctuation ?',
  ]);
  t.same(shown('5<cat> pause( <unfinished ...>'), [
    'pid 5',
    'annotation <cat>',
    'name pause',
    'punctuation (',
    'marker <unfinished ...>',
  ]);
  t.same(shown('5 +++ exited with 0 +++'), [
    'pid 5',
    'marker +++',
    'word exited',
    'word with',
    'number 0',
    'marker +++',
  ]);
  t.same(shown('???() = ? ERESTARTSYS (To be)'), [
    'name ???',
    'punctuation (',
    'punctuation )',
    'punctuation =',
    'punctuation ?',
    'errno ERESTARTSYS',
    'message (To be)',
  ]);
  t.same(shown('1 read(3, "x'), ['pid 1', 'name read', 'punctuation (', 'number 3', 'punctuation ,', 'text "x']);
  t.same(shown(' | 00000  27 22  \'" |'), ['comment  | 00000  27 22  \'" |']);
  t.end();
});

const piece = fc.constantFrom(
  '17128 ',
  '[pid 5] ',
  '5<a\\76> ',
  '1795227238.71 ',
  '02:17:18 ',
  '(+ 0.1) ',
  '[ 257] ',
  '[????] ',
  'read(',
  '<... read resumed>',
  '3',
  '</a>',
  '<',
  '>',
  '"x"',
  '"',
  "'",
  "'('",
  '/* a */',
  '/*',
  '*/',
  ', ',
  ')',
  ' = ',
  '-1 ',
  'ENOENT',
  ' (No)',
  ' <0.0001>',
  '<unfinished ...>',
  '+++ ',
  '--- ',
  '{a=',
  '}',
  '[',
  ']',
  '=>',
  '...',
  '\\',
  '???(',
  '\0',
  '\xff',
  '<TCP:[a->b]>',
);

test('tokens cover every line without gap or overlap', (t) => {
  const bytes = fc
    .array(fc.integer({ min: 0, max: 255 }), { maxLength: 200 })
    .map((codes) => String.fromCharCode(...codes));
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join('')),
      covers,
    ),
    { numRuns: 2000 },
  );
  fc.assert(fc.property(bytes, covers), { numRuns: 2000 });
  fc.assert(fc.property(fc.string({ unit: 'binary' }), covers), { numRuns: 500 });
  t.ok(covers(''), 'the empty line has no token');
  const folder = new URL('../fixtures/strace/', import.meta.url);
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.strace'))) {
    const lines = readFileSync(new URL(file, folder), 'latin1').split('\n');
    t.same(
      lines.filter((line) => !covers(line)),
      [],
      file,
    );
    t.same(
      lines.filter((line) => tokenizeLine(line).some((token) => token.kind === 'text')),
      [],
      `${file} has no byte without a meaning`,
    );
  }
  t.end();
});
