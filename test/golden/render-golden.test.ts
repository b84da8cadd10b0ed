import { test } from 'tap';
import { renderGolden } from '../../src/golden/render-golden.js';
import { type CountedStep, normalizerVersion, type Step } from '../../src/model/golden.js';
import { golden, goldenOf, process } from './sample.js';

const step = (path: string): Step => ({ call: 'stat', path });
const lines = (text: string): string[] => text.split('\n').map((line) => line.trim());
/** The lines of the steps of a golden that has only these. */
function stepLines(list: readonly Step[]): string[] {
  const all = lines(renderGolden(goldenOf(list)).text);
  return all.slice(all.indexOf('"steps": [') + 1, all.indexOf('{"call":"end","exit":0}'));
}

test('the layout: a header, one element a line, the end last', (t) => {
  t.equal(
    renderGolden(golden({ processes: [process({ pool: [{ step: step('a'), least: 1, most: 1 }] })] })).text,
    `{
  "format": "trace-gate/golden",
  "version": 2,
  "normalizer": ${normalizerVersion},
  "arch": "x86_64",
  "backend": "ptrace",
  "level": "structure",
  "reasons": ["it has threads"],
  "temporary": [],
  "learned": [],
  "environment": [
    {"program":"<PATH>/cat","loads":["libc.so.6"]}
  ],
  "processes": [
    {
      "process": "0",
      "program": "<PATH>/cat",
      "pool": [
        {"step":{"call":"stat","path":"a"}}
      ],
      "steps": [
        {"call":"exec","path":"<PATH>/cat","argv":["cat","data/a"]},
        {"call":"open","via":"openat","path":"data/a","flags":"O_RDONLY"},
        {"call":"read","fd":"data/a","bytes":12},
        {"call":"open","via":"openat","path":"data/b","flags":"O_RDONLY","error":"ENOENT"},
        {"call":"end","exit":0}
      ]
    }
  ],
  "effects": [],
  "objects": [],
  "order": [],
  "figures": [
    {"figure":"calls","of":"futex","rule":"wide","least":1,"most":4}
  ]
}
`,
  );
  t.end();
});

test('the ends of a process', (t) => {
  const end = (process_: Parameters<typeof process>[0]): string =>
    lines(renderGolden(golden({ processes: [process(process_)] })).text).find((line) =>
      line.startsWith('{"call":"end"'),
    ) ?? '';
  t.equal(end({ end: { exit: 3 } }), '{"call":"end","exit":3}');
  t.equal(end({ end: { signal: 'SIGSEGV' } }), '{"call":"end","signal":"SIGSEGV"}');
  t.equal(end({ end: { unknown: true } }), '{"call":"end","unknown":true}');
  t.end();
});

test('counted steps say how often, unless it is once', (t) => {
  const effects: CountedStep[] = [
    { step: step('a'), least: 1, most: 1 },
    { step: step('b'), least: 3, most: 3 },
    { step: step('c'), least: 0, most: 1 },
    { step: step('d'), least: 1, most: Number.MAX_SAFE_INTEGER },
  ];
  const all = lines(renderGolden(golden({ processes: [], effects })).text);
  t.ok(all.includes('{"step":{"call":"stat","path":"a"}},'));
  t.ok(all.includes('{"step":{"call":"stat","path":"b"},"times":3},'));
  t.ok(all.includes('{"step":{"call":"stat","path":"c"},"least":0,"most":1},'));
  t.ok(all.includes('{"step":{"call":"stat","path":"d"},"least":1,"most":"any"}'));
  t.end();
});

