/** The ways to run a workload: alone, and under each tracer that is there. */
import { spawnSync } from 'node:child_process';
import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const recorder =
  process.env.TRACE_GATE_RECORDER ?? fileURLToPath(new URL('../../build/native/recorder', import.meta.url));
/** As trace-gate calls it; see src/source/recorder.ts. */
const ours = (backend) => (file) => [recorder, '--backend', backend, '--data', '4096', '--output', file, '--'];

const endBytes = 64; // struct record_end of src/native/recorder.h, to which records, lost, missed and unbalanced belong
function lostByRecorder({ file }) {
  const descriptor = openSync(file);
  try {
    const end = Buffer.alloc(endBytes);
    readSync(descriptor, end, 0, endBytes, fstatSync(descriptor).size - endBytes);
    return Number(end.readBigUInt64LE(32) + end.readBigUInt64LE(40) + end.readBigUInt64LE(48));
  } finally {
    closeSync(descriptor);
  }
}

const sumOf = (text, pattern) => [...text.matchAll(pattern)].reduce((sum, [, count]) => sum + Number(count), 0);

/**
 * slow: stops the program, or wakes somebody, at each call. lost: how many records it says that it lost; absent: it loses none. install: how to get it.
 */
const all = {
  untraced: { prefix: () => [] },
  'ours, ebpf': {
    prefix: ours('ebpf'),
    lost: lostByRecorder,
    install: 'npm run build, with clang, bpftool and libbpf',
  },
  'ours, ptrace': { prefix: ours('ptrace'), lost: lostByRecorder, slow: true, install: 'npm run build' },
  strace: { prefix: (file) => ['strace', '-f', '-o', file, '--'], slow: true, install: 'apt-get install strace' },
  'strace, seccomp': {
    prefix: (file) => ['strace', '-f', '--seccomp-bpf', '-e', 'trace=%file,%process', '-o', file, '--'],
    slow: true,
    install: 'apt-get install strace',
  },
  'perf trace': {
    prefix: (file) => ['perf', 'trace', '-o', file, '--'],
    lost: ({ file }) => sumOf(readFileSync(file, 'latin1'), /LOST (\d+) events/g),
    slow: true,
    install: 'apt-get install linux-perf',
  },
  'perf record': {
    prefix: (file) => ['perf', 'record', '-m', '8192', '-e', 'raw_syscalls:*', '-o', file, '--'],
    lost: ({ stderr }) => sumOf(stderr, /lost (\d+)/gi),
    install: 'apt-get install linux-perf',
  },
  renacer: { prefix: () => ['renacer', '--'], slow: true, install: 'cargo install renacer' },
};

/** Runs a command under a way; the output of the tracer goes to `file`. */
export function runUnder(way, command, cwd, file) {
  const [program, ...args] = [...way.prefix(file), ...command];
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, LANG: 'C.UTF-8' };
  const { status, error, stderr } = spawnSync(program, args, {
    cwd,
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'latin1',
    maxBuffer: 1 << 28,
  });
  const missing = error?.code === 'ENOENT' ? `there is no ${program}` : error?.message;
  const problem = missing ?? (status === 0 ? undefined : (stderr.trim().split('\n').at(-1) ?? ''));
  return { problem, lost: problem === undefined ? (way.lost?.({ file, stderr }) ?? 0) : 0 };
}

/** Those that work here, and a line about each of the others. */
export function findWays(file) {
  const found = {};
  const missing = [];
  for (const [name, way] of Object.entries(all)) {
    const { problem } = runUnder(way, ['true'], '/', file);
    if (problem === undefined) found[name] = way;
    else missing.push(`${name} does not work here (${problem}); to get it: ${way.install}`);
  }
  return { found, missing };
}
