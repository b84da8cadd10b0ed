import { test } from 'tap';
import type { TraceGateError } from '../../src/errors.js';
import { type ErrorCode, type ErrorFacts, isTraceGateError } from '../../src/errors.js';
import { goldenName, parseGolden, parseGoldenText } from '../../src/golden/parse-golden.js';
import { renderGolden } from '../../src/golden/render-golden.js';
import { normalizerVersion, type Golden } from '../../src/model/golden.js';
import { golden, goldenOf, process, steps } from './sample.js';

const file = 'golden_traces/cat.json';
const { text } = renderGolden(golden());

/** The error of that code which a text ends in. */
function refusal<C extends ErrorCode>(code: C, broken: string): TraceGateError<C> {
  try {
    parseGolden(broken, file);
  } catch (error) {
    if (isTraceGateError(error, code)) return error;
    throw error;
  }
  throw new Error(`expected ${code}, but it parsed`);
}
const facts = <C extends ErrorCode>(code: C, broken: string): ErrorFacts[C] => refusal(code, broken).facts;
const lineWith = (haystack: string, needle: string): number =>
  haystack.split('\n').findIndex((line) => line.includes(needle)) + 1;
const edited = (change: (document: Record<string, any>) => void): string => {
  const document = JSON.parse(text) as Record<string, unknown>;
  change(document);
  return JSON.stringify(document, undefined, 2);
};

test('what was rendered is read back', (t) => {
  t.strictSame(parseGolden(text, file), golden());
  t.strictSame(parseGolden(text.replaceAll('\n', '\r\n'), file), golden(), "git's autocrlf");
  t.strictSame(parseGolden(`\ufeff${text}`, file), golden(), 'a byte order mark');
  t.strictSame(parseGolden(text.trimEnd(), file), golden(), 'no newline at the end');
  t.end();
});

test('the name of a golden is its file, without folder and suffix', (t) => {
  t.equal(goldenName('golden_traces/a.b.json'), 'a.b');
  t.equal(goldenName('/x/ls.pending.json'), 'ls');
  t.equal(goldenName('C:\\x\\ls.json'), 'ls');
  t.end();
});

test('merge conflicts are named with their line', (t) => {
  const lines = text.split('\n');
  lines.splice(20, 1, '<<<<<<< HEAD', lines[20] ?? '', '=======', lines[20] ?? '', '>>>>>>> branch');
  const conflicted = lines.join('\n');
  t.match(facts('E_GOLDEN_CONFLICT', conflicted), { file, target: 'cat', line: 21 });
  t.equal(facts('E_GOLDEN_CONFLICT', conflicted.replaceAll('\n', '\r\n')).line, 21);
  t.equal(facts('E_GOLDEN_CONFLICT', conflicted.replace('<<<<<<< HEAD\n', '')).line, 24, 'its end alone');
  t.equal(
    facts('E_GOLDEN_CONFLICT', text.replace('  "effects"', '=======\n  "effects"')).line,
    lineWith(text, '"effects"'),
    'its middle alone',
  );
  t.equal(facts('E_GOLDEN_CONFLICT', `<<<<<<< HEAD\n${text}`).line, 1, 'the whole file');
  t.equal(
    facts('E_GOLDEN_CONFLICT', text.replace('  "effects"', '||||||| base\n  "effects"')).line,
    lineWith(text, '"effects"'),
  );
  t.match(facts('E_GOLDEN_UNREADABLE', '=======\ntests\n======='), { looksLike: 'program output: "======="' });
  t.end();
});

test('a golden that was cut off anywhere is truncated, at the line where it ends', (t) => {
  for (let length = 1; length < text.length - 2; length += 1) {
    const cut = text.slice(0, length);
    const { line } = facts('E_GOLDEN_TRUNCATED', cut);
    if (line !== cut.trimEnd().split('\n').length) t.fail(`cut after ${length} characters: line ${line}`);
  }
  const pretty = JSON.stringify(JSON.parse(text), undefined, 4);
  t.equal(
    facts('E_GOLDEN_TRUNCATED', pretty.slice(0, 400)).line,
    pretty.slice(0, 400).trimEnd().split('\n').length,
    'as a formatter lays it out',
  );
  t.equal(refusal('E_GOLDEN_TRUNCATED', text.slice(0, 300)).exitCode, 4);
  t.end();
});

test('a golden that is broken in the middle is not called truncated', (t) => {
  const broken = text.replace('"bytes":12}', '"bytes":12');
  t.match(facts('E_GOLDEN_INVALID', broken), { detail: 'is not JSON here', line: lineWith(text, '"bytes":12') + 1 });
  t.match(facts('E_GOLDEN_INVALID', `${text}x`), { line: text.split('\n').length });
  t.match(facts('E_GOLDEN_INVALID', text.replace('"exit":0', '"exit":00')), { line: lineWith(text, '"exit":0') });
  t.match(facts('E_GOLDEN_INVALID', text.replace('data/a', 'data/\t')), { detail: 'is not JSON here' });
  t.match(facts('E_GOLDEN_INVALID', text.replace('}\n', ']\n')), { detail: 'is not JSON here' });
  t.end();
});

