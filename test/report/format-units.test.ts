import { test } from 'tap';
import {
  counted,
  formatBytes,
  formatCount,
  formatExcess,
  formatMs,
  formatPair,
} from '../../src/report/format-units.js';

test('counts', (t) => {
  t.strictSame([0, 999, 1000, 1234567, -1234, 0.5, 1234.25, NaN].map(formatCount), [
    '0',
    '999',
    '1,000',
    '1,234,567',
    '-1,234',
    '0.5',
    '1,234.25',
    '?',
  ]);
  t.strictSame([counted(1, 'process', 'processes'), counted(2, 'process', 'processes')], ['1 process', '2 processes']);
  t.end();
});

test('bytes', (t) => {
  const values = [0, 1, 1023, 1024, 1536, 10 * 1024, 104_857_600, 3 * 1024 ** 3, 5000 * 1024 ** 4, NaN];
  t.strictSame(
    values.map((value) => formatBytes(value)),
    ['0 bytes', '1 byte', '1,023 bytes', '1 KB', '1.5 KB', '10 KB', '100 MB', '3 GB', '5,000 TB', '?'],
  );
  t.end();
});

test('milliseconds', (t) => {
  t.strictSame(
    [0.07, 4.35, 12.34, 125, 30_000, Infinity].map((value) => formatMs(value)),
    ['0.07ms', '4.35ms', '12.3ms', '125ms', '30,000ms', '?'],
  );
  t.end();
});

test('two figures that differ never read the same', (t) => {
  for (const unit of ['ms', 'bytes', 'calls'] as const) {
    for (const [actual, limit] of [
      [101, 100],
      [100.4, 100],
      [100.000_001, 100],
      [100.000_000_001, 100],
      [2 ** 40 + 1, 2 ** 40],
    ] as const) {
      const pair = formatPair(unit, actual, limit);
      t.not(pair.actual, pair.limit, `${pair.actual} and ${pair.limit}`);
    }
  }
  t.strictSame(formatPair('ms', 100, 100), { actual: '100ms', limit: '100ms' });
  t.strictSame(formatPair('ms', 0.75, 0.001), { actual: '0.75ms', limit: '0.001ms' }, 'a limit is no zero');
  t.end();
});

test('excess', (t) => {
  t.strictSame(
    [
      formatExcess(125, 100),
      formatExcess(104, 100),
      formatExcess(100.01, 100),
      formatExcess(1000, 10),
      formatExcess(1, 0),
      formatExcess(90, 100),
    ],
    ['+25%', '+4%', '+<0.1%', '+9,900%', 'over a budget of 0', '-10%'],
  );
  t.end();
});
