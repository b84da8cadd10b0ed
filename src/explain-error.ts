/** What the codes of errors mean, whatever the facts: for `trace-gate explain CODE`. */
import { type ErrorCode, exitCodeOf } from './errors.js';

const meanings: Readonly<Record<ErrorCode, string>> = {
  E_CONFIG: 'renacer.toml has problems; all of them are listed, each at its line.',
  E_CONFIG_NOT_FOUND: 'There is no renacer.toml here or in a folder above. `trace-gate init` makes one.',
  E_EMPTY_GATE: 'Nothing would be checked: an empty gate is not a passed gate.',
  E_USAGE: 'The command line is not understood.',
  E_UNKNOWN_TARGET: 'No target of renacer.toml has this name.',
  E_NOT_LINUX: 'Recording needs Linux; comparing and reviewing do not.',
  E_NO_STRACE: 'strace is not installed, and nothing else here can record.',
  E_NO_RENACER: 'There is no renacer binary that can record.',
  E_NO_RECORDER: 'The recorder, which records by eBPF or ptrace, is not built.',
  E_BACKEND: 'The kernel, or its rights, do not let this backend record.',
  E_PTRACE_DENIED: 'The kernel does not let this user trace programs: a container without SYS_PTRACE, Yama, seccomp.',
  E_NO_LAUNCHER: 'The small program that starts targets and measures them is not built, and there is no C compiler.',
  E_TARGET_MISSING: 'The program of a target does not exist. Build it first, or let the target do so with `build`.',
  E_TARGET_NOT_EXECUTABLE: 'The program of a target may not be executed.',
  E_TARGET_DIRECTORY: 'The program of a target is a folder.',
  E_TARGET_WRONG_ARCH: 'The program of a target is built for another machine.',
  E_TARGET_START: 'The kernel would not start the program of a target.',
  E_TIMEOUT: 'A target ran longer than its timeout_ms and was ended with everything that it had started.',
  E_NO_EVENTS: 'The tracer wrote nothing: a program that ran has made calls, so the recording failed.',
  E_LOST: 'Events were lost. A trace with holes is never compared.',
  E_UNPARSED: 'Lines of a recording could not be read. A trace that is not understood is never compared.',
  E_TRACER_KILLED: 'The tracer was ended from outside before the target was.',
  E_BUILD_FAILED: 'The `build` of a target failed; its last lines are shown.',
  E_SURROUNDINGS: 'The launcher could not set up what a recording was to find: a step of it failed.',
  E_SETUP_FAILED: 'The `setup` or `cleanup` of a target failed; its last lines are shown.',
  E_GOLDEN_UNREADABLE: 'A golden is no golden: a program’s output, an empty file, something else.',
  E_GOLDEN_CONFLICT: 'A golden holds the marks of a merge conflict.',
  E_GOLDEN_TRUNCATED: 'A golden ends in the middle.',
  E_GOLDEN_NEWER: 'A golden was written by a newer trace-gate, which may mean something else by it.',
  E_GOLDEN_OUTDATED: 'A golden was written under older rules of normalization.',
  E_GOLDEN_INVALID: 'A golden breaks its schema at the place that is given.',
  E_GOLDEN_BACKEND:
    'A golden was recorded by a backend that sees other things than this one: the two can not be compared.',
  E_GOLDEN_EMPTY: 'A golden without a single step: it would accept a program that does nothing.',
  E_GOLDEN_WRITE: 'A golden, or a file beside it, could not be written.',
  E_TRACE_FILE: 'A trace file could not be read.',
  E_BENCH_FORMAT: 'A file is no result of a benchmark tool that is known.',
  E_BENCH_READ:
    'A benchmark result is cut, has failed or is damaged. A part of one is never compared: it would be a smaller suite.',
  E_BENCH_BASELINE: 'There is no stored baseline to compare benchmarks with.',
  E_LOCKFILE: 'A lockfile can not be read: it is cut, has the marks of a merge conflict, or is of an older format.',
  E_BENCH_COMMAND: 'The command after `--`, which should measure, failed.',
  E_REPORTER_WRITE: 'A report could not be written. The verdict was not delivered, so there is none.',
  E_DEFECT: 'trace-gate itself is wrong. Please report it with the text that is shown.',
};

/** For `trace-gate explain CODE`. */
export function explainError(code: ErrorCode): string[] {
  return [
    code,
    `  Meaning: ${meanings[code]}`,
    `  Exit code: ${exitCodeOf(code)}`,
    '  What to do: its message names the place, and the hint below that the way out',
  ];
}
