import { test } from 'tap';
import { parseConfig } from '../../src/config/parse-config.js';
import type { Assertion } from '../../src/model/config.js';
import { linesOf, target } from './problems-of.js';

const read = (keys: string): readonly Assertion[] =>
  parseConfig(`${target}[[assertion]]\nname = "a"\n${keys}`, 'renacer.toml').config.assertions;

test('max_delta is an assertion of its own beside the limit, or instead of one', (t) => {
  const [calls, delta, ...rest] = read(
    'type = "span_count"\nmax_spans = 9\nspan_name_pattern = "^open"\nmax_delta = "10%"',
  );
  t.match(
    [calls, delta, rest],
    [
      { type: 'span_count' },
      { type: 'delta', measure: 'calls', callPattern: /^open/u, maxPercent: 10, twoSided: false, key: 'max_delta' },
      [],
    ],
  );
  t.match(read('type = "limit"\nmeasure = "failed_calls"\nsyscall = "openat"\nmax_delta = 2'), [
    { type: 'delta', measure: 'failed_calls', syscalls: ['openat'], maxAbsolute: 2 },
  ]);
  t.match(
    read('type = "critical_path"\nmax_duration_ms = 9\ntrace_name_pattern = "ls"\nmax_delta = ["10%", "2 s"]')[1],
    {
      measure: 'wall',
      maxPercent: 10,
      maxAbsolute: 2000,
      traceNamePattern: /ls/u,
    },
  );
  const memory = 'type = "memory_usage"\nmax_bytes = 9\nmax_delta = "64 KiB"\n';
  t.match(read(memory)[1], { measure: 'allocated', maxAbsolute: 65_536 });
  t.match(read(`${memory}tracking_mode = "rss"`)[1], { measure: 'peak_rss' });
  t.end();
});

test('another unit, and what has no figure', (t) => {
  const problems = (keys: string): readonly string[] => linesOf(`${target}[[assertion]]\nname = "a"\n${keys}`);
  t.match(problems('type = "span_count"\nmax_spans = 9\nmax_delta = "10 ms"'), [/:8:13: .*plain number/]);
  t.match(problems('type = "memory_usage"\nmax_bytes = 9\nmax_delta = "many"'), [/:8:13: /]);
  t.match(problems('type = "memory_usage"\nmax_bytes = 9\nmax_delta = ["10%", "20%"]'), [/one is in percent/]);
  t.match(problems('type = "memory_usage"\nmax_bytes = 9\nmax_delta = [1, 2, 3]'), [/at most 2 of them/]);
  t.match(problems('type = "critical_path"\nmeasure = "critical_path"\nmax_duration_ms = 9\nmax_delta = "10%"'), [
    /:9:13: .*wall time, and not the path/,
  ]);
  t.match(problems('type = "anti_pattern"\npattern = "GodProcess"\nthreshold = 0.5\nmax_delta = "10%"'), [/max_delta/]);
  t.end();
});
