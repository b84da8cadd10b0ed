import t from 'tap';
import { errorCodes } from '../../src/errors.js';
import { explainable, explainName } from '../../src/report/explain.js';
import { folderWith, run } from './command.js';

const config = `
[[target]]
name = "first"
command = ["true"]
[[target]]
name = "second"
command = ["true"]
golden = false
[[assertion]]
name = "few"
type = "span_count"
max_spans = 10
span_name_pattern = "^open"
why = "it reads one file"
[[assertion]]
name = "quick"
type = "critical_path"
max_duration_ms = 100
applies_to = ["first"]
severity = "warn"
[[assertion]]
name = "chain"
type = "critical_path"
measure = "critical_path"
max_duration_ms = 50
trace_name_pattern = "^cc1$"
applies_to = ["second"]
[[assertion]]
name = "shares"
type = "limit"
measure = "time_percent"
syscall = "futex"
max = 20
min = 1
applies_to = ["first"]
[[assertion]]
name = "bus"
type = "anti_pattern"
pattern = "PCIeBottleneck"
threshold = 0.7
applies_to = ["first"]
[[assertion]]
name = "memory"
type = "memory_usage"
max_bytes = 1048576
applies_to = ["first"]
[regression]
time_threshold_percent = 10
`;

t.test('the limits of a target, each with its line', async (t) => {
  const folder = folderWith(t, { 'renacer.toml': config });
  const { code, stdout } = await run(folder, ['explain', 'first']);
  t.equal(code, 0);
  t.strictSame(stdout.split('\n'), [
    'first: true (renacer.toml:2:1)',
    '  golden golden_traces/first.json, compared at level auto',
    '  few: at most 10 calls whose name matches /^open/',
    '    renacer.toml:9:1; why: it reads one file',
    '  quick (warns): at most 100ms, the median of untraced runs',
    '    renacer.toml:15:1',
    '  shares: time_percent of futex: at least 1%, at most 20%',
    '    renacer.toml:33:1',
    '  bus: no PCIe Bottleneck from a confidence of 0.7',
    '    renacer.toml:36:1',
    '  memory: at most 1 MB of memory made writable',
    '    renacer.toml:42:1',
    '  regression.time_threshold_percent: wall: at most 10% more than what was',
    '    renacer.toml:48:1',
    '',
  ]);
  const second = await run(folder, ['explain', 'second']);
  t.match(
    second.stdout,
    /chain: at most 50ms of the critical path of a recording that tasks have whose name matches \/\^cc1\$\/\n/,
  );
  const all = await run(folder, ['explain']);
  t.match(
    all.stdout,
    /^first: [^]*\n\nsecond: true \(renacer\.toml:5:1\)\n {2}no golden: only what follows is checked\n {2}few:/,
  );
});

t.test('every code, pattern and measure, in any folder', async (t) => {
  const folder = folderWith(t);
  for (const name of explainable) t.match(explainName(name)?.join('\n'), 'Meaning: ', name);
  const { code, stdout } = await run(folder, [
    'explain',
    'tightloop',
    'e_timeout',
    'golden/differs',
    'wall',
    ...errorCodes,
  ]);
  t.equal(code, 0);
  t.match(stdout, /^TightLoop: Tight Loop\n {2}Meaning: .*\n/);
  t.match(stdout, /\nE_TIMEOUT\n {2}Meaning: .*\n {2}Exit code: 3\n/);
  t.match(stdout, /\ngolden\/differs\n/);
  t.match(stdout, 'measure = "wall"');
});

t.test('what nothing is called', async (t) => {
  const folder = folderWith(t);
  const guess = await run(folder, ['explain', 'tightlop']);
  t.match(guess, { code: 2, stderr: /nothing here is called `tightlop`\n {2}hint: did you mean `TightLoop`\?/ });
  t.match(await run(folder, ['explain', 'xyz']), { code: 2, stderr: /explain takes a target, a code/ });
  t.match(await run(folder, ['explain']), { code: 2, stderr: /there is no renacer\.toml/ });
  const bad = folderWith(t, { 'renacer.toml': '[[target]]\nnam = "x"\n' });
  t.match(await run(bad, ['explain', 'x']), { code: 2, stderr: /renacer\.toml:2:1/ });
  t.match(await run(bad, ['explain', 'TightLoop']), { code: 0 }, 'for which the configuration is not asked');
});

const log = `1 1795258143.000000000 execve("/opt/tool", ["tool"], 0x1 /* 0 vars */) = 0 <0.001000000>
1 1795258143.002000000 fork() = 2 <0.001000000>
2 1795258143.003000000 nanosleep({tv_sec=0, tv_nsec=90000000}, NULL) = 0 <0.090000000>
1 1795258143.004000000 wait4(-1, NULL, 0, NULL) = 2 <0.092000000>
2 1795258143.095000000 exit_group(0) = ?
2 1795258143.096000000 +++ exited with 0 +++
1 1795258143.099000000 exit_group(0) = ?
1 1795258143.100000000 +++ exited with 0 +++
`;

t.test('where the time of a recording went', async (t) => {
  const folder = folderWith(t, {
    log,
    'untimed.log': '1 exit_group(0) = ?\n1 +++ exited with 0 +++\n',
    text: 'no trace\n',
  });
  for (const [file, output] of [
    ['log', 'run.json'],
    ['untimed.log', 'untimed.json'],
  ] as const)
    t.match(await run(folder, ['import', file, '--format', 'strace', '-o', output]), { code: 0 });
  const { code, stdout } = await run(folder, ['explain', '--trace', 'run.json']);
  t.equal(code, 0);
  t.strictSame(stdout.split('\n'), [
    'run.json: the critical path takes 100 ms, in 4 links',
    '',
    'Its 4 longest links:',
    '  90 ms  90.0 %   from 3 ms  0.1 /opt/tool  waits in nanosleep',
    '   4 ms   4.0 %  from 96 ms  0 /opt/tool    works, 1 call in between',
    '   3 ms   3.0 %   from 0 ms  0 /opt/tool    in execve /opt/tool, 2 calls',
    '   3 ms   3.0 %  from 93 ms  0.1 /opt/tool  works, 1 call in between',
    '',
    'Its tasks:',
    '  93 ms  93.0 %  0.1 /opt/tool',
    '   7 ms   7.0 %  0 /opt/tool',
    '',
    'What they did:',
    '  90 ms  90.0 %  calls that wait',
    '   6 ms   6.0 %  work in user space',
    '   2 ms   2.0 %  calls with effects: files, programs, endpoints, processes',
    '   2 ms   2.0 %  calls about descriptors, signals and threads',
    '',
    'Order: 2 edges between tasks: create 1, wait 1; the last Lamport clock is 11',
    'Times are those of the recording: a tracer makes every call slower, sleeps and work in user space it leaves as they are.',
    '',
  ]);
  t.match(await run(folder, ['explain', '--trace', 'untimed.json']), { code: 2, stderr: /untimed\.json has no times/ });
  t.match(await run(folder, ['explain', '--trace', 'text']), { code: 3, stderr: /text: not a trace that can be read/ });
  t.match(await run(folder, ['explain', '--trace', 'none']), { code: 2, stderr: /none can't be read/ });
  t.match(await run(folder, ['explain', 'wall', '--trace', 'run.json']), {
    code: 2,
    stderr: /names or --trace, not both/,
  });
});
