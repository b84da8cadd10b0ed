import { test } from 'tap';
import { learnNames, templateOf, type NamedRecording } from '../../src/compare/learn-names.js';

/** Recordings that saw these names in one folder; with each name the same is done unless `deeds` says otherwise. */
function recordings(
  folder: string,
  runs: readonly (readonly string[])[],
  deeds: (path: string) => string = () => 'open',
): NamedRecording[] {
  return runs.map((names) => ({ bases: new Map([[folder, new Map(names.map((name) => [name, name]))]]), deeds }));
}

const learned = (folder: string, ...runs: readonly (readonly string[])[]): readonly string[] =>
  learnNames(recordings(folder, runs)).learned;

test('what several names have in common stays, what differs becomes a mark', (t) => {
  t.equal(templateOf(['log-17.txt', 'log-210.txt']), 'log-<number>.txt');
  t.equal(templateOf(['log-17.txt', 'log-18.txt']), 'log-<number>.txt', 'the whole run of digits');
  t.equal(
    templateOf(['UCkv6-4I1uI.sock', 'x9_b-Q8zq1-.sock']),
    '<drawn>.sock',
    'any alphabet, behind or before what stays',
  );
  t.equal(templateOf(['a-abcd', 'a-efghi']), 'a-<drawn>');
  t.equal(templateOf(['2026-12-01T19_37_01_2Z.log', '2026-12-01T19_37_09_7Z.log']), '<drawn>Z.log');
  t.equal(templateOf(['run-20261201T1742.log', 'run-20261201T1743.log']), 'run-<drawn>.log', 'a date is no prefix');
  t.equal(templateOf(['x', 'x']), undefined);
  t.end();
});

test('names that are one recording’s alone are drawn, names that all have are fixed', (t) => {
  t.strictSame(learned('$TMP', ['s-a1b2c3d4', 'fixed'], ['s-9f8e7d6c', 'fixed']), ['$TMP/s-<drawn>']);
  const { fixed } = learnNames(
    recordings('$TMP', [
      ['s-a1b2c3d4', 'fixed'],
      ['s-9f8e7d6c', 'fixed'],
    ]),
  );
  t.strictSame([...fixed], ['$TMP/fixed']);
  t.strictSame(learned('$TMP', ['a', 'b'], ['a']), [], 'there in one and not in the other is no drawn name');
  t.strictSame(learned('/', ['t-123', 'x'], ['t-4567', 'x']), ['/t-<number>']);
  t.end();
});

test('several kinds of names in one folder are told apart', (t) => {
  t.strictSame(learned('$CWD', ['in-a81f.tmp', 'out-77ab.log'], ['in-0c3d.tmp', 'out-1f2e.log']), [
    '$CWD/in-<drawn>.tmp',
    '$CWD/out-<drawn>.log',
  ]);
  const deeds = (path: string): string => (/[0-9]/.test(path) ? 'unlink' : 'open');
  const { learned: byDeed } = learnNames(
    recordings(
      '$CWD',
      [
        ['1f', 'ab'],
        ['22', 'cd'],
      ],
      deeds,
    ),
  );
  t.strictSame(byDeed, ['$CWD/<drawn>']);
  t.end();
});

test('a port that is another one in each recording is a port', (t) => {
  t.strictSame(learned('127.0.0.1:', ['21711', '80'], ['24099', '80']), ['127.0.0.1:<port>']);
  t.end();
});
