import stringWidth from 'string-width';
import { test } from 'tap';
import type { Verdict } from '../../src/model/verdict.js';
import { renderTerminal } from '../../src/report/terminal.js';
import {
  call,
  callBudget,
  difference,
  everyChange,
  everyCode,
  exitCode,
  goldenState,
  latency,
  note,
  target,
  verdict,
} from './samples.js';

const plain = { color: false, width: 100 };
const render = (value: Verdict, options = plain): string => `\n${renderTerminal(value, options)}`;

const opens = (name: string) =>
  difference('added', {
    target: name,
    place: { file: `golden_traces/${name}.json`, line: 40 },
    after: [call('open', { path: '/etc/hosts', flags: 'O_RDONLY' })],
  });

const violated = verdict(1, [
  target('alpha', { status: 'violated', golden: 'differs', findings: [opens('alpha'), latency, callBudget] }),
  target('beta', { status: 'violated', golden: 'differs', findings: [opens('beta'), exitCode] }),
  target('gamma'),
]);

test('all is well: one line', (t) => {
  const eight = Array.from({ length: 8 }, (_, index) => target(`t${index}`, { assertions: index < 4 ? 2 : 1 }));
  t.equal(renderTerminal(verdict(0, eight), plain), '✓ 8 targets, 12 assertions, 8 goldens: nothing changed\n');
  t.equal(
    renderTerminal(verdict(0, [target('one', { assertions: 1 })]), plain),
    '✓ 1 target, 1 assertion, 1 golden: nothing changed\n',
  );
  t.equal(
    renderTerminal(verdict(0, [target('one', { golden: 'none', assertions: 2 })]), plain),
    '✓ 1 target, 2 assertions: within budget\n',
  );
  t.equal(
    renderTerminal(verdict(0, [target('one', { assertions: 0 })], { command: 'diff' }), plain),
    '✓ 1 target, 1 golden: nothing changed\n',
  );
  const quiet = target('one', {
    findings: [note('note/level', 'structure'), note('note/environment', 'glibc 2.36 → 2.41')],
  });
  t.equal(renderTerminal(verdict(0, [quiet]), plain), '✓ 1 target, 3 assertions, 1 golden: nothing changed\n');
  t.end();
});

test('passed with warnings and notes', (t) => {
  const unstable = difference('added', {
    code: 'golden/unstable',
    severity: 'warn',
    after: [call('open', { path: '/etc/hosts' })],
    seen: { runs: 1, of: 3 },
  });
  const value = verdict(0, [target('program', { findings: [unstable, note('note/io-uring', 'io_uring')] })], {
    notes: ['renacer.toml:3:1: [otlp] has no effect'],
  });
  t.equal(
    render(value),
    `
program
  ⚠ opens /etc/hosts (new), seen in 1 of 3 runs
     golden_traces/program.json:12
  note: uses io_uring, whose operations a trace of system calls does not show

note: renacer.toml:3:1: [otlp] has no effect
✓ 1 target, 3 assertions, 1 golden: passed, 1 warning
`,
  );
  t.end();
});

test('violated: what several targets share is told once', (t) => {
  t.equal(
    render(violated),
    `
2 targets: alpha, beta
  ✗ opens /etc/hosts (new)
     golden_traces/alpha.json:40
     golden_traces/beta.json:40

alpha (golden differs)
  ✗ Assertion 'example_startup_latency' FAILED
     Actual: 125ms
     Budget: 100ms
     Regression: +25%
     Runs: 122ms, 125ms, 130ms (the median counts)
     renacer.toml:7:1
  ⚠ Assertion 'max_syscall_budget' WARNING
     Actual: 612 calls
     Budget: 500 calls
     Regression: +22%
     Evidence: 400 read, 100 write
     Why: every call costs a switch
     renacer.toml:12:1

beta (golden differs)
  ✗ exits with 3 instead of 0
     renacer.toml:3:1

see every difference:
    trace-gate diff alpha beta
if the change is intended:
    trace-gate capture alpha beta
and then:
    trace-gate accept alpha beta

✗ 3 targets: 2 violated, 1 passed, 1 warning · exit code 1: the gate is violated
`,
  );
  t.end();
});

test('many targets with one difference', (t) => {
  const names = Array.from({ length: 12 }, (_, index) => `example_${index}`);
  const all = names.map((name) => target(name, { status: 'violated', golden: 'differs', findings: [opens(name)] }));
  t.equal(
    render(verdict(1, all)),
    `
all 12 targets: example_0 … example_11
  ✗ opens /etc/hosts (new)
     golden_traces/example_0.json:40
     golden_traces/example_1.json:40
     golden_traces/example_2.json:40
     and 9 more

see every difference:
    trace-gate diff
if the change is intended:
    trace-gate capture
and then:
    trace-gate accept --all

✗ 12 targets: 12 violated · exit code 1: the gate is violated
`,
  );
  t.end();
});

