import { test } from 'tap';
import { tomlPlaces } from '../../src/config/toml-places.js';

test('keys, values and headers have their places', (t) => {
  const places = tomlPlaces(
    `top = 1
[a.b]
c.d = "x" # é
"e f" = [1, { g = 2 }]
[[r]]
k = 1
[[r]]
  k = 2
[r.sub]
z = 1
`,
    'f',
  );
  const at = ({ line, column }: { line: number; column: number }): string => `${line}:${column}`;
  t.equal(at(places.keyAt(['top'])), '1:1');
  t.equal(at(places.valueAt(['top'])), '1:7');
  t.equal(at(places.keyAt(['a'])), '2:1');
  t.equal(at(places.keyAt(['a', 'b', 'c'])), '3:1');
  t.equal(at(places.valueAt(['a', 'b', 'c', 'd'])), '3:7');
  t.equal(at(places.valueAt(['a', 'b', 'e f', 1, 'g'])), '4:19');
  t.equal(at(places.keyAt(['r', 1])), '7:1');
  t.equal(at(places.keyAt(['r', 1, 'k'])), '8:3');
  t.equal(at(places.keyAt(['r', 1, 'sub', 'z'])), '10:1');
  t.equal(at(places.keyAt(['r', 1, 'missing'])), '7:1', 'the enclosing table stands in');
  t.equal(at(places.keyAt(['nothing'])), '1:1');
  t.strictSame(
    places.headers.map(({ root, text, place }) => `${root} ${text} ${place.line}`),
    ['top top 1', 'a [a.b] 2', 'r [[r]] 5', 'r [r.sub] 9'],
  );
  t.end();
});
