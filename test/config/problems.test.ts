import { test } from 'tap';
import { explainProblem } from '../../src/config-problem.js';
import type { ConfigProblemCode } from '../../src/model/config.js';
import { errorsOf, linesOf, notesOf, target } from './problems-of.js';

const calls = '[[assertion]]\nname = "calls"\ntype = "span_count"\nmax_spans = 5\n';
const limit = '[[assertion]]\nname = "l"\ntype = "limit"\nmeasure = "wall"\n';
const gpu = `${target}${calls}applies_to = ["gpu_*"]\n`;

/** A text for each kind of error, and the only line that it gives. The compiler names the kind that is missing. */
const errors: Readonly<
  Record<Exclude<ConfigProblemCode, NoteCode>, readonly (readonly [text: string, line: string | RegExp])[]>
> = {
  syntax: [
    ['a = 1\nb = = 2', '2:5: not TOML: invalid value'],
    ['[a]\n[a]', '2:2: not TOML: trying to redefine an already defined table or value'],
    ['a = [1,\r\n2', '2:2: not TOML: expected comma or end of structure'],
    [
      '[[assertion]]\nmax_spans = 99999999999999999999',
      '2:13: not TOML: integer value cannot be represented losslessly',
    ],
  ],
  'unknown-table': [
    ['[[targt]]\nname = "x"', '1:1: unknown table or key `targt` — did you mean `target`?'],
    [
      '[colours]\nred = 1\n[colours.dark]',
      '1:1: unknown table or key `colours` — tables: [[target]], [[assertion]], [redact], [[assertions]], [performance], [regression], [golden_traces], [anti_patterns], [ci], [reporting], [bench]',
    ],
    ['timeout_ms = 5', '1:1: unknown table or key `timeout_ms` — `timeout_ms` belongs to [[target]]'],
    [
      'name = "x"',
      '1:1: unknown table or key `name` — `name` belongs to [[target]], [[golden_traces.baselines]], [[assertion]], [[assertions]], [[anti_patterns.rules]]',
    ],
  ],
  'unknown-key': [
    [`${target}timeout = 3`, '4:1: unknown key `timeout` in [[target]] — did you mean `timeout_ms`?'],
    [
      `${target}max_spans = 3`,
      '4:1: unknown key `max_spans` in [[target]] — `max_spans` belongs to [[assertion]] of type "span_count"',
    ],
    [
      `${target}${calls}max_bytes = 3`,
      '8:1: unknown key `max_bytes` in [[assertion]] of type "span_count" — `max_bytes` belongs to [[assertion]] of type "memory_usage"',
    ],
    [`${target}[redact]\ncolour = 3`, '5:1: unknown key `colour` in [redact] — known keys: `patterns`'],
    [`${target}"__proto__" = 3`, /^4:1: unknown key `__proto__` in \[\[target\]\] — known keys: `name`/],
  ],
  unsupported: ['[[policy]]', '[policy.x]'].map(
    (header) =>
      [
        `${target}${header}`,
        `4:1: ${header} is not yet supported — take it out: a gate must not pass what it does not check`,
      ] as const,
  ),
  'wrong-table-kind': [
    ['[target]\nname = "x"', '1:1: [target] is not how this table is written — write [[target]]'],
    ['assertion = 3', '1:1: assertion is not how this table is written — write [[assertion]]'],
    ['[[redact]]', '1:1: [[redact]] is not how this table is written — write [redact]'],
    ['redact = 2027-01-01', '1:1: redact is not how this table is written — write [redact]'],
  ],
  'missing-key': [
    ['[[target]]\nname = "x"', '1:1: [[target]] needs the key `command`'],
    ['[[assertion]]\nname = "x"', '1:1: [[assertion]] needs the key `type`'],
  ],
  'wrong-type': [
    ['[[assertion]]\ntype = { a = 1 }', '2:8: `type` must be a string, not a table'],
    ['target = [3]', '1:11: `[[target]]` must be a table, not 3'],
    ['assertion = [3]', '1:14: `[[assertion]]` must be a table, not 3'],
    ['[[target]]\nname = 3\ncommand = ["x"]', '2:8: `name` must be a string or a list, not 3 — write "3"'],
    ['[[target]]\nname = "x"\ncommand = "x"', '3:11: `command` must be a list, not "x"'],
    [`${target}env = { N = 4 }`, '4:13: `env.N` must be a string, not 4 — write "4"'],
    [`${target}env.N = true`, '4:9: `env.N` must be a string, not true — write "true"'],
    [`${target}timeout_ms = 1.5`, '4:14: `timeout_ms` must be a whole number, not 1.5'],
    [`${target}timeout_ms = inf`, '4:14: `timeout_ms` must be a whole number, not Infinity'],
    [`${target}golden = "no"`, '4:10: `golden` must be true or false, not "no"'],
    [`${target}tags = 2027-06-30`, '4:8: `tags` must be a list, not a date'],
    [`${calls}why = 2027-06-30`, '5:7: `why` must be a string, not a date'],
    [
      '[[assertion]]\nname = "c"\ntype = "span_count"\nmax_spans = "5"',
      '4:13: `max_spans` must be a whole number, not "5" — write the number without quotes',
    ],
    [
      '[[assertion]]\nname = "c"\ntype = "critical_path"\nmax_duration_ms = nan',
      '4:19: `max_duration_ms` must be a number, not NaN',
    ],
  ],
  'not-one-of': [
    [`${target}level = "exakt"`, '4:9: `level` can\'t be "exakt" — did you mean `exact`?'],
    [`${calls}severity = "fatal"`, '5:12: `severity` can\'t be "fatal" — known values: `off`, `warn`, `error`'],
  ],
  'out-of-range': [
    [`${target}runs = 0`, '4:8: `runs` must be at least 1, not 0'],
    [`${target}exit_code = 256`, '4:13: `exit_code` must be at most 255, not 256'],
    ['[[assertion]]\nname = "c"\ntype = "span_count"\nmax_spans = -1', '4:13: `max_spans` must be at least 0, not -1'],
  ],
  empty: [
    ['[[target]]\nname = "x"\ncommand = []', '3:11: `command` is empty'],
    ['[[target]]\nname = "x"\ncommand = [""]', '3:12: `command[0]` is empty'],
    ['[[target]]\nname = []\ncommand = ["x"]', '2:8: `name` is empty'],
    [`${calls}span_name_pattern = ""`, '5:21: `span_name_pattern` is empty'],
    [`${calls}applies_to = []`, '5:14: `applies_to` is empty'],
  ],
  'bad-format': [
    [`${target}env = { "A=B" = "x" }`, '4:9: `key of env` can\'t be "A=B" — a name is not empty and has no `=`'],
    [
      '[[target]]\nname = "x"\ncommand = ["a\\u0000b"]',
      '3:12: `command[0]` can\'t be "a\\u0000b" — it must not hold a NUL character',
    ],
    [
      `${calls}applies_to = ["[ab]"]`,
      '5:15: `applies_to[0]` can\'t be "[ab]" — A target name, with `*` for any text and `?` for one character.',
    ],
  ],
  'never-fails': [
    [
      `${limit.replace('wall', 'calls_percent')}max = "100%"`,
      '5:1: assertion `l` would check nothing: a share is never over 100%',
    ],
    [`${limit}min = 0`, '5:1: assertion `l` would check nothing: no value is under 0'],
    [
      `${limit}min = 9\nmax = 5`,
      '5:1: assertion `l` would check nothing: no value is at least its minimum and at most its maximum',
    ],
    [
      `${target}[[assertions]]\nname = "l"\ncheck = "syscall_percentage"\nsyscall = "read"\nmax_percentage = 110`,
      /never over 100%/,
    ],
  ],
  'compares-no-golden': [
    [
      `${target}golden = false\n[regression]\nsyscall_threshold_percent = 5\n${calls}`,
      '5:1: assertion `regression.syscall_threshold_percent` compares with a golden, and has none to compare with: golden = false in `ls`',
    ],
    [
      `${target}golden = false\n${calls}max_delta = "10%"`,
      '5:1: assertion `calls` compares with a golden, and has none to compare with: golden = false in `ls`',
    ],
  ],
  'bad-expression': [
    [
      '[[assertion]]\nname = "c"\ntype = "custom"\nexpression = "durations < 5 ms"',
      '4:14: `expression` is not understood: `durations < 5 ms`: `durations` is no measure; measures: wall, cpu, cpu_user, cpu_system, peak_rss, rss_tree, allocated, calls, failed_calls, calls_percent, time_percent, processes, threads, programs, files_opened, bytes_read, bytes_written — for example: expression = "calls(\'openat\') <= 10 && wall < 50 ms"',
    ],
  ],
  'bad-pattern': [
    [
      `${calls}span_name_pattern = "["`,
      '5:21: `span_name_pattern` is not a valid regular expression: `[`: Unterminated character class',
    ],
    [
      '[[assertion]]\nname = "c"\ntype = "critical_path"\nmax_duration_ms = 1\ntrace_name_pattern = "a**"',
      '5:22: `trace_name_pattern` is not a valid regular expression: `a**`: Nothing to repeat',
    ],
    [
      '[redact]\npatterns = [\n  "ok",\n  "(",\n]',
      '4:3: `patterns[1]` is not a valid regular expression: `(`: Unterminated group',
    ],
  ],
  'unknown-type': [
    [
      '[[assertion]]\nname = "c"\ntype = "latency"',
      '3:8: unknown type `latency` — known types: `critical_path`, `span_count`, `memory_usage`, `anti_pattern`, `custom`, `limit`, `delta`',
    ],
    [
      '[[assertion]]\nname = "c"\ntype = "memory"',
      '3:8: unknown type `memory` — known types: `critical_path`, `span_count`, `memory_usage`, `anti_pattern`, `custom`, `limit`, `delta`',
    ],
    [
      '[[assertion]]\nname = "c"\ntype = "spancount"',
      '3:8: unknown type `spancount` — did you mean `span_count`? known types: `critical_path`, `span_count`, `memory_usage`, `anti_pattern`, `custom`, `limit`, `delta`',
    ],
    [
      '[[assertion]]\nname = "c"\ntype = "toString"',
      '3:8: unknown type `toString` — known types: `critical_path`, `span_count`, `memory_usage`, `anti_pattern`, `custom`, `limit`, `delta`',
    ],
  ],
  'duplicate-target': [
    [
      `${target}${target}`,
      '5:8: a second target named `ls`; the first is at renacer.toml:2:8 — a name is the name of a golden; to run one target in several environments, use `variants`',
    ],
    [
      '[[target]]\nname = ["a", "a"]\ncommand = ["{name}"]',
      '2:14: a second target named `a`; the first is at renacer.toml:2:9 — a name is the name of a golden; to run one target in several environments, use `variants`',
    ],
  ],
  // Only ever a note; here so that the table is whole.
  'duplicate-assertion': [],
  'template-without-name': [
    [
      '[[target]]\nname = ["a", "b"]\ncommand = ["x"]\nbuild = ["make", "{name}"]',
      '2:8: 2 targets of one table would run the same command — write {name} where they differ, e.g. command = ["./build/{name}"]',
    ],
  ],
  contradiction: [
    [
      `${calls}fail_on_violation = false\nseverity = "error"`,
      '6:1: assertion `calls` has both fail_on_violation = false and severity = "error" — keep one of them',
    ],
  ],
  'no-such-target': [
    [
      `${target}[performance.budgets]\nlss = { max_syscalls = 3 }`,
      '5:1: performance.budgets.lss.max_syscalls is about `lss`, and there is no such target — did you mean `ls`?',
    ],
    [
      `${target}[[golden_traces.baselines]]\nname = "matrix"\nmax_deviation_percent = 3`,
      '4:1: golden_traces.baselines.matrix is about `matrix`, and there is no such target — add one: [[target]] name = "matrix", command = ["./path/to/matrix"]',
    ],
  ],
  'unknown-syscall': [
    [
      `${target}[[assertions]]\nname = "x"\ncheck = "syscall_count"\nsyscall = "wirte"\nmax_count = 3`,
      '7:1: there is no system call `wirte` — did you mean `write`?',
    ],
    [
      `${target}[[anti_patterns.rules]]\nname = "x"\ncheck = "ratio"\nsyscalls = ["read", "frobnicate"]\nmin_ratio = 0.5`,
      '7:1: there is no system call `frobnicate` — system calls are named as in `man 2 syscalls`; `optional = true` allows it',
    ],
  ],
  'no-bound': [[`${target}${limit}`, '4:1: assertion `l` has neither `max` nor `min` — it would never fail']],
  'not-of-calls': [
    [
      `${target}${limit}max = 3\nsyscall = "read"`,
      '9:1: `syscall` has no meaning for measure = "wall" — measures of calls: `calls`, `failed_calls`, `calls_percent`, `time_percent`',
    ],
  ],
  'golden-elsewhere': [
    [
      `${target}[golden_traces]\ndirectory = "traces"`,
      '5:13: `directory` can\'t be "traces" — goldens are where trace-gate writes them: golden_traces',
    ],
    [
      `${target}[[golden_traces.baselines]]\nname = "ls"\nfile = "golden_traces/x.json"\nmax_deviation_percent = 3`,
      '6:8: `file` can\'t be "golden_traces/x.json" — goldens are where trace-gate writes them: golden_traces/ls.json',
    ],
  ],
  'selects-nothing': [
    [
      gpu,
      '8:1: assertion `calls` would check nothing: applies_to `gpu_*` matches no target — known targets: `ls`; `optional = true` allows it',
    ],
    [
      `${target}${calls}applies_to = ["ls", "sl"]`,
      '8:1: assertion `calls` would check nothing: applies_to `sl` matches no target — did you mean `ls`?; `optional = true` allows it',
    ],
    [
      `${target}[[assertion]]\nname = "c"\ntype = "critical_path"\nmax_duration_ms = 1\ntrace_name_pattern = "api_.*"`,
      '8:1: assertion `c` would check nothing: trace_name_pattern `api_.*` matches no target — known targets: `ls`; `optional = true` allows it',
    ],
    [
      `${target}${target.replaceAll('ls', 'cat')}[[assertion]]\nname = "c"\ntype = "critical_path"\nmax_duration_ms = 1\napplies_to = ["ls"]\ntrace_name_pattern = "cat"`,
      '12:1: assertion `c` would check nothing: applies_to and trace_name_pattern `cat` matches no target — known targets: `ls`, `cat`; `optional = true` allows it',
    ],
    [
      `${target}${calls}span_name_pattern = "opne"`,
      '8:1: assertion `calls` would check nothing: span_name_pattern `opne` matches no system call — did you mean `open`?; `optional = true` allows it',
    ],
    [
      `${target}${calls}span_name_pattern = "^Frobnicate$"`,
      '8:1: assertion `calls` would check nothing: span_name_pattern `^Frobnicate$` matches no system call — system calls are named as in `man 2 syscalls`; `optional = true` allows it',
    ],
  ],
};
type NoteCode = 'ignored-key' | 'ignored-table' | 'disabled-unsupported' | 'unchecked-target';

