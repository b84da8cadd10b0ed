import { test } from 'tap';
import { errorCodes, type ErrorCode, type ErrorFacts, isTraceGateError, TraceGateError } from '../src/errors.js';
import type { ConfigProblem } from '../src/model/config.js';

const place = { file: 'renacer.toml', line: 7, column: 1 };
const target = { target: 'ls', place };
const program = { ...target, program: './build/ls' };
const golden = { file: 'golden_traces/ls.json', target: 'ls' };
const restore =
  'restore it with `git checkout -- golden_traces/ls.json`, or record it anew: `rm golden_traces/ls.json && trace-gate capture ls`';
const problem = (line: number): ConfigProblem => ({
  code: 'empty',
  severity: 'error',
  place: { file: 'renacer.toml', line, column: 3 },
  facts: { key: 'command' },
});

/** Facts, exit code, message and hint of every code; the compiler names the code that is missing. */
const expected: {
  readonly [C in ErrorCode]: readonly [facts: ErrorFacts[C], exitCode: number, message: string, hint: RegExp | string];
} = {
  E_CONFIG: [
    { file: 'renacer.toml', problems: [problem(2), problem(9)] },
    2,
    'renacer.toml has 2 problems:\n  renacer.toml:2:3: `command` is empty\n  renacer.toml:9:3: `command` is empty',
    /renacer-toml\.schema\.json/,
  ],
  E_CONFIG_NOT_FOUND: [{ from: '/w' }, 2, 'there is no renacer.toml in /w or a folder above it', /trace-gate init/],
  E_EMPTY_GATE: [
    { file: 'renacer.toml', targets: [] },
    2,
    'renacer.toml names no target, so nothing would be checked: an empty gate is not a passed gate',
    /\[\[target\]\]/,
  ],
  E_USAGE: [{ detail: 'unknown option --foo' }, 2, 'unknown option --foo', /--help/],
  E_UNKNOWN_TARGET: [
    { name: 'lss', file: 'renacer.toml', known: ['ls', 'cat'] },
    2,
    'renacer.toml has no target named `lss`',
    'did you mean `ls`?',
  ],
  E_NOT_LINUX: [
    { command: 'capture', platform: 'darwin' },
    3,
    '`trace-gate capture` records system calls, which needs Linux; this is darwin',
    /docker run .*--cap-add=SYS_PTRACE .*npx trace-gate capture/,
  ],
  E_NO_STRACE: [{}, 3, 'strace is not installed', /apt-get install strace/],
  E_NO_RENACER: [
    {},
    3,
    'renacer is not found along PATH',
    /cargo install renacer --version 0\.6\.2 --locked.*--backend strace/,
  ],
  E_NO_RECORDER: [
    { file: 'build/native/recorder' },
    3,
    'build/native/recorder, which records by eBPF or ptrace, is not built',
    /build-native\.sh.*libbpf-dev/,
  ],
  E_BACKEND: [
    { recorder: '/opt/recorder', backend: 'ebpf', detail: 'load of the BPF program: Operation not permitted' },
    3,
    'the backend ebpf does not work here: load of the BPF program: Operation not permitted',
    /sudo setcap cap_bpf,cap_perfmon,cap_sys_nice=ep \/opt\/recorder/,
  ],
  E_PTRACE_DENIED: [
    { detail: 'PTRACE_TRACEME: Operation not permitted' },
    3,
    'the system does not let this user trace programs: PTRACE_TRACEME: Operation not permitted',
    /docker run --cap-add=SYS_PTRACE.*kernel\.yama\.ptrace_scope/,
  ],
  E_NO_LAUNCHER: [
    { file: 'dist/native/launch' },
    3,
    'dist/native/launch, which measures time and memory, is not built',
    /C compiler: apt-get install gcc libc6-dev .* run this again/,
  ],
  E_TARGET_MISSING: [
    { ...program, cwd: '/w', built: false },
    3,
    'renacer.toml:7:1: target `ls`: `./build/ls` does not exist (seen from /w)',
    /build it first/,
  ],
  E_TARGET_NOT_EXECUTABLE: [
    program,
    3,
    'renacer.toml:7:1: target `ls`: `./build/ls` may not be executed',
    /chmod \+x \.\/build\/ls/,
  ],
  E_TARGET_DIRECTORY: [program, 3, 'renacer.toml:7:1: target `ls`: `./build/ls` is a folder', /the file to run/],
  E_TARGET_WRONG_ARCH: [
    { ...program, detail: 'ELF for aarch64' },
    3,
    "renacer.toml:7:1: target `ls`: `./build/ls` can't run on this machine: ELF for aarch64",
    /build it for this machine/,
  ],
  E_TARGET_START: [
    { ...program, errno: 'ETXTBSY' },
    3,
    'renacer.toml:7:1: target `ls`: `./build/ls` could not be started: ETXTBSY',
    /man 2 execve/,
  ],
  E_TIMEOUT: [
    { ...target, timeoutMs: 30000 },
    3,
    'renacer.toml:7:1: target `ls` did not end within 30000 ms; all of its processes were ended',
    /timeout_ms = 60000/,
  ],
  E_NO_EVENTS: [
    { target: 'ls', backend: 'strace' },
    3,
    'target `ls`: strace recorded no system call at all',
    /trace-gate doctor/,
  ],
  E_LOST: [
    { target: 'ls', count: 1, reason: 'ring full' },
    3,
    'target `ls`: 1 event of the recording got lost: ring full',
    /never compared/,
  ],
  E_UNPARSED: [
    { target: 'ls', count: 2, line: 10, column: 4, text: 'x(', reason: 'no result' },
    3,
    "target `ls`: 2 records of the trace can't be read; the first is line 10, column 4: no result: x(",
    /report that line/,
  ],
  E_TRACER_KILLED: [
    { target: 'ls', tracer: 'strace', outcome: 'was ended by SIGKILL' },
    3,
    'target `ls`: strace was ended by SIGKILL before the target ended',
    /dmesg/,
  ],
  E_BUILD_FAILED: [
    { ...target, command: ['make', 'x'], outcome: 'exited with code 2', output: 'no rule\n' },
    3,
    'renacer.toml:7:1: target `ls`: its build `make x` exited with code 2\nno rule',
    /in the folder of renacer.toml: make x/,
  ],
  E_SURROUNDINGS: [
    { ...target, step: 'bind mount', errno: 'EPERM' },
    3,
    'renacer.toml:7:1: target `ls`: its surroundings could not be set up: bind mount: EPERM',
    /--surroundings fixed/,
  ],
  E_SETUP_FAILED: [
    { ...target, key: 'cleanup', command: ['rm', 'x'], outcome: 'exited with code 1', output: '' },
    3,
    'renacer.toml:7:1: target `ls`: its cleanup `rm x` exited with code 1',
    /in the target's folder: rm x/,
  ],
  E_GOLDEN_UNREADABLE: [
    { ...golden, looksLike: 'program output', line: 1, column: 1 },
    4,
    'golden_traces/ls.json:1:1: not a golden: the file holds program output',
    restore,
  ],
  E_GOLDEN_CONFLICT: [
    { ...golden, line: 12 },
    4,
    'golden_traces/ls.json:12: the golden has merge conflict markers',
    /trace-gate capture ls/,
  ],
  E_GOLDEN_TRUNCATED: [{ ...golden, line: 12 }, 4, 'golden_traces/ls.json:12: the golden ends in the middle', restore],
  E_GOLDEN_NEWER: [
    { ...golden, version: 3, known: 1 },
    4,
    'golden_traces/ls.json: the golden has format version 3; this trace-gate knows versions up to 1',
    /npm install/,
  ],
  E_GOLDEN_INVALID: [
    { ...golden, at: 'processes[0].steps', detail: 'must be a list' },
    4,
    'golden_traces/ls.json: not a valid golden: processes[0].steps must be a list',
    restore,
  ],
  E_GOLDEN_EMPTY: [
    golden,
    4,
    'golden_traces/ls.json: the golden has no steps, so every program would match it',
    restore,
  ],
  E_GOLDEN_OUTDATED: [
    { ...golden, version: 1, known: 2 },
    4,
    'golden_traces/ls.json: the golden was made with version 1 of the normalization rules; this trace-gate compares with version 2',
    /rm golden_traces\/ls\.json && trace-gate capture ls/,
  ],
  E_GOLDEN_BACKEND: [
    { ...golden, limits: [], backend: 'renacer', backendLimits: ['arguments', 'signals'] },
    4,
    'golden_traces/ls.json: the golden was made by a backend with no limits, renacer has the limits arguments, signals: what one of them never shows would be told as a change',
    /--backend auto.*rm golden_traces\/ls\.json && trace-gate capture --backend renacer ls/,
  ],
  E_GOLDEN_WRITE: [
    { file: 'golden_traces/ls.json', detail: 'no space is left' },
    3,
    'golden_traces/ls.json could not be written: no space is left',
    /ls -ld golden_traces\//,
  ],
  E_TRACE_FILE: [
    { file: 'a.log', detail: 'program output', line: 3 },
    3,
    'a.log:3: not a trace that can be read: program output',
    /trace-gate import/,
  ],
  E_BENCH_FORMAT: [
    { file: 'notes.txt', formats: ['criterion', 'go'] },
    3,
    'notes.txt is no result of a benchmark tool that trace-gate knows',
    /--format criterion\|go/,
  ],
  E_BENCH_READ: [
    {
      file: 'bench.txt',
      line: 7,
      detail: '`add/100` was begun and has no result',
      format: 'criterion',
      command: 'cargo bench',
    },
    3,
    'bench.txt:7: not a whole result of criterion: `add/100` was begun and has no result',
    'cargo bench, and keep all of it: a part of a result is never compared',
  ],
  E_BENCH_BASELINE: [
    { file: '.performance-baselines/baseline-current.txt' },
    4,
    'there is no baseline: .performance-baselines/baseline-current.txt does not exist',
    /trace-gate bench save.*--allow-missing-baseline/,
  ],
  E_LOCKFILE: [
    { file: 'go.sum', line: 3, detail: 'a line with a module is expected' },
    3,
    'go.sum:3: not a lockfile that can be read: a line with a module is expected',
    /npm install --package-lock-only/,
  ],
  E_BENCH_COMMAND: [
    { command: ['cargo', 'bench'], outcome: 'exited with code 101', output: 'error: no bench target\n' },
    3,
    '`cargo bench` exited with code 101\nerror: no bench target',
    /never compared/,
  ],
  E_REPORTER_WRITE: [
    { reporter: 'json', file: '/x/r.json', detail: 'ENOENT' },
    3,
    'the json report could not be written to /x/r.json: ENOENT',
    /--reporter json=FILE/,
  ],
  E_DEFECT: [{ detail: 'no such pass' }, 70, 'a defect of trace-gate itself: no such pass', /report it/],
};

