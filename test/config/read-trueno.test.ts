/** trueno's dialect: each table as the assertions that it means. */
import { test } from 'tap';
import { parseConfig } from '../../src/config/parse-config.js';
import type { Assertion } from '../../src/model/config.js';
import { linesOf, target } from './problems-of.js';

const read = (text: string): readonly Assertion[] => parseConfig(`${target}${text}`, 'renacer.toml').config.assertions;

test('budgets by target are limits of it, each with its own line', (t) => {
  const found = read('[performance.budgets]\nls = { max_time_ms = 2.0, max_syscalls = 200, max_memory_bytes = 1000 }');
  t.match(found, [
    {
      type: 'limit',
      name: 'performance.budgets.ls.max_time_ms',
      severity: 'error',
      appliesTo: ['ls'],
      measure: 'wall',
      max: { limit: 2, key: 'max_time_ms' },
    },
    { measure: 'calls', max: { limit: 200, key: 'max_syscalls' } },
    { measure: 'peak_rss', max: { limit: 1000, key: 'max_memory_bytes' } },
  ]);
  t.match(found[0]?.places.get('max_time_ms'), { line: 5, column: 8 });
  t.end();
});

test('every check is a limit of a measure', (t) => {
  const check = (keys: string): Assertion | undefined => read(`[[assertions]]\nname = "a"\n${keys}`)[0];
  t.match(check('check = "syscall_percentage"\nsyscall = "write"\nmax_percentage = 35.0\ndescription = "because"'), {
    measure: 'calls_percent',
    syscalls: ['write'],
    max: { limit: 35, key: 'max_percentage' },
    why: 'because',
  });
  t.match(check('check = "syscall_percentage"\nsyscall = "write"\nmax_percentage = 35.0\nmeasure = "time"'), {
    measure: 'time_percent',
  });
  t.match(check('check = "syscall_count"\nsyscall = "mmap"\nmax_count = 30'), {
    measure: 'calls',
    syscalls: ['mmap'],
    max: { limit: 30, key: 'max_count' },
  });
  t.match(check('check = "total_time"\nmax_time_ms = 2'), { measure: 'wall', max: { limit: 2, key: 'max_time_ms' } });
  t.match(check('check = "min_time"\nmin_time_ms = 3\napplies_to = ["l*"]'), {
    measure: 'wall',
    min: { limit: 3, key: 'min_time_ms' },
    max: undefined,
    appliesTo: ['l*'],
  });
  t.match(check('check = "total_time"\nmax_time_ms = 2\nenabled = false'), { enabled: false });
  t.match(check('check = "total_time"\nmax_time_ms = 2\nseverity = "warning"'), { severity: 'warn' });
  t.end();
});

test('thresholds are distances: up only for a regression, both ways from a baseline', (t) => {
  t.match(read('[regression]\ntime_threshold_percent = 10.0\nsyscall_threshold_percent = 15'), [
    { type: 'delta', measure: 'wall', maxPercent: 10, twoSided: false, key: 'time_threshold_percent' },
    { type: 'delta', measure: 'steps', maxPercent: 15, twoSided: false, key: 'syscall_threshold_percent' },
  ]);
  t.match(
    read('[[golden_traces.baselines]]\nname = "ls"\nfile = "golden_traces/ls.json"\nmax_deviation_percent = 10.0'),
    [{ type: 'delta', measure: 'steps', maxPercent: 10, twoSided: true, appliesTo: ['ls'] }],
  );
  t.end();
});

test('rules for anti-patterns', (t) => {
  const rule = (keys: string): Assertion | undefined => read(`[[anti_patterns.rules]]\nname = "r"\n${keys}`)[0];
  t.match(rule('check = "ratio"\nsyscalls = ["write", "read"]\nmin_ratio = 0.5\nseverity = "warning"'), {
    severity: 'warn',
    measure: 'time_percent',
    syscalls: ['write', 'read'],
    max: { limit: 50, key: 'min_ratio' },
  });
  t.match(rule('check = "syscall_count"\nsyscall = "mmap"\nmax_count = 50\nseverity = "error"'), {
    severity: 'error',
    measure: 'calls',
    max: { limit: 50 },
  });
  t.end();
});

test('[ci] says what fails a run', (t) => {
  const all = `[performance.budgets]\nls = { max_syscalls = 1 }
[[assertions]]\nname = "a"\ncheck = "total_time"\nmax_time_ms = 2
[regression]\nsyscall_threshold_percent = 15
[[anti_patterns.rules]]\nname = "w"\ncheck = "syscall_count"\nsyscall = "mmap"\nmax_count = 50\nseverity = "warning"
[[anti_patterns.rules]]\nname = "e"\ncheck = "syscall_count"\nsyscall = "mmap"\nmax_count = 50\nseverity = "error"
`;
  const severities = (ci: string): unknown => read(`${all}[ci]\n${ci}`).map(({ severity }) => severity);
  t.strictSame(severities(''), ['error', 'error', 'error', 'warn', 'error']);
  t.strictSame(severities('fail_on_budget_exceeded = false'), ['warn', 'warn', 'error', 'warn', 'error']);
  t.strictSame(severities('fail_on_regression = false'), ['error', 'error', 'warn', 'warn', 'error']);
  t.strictSame(severities('fail_on_anti_patterns = []'), ['error', 'error', 'error', 'warn', 'warn']);
  t.strictSame(severities('fail_on_anti_patterns = ["warning", "error"]'), [
    'error',
    'error',
    'error',
    'error',
    'error',
  ]);
  t.end();
});

test('[reporting] is read, its folder from the folder of the file', (t) => {
  const { config } = parseConfig(
    `${target}[reporting]\nformats = ["json", "junit", "json"]\noutput_dir = "target/reports"`,
    'sub/renacer.toml',
  );
  t.strictSame(config.reporting, { formats: ['json', 'junit'], outputDir: 'sub/target/reports' });
  t.end();
});

test('bounds take a number in the unit of the measure, or one with its unit', (t) => {
  const max = (measure: string, value: string): unknown =>
    (read(`[[assertion]]\nname = "l"\ntype = "limit"\nmeasure = "${measure}"\nmax = ${value}`)[0] as { max?: unknown })
      .max;
  t.strictSame(max('wall', '20'), { limit: 20, key: 'max' });
  t.strictSame(max('wall', '"1.5 s"'), { limit: 1500, key: 'max' });
  t.strictSame(max('wall', '"250us"'), { limit: 0.25, key: 'max' });
  t.strictSame(max('peak_rss', '"64 KiB"'), { limit: 65_536, key: 'max' });
  t.strictSame(max('peak_rss', '"100MB"'), { limit: 104_857_600, key: 'max' });
  t.strictSame(max('calls_percent', '"10%"'), { limit: 10, key: 'max' });
  t.strictSame(linesOf(`${target}[[assertion]]\nname = "l"\ntype = "limit"\nmeasure = "wall"\nmax = "20 MB"`), [
    'renacer.toml:8:7: `max` can\'t be "20 MB" — units of this measure: ns, us, ms, s, min',
  ]);
  t.strictSame(linesOf(`${target}[[assertion]]\nname = "l"\ntype = "limit"\nmeasure = "calls"\nmin = "20 ms"`), [
    'renacer.toml:8:7: `min` can\'t be "20 ms" — this measure is a plain number',
  ]);
  t.strictSame(linesOf(`${target}[[assertion]]\nname = "l"\ntype = "limit"\nmeasure = "cpus"\nmin = 2`), [
    'renacer.toml:7:11: `measure` can\'t be "cpus" — did you mean `cpu`?',
  ]);
  t.end();
});