for (const [code, cases] of Object.entries(errors)) {
  if (cases.length === 0) continue;
  test(`${code}: told at its place, with a way out, and nothing beside it`, (t) => {
    for (const [text, line] of cases) {
      const lines = linesOf(text).map((found) => found.replace('renacer.toml:', ''));
      t.equal(lines.length, 1, `one line for ${JSON.stringify(text)}: ${lines.join(' | ')}`);
      if (typeof line === 'string') t.equal(lines[0], line);
      else t.match(lines[0], line);
      t.equal(errorsOf(text)[0]?.code, code);
    }
    t.end();
  });
}

test('names that are no file names are refused', (t) => {
  for (const name of ['', 'a/b', '..', '.hidden', '-x', 'a b', 'x.pending', 'ä']) {
    const [problem] = errorsOf(`[[target]]\nname = ${JSON.stringify(name)}\ncommand = ["x"]`);
    t.equal(problem?.code, 'bad-format', JSON.stringify(name));
    t.match(problem && explainProblem(problem).hint, /letters, digits/);
  }
  t.end();
});

test('notes: told once, and stop nothing', (t) => {
  t.strictSame(
    notesOf(
      `${target}[project]\nname = 3\n[otlp]\n[otlp.more]\n[profiling]\n[semantic_equivalence]\n[lamport_clock]\n[compression]`,
    ),
    [
      'renacer.toml:4:1: [project] is known and has no effect here',
      'renacer.toml:6:1: [otlp] is known and has no effect here',
      'renacer.toml:7:1: [otlp.more] is known and has no effect here',
      'renacer.toml:8:1: [profiling] is known and has no effect here',
      'renacer.toml:9:1: [semantic_equivalence] is known and has no effect here',
      'renacer.toml:10:1: [lamport_clock] is known and has no effect here',
      'renacer.toml:11:1: [compression] is known and has no effect here',
    ],
  );
  t.strictSame(notesOf(`${target}${calls}${calls}`), [
    'renacer.toml:9:8: a second assertion named `calls`; the first is at renacer.toml:5:8 — both are checked; reports tell them apart by their lines',
  ]);
  t.strictSame(notesOf(`${target}golden = false`), [
    'renacer.toml:1:1: nothing checks target `ls` but its exit code — it has golden = false, and no assertion applies to it',
  ]);
  t.strictSame(notesOf(`${target}[golden_traces]\ndirectory = "./golden_traces/"\nformat = "renacer-json-v1"`), [
    "renacer.toml:6:1: `format` has no effect: goldens are in trace-gate's own format",
  ]);
  t.strictSame(notesOf(`${gpu}optional = true`), [
    'renacer.toml:8:1: assertion `calls` would check nothing: applies_to `gpu_*` matches no target — known targets: `ls`; `optional = true` allows it',
  ]);
  t.strictSame(notesOf(`${gpu}enabled = false`), [], 'a disabled one selects nothing and need not');
  t.end();
});

