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
    '    renacer.toml:26:1',
    '  bus: no PCIe Bottleneck from a confidence of 0.7',
    '    renacer.toml:29:1',
    '  memory: at most 1 MB of memory made writable',
    '    renacer.toml:35:1',
    '  regression.time_threshold_percent: wall: at most 10% more than what was',
    '    renacer.toml:41:1',
    '',
  ]);
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
