import { test } from 'tap';
import { renderSummary } from '../../src/export/summary.js';
import type { SyscallEvent, SyscallResult, Trace, TraceEvent } from '../../src/model/trace.js';

const ok: SyscallResult = { kind: 'value', value: 0, text: '0' };
const call = (name: string, durationNs: number | undefined, result: SyscallResult = ok): SyscallEvent => ({
  kind: 'syscall',
  tid: 1,
  timeNs: 0,
  line: 1,
  name,
  args: [],
  result,
  ...(durationNs === undefined ? {} : { durationNs }),
});
const traceOf = (...events: TraceEvent[]): Trace => ({
  backend: { class: 'ptrace', name: 'strace', version: '6.1' },
  arch: 'x86_64',
  events,
});

test('time, calls and errors, the longest first', (t) => {
  const trace = traceOf(
    call('openat', 1000, { kind: 'errno', errno: 'ENOENT' }),
    call('openat', 2999),
    call('sched_getaffinity', 1_000_000_000),
    call('read', 600),
    call('close', 600),
    call('close', 0),
    call('exit_group', 7000, { kind: 'none', reason: 'exit' }),
    { kind: 'signal', tid: 1, timeNs: 0, line: 1, signal: 'SIGCHLD', action: 'delivered', info: [] },
  );
  t.equal(
    renderSummary(trace),
    `
% time     seconds  usecs/call     calls    errors syscall
------ ----------- ----------- --------- --------- ------------------
100.00    1.000000     1000000         1           sched_getaffinity
  0.00    0.000004           1         2         1 openat
  0.00    0.000001           0         2           close
  0.00    0.000001           0         1           read
------ ----------- ----------- --------- --------- ------------------
100.00    1.000005      166667         6         1 total
`.slice(1),
  );
  t.end();
});

test('a trace without times, or without calls', (t) => {
  t.match(renderSummary(traceOf(call('a', undefined))), '  0.00    0.000000           0         1           a\n');
  t.equal(
    renderSummary(traceOf()),
    `
% time     seconds  usecs/call     calls    errors syscall
------ ----------- ----------- --------- --------- ----------------
------ ----------- ----------- --------- --------- ----------------
100.00    0.000000           0         0           total
`.slice(1),
  );
  t.end();
});