/** The pairs of `expected` are right by its type; the compiler can't see it through a loop. */
const build = (code: ErrorCode): TraceGateError => new TraceGateError(code, expected[code][0]);

for (const code of errorCodes) {
  test(`${code} says what happened, where, and the way out`, (t) => {
    const [, exitCode, message, hint] = expected[code];
    const error = build(code);
    t.equal(error.code, code);
    t.equal(error.exitCode, exitCode);
    t.equal(error.message, message);
    if (typeof hint === 'string') t.equal(error.hint, hint);
    else t.match(error.hint, hint);
    t.notMatch(`${error.message} ${error.hint}`, /undefined|\[object|NaN/);
    t.end();
  });
}

test('every code of the closed list is tried here', (t) => {
  t.strictSame([...errorCodes].sort(), Object.keys(expected).sort());
  t.end();
});

test('sentences change with their facts', (t) => {
  const message = <C extends ErrorCode>(code: C, facts: ErrorFacts[C]): string => {
    const error = new TraceGateError(code, facts);
    return `${error.message} | ${error.hint}`;
  };
  t.match(
    message('E_CONFIG_NOT_FOUND', { from: '.', file: 'x.toml', detail: 'it is a folder' }),
    /x\.toml can't be read: it is a folder \| .*--config/,
  );
  t.match(message('E_CONFIG_NOT_FOUND', { from: '.', file: 'x.toml' }), /it does not exist/);
  t.match(
    message('E_EMPTY_GATE', { file: 'renacer.toml', targets: ['a', 'b'] }),
    /nothing in renacer\.toml checks `a`, `b`.*golden = true/,
  );
  t.match(message('E_UNKNOWN_TARGET', { name: 'zzz', file: 'f', known: ['ls', 'cat'] }), /known targets: `ls`, `cat`/);
  t.match(message('E_UNKNOWN_TARGET', { name: 'zzz', file: 'f', known: [] }), /there are no targets/);
  t.match(
    message('E_TIMEOUT', { target: 'a', place: { file: 'command line', line: 1, column: 1 }, timeoutMs: 1000 }),
    /^command line: target `a` did not end .*`trace --timeout 2000`, or timeout_ms = 2000/,
  );
  t.match(message('E_USAGE', { detail: 'a', hint: 'use b' }), /a \| use b/);
  t.match(message('E_PTRACE_DENIED', { detail: 'EPERM', yamaScope: 2 }), /ptrace_scope is 2/);
  t.match(
    message('E_BENCH_READ', { file: 'a.json', detail: 'x' }),
    /^a\.json: not a whole result of any tool: x \| measure again, and keep all of it: a part/,
  );
  t.match(
    message('E_BENCH_BASELINE', { file: 'a.json', command: 'make sizes' }),
    /main branch and commit it: make sizes$/,
  );
  const failed = { command: ['x'], outcome: 'failed', output: '' };
  t.match(message('E_BENCH_COMMAND', { ...failed, why: 'not started' }), /along PATH/);
  t.match(message('E_BENCH_COMMAND', { ...failed, why: 'nothing written' }), /name the file or folder/);
  t.match(message('E_TARGET_MISSING', { target: 'a', program: 'b', cwd: '/', built: true }), /its build command ran/);
  t.end();
});

test('isTraceGateError tells ours from others, and one code from another', (t) => {
  const error: unknown = new TraceGateError('E_NO_STRACE', {}, { cause: new Error('ENOENT') });
  t.ok(isTraceGateError(error));
  t.ok(isTraceGateError(error, 'E_NO_STRACE'));
  t.notOk(isTraceGateError(error, 'E_LOST'));
  t.notOk(isTraceGateError(new Error('x')));
  t.match((error as Error).cause, { message: 'ENOENT' });
  t.equal(String(error), 'TraceGateError: strace is not installed');
  t.end();
});
