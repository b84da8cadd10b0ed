import { test } from 'tap';
import { figureLimit } from '../../src/compare/compare-figures.js';
import type { AssertionFinding, ChangeKind, GoldenFinding } from '../../src/model/finding.js';
import { levels, type Step } from '../../src/model/golden.js';
import { syscallTable } from '../../src/model/syscall-table.js';
import { allocationLimit } from '../../src/report/describe-figure.js';
import { describeAssertion, describeFinding } from '../../src/report/describe.js';
import { call, callBudget, difference, everyChange, everyCode, exitCode, files, latency } from './samples.js';

test('every code has its line', (t) => {
  t.strictSame(
    everyCode.map((finding) => `${finding.code}: ${describeFinding(finding)}`),
    [
      "assertion/violated: Assertion 'example_startup_latency' FAILED",
      'pattern/found: WARNING: PCIe Bottleneck detected (confidence: 85%)',
      "assertion/not-evaluated: Assertion 'regression.time_threshold_percent' was not evaluated: no capture was made on this machine to compare with; `trace-gate capture` makes one",
      'target/exit-code: exits with 3 instead of 0',
      'golden/differs: connects to 127.0.0.1:9 (new, fails with ECONNREFUSED)',
      'golden/unstable: no longer removes $TMP/lock, seen in 1 of 3 runs',
      'golden/missing: has no golden yet',
      'golden/pending: a pending golden waits for review',
      'golden/unreferenced: this golden belongs to no target',
      'golden/new: this golden is new',
      'golden/removed: this golden was removed',
      'note/unparsed: parts of the trace could not be read: 3 lines',
      'note/io-uring: uses io_uring, whose operations a trace of system calls does not show',
      'note/environment: another environment than the golden was made in: glibc 2.36 → 2.41',
      'note/level: compared less tightly than could be: contract',
      'note/unstable-target: its second run differs from its first: creates $CWD/out',
    ],
  );
  t.end();
});

test('every kind of change has its line', (t) => {
  t.strictSame(
    everyChange.map((finding) => `${finding.change}: ${describeFinding(finding)}`),
    [
      "added: runs /bin/sh -c 'exit 1' (new)",
      'removed: no longer fsyncs $CWD/out.tmp',
      'changed: opens $CWD/data/f00 without O_CLOEXEC',
      'moved: fsync of $CWD/out.tmp now after its rename',
      'count: stat $CWD/data/f00 … f07 and more twice (40 → 80)',
      'figure: allocated memory 6 MB → 198 MB (limit 25 MB)',
      'end: killed by SIGSEGV instead of exit code 0',
      'environment: loads libfoo.so.1 (new)',
    ],
  );
  t.end();
});

/** A group of `count` steps of one side. */
const group = (change: 'added' | 'removed', steps: Step[], count = steps.length): GoldenFinding =>
  change === 'added'
    ? difference(change, { after: steps, counts: { before: 0, after: count } })
    : difference(change, { before: steps, counts: { before: count, after: 0 } });
const added = (...steps: Step[]): GoldenFinding => group('added', steps);
const removed = (...steps: Step[]): GoldenFinding => group('removed', steps);
const changed = (before: Step, after: Step, parts: Partial<GoldenFinding> = {}): GoldenFinding =>
  difference('changed', { before: [before], after: [after], ...parts });
const times = (step: Step, before: number, after: number): GoldenFinding =>
  difference('count', { before: [step], after: [step], counts: { before, after } });
const figure = (subject: string, before: number, after: number): GoldenFinding =>
  difference('figure', { process: '', subject, counts: { before, after } });
const end = (before: Omit<Step, 'call'>, after: Omit<Step, 'call'>): GoldenFinding =>
  difference('end', { before: [call('end', before)], after: [call('end', after)] });

const open = (path: string, args: Omit<Step, 'call'> = {}): Step => call('open', { path, flags: 'O_RDONLY', ...args });
const [fsync, rename] = [
  call('fsync', { fd: '$CWD/out.tmp' }),
  call('rename', { path: '$CWD/out.tmp', newpath: '$CWD/out.txt' }),
];