test('what another program wrote is told as such', (t) => {
  const looksLike = (content: string): string => facts('E_GOLDEN_UNREADABLE', content).looksLike;
  t.equal(looksLike(''), 'nothing');
  t.equal(looksLike(' \n'), 'nothing');
  t.equal(looksLike('\n  Hello, world\nmore\n'), 'program output: "Hello, world"');
  t.equal(looksLike('42\n'), 'program output: "42"', 'also when that happens to be JSON');
  t.equal(looksLike('null'), 'program output: "null"');
  t.equal(looksLike('\u001b[31mred'), 'program output: "\\u001b[31mred"', 'nothing reaches the terminal');
  t.equal(looksLike('x'.repeat(300)), `program output: "${'x'.repeat(59)}…"`);
  t.equal(looksLike('{ "answer": 42 '), 'program output: "{ \\"answer\\": 42"');
  t.equal(looksLike('{}'), 'JSON of another kind');
  t.equal(looksLike('[1]'), 'JSON of another kind');
  t.equal(looksLike('{"version":"0.1.0","format":"renacer-json-v1"}'), 'a renacer trace (renacer-json-v1)');
  t.equal(looksLike('{"format":"trace-gate/verdict","version":1}'), 'JSON of the format "trace-gate/verdict"');
  t.match(
    refusal('E_GOLDEN_UNREADABLE', 'Hello').message,
    'golden_traces/cat.json:1: not a golden: the file holds program output: "Hello"',
  );
  t.end();
});

test('other versions are told before anything is called invalid', (t) => {
  t.match(
    facts(
      'E_GOLDEN_NEWER',
      edited((d) => Object.assign(d, { version: 3, new_key: 1 })),
    ),
    { version: 3, known: 2 },
  );
  const rules = refusal(
    'E_GOLDEN_NEWER',
    edited((d) => Object.assign(d, { normalizer: normalizerVersion + 1 })),
  );
  t.match(rules.message, /version \d+ of the normalization rules/);
  t.match(
    facts(
      'E_GOLDEN_INVALID',
      edited((d) => Object.assign(d, { version: 0 })),
    ),
    { at: 'version', detail: 'must be 2', line: 3 },
  );
  t.match(
    facts(
      'E_GOLDEN_INVALID',
      edited((d) => Object.assign(d, { normalizer: '1' })),
    ),
    { at: 'normalizer' },
  );
  t.match(
    facts(
      'E_GOLDEN_INVALID',
      edited((d) => Object.assign(d, { version: '1' })),
    ),
    { at: 'version' },
  );
  t.end();
});

test('a golden of older rules asks for a new capture', (t) => {
  const error = refusal(
    'E_GOLDEN_OUTDATED',
    edited((d) => Object.assign(d, { normalizer: normalizerVersion - 1 })),
  );
  t.match(error.facts, { version: normalizerVersion - 1, known: normalizerVersion });
  t.equal(error.exitCode, 4);
  t.match(error.hint, /rm golden_traces\/cat\.json && trace-gate capture cat/);
  t.end();
});

