import { test } from 'tap';
import { renderJson } from '../../src/report/json.js';
import { call, difference, everyCode, latency, target, verdict } from './samples.js';

test('what goes in comes out', (t) => {
  const value = verdict(1, [target('a', { findings: everyCode, problem: { code: 'E_X', message: 'm', hint: 'h' } })], {
    notes: ['n'],
  });
  const text = renderJson(value);
  t.strictSame(JSON.parse(text), value);
  t.ok(text.endsWith('}\n'));
  t.end();
});

/** The same value with every object's keys the other way round. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, entry]) => [key, reversed(entry)]),
  );
}

test('keys are in the order of the type', (t) => {
  const step = call('open', { path: '/x', error: 'ENOENT' });
  const finding = {
    ...difference('added', { after: [step], seen: { runs: 1, of: 3 } }),
    place: { file: 'f', line: 1, column: 2 },
  };
  const value = verdict(1, [target('a', { findings: [finding, latency] })]);
  t.equal(renderJson(reversed(value) as typeof value), renderJson(value));
  t.match(renderJson(value), /^\{\n {2}"format": "trace-gate\/verdict",\n {2}"version": 1,\n {2}"command": "assert"/);
  t.match(
    renderJson(value).replace(/\s+/g, ' '),
    '{ "code": "golden/differs", "severity": "error", "target": "program", "place": { "file": "f", "line": 1, "column": 2 }, "change": "added", "process": "0 $CWD/program", "before": [], "after": [ { "call": "open", "path": "/x", "error": "ENOENT" } ], "counts": { "before": 0, "after": 1 }, "novelty": false, "seen": { "runs": 1, "of": 3 } }',
  );
  t.end();
});