const lines: readonly (readonly [GoldenFinding, string])[] = [
  // Added.
  [added(open('$CWD/data/f07')), 'opens $CWD/data/f07 (new)'],
  [added(open('$CWD/log', { flags: 'O_WRONLY|O_CREAT' })), 'opens $CWD/log for writing (new)'],
  [added(open('$CWD/no', { error: 'ENOENT' })), 'opens $CWD/no (new, fails with ENOENT)'],
  [group('added', files('open'), 40), 'opens $CWD/data/f00 … f07 and 32 more (new)'],
  [group('added', [...files('open', {}, 7), open('$CWD/data/f39')], 40), 'opens $CWD/data/f00 … f39 (new)'],
  [group('added', files('open'), 8), 'opens $CWD/data/f00 … f07 (new)'],
  [added(open('$CWD/a'), open('$CWD/b'), open('$CWD/c')), 'opens $CWD/a, b and c (new)'],
  [added(open('$CWD/a'), open('$TMP/b')), 'opens $CWD/a and $TMP/b (new)'],
  [added(open('/a/x'), open('/b/y'), open('/c/z'), open('/d')), 'opens /a/x, /b/y and 2 more (new)'],
  [group('added', [open('$CWD/a')], 5), 'opens $CWD/a, 5 times (new)'],
  [group('added', [open('$CWD/a'), open('$CWD/b')], 6), 'opens $CWD/a and b, 6 times in all (new)'],
  [added(call('bind', { fd: '<TCP>', address: '127.0.0.1:<port>' })), 'binds 127.0.0.1:<port> (new)'],
  [added(call('send', { fd: '<UDP>', to: '10.0.0.1:53' })), 'sends to 10.0.0.1:53 (new)'],
  [added(call('write', { fd: '$CWD/out', bytes: 20 })), 'writes to $CWD/out, 20 bytes (new)'],
  [added(call('read', { fd: 5 })), 'reads descriptor 5 (new)'],
  [added(call('kill', { pid: 'parent', signal: 'SIGTERM' })), 'sends SIGTERM to parent (new)'],
  [added(call('chmod', { path: '$CWD/x', mode: '0600' })), 'sets the mode of $CWD/x to 0600 (new)'],
  [added(rename), 'renames $CWD/out.tmp to $CWD/out.txt (new)'],
  [added(call('symlink', { target: 'a', newpath: '$CWD/b' })), 'creates symlink $CWD/b to a (new)'],
  [added(call('mkdir', { path: '$CWD/d', mode: '0777' })), 'creates folder $CWD/d (new)'],
  [added(call('socket', { domain: 'AF_INET', type: 'SOCK_STREAM' })), 'opens a socket AF_INET SOCK_STREAM (new)'],
  [added(call('mmap', { prot: 'PROT_READ|PROT_WRITE|PROT_EXEC' })), 'maps memory writable and executable (new)'],
  [added(call('mprotect', { prot: 'PROT_WRITE|PROT_EXEC' })), 'makes memory writable and executable (new)'],
  [added(call('thread')), 'starts a thread more'],
  [group('added', [call('thread')], 3), 'starts 3 threads more'],
  [added(call('fork', { error: 'EAGAIN' })), 'starts a process more, fails with EAGAIN'],
  [
    difference('added', {
      process: '0.1 <PATH>/sh',
      after: [call('process', { program: '<PATH>/sh', argv: ['sh', '-c', 'a b'] })],
    }),
    "starts a process (new): <PATH>/sh -c 'a b'",
  ],
  [added(call('end', { program: '<PATH>/sh', exit: 0 })), '<PATH>/sh exits with 0 (new)'],
  [added(call('syscall_0x1cd')), 'calls syscall_0x1cd (new)'],
  [
    added(call('swapon', { path: '/swap', flags: 'SWAP_FLAG_PREFER' })),
    'calls swapon /swap (flags SWAP_FLAG_PREFER) (new)',
  ],
  [added(open('$CWD/two\nlines\u001b[31m')), 'opens $CWD/two\\nlines\\x1b[31m (new)'],
  [added(call('rlimit', { pid: 0, resource: 'RLIMIT_NOFILE' })), 'gets or sets limit RLIMIT_NOFILE (new)'],
  [added(call('sigaction', { signal: 'SIGINT' })), 'sets its action on SIGINT (new)'],
  [added(call('fcntl', { fd: '<pipe>', op: 'F_SETFL', arg: 'O_NONBLOCK' })), 'controls <pipe> by F_SETFL (new)'],
  // Removed.
  [removed(call('close', { fd: '$CWD/data/f03' })), 'never closes $CWD/data/f03'],
  [removed(call('exec', { path: '/bin/sh', argv: ['sh'] })), 'no longer runs /bin/sh'],
  [removed(open('$CWD/no', { error: 'ENOENT' })), 'no longer opens $CWD/no (failed with ENOENT)'],
  [removed(call('thread')), 'starts a thread less'],
  [group('removed', [call('thread')], 2), 'starts 2 threads fewer'],
  [removed(call('process', { program: '<PATH>/sort' })), 'no longer starts a process: <PATH>/sort'],
  [removed(call('end', { program: '<PATH>/sh', signal: 'SIGTERM' })), '<PATH>/sh no longer is killed by SIGTERM'],
  [group('removed', files('unlink'), 40), 'no longer removes $CWD/data/f00 … f07 and 32 more'],
  // Changed.
  [changed(open('$CWD/x'), open('$CWD/x', { error: 'ENOENT' })), 'open $CWD/x fails with ENOENT'],
  [changed(open('$CWD/x', { error: 'ENOENT' }), open('$CWD/x')), 'open $CWD/x now succeeds (failed with ENOENT)'],
  [
    changed(open('$CWD/x', { error: 'ENOENT' }), open('$CWD/x', { error: 'EMFILE' })),
    'open $CWD/x fails with EMFILE instead of ENOENT',
  ],
  [
    changed(open('$CWD/x'), open('$CWD/x', { flags: 'O_RDONLY|O_CLOEXEC|O_NOATIME' })),
    'opens $CWD/x with O_CLOEXEC O_NOATIME',
  ],
  [changed(open('$CWD/x'), open('$CWD/x', { flags: 'O_RDWR' })), 'opens $CWD/x with O_RDWR instead of O_RDONLY'],
  [
    changed(
      open('$CWD/x', { flags: 'O_WRONLY|O_CREAT', mode: '0644' }),
      open('$CWD/x', { flags: 'O_WRONLY|O_CREAT', mode: '0600' }),
    ),
    'opens $CWD/x: mode 0644 → 0600',
  ],
  [changed(open('$CWD/x', { mode: '0644' }), open('$CWD/x')), 'opens $CWD/x: mode 0644 → none'],
  [
    changed(call('read', { fd: '$CWD/x', size: 4096, bytes: 4096 }), call('read', { fd: '$CWD/x', size: 1, bytes: 1 })),
    'reads $CWD/x: size 4096 → 1, bytes 4096 → 1',
  ],
  [changed(open('$CWD/a'), open('$CWD/b')), 'opens $CWD/b instead of $CWD/a'],
  [
    changed(call('connect', { addr: '10.0.0.1:80' }), call('connect', { addr: '10.0.0.1:81' }), { novelty: true }),
    'connects to 10.0.0.1:81 instead of 10.0.0.1:80 (new)',
  ],
  [
    changed(
      call('exec', { path: '<PATH>/cc', argv: ['cc', '-O2'] }),
      call('exec', { path: '<PATH>/cc', argv: ['cc', '-O3'] }),
    ),
    'runs <PATH>/cc -O3 instead of <PATH>/cc -O2',
  ],
  [
    changed(call('kill', { pid: 'self', signal: 'SIGTERM' }), call('kill', { pid: 'self', signal: 'SIGKILL' })),
    'sends SIGKILL to self instead of SIGTERM to self',
  ],
  [
    changed(call('end', { program: '<PATH>/sh', exit: 0 }), call('end', { program: '<PATH>/sh', exit: 2 })),
    '<PATH>/sh exits with 2 instead of 0',
  ],
  [
    difference('changed', {
      before: files('open', { flags: 'O_RDONLY|O_CLOEXEC' }),
      after: files('open', { flags: 'O_RDONLY' }),
      counts: { before: 8, after: 8 },
    }),
    'opens $CWD/data/f00 … f07 without O_CLOEXEC',
  ],
  [changed(call('sync'), call('sync')), 'syncs every file system in another way'],
  // Moved.
  [
    difference('moved', { before: [fsync], after: [fsync], counts: { before: 1, after: 1 } }),
    'fsync of $CWD/out.tmp now comes first',
  ],
  [
    difference('moved', { before: [fsync], after: [fsync, open('$CWD/x')], counts: { before: 3, after: 3 } }),
    'fsync of $CWD/out.tmp now after open of $CWD/x (and 2 more)',
  ],
  [
    difference('moved', {
      before: [fsync, open('$CWD/x')],
      after: [fsync, open('$CWD/x')],
      counts: { before: 1, after: 1 },
    }),
    'fsync of $CWD/out.tmp now at another place, after open of $CWD/x',
  ],
  [
    difference('moved', {
      before: [rename, fsync],
      after: [rename, call('write', { fd: '$CWD/out.tmp' })],
      counts: { before: 1, after: 1 },
    }),
    'fsync of $CWD/out.tmp no longer right before its rename (now after write to $CWD/out.tmp)',
  ],
  // Another number of times.
  [times(call('read', { fd: '$CWD/data' }), 1, 400), 'reads $CWD/data in 400 calls instead of 1'],
  [times(open('$CWD/x'), 1, 3), 'open $CWD/x 3 times (1 → 3)'],
  [times(open('$CWD/x'), 3, 2), 'open $CWD/x less often (3 → 2)'],
  [times(open('$CWD/x'), 2, 3), 'open $CWD/x more often (2 → 3)'],
  [
    difference('count', {
      before: files('stat', {}, 3),
      after: files('stat', {}, 3),
      counts: { before: 15, after: 30 },
    }),
    'stat $CWD/data/f00 … f02 twice (15 → 30)',
  ],
  [
    difference('count', {
      before: [...files('stat', {}, 7), call('stat', { path: '$CWD/data/f39' })],
      after: [...files('stat', {}, 7), call('stat', { path: '$CWD/data/f39' })],
      counts: { before: 40, after: 80 },
    }),
    'stat $CWD/data/f00 … f39 twice (40 → 80)',
  ],
  // Figures.
  [figure('allocated memory', 0, 100), 'allocated memory 0 bytes → 100 bytes (limit 16 MB)'],
  [figure('reads $CWD/data', 1, 400), 'reads $CWD/data in 400 calls instead of 1'],
  [figure('writes <stdout>', 0, 400), 'writes to <stdout> in 400 calls (new)'],
  [figure('bytes <stdout>', 20, 5120), 'writes 5,120 bytes to <stdout> instead of 20'],
  [figure('written $CWD/out', 20, 0), 'no longer writes to $CWD/out (20 bytes)'],
  [figure('calls futex', 12, 400), 'calls futex 400 times instead of 12'],
  [figure('signals SIGALRM', 0, 20), 'receives SIGALRM 20 times (new)'],
  [figure('processes <PATH>/sh', 0, 1), 'starts a process (new): <PATH>/sh'],
  [figure('processes <PATH>/sh', 1, 3), 'starts <PATH>/sh 3 times instead of 1'],
  [figure('processes <PATH>/sh', 1, 0), 'no longer starts <PATH>/sh'],
  [figure('threads 0 $CWD/program', 4, 5), 'starts a thread more (4 → 5 threads)'],
  [figure('threads 0.1 <PATH>/sort', 4, 2), 'starts 2 threads fewer (4 → 2 threads) in 0.1 <PATH>/sort'],
  [figure('something else', 1, 2), 'something of else 1 → 2'],
  // Ends.
  [end({ exit: 0 }, { exit: 3 }), 'exits with 3 instead of 0'],
  [end({ signal: 'SIGTERM' }, { exit: 0 }), 'exits with 0 instead of SIGTERM'],
  [end({ exit: 0 }, { unknown: true } as never), 'ends in an unknown way instead of exit code 0'],
  // Where, and how often.
  [
    difference('added', { process: '0.1 <PATH>/sort', after: [open('$CWD/x')], counts: { before: 0, after: 1 } }),
    'opens $CWD/x (new) in 0.1 <PATH>/sort',
  ],
  [
    difference('environment', { process: '<PATH>/sort', before: [call('load', { path: 'libfoo.so.1' })] }),
    'no longer loads libfoo.so.1 in <PATH>/sort',
  ],
  [
    difference('added', { code: 'golden/unstable', after: [open('$CWD/x')], seen: { runs: 1, of: 3 } }),
    'opens $CWD/x (new), seen in 1 of 3 runs',
  ],
  [difference('added', { after: [open('$CWD/x')], seen: { runs: 3, of: 3 } }), 'opens $CWD/x (new)'],
];

