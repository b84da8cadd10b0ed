import { test } from 'tap';
import { nearestName } from '../src/nearest-name.js';

test('a name that is close is found', (t) => {
  const known = ['max_spans', 'max_bytes', 'type', 'timeout_ms'];
  for (const [wrong, right] of [
    ['max_span', 'max_spans'],
    ['maxSpans', 'max_spans'],
    ['MAX-BYTES', 'max_bytes'],
    ['tpye', 'type'],
    ['typ', 'type'],
    ['timeout', 'timeout_ms'],
  ] as const) {
    t.equal(nearestName(wrong, known), right, wrong);
  }
  t.end();
});

test('a name that is far from all gets no guess', (t) => {
  t.equal(nearestName('colour', ['max_spans', 'type']), undefined);
  t.equal(nearestName('x', []), undefined);
  t.end();
});
