import { test } from 'tap';
import type { ExitEvent, SignalEvent, SyscallEvent, TraceEvent, UnparsedEvent } from '../../src/model/trace.js';
import { parseStrace, StraceParser } from '../../src/parse/strace.js';

function calls(log: string): SyscallEvent[] {
  return parseStrace(log).filter((event): event is SyscallEvent => event.kind === 'syscall');
}

function only(line: string): TraceEvent {
  const events = parseStrace(`${line}\n`);
  const [event] = events;
  if (event === undefined || events.length !== 1) throw new Error(`${events.length} events in ${line}`);
  return event;
}

function call(line: string): SyscallEvent {
  const event = only(line);
  if (event.kind !== 'syscall') throw new Error(`${JSON.stringify(event)} is no call`);
  return event;
}

function tailOf(result: string): Partial<SyscallEvent> {
  const { result: parsed, note, durationNs } = call(`close(3)                                = ${result}`);
  return { result: parsed, ...(note !== undefined && { note }), ...(durationNs !== undefined && { durationNs }) };
}

test('what stands before a record', (t) => {
  const leads: [lead: string, tid: number][] = [
    ['', 0],
    ['17128 ', 17128],
    ['874   ', 874],
    ['4194304 ', 4194304],
    ['[pid 17128] ', 17128],
    ['[pid   874] ', 874],
    ['29315<strace> ', 29315],
    ['29315<na\\76me = (\\n> ', 29315],
    ['[pid 29315<cat>] ', 29315],
    ['17128 1795227238.710949 ', 17128],
    ['17128 1795227238.710949123 ', 17128],
    ['17128 1795227238 ', 17128],
    ['1795227238.710949 ', 0],
    ['1795227238 ', 0],
    ['17128 02:17:18 ', 17128],
    ['02:17:18.710949 ', 0],
    ['17128      0.000300 ', 17128],
    ['     0.000300 ', 0],
    ['     0 ', 0],
    ['17128 1795227555.001605 (+     0.000300) ', 17128],
    ['02:17:18 (+     0.000300) ', 0],
    ['7936<threads> 1795229958.665428 [ 231] [00007fb00c894409] ', 7936],
    ['7936  [ 231] [????????????????] ', 7936],
    ['7936  [????] ', 7936],
  ];
  for (const [lead, tid] of leads) {
    t.match(
      only(`${lead}getpid() = 5`),
      { kind: 'syscall', name: 'getpid', tid, result: { value: 5 } },
      `'${lead}' before a call`,
    );
    t.match(
      only(`${lead}+++ exited with 3 +++`),
      { kind: 'exit', tid, outcome: { code: 3 } },
      `'${lead}' before an exit`,
    );
    t.match(
      only(`${lead}--- stopped by SIGSTOP ---`),
      { kind: 'signal', tid, action: 'stop' },
      `'${lead}' before a signal`,
    );
  }
  t.match(parseStrace('getpid() = 5\n', { tid: 77 }), [{ tid: 77 }], 'the tid of a file of -ff is given from outside');
  t.end();
});

test('times are nanoseconds since the first line', (t) => {
  const times = (...stamps: string[]): number[] =>
    calls(stamps.map((stamp) => `${stamp}getpid() = 5\n`).join('')).map((event) => event.timeNs);
  t.same(times('', ''), [0, 0], 'no times');
  t.same(times('1795227238.710949123 ', '1795227239.000000001 '), [0, 289_050_878], 'unix, ns');
  t.same(times('1795227238.710949 ', '1795227238.710950 '), [0, 1000], 'unix, us');
  t.same(times('1795227238 ', '1795227241 '), [0, 3e9], 'unix, s');
  t.same(times('1795227238.5 ', '1795227238.25 '), [0, -250_000_000], 'the clock was set back');
  t.same(
    times('23:59:59.500000 ', '00:00:01.000000 ', '00:00:00.900000 '),
    [0, 1.5e9, 1.4e9],
    'time of day, over midnight',
  );
  t.same(
    times('     0.000000 ', '     0.000300 ', '     1.000000 '),
    [0, 300_000, 1_000_300_000],
    'differences add up',
  );
  t.same(times('1795227555.0 (+     0.0) ', '1795227556.0 (+     9.0) '), [0, 1e9], 'the absolute time counts');
  t.end();
});

