import { test } from 'tap';
import { explainLearned } from '../../src/report/explain-learned.js';
import { golden } from '../golden/sample.js';

test('what a golden has learned is listed with its lines', (t) => {
  const lives = [
    { by: 'sh', steps: [{ call: 'open', path: '$CWD/a', flags: 'O_RDONLY' }], least: 1, most: 3 },
    { by: 'sh', steps: [{ call: 'write', fd: '$CWD/a', bytes: '~' }], least: 1, most: 1 },
    { by: 'sh', steps: [{ call: 'stat', path: '$CWD/a' }], least: 1, most: Number.MAX_SAFE_INTEGER },
  ];
  const made = golden({
    level: 'objects',
    processes: [],
    learned: ['$TMP/s-<drawn:8>'],
    objects: [{ object: '$CWD/a', lives }],
  });
  const lines = explainLearned(made, 'golden_traces/x.json', (spot) => ('index' in spot ? spot.index + 20 : 1));
  t.strictSame(lines, [
    '  Learned from its recordings:',
    '    names that differ from run to run: 1',
    '      $TMP/s-<drawn:8>',
    '    counts that are a range: 2',
    '      golden_traces/x.json:20  opens $CWD/a: 1 to 3 times',
    '      golden_traces/x.json:22  stats $CWD/a: 1 times or more',
    '    values that differ from run to run: 1',
    '      golden_traces/x.json:21  {"call":"write","fd":"$CWD/a","bytes":"~"}',
  ]);
  t.strictSame(explainLearned(golden(), 'golden_traces/x.json', () => 1).length, 0);
  t.end();
});
