import { test } from 'tap';
import { parseConfig } from '../../src/config/parse-config.js';
import { linesOf, target } from './problems-of.js';

const parse = (text: string) => parseConfig(text, '/w/renacer.toml').config;

test('a target has every default of the interface', (t) => {
  const [ls] = parse(target).targets;
  t.match(ls, {
    name: 'ls',
    command: ['ls'],
    cwd: '/w',
    env: {},
    passEnv: [],
    variants: [],
    timeoutMs: 30000,
    runs: 4,
    surroundings: 'changed',
    timingRuns: 5,
    warmup: 1,
    exitCode: 0,
    workdir: 'inplace',
    level: 'auto',
    golden: true,
    tags: [],
    place: { file: '/w/renacer.toml', line: 1, column: 1 },
  });
  t.notOk(ls && ('stdin' in ls || 'build' in ls || 'setup' in ls || 'cleanup' in ls));
  t.strictSame(ls?.places.get('command'), { file: '/w/renacer.toml', line: 3, column: 1 });
  t.end();
});

test('every key of a target is read', (t) => {
  const { targets } = parse(`
[[target]]
name = "a"
command = ["./a", "-x"]
cwd = "sub"
env = { A = "1" }
pass_env = ["HOME"]
variants = [{ B = "x" }, { B = "y" }]
stdin = "in.txt"
timeout_ms = 1
runs = 2
timing_runs = 7
warmup = 0
exit_code = 255
build = ["make"]
setup = ["true"]
cleanup = ["false"]
workdir = "copy"
level = "contract"
golden = false
tags = ["t"]
[[assertion]]
name = "x"
type = "span_count"
max_spans = 1
`);
  t.match(targets, [
    {
      command: ['./a', '-x'],
      cwd: '/w/sub',
      env: { A: '1' },
      passEnv: ['HOME'],
      variants: [{ B: 'x' }, { B: 'y' }],
      stdin: '/w/in.txt',
      timeoutMs: 1,
      runs: 2,
      timingRuns: 7,
      warmup: 0,
      exitCode: 255,
      build: ['make'],
      setup: ['true'],
      cleanup: ['false'],
      workdir: 'copy',
      level: 'contract',
      golden: false,
      tags: ['t'],
    },
  ]);
  t.end();
});

test('several names make several targets, with {name} filled in everywhere', (t) => {
  const { targets } = parse(`
[[target]]
name = ["a", "b"]
command = ["./{name}", "{name}{name}"]
cwd = "/tmp/{name}"
env = { NAME = "is {name}" }
variants = [{ V = "{name}" }]
stdin = "{name}.in"
build = ["make", "{name}"]
setup = ["touch", "{name}"]
cleanup = ["rm", "{name}"]
`);
  t.strictSame(
    targets.map(({ name, command, cwd, env, variants, stdin, build, setup, cleanup, place }) => ({
      name,
      command,
      cwd,
      env,
      variants,
      stdin,
      build,
      setup,
      cleanup,
      line: place.line,
    })),
    ['a', 'b'].map((name) => ({
      name,
      command: [`./${name}`, `${name}${name}`],
      cwd: `/tmp/${name}`,
      env: { NAME: `is ${name}` },
      variants: [{ V: name }],
      stdin: `/w/${name}.in`,
      build: ['make', name],
      setup: ['touch', name],
      cleanup: ['rm', name],
      line: 2,
    })),
  );
  t.end();
});

test('assertions of each type, with their defaults and the places of their limits', (t) => {
  const { assertions } = parse(`${target}
[[assertion]]
name = "latency"
type = "critical_path"
max_duration_ms = 4.5
trace_name_pattern = "^l"
[[assertion]]
name = "calls"
type = "span_count"
max_spans = 500
span_name_pattern = "(?i)OPEN.*"
fail_on_violation = false
applies_to = ["l*"]
why = "cold start"
[[assertion]]
name = "memory"
type = "memory_usage"
max_bytes = 104857600
severity = "warn"
[[assertion]]
name = "rss"
type = "memory_usage"
max_bytes = 1
tracking_mode = "rss"
enabled = false
[[assertion]]
name = "off"
type = "memory_usage"
max_bytes = 1
severity = "off"
optional = true
`);
  t.match(assertions, [
    {
      type: 'critical_path',
      measure: 'wall',
      maxDurationMs: 4.5,
      traceNamePattern: /^l/u,
      severity: 'error',
      enabled: true,
      optional: false,
    },
    { type: 'span_count', maxSpans: 500, severity: 'warn', appliesTo: ['l*'], why: 'cold start' },
    { type: 'memory_usage', maxBytes: 104857600, trackingMode: 'allocations', severity: 'warn' },
    { type: 'memory_usage', trackingMode: 'rss', enabled: false },
    { enabled: false, optional: true },
  ]);
  t.equal(assertions[1]?.type === 'span_count' && assertions[1].spanNamePattern?.flags, 'iu');
  t.strictSame(assertions[1]?.places.get('max_spans'), { file: '/w/renacer.toml', line: 13, column: 1 });
  t.strictSame(assertions[1]?.place, { file: '/w/renacer.toml', line: 10, column: 1 });
  t.end();
});

test('redaction patterns are compiled to replace all', (t) => {
  const { redact } = parse(`${target}[redact]\npatterns = ["sk-[a-z]+", "x"]\n`);
  t.equal('sk-ab x sk-c'.replaceAll(redact[0]?.pattern ?? /$/g, '#'), '# x #');
  t.strictSame(redact[1]?.place, { file: '/w/renacer.toml', line: 5, column: 26 });
  t.strictSame(parse(target).redact, []);
  t.end();
});

test('paths follow the path of the file', (t) => {
  const at = (file: string) => parseConfig(`${target}cwd = "sub"\n`, file).config;
  t.match(at('renacer.toml'), { directory: '.', targets: [{ cwd: 'sub' }] });
  t.match(at('../x/renacer.toml'), { directory: '../x', targets: [{ cwd: '../x/sub' }] });
  t.end();
});

test('all problems come at once, in file order', (t) => {
  const lines = linesOf(`max_spans = 3
[projct]
[[assertion]]
name = "a"
type = "span_cuont"
[[assertion]]
name = "b"
type = "span_count"
max_span = 5
[[assertion]]
type = "span_count"
max_spans = "500"
span_name_pattern = "open("
[[target]]
name = "x y"
command = []
[redact]
patterns = ["(", 3, "a*"]
`);
  t.strictSame(
    lines.map((line) => line.replace(/ — .*/, '')),
    [
      'renacer.toml:1:1: unknown table or key `max_spans`',
      'renacer.toml:2:1: unknown table or key `projct`',
      'renacer.toml:5:8: unknown type `span_cuont`',
      'renacer.toml:9:1: unknown key `max_span` in [[assertion]] of type "span_count"',
      'renacer.toml:10:1: [[assertion]] of type "span_count" needs the key `name`',
      'renacer.toml:12:13: `max_spans` must be a whole number, not "500"',
      'renacer.toml:13:21: `span_name_pattern` is not a valid regular expression: `open(`: Unterminated group',
      'renacer.toml:15:8: `name` can\'t be "x y"',
      'renacer.toml:16:11: `command` is empty',
      'renacer.toml:18:13: `patterns[0]` is not a valid regular expression: `(`: Unterminated group',
      'renacer.toml:18:18: `patterns[1]` must be a string, not 3',
      'renacer.toml:18:21: `patterns[2]` is not a valid regular expression: `a*`: it matches the empty text',
    ],
  );
  t.end();
});
