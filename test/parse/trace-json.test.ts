import t from 'tap';
import { looksLikeTrace, parseTraceJson } from '../../src/parse/trace-json.js';
import { readTrace } from '../export/read-trace.js';

const header = [
  '{"format":"trace-gate/trace",',
  '"version":1,',
  '"backend":{"class":"ptrace","name":"strace","version":"6.1"},',
  '"arch":"x86_64",',
  '"context":{"cwd":"/w","homes":[],"temps":["/tmp"],"path":["/bin"],"uid":null,"user":"","gid":0},',
  '"unparsed":0,',
  '"events":[',
];
const call =
  '{"kind":"syscall","tid":1,"name":"brk","args":[{"kind":"number","text":"0x99999999999999999","value":null}],"result":{"kind":"value","value":0,"text":"0"},"timeNs":0,"line":1}';
const exit = '{"kind":"exit","tid":1,"outcome":{"kind":"exited","code":0},"timeNs":5,"line":2}';
const file = (...events: readonly string[]): string => [...header, events.join(',\n'), ']}', ''].join('\n');

t.test('a trace', (t) => {
  const { trace, context } = readTrace(file(call, exit));
  t.match(trace.events, [{ kind: 'syscall', args: [{ value: NaN }] }, { kind: 'exit' }]);
  t.equal(context.uid, null);
  t.equal(readTrace([...header, ']}', ''].join('\n')).trace.events.length, 0, 'without events');
  t.ok(looksLikeTrace(file()));
  t.notOk(looksLikeTrace('{"format":"trace-gate/golden"}'));
  t.end();
});

t.test('every mistake has its line', (t) => {
  const whole = file(call, exit);
  const cases: readonly [string, number | undefined, RegExp][] = [
    ['', 1, /not JSON/],
    ['[]', 1, /JSON of another kind/],
    ['{}', 1, /no format/],
    ['{"format":"trace-gate/golden"}', 1, /its format is "trace-gate\/golden"/],
    ['{"format":"trace-gate/trace","version":1}', 1, /no list of events/],
    [whole.slice(0, -4), 9, /ends in the middle|not JSON/],
    [whole.slice(0, whole.indexOf(exit) + 20), 9, /ends in the middle/],
    [`${whole}more`, 11, /more behind its end/],
    [whole.replace('"version":1', '"version":2'), 1, /format version 2; .* up to 1/],
    [whole.replace('"arch":"x86_64"', '"arch":7'), 1, /the header\.arch must be string/],
    [whole.replace('"cwd":"/w",', ''), 1, /header\.context must have required property 'cwd'/],
    [whole.replace('"exited"', '"vanished"'), 9, /event 2\.outcome.* must be/],
    [whole.replace('"kind":"exit"', '"kind":"party"'), 9, /event 2\.kind must be equal to one of/],
    [whole.replace('"tid":1,"name"', '"tid":"1","name"'), 8, /event 1\.tid must be integer/],
    [whole.replace('"name":"brk"', '"name":"brk","color":"red"'), 8, /additional properties \("color"\)/],
    [whole.replace('"text":"0x9', '"texd":"0x9'), 8, /event 1\.args\[0\]/],
    [whole.replace('"exited","code":0', '"exited","code":'), 9, /not JSON/],
  ];
  for (const [text, line, message] of cases) {
    const read = parseTraceJson(text);
    if (read.ok) t.fail(`read: ${text.slice(0, 80)}`);
    else {
      t.match(read.detail, message);
      t.equal(read.line, line, read.detail);
    }
  }
  t.end();
});