test('results', (t) => {
  const value = (text: string, number: number) => ({ result: { kind: 'value', value: number, text } });
  t.same(tailOf('0'), value('0', 0));
  t.same(tailOf('0x7f9cf148e000'), value('0x7f9cf148e000', 0x7f9cf148e000));
  t.same(tailOf('022'), value('022', 18), 'umask is octal');
  t.same(tailOf('-300'), value('-300', -300));
  t.same(tailOf('-1'), value('-1', -1));
  t.same(tailOf('0xffffffffffffffff'), value('0xffffffffffffffff', NaN));
  t.same(tailOf('3 <0.000005>'), { ...value('3', 3), durationNs: 5000 });
  t.same(tailOf('3 <1.000005809>'), { ...value('3', 3), durationNs: 1_000_005_809 });
  t.same(tailOf('3 <0.005>'), { ...value('3', 3), durationNs: 5e6 });
  t.same(tailOf('3 <2>'), { ...value('3', 3), durationNs: 2e9 });
  t.same(tailOf('-1 ENOENT (No such file or directory)'), { result: { kind: 'errno', errno: 'ENOENT' } });
  t.same(tailOf('-1 ENOENT (Нет такого (файла)) <0.000001>'.replaceAll(/[^\0-\x7f]/g, '\xd0')), {
    result: { kind: 'errno', errno: 'ENOENT' },
    durationNs: 1000,
  });
  t.same(tailOf('-1 ENOENT (No such file or directory) (INJECTED)'), {
    result: { kind: 'errno', errno: 'ENOENT' },
    note: 'INJECTED',
  });
  t.same(tailOf('-1 EIO (E) (INJECTED) (DELAYED)'), {
    result: { kind: 'errno', errno: 'EIO' },
    note: 'INJECTED; DELAYED',
  });
  t.same(tailOf('-1 (errno 1000)'), { result: { kind: 'errno', errno: 'ERRNO_1000' } });
  t.same(tailOf('? ERESTARTSYS (To be restarted if SA_RESTART is set) <0.02>'), {
    result: { kind: 'errno', errno: 'ERESTARTSYS' },
    durationNs: 2e7,
  });
  t.same(tailOf('? ERESTART_RESTARTBLOCK (Interrupted by signal)'), {
    result: { kind: 'errno', errno: 'ERESTART_RESTARTBLOCK' },
  });
  t.same(tailOf('? <unavailable>'), { result: { kind: 'none', reason: 'unavailable' } });
  t.same(tailOf('0x8002 (flags O_RDWR|O_LARGEFILE)'), { ...value('0x8002', 0x8002), note: 'flags O_RDWR|O_LARGEFILE' });
  t.same(tailOf('1 ([{fd=18</tmp/a) = 3>, revents=POLLIN}]) <0.1>'), {
    ...value('1', 1),
    note: '[{fd=18</tmp/a) = 3>, revents=POLLIN}]',
    durationNs: 1e8,
  });
  t.same(tailOf('0 (Timeout)'), { ...value('0', 0), note: 'Timeout' });
  t.same(tailOf('3 ()'), value('3', 3));
  t.same(tailOf('42 (INJECTED: args, retval) (DELAYED)'), {
    ...value('42', 42),
    note: 'INJECTED: args, retval; DELAYED',
  });
  t.same(tailOf("2 /* 7 in strace's PID NS */"), value('2', 2));
  t.end();
});