test('no verdict: the problem and the way out, once', (t) => {
  const problem = {
    code: 'E_BUILD_FAILED',
    message: "renacer.toml:3:1: its build `make` exited with code 2\nmake: *** No rule to make target 'x'.\n",
    hint: 'run it by hand, in the folder of renacer.toml: make',
  };
  const failing = (name: string) => target(name, { status: 'no-verdict', recordings: 0, figures: {}, problem });
  t.equal(
    render(verdict(3, [failing('alpha'), failing('beta')])),
    `
all 2 targets: alpha, beta
  ✗ renacer.toml:3:1: its build \`make\` exited with code 2
    make: *** No rule to make target 'x'.
    hint: run it by hand, in the folder of renacer.toml: make

✗ 2 targets: 2 without a verdict · exit code 3: no verdict
`,
  );
  t.end();
});

test('a missing golden', (t) => {
  const value = verdict(4, [
    target('alpha', { status: 'golden', golden: 'missing', findings: [goldenState('golden/missing', 'alpha')] }),
  ]);
  t.equal(
    render(value),
    `
alpha (golden missing)
  ✗ has no golden yet

record the missing golden:
    trace-gate capture alpha

✗ 1 target: 1 needs its golden looked at · exit code 4: a golden needs a person
`,
  );
  t.end();
});

test('a pending golden, also where it is the first one', (t) => {
  const pending = (golden: 'pending' | 'missing') =>
    verdict(4, [target('alpha', { status: 'golden', golden, findings: [goldenState('golden/pending', 'alpha')] })]);
  const tail = `  ✗ a pending golden waits for review

see every difference:
    trace-gate diff alpha
if the change is intended:
    trace-gate accept alpha
if it is not:
    trace-gate reject alpha

✗ 1 target: 1 needs its golden looked at · exit code 4: a golden needs a person
`;
  t.equal(render(pending('pending')), `\nalpha (golden pending)\n${tail}`);
  t.equal(render(pending('missing')), `\nalpha (golden missing)\n${tail}`);
  t.end();
});

test('a golden without a target', (t) => {
  const value = verdict(4, [
    target('old', {
      status: 'golden',
      golden: 'none',
      assertions: 0,
      findings: [{ ...goldenState('golden/unreferenced', 'old'), place: { file: 'golden_traces/old.json' } }],
    }),
  ]);
  t.equal(
    render(value),
    `
old
  ✗ this golden belongs to no target
     golden_traces/old.json

remove goldens without a target:
    trace-gate prune

✗ 1 target: 1 needs its golden looked at · exit code 4: a golden needs a person
`,
  );
  t.end();
});

const captured = verdict(
  4,
  [
    target('backend_detection', { golden: 'new' }),
    target('worker_pool', {
      level: 'structure',
      reasons: ['it has threads'],
      figures: { calls: 1234, processes: 1, allocatedBytes: 4_096 },
    }),
    target('loopback', {
      status: 'golden',
      golden: 'pending',
      level: 'contract',
      figures: { calls: 90, processes: 2, wallMs: 12.34 },
      findings: [goldenState('golden/pending', 'loopback')],
    }),
    target('broken', {
      status: 'no-verdict',
      golden: 'same',
      figures: {},
      problem: { code: 'E_NO_STRACE', message: 'strace is not installed', hint: 'apt-get install strace' },
    }),
  ],
  { command: 'capture' },
);

test('capture shows its targets', (t) => {
  t.strictSame(renderTerminal(captured, plain).split('\n').slice(0, 6), [
    'target             level      calls  processes     wall  memory  golden',
    'backend_detection  exact         87          1  0.73 ms  1.9 MB  new',
    'worker_pool        structure  1,234          1        –    4 KB  unchanged',
    'loopback           contract      90          2  12.3 ms       –  pending',
    'broken             exact          –          –        –       –  no verdict',
    '',
  ]);
  t.equal(
    render(
      verdict(0, [target('a', { golden: 'new', figures: {} }), target('b', { figures: {} })], { command: 'capture' }),
    ),
    `
target  level  golden
a       exact  new
b       exact  unchanged

✓ 2 targets captured: 1 new golden, 1 unchanged
`,
  );
  t.end();
});

test('a narrow terminal gets fewer columns and shorter names', (t) => {
  t.strictSame(renderTerminal(captured, { color: false, width: 50 }).split('\n').slice(0, 2), [
    'target             level      calls  golden',
    'backend_detection  exact         87  new',
  ]);
  t.strictSame(renderTerminal(captured, { color: false, width: 26 }).split('\n').slice(0, 2), [
    'target          golden',
    'backend_detec…  new',
  ]);
  t.end();
});