test('sets are sorted by code units, ends and allocated memory last', (t) => {
  const counted = (one: Step): CountedStep => ({ step: one, least: 1, most: 1 });
  const end: Step = { call: 'end', program: 'x', exit: 0 };
  const figure = (name: string) => ({ figure: name, of: 'x', rule: 'exact', least: 1, most: 1 }) as const;
  const unsorted = golden({
    processes: [],
    effects: [counted(end), counted(step('é')), counted(step('a')), counted(step('Z'))],
    figures: [figure('allocated'), figure('written'), figure('bytes')],
    environment: [
      { program: 'b', loads: ['z', 'a'] },
      { program: 'a', loads: [] },
    ],
  });
  const { text, lineOf } = renderGolden(unsorted);
  const order = (needles: readonly string[]): number[] =>
    needles.map((needle) => lines(text).findIndex((line) => line.includes(needle)));
  for (const needles of [
    ['"Z"', '"a"}}', '"é"', '"end"'],
    ['"bytes"', '"written"', '"allocated"'],
    ['"program":"a"', '["a","z"]'],
  ]) {
    const found = order(needles);
    t.strictSame(
      found,
      [...found].sort((a, b) => a - b),
      needles.join(' '),
    );
    t.notOk(found.includes(-1));
  }
  t.match(
    text.split('\n')[lineOf({ list: 'effects', index: 0 }) - 1],
    /"end"/,
    'a spot counts as the golden does, not as the text',
  );
  t.end();
});

test('exact repetition is printed once', (t) => {
  const [a, b, c] = ['a', 'b', 'c'].map(step) as [Step, Step, Step];
  const [la, lb, lc] = ['a', 'b', 'c'].map((path) => JSON.stringify(step(path)));
  const times = (count: number, ...list: Step[]): Step[] => Array.from({ length: count }, () => list).flat();
  t.strictSame(stepLines(times(40, a)), [`{"times":40,"steps":[${la}]},`]);
  t.strictSame(stepLines(times(2, a, b)), [`${la},`, `${lb},`, `${la},`, `${lb},`], 'nothing is saved');
  t.strictSame(stepLines(times(3, a, b)), ['{"times":3,"steps":[', `${la},`, `${lb}`, ']},']);
  t.strictSame(stepLines([c, ...times(3, a, b), a]), [
    `${lc},`,
    '{"times":3,"steps":[',
    `${la},`,
    `${lb}`,
    ']},',
    `${la},`,
  ]);
  t.strictSame(
    stepLines(times(9, a, a, b)),
    ['{"times":9,"steps":[', `${la},`, `${la},`, `${lb}`, ']},'],
    'the period that saves most',
  );
  const nine = Array.from({ length: 9 }, (_, index) => step(String(index)));
  t.equal(stepLines(times(3, ...nine.slice(0, 8))).length, 10, 'eight is the longest period');
  t.equal(stepLines(times(3, ...nine)).length, 27);
  t.end();
});

test('steps that differ only in the real name are not folded, since text would be lost', (t) => {
  t.equal(
    stepLines([
      { call: 'open', via: 'openat', path: 'a' },
      { call: 'open', path: 'a' },
    ]).length,
    2,
  );
  t.end();
});

test('a spot in a fold is the line in the fold', (t) => {
  const list = [step('x'), ...Array.from({ length: 4 }, () => [step('a'), step('b')]).flat(), step('y')];
  const { text, lineOf } = renderGolden(goldenOf(list));
  const at = (index: number): string =>
    (text.split('\n')[lineOf({ list: 'steps', process: 0, index }) - 1] ?? '').trim().replace(/,$/, '');
  list.forEach((one, index) => t.equal(at(index), JSON.stringify(one), `step ${index}`));
  t.equal(at(list.length), '{"call":"end","exit":0}', 'what comes after the last step comes at the end');
  t.equal(lineOf({ list: 'end', process: 0 }), lineOf({ list: 'steps', process: 0, index: 999 }));
  t.equal(lineOf({ list: 'end', process: 7 }), 1, 'a process that is not there');
  t.match(
    text.split('\n')[lineOf({ list: 'pool', process: 0, index: 3 }) - 1],
    /"process": "0"/,
    'no pool: the process',
  );
  t.end();
});

test('what a reviewer would not see is escaped', (t) => {
  const { text } = renderGolden(goldenOf([step('a\u202eb\u200bc\u2028d\u009be\ufeff')]));
  t.match(text, /"a\\u202eb\\u200bc\\u2028d\\u009be\\ufeff"/);
  t.notMatch(text, /[^\x20-\x7e\n]/);
  t.end();
});