test('descriptors in results', (t) => {
  const object = (annotation: string) => {
    const { result } = call(`dup(3) = 5${annotation} <0.000001>`);
    return result.kind === 'value' && result.value === 5 ? result.object : result;
  };
  const path = (name: string, more: object = {}) => ({ type: 'path', path: name, deleted: false, ...more });
  t.same(object('</etc/ld.so.cache>'), path('/etc/ld.so.cache'));
  t.same(object('</dev/null<char 1:3>>'), path('/dev/null', { device: { kind: 'char', major: 1, minor: 3 } }));
  t.same(object('</dev/sda<block 8:0>>'), path('/dev/sda', { device: { kind: 'block', major: 8, minor: 0 } }));
  t.same(object('</tmp/x>(deleted)'), path('/tmp/x', { deleted: true }));
  t.same(object('</tmp/x (deleted)>'), path('/tmp/x (deleted)'));
  t.same(object('</tmp/a\\74b\\76\\nc\\"\\\\>'), path('/tmp/a<b>\nc"\\'));
  t.same(object("</tmp/) = 0, NULL [{'/*>"), path("/tmp/) = 0, NULL [{'/*"));
  t.same(object('</memfd:my mem\\76fd\\n>(deleted)'), path('/memfd:my mem>fd\n', { deleted: true }));
  t.same(object('<pipe:[1071426]>'), { type: 'pipe', inode: 1071426 });
  t.same(object('<anon_inode:[eventpoll]>'), { type: 'anon', name: 'eventpoll' });
  t.same(object('<anon_inode:inotify>'), { type: 'anon', name: 'inotify' });
  t.same(object('<pid:29505>'), { type: 'anon', name: 'pidfd' });
  t.same(object('<signalfd:[USR1]>'), { type: 'anon', name: 'signalfd' });
  t.same(object('<{eventfd-count=0x7, eventfd-id=4, eventfd-semaphore=0}>'), { type: 'anon', name: 'eventfd' });
  t.same(object('<TCP:[127.0.0.1:80->127.0.0.1:5000]>'), {
    type: 'socket',
    protocol: 'TCP',
    text: '127.0.0.1:80->127.0.0.1:5000',
  });
  t.same(object('<UDPv6:[[::1]:1->[::1]:53]>'), { type: 'socket', protocol: 'UDPv6', text: '[::1]:1->[::1]:53' });
  t.same(object('<UNIX-STREAM:[1->2,@"x>\\"]>"]>'), {
    type: 'socket',
    protocol: 'UNIX-STREAM',
    text: '1->2,@"x>\\"]>"',
  });
  t.same(object('<socket:[17]>'), { type: 'socket', protocol: 'socket', text: '17' });
  t.same(object('<NETLINK:[ROUTE:30410]>'), { type: 'socket', protocol: 'NETLINK', text: 'ROUTE:30410' });
  t.end();
});

test('split calls are joined and keep the line and time of their beginning', (t) => {
  const forms = [
    ['10 1.5 wait4(11, <unfinished ...>', '10 2.5 <... wait4 resumed>NULL, 0) = 11 <1.0>'],
    ['10 1.5 wait4(11,  <unfinished ...>', '10 2.5 <... wait4 resumed>NULL, 0) = 11 <1.0>'],
    ['10 1.5 wait4(11 <unfinished ...>', '10 2.5 <... wait4 resumed>, NULL, 0) = 11 <1.0>'],
    ['10 1.5 wait4(11,  <unfinished #3 ...>', '10 2.5 <... wait4 resumed #3>NULL, 0) = 11 <1.0>'],
    ['10 1.5 wait4(11, NULL, 0 <unfinished ...>', '10 2.5 <... wait4 resumed> ) = 11 <1.0>'],
    ['10 1.5 wait4( <unfinished ...>', '10 2.5 <... wait4 resumed>11, NULL, 0)        = 11 <1.0>'],
    [
      '10 1.5 wait4(11,  <unfinished ...>',
      '10 1.7 <... wait4 resumed>NULL <unfinished ...>',
      '10 2.5 <... wait4 resumed>, 0) = 11 <1.0>',
    ],
  ];
  for (const lines of forms) {
    const [event, ...more] = calls(`99 0.5 getpid() = 99\n${lines.join('\n')}\n`).slice(1);
    // Times of so small a first number are those since the line before: the end is told 2.5 or 4.2 s after the beginning, whatever -T says.
    const durationNs = lines.length === 2 ? 2.5e9 : 4.2e9;
    t.match(event, { name: 'wait4', tid: 10, line: 2, result: { value: 11 }, durationNs }, lines[0] ?? '');
    t.match(event?.args, [{ value: 11 }, { kind: 'null' }, { value: 0 }]);
    t.same(more, []);
  }
  const clone = calls(
    '1 clone3({flags=CLONE_VM} <unfinished ...>\n1 <... clone3 resumed> => {parent_tid=[8]}, 88) = 8\n',
  );
  t.match(clone, [
    { args: [{ kind: 'change', before: { kind: 'struct' }, after: { kind: 'struct' } }, { value: 88 }] },
  ]);
  t.end();
});

