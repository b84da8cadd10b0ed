/** Every measure on a real program: its limit flips the verdict exactly where the measured value is. */
import path from 'node:path';
import t, { type Test } from 'tap';
import { type Measure, measureNames, measures } from '../../src/model/measures.js';
import { cannotRecord, compile, linesThatMatch, traceGate, writeFiles } from './trial.js';

const skip = cannotRecord();

/** Does a little of everything that is measured. */
const source = `
#include <fcntl.h>
#include <malloc.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
static void *work(void *unused) { (void)unused; return memset(malloc(1 << 20), 1, 1 << 20); }
int main(void) {
  char text[100];
  mallopt(M_ARENA_MAX, 1); /* Chance decides how many calls the arena of a thread takes: whether its place is aligned. */
  open("missing", O_RDONLY);
  int in = open("data.txt", O_RDONLY);
  write(1, text, read(in, text, sizeof text));
  pthread_t thread;
  pthread_create(&thread, 0, work, 0);
  usleep(200000); /* It has ended by then, so that joining it never waits in a call. */
  pthread_join(thread, 0);
  if (fork() == 0) { execl("/bin/true", "true", (char *)0); _exit(1); }
  return wait(0) < 0;
}
`;

/** How the kernel divides the few milliseconds of such a run between user and system is chance; all of it can be one. */
const measured = measureNames.filter((measure) => measure !== 'cpu_user' && measure !== 'cpu_system');

interface Violation {
  readonly code: string;
  readonly assertion: string;
  readonly actual: number;
}

const target = `[[target]]\nname = "program"\ncommand = ["./program"]\ngolden = false\n`;
/** Its share of the time is nearly all, whatever else the machine does; that of a short call is chance. */
const called = (measure: Measure): string => (measure === 'time_percent' ? 'clock_nanosleep' : 'read');
const limit = (measure: Measure, max: number): string =>
  `[[assertion]]\nname = "${measure}"\ntype = "limit"\nmeasure = "${measure}"\nmax = ${max}\n${measures[measure].unit === 'percent' ? `syscall = "${called(measure)}"\n` : ''}`;

async function violations(folder: string, config: string): Promise<readonly Violation[]> {
  writeFiles(folder, { 'renacer.toml': config });
  const { text } = await traceGate(folder, ['assert', '--json']);
  const verdict = JSON.parse(text) as { targets: { findings: Violation[] }[] };
  return (verdict.targets[0]?.findings ?? []).filter(({ code }) => code === 'assertion/violated');
}

function project(test: Test): string {
  const folder = test.testdir({});
  writeFiles(folder, { 'program.c': source, 'data.txt': 'data\n' });
  compile(path.join(folder, 'program.c'), path.join(folder, 'program'));
  return folder;
}

t.test('a limit of each measure', { skip }, async (test) => {
  const folder = project(test);
  const all = await violations(folder, target + measured.map((measure) => limit(measure, 0)).join(''));
  test.strictSame(
    all.map(({ assertion }) => assertion),
    measured,
    'nothing is within a limit of 0',
  );
  const values = new Map(all.map(({ assertion, actual }) => [assertion as Measure, actual]));
  // Times, and shares of them, are never the same twice: they get a wide berth.
  const varies = (measure: Measure): boolean =>
    measures[measure].from === 'timings' || measure === 'time_percent' || measure === 'allocated';
  const at = (measure: Measure, side: 1 | -1): number => {
    const value = values.get(measure) ?? NaN;
    // A limit of a share that is never exceeded is refused.
    const most = measures[measure].unit === 'percent' ? 99.9 : Infinity;
    if (varies(measure)) return side > 0 ? Math.min(value * 20, most) : value / 20;
    if (side > 0) return value;
    return measures[measure].unit === 'percent' ? value * 0.999 : value - 1;
  };
  const above = await violations(folder, target + measured.map((measure) => limit(measure, at(measure, 1))).join(''));
  test.strictSame(above, [], 'each holds at the measured value');
  const below = await violations(folder, target + measured.map((measure) => limit(measure, at(measure, -1))).join(''));
  test.strictSame(
    below.map(({ assertion }) => assertion),
    measured,
    'and none just below it',
  );
});

t.test("trueno's dialect gates, and explains itself", { skip }, async (test) => {
  const folder = project(test);
  const config = `${target.replace('golden = false\n', '')}
[performance.budgets]
program = { max_time_ms = 10000.0, max_syscalls = 3 }
[[assertions]]
name = "few writes"
check = "syscall_count"
syscall = "write"
max_count = 0
[[assertions]]
name = "slow enough"
check = "min_time"
min_time_ms = 10000
[[assertions]]
name = "not on GPUs"
check = "total_time"
max_time_ms = 1
applies_to = ["gpu_*"]
optional = true
[regression]
time_threshold_percent = 1000
syscall_threshold_percent = 15
`;
  writeFiles(folder, { 'renacer.toml': config });
  const first = await traceGate(folder, ['assert']);
  test.equal(first.code, 1, 'before a capture', { output: first.text });
  test.match(first.text, /regression\.time_threshold_percent' was not evaluated: no capture/);
  test.equal((await traceGate(folder, ['capture'])).code, 0);
  const { code, text } = await traceGate(folder, ['assert']);
  test.equal(code, 1);
  test.notMatch(text, /was not evaluated/);
  test.strictSame(
    linesThatMatch(text, /FAILED/).map((line) => line.trim()),
    [
      "✗ Assertion 'performance.budgets.program.max_syscalls' FAILED",
      "✗ Assertion 'few writes' FAILED",
      "✗ Assertion 'slow enough' FAILED",
    ],
  );
  test.match(text, /renacer\.toml:6:/, 'the line of the budget');
  test.match(text, /At least: 10,000ms/);
  test.match(text, /assertion `not on GPUs` would check nothing/);
});