test('of very many differences the first ones are shown, and all on demand', (t) => {
  const findings = Array.from({ length: 30 }, (_, index) =>
    difference('added', { after: [call('unlink', { path: `/x${index}` })] }),
  );
  const value = verdict(1, [target('a', { status: 'violated', golden: 'differs', findings: [...findings, latency] })]);
  const shown = (text: string): number => text.match(/removes \/x/g)?.length ?? 0;
  const text = renderTerminal(value, plain);
  t.equal(shown(text), 20);
  t.match(text, /^ {4}and 10 more differences$/m);
  t.match(text, "Assertion 'example_startup_latency' FAILED", 'a budget is never among the rest');
  t.equal(shown(renderTerminal(value, { ...plain, verbose: true })), 30);
  t.equal(shown(renderTerminal({ ...value, command: 'diff' }, plain)), 30);
  t.end();
});

test('verbose shows the table and why a level is what it is', (t) => {
  const value = verdict(0, [
    target('pool', { level: 'structure', reasons: ['threads', 'a lock'], findings: [note('note/level', 'structure')] }),
  ]);
  t.equal(
    render(value, { ...plain, verbose: true } as typeof plain),
    `
target  level      calls  processes     wall  memory  golden
pool    structure     87          1  0.73 ms  1.9 MB  unchanged

pool
  note: compared less tightly than could be: structure

pool: structure, because of threads; a lock

✓ 1 target, 3 assertions, 1 golden: nothing changed
`,
  );
  t.end();
});

const long = `$HOME/${Array.from({ length: 30 }, (_, index) => `folder${index}`).join('/')}/file`;
const everything = verdict(
  1,
  [
    target('a-target-with-a-name-that-is-longer-than-a-narrow-terminal-is-wide-and-then-some', {
      status: 'violated',
      golden: 'differs',
      reasons: [
        'it reads 目录/文件 of a folder with a name in another script 目录目录目录目录目录目录目录目录目录目录',
      ],
      findings: [
        ...everyCode,
        ...everyChange,
        difference('added', { after: [call('open', { path: long })] }),
        difference('added', { after: [call('open', { path: `$CWD/${'目录'.repeat(60)}\u001b[31m` })] }),
      ],
    }),
    target('\u001b[31mred\nlines', {
      status: 'no-verdict',
      problem: { code: 'E_X', message: `\u001b[2J ${long}\n\u0007`, hint: long },
    }),
    ...captured.targets,
  ],
  { command: 'capture', notes: [long, 'x\u001b[0m'] },
);

test('no line is wider than the terminal', (t) => {
  for (const width of [60, 120, 30]) {
    for (const color of [false, true]) {
      const text = renderTerminal(everything, { color, width, verbose: true });
      const wide = text.split('\n').filter((line) => stringWidth(line) > width);
      t.strictSame(wide, [], `${width} columns, color ${color}`);
    }
  }
  const at120 = renderTerminal(everything, { color: false, width: 120 });
  t.match(at120, /^ +folder\d+\/.*\/$/m, 'a path that fits on no line is broken after a slash');
  t.match(at120, /^ +golden_traces\/program\.json:12$/m, 'places stay whole');
  t.end();
});

test('nothing but text without colour, and nothing but colour with it', (t) => {
  // eslint-disable-next-line no-control-regex
  const control = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/;
  t.notMatch(renderTerminal(everything, { color: false, width: 80, verbose: true }), control);
  const colored = renderTerminal(everything, { color: true, width: 80, verbose: true });
  t.match(colored, /\u001b\[31m✗/);
  t.match(colored, /\u001b\[33m⚠/);
  // eslint-disable-next-line no-control-regex
  t.equal(colored.replace(/\u001b\[\d+m/g, ''), renderTerminal(everything, { color: false, width: 80, verbose: true }));
  t.match(renderTerminal(verdict(0, [target('a')]), { color: true, width: 80 }), /^\u001b\[32m✓/);
  t.end();
});

test('every problem code of a golden is told with the golden commands of the others', (t) => {
  const unreadable = target('alpha', {
    status: 'golden',
    golden: 'unreadable',
    problem: {
      code: 'E_GOLDEN_TRUNCATED',
      message: 'golden_traces/alpha.json:3: the golden ends in the middle',
      hint: 'restore it',
    },
  });
  const text = renderTerminal(verdict(4, [unreadable]), plain);
  t.match(text, 'hint: restore it');
  t.notMatch(text, 'trace-gate accept', 'what to do is in the hint');
  t.end();
});