test('a name or a buffer that looks like the end of a line is none', (t) => {
  for (const text of [
    'x <unfinished ...>',
    '<... read resumed>y',
    '+++ exited with 0 +++',
    ') = 0 <0.000001>',
    '= ?',
    '--- SIGINT ---',
  ]) {
    const event = call(`17 write(3</tmp/) = 0>, "${text}", 18) = 18`);
    t.match(
      event,
      { name: 'write', args: [{ kind: 'fd' }, { kind: 'string', bytes: text }, { value: 18 }], result: { value: 18 } },
      text,
    );
  }
  const socket = call(
    '17 read(3<UNIX-STREAM:[1->2,@"x <unfinished ...>"]>, "", 1) = 4<UNIX-STREAM:[1->2,@"x <unfinished ...>"]>',
  );
  t.match(socket.result, { value: 4, object: { type: 'socket' } });
  t.end();
});

test('tasks that end within a call', (t) => {
  const reasons = (log: string) =>
    calls(log).map((event) => [event.name, event.result.kind === 'none' ? event.result.reason : event.result.kind]);
  t.same(reasons('1 exit_group(0) = ?\n1 +++ exited with 0 +++\n'), [['exit_group', 'exit']]);
  t.same(reasons('1 exit_group(0 <unfinished ...>\n1 <... exit_group resumed>) = ?\n'), [['exit_group', 'exit']]);
  t.same(reasons('1 kill(1, SIGKILL) = ?\n1 +++ killed by SIGKILL +++\n'), [['kill', 'killed']]);
  t.same(reasons('1 pause( <unfinished ...>\n1 <... pause resumed>) = ?\n1 +++ exited with 0 +++\n'), [
    ['pause', 'exit'],
  ]);
  t.same(
    reasons(
      '1 poll(NULL, 0 <unfinished ...>\n1 <... poll resumed> <unfinished ...>) = ?\n1 +++ killed by SIGSEGV (core dumped) +++\n',
    ),
    [['poll', 'killed']],
  );
  t.same(reasons('1 ???( <unfinished ...>\n1 <... ??? resumed>) = ?\n1 +++ killed by SIGKILL +++\n'), [
    ['???', 'killed'],
  ]);
  t.same(reasons('???() = ?\n+++ killed by SIGKILL +++\n'), [['???', 'killed']]);
  t.same(reasons('1 syscall_0x2b1f(0x2b00, 0x9 <unfinished ...>\n1 +++ killed by SIGKILL +++\n'), [
    ['syscall_0x2b1f', 'killed'],
  ]);
  t.same(reasons('1 pause( <unfinished ...>\n'), [['pause', 'unfinished']], 'the log ended first');
  t.same(
    reasons('1 pause( <unfinished ...>\n1 getpid() = 1\n'),
    [
      ['pause', 'unfinished'],
      ['getpid', 'value'],
    ],
    'the end was lost',
  );
  t.same(reasons('1 restart_syscall(<... resuming interrupted read ...> <detached ...>\n'), [
    ['restart_syscall', 'detached'],
  ]);
  t.same(reasons('1 execve("/bin/x", ["x"], 0x1 /* 3 vars */ <detached ...>\n'), [['execve', 'detached']]);
  t.same(
    reasons('1 execve("/bin/x", ["x"], 0x1 /* 3 vars */ <pid changed to 18116 ...>\n'),
    [['execve', 'unfinished']],
    '-ff',
  );
  const order = parseStrace('1 kill(1, SIGKILL) = ?\n2 getpid() = 2\n1 +++ killed by SIGKILL +++\n').map(
    (event) => event.line,
  );
  t.same(order, [1, 2, 3], 'parseStrace gives the order of beginning');
  t.end();
});