test('changes of behaviour', (t) => {
  for (const [finding, line] of lines) t.equal(describeFinding(finding), line);
  t.end();
});

test('long argument lists are quoted and cut', (t) => {
  const line = describeFinding(
    added(
      call('exec', {
        path: '/bin/sh',
        argv: ['sh', '-c', `it's ${'x'.repeat(500)}`, ...Array.from({ length: 99 }, () => 'word')],
      }),
    ),
  );
  t.match(line, /^runs \/bin\/sh -c 'it'\\''s x+…' word word.*… \(new\)$/);
  t.ok(line.length < 130, `${line.length} characters`);
  t.end();
});

/** A value for every argument of a call. */
function stepOf(name: string, family: string, value: (argument: string, index: number) => string | number): Step {
  const args = (syscallTable.get(name)?.args ?? []).map(
    ([argument], index) => [argument, value(argument, index)] as const,
  );
  // `ipc` and `socketcall` have an argument of the name `call`; a step has one key of that name.
  return { ...Object.fromEntries(args), call: family };
}

test('every call of the table has a line for every change', (t) => {
  const kinds: readonly ChangeKind[] = ['added', 'removed', 'changed', 'moved', 'count'];
  const bad: string[] = [];
  const families = new Set<string>();
  for (const [name, { family }] of syscallTable) {
    families.add(family);
    const bare = call(family);
    const full = stepOf(name, family, (argument, index) => (argument.endsWith('path') ? `$CWD/x${index}` : index));
    const other = stepOf(name, family, (argument, index) => `O_A|${argument.toUpperCase()}\u0007\n${index}`);
    const failed: Step = { ...full, error: 'EPERM' };
    for (const [before, after] of [
      [bare, bare],
      [bare, full],
      [full, other],
      [other, failed],
      [failed, bare],
    ] as const) {
      for (const change of kinds) {
        for (const counts of [
          { before: 1, after: 1 },
          { before: 3, after: 40 },
        ]) {
          const parts = { before: change === 'added' ? [] : [before], after: change === 'removed' ? [] : [after] };
          const line = describeFinding(difference(change, { ...parts, counts }));
          // At least a word about the change and one about the call; nothing that a terminal would act on.
          if (!/^\S+ \S/.test(line) || /undefined|\[object|NaN|[\u0000-\u001f]/.test(line) || /  | $/.test(line))
            bad.push(`${change} ${name}: ${line}`);
        }
      }
    }
  }
  t.strictSame(bad.slice(0, 20), []);
  t.ok(families.size > 250, `${families.size} families`);
  t.end();
});

test('a finding without steps still has a line', (t) => {
  for (const { change } of everyChange) {
    const line = describeFinding(difference(change, { counts: { before: 0, after: 0 } }));
    t.match(line, /^\S+ \S/, line);
    t.notMatch(line, /undefined|NaN/);
  }
  t.end();
});

test('the limit that is told is the limit that was applied', (t) => {
  for (const most of [0, 6_291_456, 123_456_789]) t.equal(allocationLimit(most), figureLimit({ rule: 'bytes', most }));
  t.equal(levels.length, 4);
  t.end();
});

test('budgets are told in the words of renacer', (t) => {
  t.strictSame(describeAssertion({ ...latency, values: [] }), {
    title: "Assertion 'example_startup_latency' FAILED",
    lines: ['Actual: 125ms', 'Budget: 100ms', 'Regression: +25%'],
  });
  t.strictSame(describeAssertion(callBudget), {
    title: "Assertion 'max_syscall_budget' WARNING",
    lines: [
      'Actual: 612 calls',
      'Budget: 500 calls',
      'Regression: +22%',
      'Evidence: 400 read, 100 write',
      'Why: every call costs a switch',
    ],
  });
  const memory: AssertionFinding = {
    ...latency,
    measure: 'allocated',
    unit: 'bytes',
    actual: 104_857_601,
    limit: 104_857_600,
    values: [1, 104_857_601],
  };
  t.strictSame(describeAssertion(memory).lines, [
    'Actual: 100.000001MB',
    'Budget: 100MB',
    'Regression: +<0.1%',
    'Runs: 1 byte, 100MB (the largest counts)',
  ]);
  t.strictSame(
    describeAssertion({ ...latency, actual: 100.0004, values: Array.from({ length: 40 }, (_, i) => 90 + i) }).lines,
    ['Actual: 100.0004ms', 'Budget: 100ms', 'Regression: +<0.1%', 'Runs: 40, from 90ms to 129ms (the median counts)'],
  );
  t.equal(describeAssertion({ ...latency, limit: 0 }).lines[2], 'Regression: over a budget of 0');
  const evidence = ['a long line of evidence that tells a lot', 'short'];
  t.strictSame(describeAssertion({ ...callBudget, evidence }).lines.slice(3), [
    'Evidence:',
    `  ${evidence[0]}`,
    '  short',
  ]);
  t.end();
});

test('ends that renacer.toml does not expect', (t) => {
  t.equal(describeFinding({ ...exitCode, actual: 'killed by SIGSEGV' }), 'killed by SIGSEGV instead of exit code 0');
  t.equal(describeFinding({ ...exitCode, expected: '0', actual: '1' }), 'exits with 1 instead of 0');
  t.equal(describeFinding({ ...exitCode, actual: 'unknown' }), 'ends with unknown instead of exit code 0');
  t.end();
});