test('what the schema does not accept is named by path and line', (t) => {
  const cases: readonly (readonly [
    at: string,
    detail: string,
    change: (d: Record<string, any>) => void,
    needle?: string,
  ])[] = [
    ['the document', "must have required property 'figures'", (d) => delete d['figures']],
    ['the document', 'must not have the key `colour`', (d) => Object.assign(d, { colour: 1 })],
    [
      'level',
      'must be one of exact, structure, objects, contract',
      (d) => Object.assign(d, { level: 'loose' }),
      '"level"',
    ],
    ['backend', 'must be one of ptrace, ebpf, import', (d) => Object.assign(d, { backend: 'x' }), '"backend"'],
    [
      'processes[0].steps[1]',
      "must have required property 'call'",
      (d) => Object.assign(d['processes'][0].steps, { 1: { path: 'x' } }),
    ],
    [
      'processes[0].steps[2].bytes',
      'must be string,number,array',
      (d) => (d['processes'][0].steps[2].bytes = null),
      '"bytes"',
    ],
    ['processes[0].steps', 'must NOT have fewer than 1 items', (d) => (d['processes'][0].steps = []), '"steps"'],
    [
      'processes[0].steps[3]',
      'must be the end of the process: {"call":"end","exit":0}',
      (d) => d['processes'][0].steps.pop(),
    ],
    [
      'processes[0].steps[4]',
      'must be the end of the process: {"call":"end","exit":0}',
      (d) => (d['processes'][0].steps[4].signal = 'SIGHUP'),
    ],
    [
      'processes[0].process',
      'must match pattern "^\\d+(\\.\\d+)*$"',
      (d) => (d['processes'][0].process = '1234x'),
      '1234x',
    ],
    [
      'processes[0].steps[0]',
      'is over 10000000 steps',
      (d) => (d['processes'][0].steps[0] = { times: 1e12, steps: [{ call: 'x' }] }),
    ],
    ['figures[0]', 'has a `least` greater than its `most`', (d) => (d['figures'][0].least = 9)],
    ['figures[0].most', 'must be number', (d) => (d['figures'][0].most = '4'), '"most": "4"'],
    [
      'effects[0]',
      'has a `least` greater than its `most`',
      (d) => (d['effects'] = [{ step: { call: 'x' }, least: 2, most: 1 }]),
    ],
    [
      'effects[0]',
      'must have property most when property least is present',
      (d) => (d['effects'] = [{ step: { call: 'x' }, least: 2 }]),
    ],
    [
      'effects[0].least',
      'boolean schema is false',
      (d) => (d['effects'] = [{ step: { call: 'x' }, times: 2, least: 1, most: 2 }]),
      '"least": 1',
    ],
  ];
  for (const [at, detail, change, needle] of cases) {
    const broken = edited(change);
    const got = facts('E_GOLDEN_INVALID', broken);
    t.match(got, { at, detail }, `${at} ${detail}`);
    if (needle !== undefined) t.equal(got.line, lineWith(broken, needle), `line of ${at}`);
  }
  const deep = edited((d) => (d['processes'][0].steps[0].argv = '@')).replace(
    '"@"',
    '['.repeat(50_000) + ']'.repeat(50_000),
  );
  t.match(facts('E_GOLDEN_INVALID', deep), { detail: 'has too many lists in lists' });
  t.end();
});

test('a golden under which nothing would be compared is empty', (t) => {
  const empty: Partial<Golden>[] = [
    { processes: [], effects: [] },
    { processes: [process({ steps: [] })] },
    { processes: [], effects: [{ step: { call: 'end', program: 'x', exit: 0 }, least: 1, most: 1 }] },
  ];
  for (const changes of empty)
    t.match(facts('E_GOLDEN_EMPTY', renderGolden(golden(changes)).text), { file, target: 'cat' });
  t.doesNotThrow(() =>
    parseGolden(
      renderGolden(golden({ processes: [process({ steps: [], pool: [{ step: { call: 'x' }, least: 0, most: 1 }] })] }))
        .text,
      file,
    ),
  );
  t.end();
});

test('a key that is there twice is refused: JSON.parse would silently take the second', (t) => {
  const twice = text.replace('  "level"', '  "level": "contract",\n  "level"');
  t.match(facts('E_GOLDEN_INVALID', twice), {
    at: 'level',
    detail: 'is there twice',
    line: lineWith(text, '"level"') + 1,
  });
  t.end();
});

test('lines of a golden that someone laid out in another way are those of its text', (t) => {
  const list = [...steps, ...Array.from({ length: 3 }, () => steps.slice(0, 2)).flat()];
  const printed = renderGolden(goldenOf(list)).text;
  const pretty = JSON.stringify(JSON.parse(printed), undefined, 2);
  const { lineOf, golden: parsed } = parseGoldenText(pretty, file);
  t.strictSame(parsed.processes[0]?.steps, list);
  list.forEach((step, index) => {
    const rest = pretty
      .split('\n')
      .slice(lineOf({ list: 'steps', process: 0, index }) - 1)
      .join('\n');
    t.ok(
      rest.trimStart().startsWith(JSON.stringify(step, undefined, 2).slice(0, 20).split('\n')[0] ?? ''),
      `step ${index}`,
    );
    t.match(rest.split('\n')[1], `"call": "${step.call}"`, `step ${index}`);
  });
  const at = (spot: Parameters<typeof lineOf>[0]): string =>
    pretty
      .split('\n')
      .slice(lineOf(spot) - 1)
      .join('')
      .replace(/\s/g, '');
  t.match(at({ list: 'end', process: 0 }), /^\{"call":"end"/);
  t.match(at({ list: 'steps', process: 0, index: 99 }), /^\{"call":"end"/);
  t.match(at({ list: 'figures', index: 0 }), /^\{"figure":"calls"/);
  t.match(at({ list: 'pool', process: 0, index: 0 }), /^\{"process":"0"/, 'no pool: the process');
  t.equal(lineOf({ list: 'effects', index: 3 }), lineWith(pretty, '"effects"'));
  t.end();
});