test('execve in a thread goes on under the tid of the leader', (t) => {
  const log = [
    '18109 poll(NULL, 0, 5000 <unfinished ...>',
    '18110 execve("/bin/echo", ["echo"], 0x7ffd /* 35 vars */ <unfinished ...>',
    '18109 <... poll resumed> <unfinished ...>) = ?',
    '18109 +++ superseded by execve in pid 18110 +++',
    '18109 <... execve resumed>)             = 0 <0.000378925>',
    '18109 brk(NULL) = 0x1000',
  ];
  t.match(parseStrace(`${log.join('\n')}\n`), [
    { kind: 'syscall', name: 'poll', tid: 18109, line: 1, result: { kind: 'none', reason: 'exit' } },
    {
      kind: 'syscall',
      name: 'execve',
      tid: 18109,
      line: 2,
      args: [{ bytes: '/bin/echo' }, {}, {}],
      result: { value: 0 },
      durationNs: 378_925,
    },
    { kind: 'exit', tid: 18109, line: 4, outcome: { kind: 'superseded', byTid: 18110 } },
    { kind: 'syscall', name: 'brk', tid: 18109 },
  ]);
  const quiet = log.filter((line) => !line.includes('superseded'));
  t.match(calls(`${quiet.join('\n')}\n`), [
    { name: 'poll' },
    { name: 'execve', tid: 18109, args: [{ bytes: '/bin/echo' }, {}, {}] },
    { name: 'brk' },
  ]);
  t.end();
});

test('signals and ends of tasks', (t) => {
  const signal = only(
    '17128 1795227239.046646 --- SIGRT_3 {si_signo=SIGRT_3, si_code=SI_QUEUE, si_int=42, si_stime=1 /* 0.01 s */} ---',
  ) as SignalEvent;
  t.match(signal, { kind: 'signal', signal: 'SIGRT_3', action: 'delivered' });
  t.same(
    signal.info.map((field) => field.name),
    ['si_signo', 'si_code', 'si_int', 'si_stime'],
  );
  t.match(signal.info[2]?.value, { kind: 'number', value: 42 });
  t.match(only('1 --- stopped by SIGTTOU ---'), { signal: 'SIGTTOU', action: 'stop', info: [] });
  const outcome = (line: string) => (only(line) as ExitEvent).outcome;
  t.same(outcome('1 +++ exited with 255 +++'), { kind: 'exited', code: 255 });
  t.same(outcome('1 +++ killed by SIGSEGV +++'), { kind: 'killed', signal: 'SIGSEGV', coreDumped: false });
  t.same(outcome('1 +++ killed by SIGABRT (core dumped) +++'), { kind: 'killed', signal: 'SIGABRT', coreDumped: true });
  t.end();
});

test('32-bit calls are marked until the process says otherwise, and in children', (t) => {
  const log =
    '5 [ Process PID=5 runs in 32 bit mode. ]\n5 fork( <unfinished ...>\n6 getpid() = 6\n5 <... fork resumed>) = 6\n5 clone() = 7\n7 getpid() = 7\n8 getpid() = 8\n5 [ Process PID=5 runs in 64 bit mode. ]\n5 getpid() = 5\n';
  t.same(
    calls(log).map((event) => [event.tid, event.name, event.abi]),
    [
      [5, 'fork', 'compat'],
      [6, 'getpid', 'compat'],
      [5, 'clone', 'compat'],
      [7, 'getpid', 'compat'],
      [8, 'getpid', undefined],
      [5, 'getpid', undefined],
    ],
  );
  t.match(calls('[ Process PID=77 runs in 32 bit mode. ]\ngetpid() = 77\n'), [{ tid: 0, abi: 'compat' }]);
  t.match(calls('strace: [ Process PID=77 runs in x32 mode. ]\ngetpid() = 77\n'), [{ abi: 'compat' }]);
  t.end();
});