test('a disabled assertion of an unsupported type is still checked for its keys', (t) => {
  t.strictSame(
    linesOf('[[assertion]]\nname = "c"\ntype = "anti_pattern"\npattern = "Godprocess"\nthreshold = 2\nenabled = false'),
    [
      'renacer.toml:4:11: `pattern` can\'t be "Godprocess" — did you mean `GodProcess`?',
      'renacer.toml:5:13: `threshold` must be at most 1, not 2',
    ],
  );
  t.end();
});

test('an unknown call is a call that a budget may be about', (t) => {
  t.strictSame(notesOf(`${target}${calls}span_name_pattern = "^syscall_0x"`), []);
  t.end();
});

test('the command after `--` is a target that selectors may match', (t) => {
  const adHoc = { name: 'train', program: '/opt/bin/gpu_train', golden: false };
  t.match(linesOf(gpu, { adHoc }), [/applies_to `gpu_\*` matches no target/]);
  t.strictSame(notesOf(gpu.replace('gpu_*', 'tr*'), { adHoc }), []);
  const latency = '[[assertion]]\nname = "c"\ntype = "critical_path"\nmax_duration_ms = 1\ntrace_name_pattern = "^gpu"';
  t.strictSame(notesOf(latency, { adHoc }), [], 'by the base name of its program');
  t.match(linesOf(latency, { adHoc: { name: 'train', program: '/gpu/train', golden: false } }), [
    /trace_name_pattern `\^gpu` matches no target/,
  ]);
  t.end();
});
