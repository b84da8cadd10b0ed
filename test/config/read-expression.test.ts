import { test } from 'tap';
import { custom } from '../../src/assert/custom.js';
import { readExpression } from '../../src/config/read-expression.js';
import { assertionsOfEachType, measured, recording, timing } from '../assert/measured.js';

const run = measured({
  recordings: [recording({ read: 5, openat: 7 }, 4096)],
  timings: [timing(50e6, 2_000_000), timing(52e6, 1_000_000), timing(54e6, 1_000_000)],
});

function judge(expression: string): ReturnType<typeof custom.evaluate> {
  const read = readExpression(expression);
  if (!read.ok) throw new Error(read.detail);
  return custom.evaluate({ ...assertionsOfEachType.custom, expression, condition: read.condition }, run);
}

test('conditions hold or not, exactly', (t) => {
  const both: readonly (readonly [holds: string, fails: string])[] = [
    ['calls <= 12', 'calls <= 11'],
    ['calls < 13', 'calls < 12'],
    ['calls >= 12', 'calls >= 13'],
    ['calls > 11', 'calls > 12'],
    ['calls == 12', 'calls == 13'],
    ['calls != 11', 'calls != 12'],
    ['calls("openat") <= 7', "calls('openat') <= 6"],
    ['calls("openat", "read") == 12', 'calls("read") == 12'],
    ['duration <= 52ms', 'duration <= 51.9 ms'],
    ['wall < 0.1 s', 'wall < 50000 us'],
    ['peak_rss <= 2000000', 'peak_rss <= 1 MiB'],
    ['allocated <= 4 KiB', 'allocated <= 4095 B'],
    ['calls_percent("read") < 42 %', 'calls_percent("read") < 41%'],
    ['2 * calls == 24', '2 + calls == 24'],
    ['wall < .06 s', 'wall < 5e1 ms'],
    ['calls - 2 == 10', 'calls / 2 == 10'],
    ['calls / processes == 1', 'allocated / calls < 4 B'],
    ['calls <= 12 && wall < 60 ms', 'calls <= 12 && wall < 50 ms'],
    ['calls <= 11 || wall < 60 ms', 'calls <= 11 || wall < 50 ms'],
    ['calls <= 11 && wall < 50 ms || processes == 12', '(calls <= 11 || wall < 60 ms) && processes == 11'],
  ];
  for (const [holds, fails] of both) {
    t.equal(judge(holds).state, 'passed', holds);
    t.equal(judge(fails).state, 'violated', fails);
  }
  t.end();
});

test('a finding shows the comparison that decides', (t) => {
  t.match(judge('processes == 12 && wall < 50 ms && calls < 3'), {
    finding: {
      measure: 'wall',
      unit: 'ms',
      actual: 52,
      limit: 50,
      evidence: ['processes == 12 && wall < 50 ms && calls < 3', 'processes: 12', 'wall: 52', 'calls: 12'],
    },
  });
  t.match(judge('calls("openat") + 1 > 10'), {
    finding: { measure: 'calls of openat + 1', bound: 'min', actual: 8, limit: 10 },
  });
  t.match(judge('calls > 20 || wall > 60 ms'), { finding: { measure: 'wall' } });
  t.end();
});

test('what can not be judged is not', (t) => {
  const { condition } = assertionsOfEachType.custom;
  const assertion = { ...assertionsOfEachType.custom, condition };
  t.equal(custom.evaluate(assertion, measured({})).state, 'not-evaluated');
  const read = readExpression('calls / failed_calls("close") < 2');
  t.ok(read.ok);
  if (read.ok)
    t.strictSame(custom.evaluate({ ...assertion, condition: read.condition }, run), {
      state: 'not-evaluated',
      reason: 'not-a-figure',
    });
  t.end();
});

test('what is no expression says why', (t) => {
  const wrong: Readonly<Record<string, RegExp>> = {
    '': /no condition/,
    calls: /no condition/,
    'calls < ': /Expected expression/,
    'cals < 3': /`cals` is no measure, did you mean `calls`\?/,
    'trace.spans.len() < 3': /is no measure/,
    'wall < 5 KiB': /ms and bytes can't be compared or added/,
    'wall + calls < 5': /ms and calls can't be compared/,
    'wall < 5 parsecs': /there is no unit parsecs/,
    'wall("read") < 5': /`wall` is not one of system calls/,
    'calls("opnat") < 5': /there is no system call `opnat`/,
    'calls(read) < 5': /in quotes/,
    'calls < "many"': /"many" is no number/,
    'calls = 5': /./,
    'calls < 5; wall < 3': /no condition/,
    '(calls < 5) + 1 < 3': /< has no number for a result/,
    '!calls < 5': /only measures/,
    'calls < 5 ? 1 : 2': /no condition/,
    '[1] < calls': /only measures/,
    '1 < 2': /measures nothing/,
    'calls < 5 || 1 == 1': /measures nothing/,
    'calls == calls': /with itself/,
    'wall * wall < 10': /ms times ms is no measure/,
    '1 / wall < 10': /a number in ms is no measure/,
    'wall * peak_rss < 10': /ms times bytes/,
    'calls % 5 < 3': /./,
  };
  for (const [text, reason] of Object.entries(wrong)) {
    const read = readExpression(text);
    t.notOk(read.ok, text);
    t.match(read.ok ? '' : read.detail, reason, text);
  }
  t.end();
});