test('what is no record is not an event', (t) => {
  const log = [
    ' > /usr/lib/libc.so.6(read+0x11) [0xf2b74]',
    ' | 00000  68 69                                             hi |',
    ' * 2 bytes in buffer 0',
    ' = 1 buffers in vector 0',
    'strace: Process 12 attached',
    '',
  ];
  t.same(parseStrace(`${log.join('\n')}\n`), []);
  t.match(parseStrace('1 getpid() = 1\r\n'), [{ kind: 'syscall' }], 'a checkout of Windows');
  t.end();
});

test('what cannot be read is kept with its place', (t) => {
  const unparsed = (line: string) => only(line) as UnparsedEvent;
  t.match(unparsed('17 what is this'), {
    kind: 'unparsed',
    tid: 17,
    text: '17 what is this',
    column: 8,
    truncated: false,
  });
  t.match(unparsed('17 read(3, "x'), { kind: 'unparsed', column: 14 });
  t.match(unparsed('17 read(3] = 3'), { kind: 'unparsed', column: 10 });
  t.match(unparsed('17 read(3) = yes'), { kind: 'unparsed', column: 14 });
  t.match(unparsed('17 read(3) = 3 what'), { kind: 'unparsed', column: 16 });
  t.match(unparsed('17 +++ vanished +++'), { kind: 'unparsed' });
  t.match(unparsed('17 <... read'), { kind: 'unparsed' });
  t.match(unparsed('\0\0\0'), { kind: 'unparsed', tid: 0, column: 1 });
  const both = parseStrace('1 read(3 <unfinished ...>\n1 <... read resumed>oops\n');
  t.match(both, [
    { kind: 'syscall', name: 'read', result: { reason: 'unfinished' } },
    { kind: 'unparsed', text: '1 <... read resumed>oops' },
  ]);
  t.match(
    calls('1 <... read resumed>"x", 1) = 1\n'),
    [{ name: 'read', args: [{ kind: 'raw' }, {}], result: { value: 1 } }],
    'the log begins in the middle',
  );
  t.end();
});

test('a last line without newline counts only if it is known to be whole', (t) => {
  const whole = [
    '1 getpid() = 1 <0.000012>',
    '1 a() = -1 ENOENT (No)',
    '1 +++ exited with 0 +++',
    '1 --- stopped by SIGSTOP ---',
    '1 pause( <unfinished ...>',
  ];
  for (const line of whole) t.not(parseStrace(line)[0]?.kind, 'unparsed', line);
  const cut = [
    '1 getpid() = 1',
    '1 getpid(',
    '1 write(1, "a',
    '1 foo(a)',
    '1 1795',
    '17',
    '1 +++ exi',
    '1 exit_group(0) = ?',
    '1 --- SIGCHLD {si_signo=S',
    '1 close(3</x>',
  ];
  for (const line of cut) t.match(parseStrace(line), [{ kind: 'unparsed', truncated: true, text: line }], line);
  t.end();
});

test('a parser gives each event once, as it comes', (t) => {
  const parser = new StraceParser();
  t.match(parser.push('1 getpid() = 1\n1 getp'), [{ line: 1 }]);
  t.same(parser.push('pid('), []);
  t.match(parser.push(Buffer.from(') = 2\n')), [{ kind: 'syscall', name: 'getppid', line: 2 }]);
  t.same(parser.push(''), []);
  t.same(parser.end(), []);
  t.match(
    new StraceParser().push(
      Uint8Array.from(
        [...'1 write(1, "', 0x80, 0xff, '") = 2\n'].flatMap((x) => (typeof x === 'string' ? [...Buffer.from(x)] : [x])),
      ),
    ),
    [{ args: [{}, { bytes: '\x80\xff' }] }],
  );
  t.end();
});
