/** Families, errno, buffers, clocks and classes: what of a call is pinned, and where. */
import { test } from 'tap';
import { at, cwd, shapeOf, stepOf, stepsOf, whole } from './behaviour-of.js';

const failed = (errno: string): string => `-1 ${errno} (Some words)`;

test('members of a family are one call, and say by which name it was made', (t) => {
  const families: readonly (readonly string[])[] = [
    [
      `open("x", O_RDWR|O_CREAT, 0644) = 3<${cwd}/x>`,
      `openat(${at}, "x", O_RDWR|O_CREAT, 0644) = 3<${cwd}/x>`,
      `openat2(${at}, "x", {flags=O_RDWR|O_CREAT, mode=0644, resolve=0}, 24) = 3<${cwd}/x>`,
    ],
    [`creat("x", 0644) = 3<${cwd}/x>`, `open("x", O_WRONLY|O_CREAT|O_TRUNC, 0644) = 3<${cwd}/x>`],
    [`open("x", O_RDONLY) = 3<${cwd}/x>`, `openat(${at}, "x", O_RDONLY|O_LARGEFILE) = 3<${cwd}/x>`],
    [
      'stat("x", {st_mode=S_IFREG|0644, st_size=4, ...}) = 0',
      `newfstatat(${at}, "x", {st_mode=S_IFREG|0644, st_size=5, ...}, 0) = 0`,
      `statx(${at}, "x", AT_STATX_SYNC_AS_STAT, STATX_ALL, {stx_mask=STATX_ALL, ...}) = 0`,
    ],
    [
      'lstat("x", {st_mode=S_IFREG|0644, ...}) = 0',
      `newfstatat(${at}, "x", {st_mode=S_IFREG|0644, ...}, AT_SYMLINK_NOFOLLOW) = 0`,
    ],
    [
      `fstat(3<${cwd}/x>, {st_mode=S_IFREG|0644, ...}) = 0`,
      `newfstatat(3<${cwd}/x>, "", {st_mode=S_IFREG|0644, ...}, AT_EMPTY_PATH) = 0`,
    ],
    ['access("x", F_OK) = 0', `faccessat(${at}, "x", F_OK) = 0`, `faccessat2(${at}, "x", F_OK, AT_EACCESS) = 0`],
    ['mkdir("x", 0755) = 0', `mkdirat(${at}, "x", 0755) = 0`],
    ['unlink("x") = 0', `unlinkat(${at}, "x", 0) = 0`],
    ['rmdir("x") = 0', `unlinkat(${at}, "x", AT_REMOVEDIR) = 0`],
    ['rename("x", "y") = 0', `renameat(${at}, "x", ${at}, "y") = 0`, `renameat2(${at}, "x", ${at}, "y", 0) = 0`],
    ['link("x", "y") = 0', `linkat(${at}, "x", ${at}, "y", 0) = 0`],
    ['symlink("x", "y") = 0', `symlinkat("x", ${at}, "y") = 0`],
    ['chmod("x", 0600) = 0', `fchmodat(${at}, "x", 0600) = 0`],
    ['readlink("x", "y", 4095) = 1', `readlinkat(${at}, "x", "y", 1023) = 1`],
    [
      'fork() = 4712',
      'vfork() = 4712',
      'clone(child_stack=NULL, flags=CLONE_CHILD_SETTID|SIGCHLD, child_tidptr=0x7f) = 4712',
      'clone3({flags=CLONE_VM|CLONE_VFORK, exit_signal=SIGCHLD, stack=0x7f, stack_size=0x9000}, 88) = 4712',
    ],
    [
      'accept(3<TCP:[1]>, NULL, NULL) = 4<TCP:[2]>',
      'accept4(3<TCP:[1]>, {sa_family=AF_INET, sin_port=htons(50001), sin_addr=inet_addr("127.0.0.1")}, [128 => 16], 0) = 4<TCP:[2]>',
    ],
  ];
  for (const family of families) {
    const steps = family.map((line) => JSON.stringify(stepOf(line)));
    for (const [index, step] of steps.entries()) t.equal(step, steps[0], family[index] ?? '');
  }
  t.match(stepsOf([`openat(${at}, "x", O_RDONLY) = 3<${cwd}/x>`]), [{ call: 'open', via: 'openat' }]);
  t.notOk('via' in (stepsOf([`open("x", O_RDONLY) = 3<${cwd}/x>`])[0] ?? {}));
  t.end();
});

test('flags, modes, names and outcomes of effects are pinned', (t) => {
  const different: readonly (readonly [string, string])[] = [
    [`openat(${at}, "x", O_RDONLY|O_CLOEXEC) = 3<${cwd}/x>`, `openat(${at}, "x", O_RDONLY) = 3<${cwd}/x>`],
    [
      `openat(${at}, "x", O_RDWR|O_CREAT, 0644) = 3<${cwd}/x>`,
      `openat(${at}, "x", O_RDWR|O_CREAT, 0666) = 3<${cwd}/x>`,
    ],
    [`openat(${at}, "x", O_RDONLY) = 3<${cwd}/x>`, `openat(${at}, "x", O_RDONLY) = ${failed('EMFILE')}`],
    ['access("x", R_OK) = 0', 'access("x", W_OK) = 0'],
    ['rename("x", "y") = 0', `renameat2(${at}, "x", ${at}, "y", RENAME_NOREPLACE) = 0`],
    ['stat("x", {st_size=4, ...}) = 0', 'lstat("x", {st_size=4, ...}) = 0'],
    ['symlink("../x", "y") = 0', 'symlink("../../x", "y") = 0'],
    [`flock(3<${cwd}/x>, LOCK_EX) = 0`, `flock(3<${cwd}/x>, LOCK_SH) = 0`],
    ['kill(4711, SIGTERM) = 0', 'kill(4711, SIGKILL) = 0'],
    [
      'fork() = 4712',
      'clone(child_stack=0x7f, flags=CLONE_VM|CLONE_THREAD, parent_tid=[4712], tls=0x7f, child_tidptr=0x7f) = 4712',
    ],
  ];
  for (const [one, other] of different) t.not(JSON.stringify(stepOf(one)), JSON.stringify(stepOf(other)), one);
  t.end();
});

test('"again" is no outcome, refusals are', (t) => {
  const connect = (result: string): readonly unknown[] =>
    stepsOf([
      `connect(3<TCP:[1]>, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("127.0.0.1")}, 16) = ${result}`,
    ]);
  t.strictSame(connect(failed('EINPROGRESS')), connect('0'));
  t.notSame(connect(failed('ECONNREFUSED')), connect('0'));
  t.strictSame(stepsOf(['read(0<pipe:[1]>, 0x7ffe, 10) = ? ERESTARTSYS (To be restarted if SA_RESTART is set)']), []);
  t.strictSame(
    stepsOf([`read(3<TCP:[1]>, 0x7ffe, 10) = ${failed('EAGAIN')}`, `write(3<pipe:[1]>, "a", 1) = ${failed('EINTR')}`]),
    [],
  );
  t.strictSame(
    stepsOf([
      `accept(3<TCP:[1]>, NULL, NULL) = ${failed('EAGAIN')}`,
      `flock(3<${cwd}/x>, LOCK_EX) = ${failed('EINTR')}`,
    ]),
    [],
  );
  t.match(
    stepOf(`flock(3<${cwd}/x>, LOCK_EX|LOCK_NB) = ${failed('EAGAIN')}`),
    { call: 'flock', error: 'EAGAIN' },
    'a lock that is held',
  );
  t.match(stepOf(`write(3<pipe:[1]>, "a", 1) = ${failed('EPIPE')}`), { error: 'EPIPE' });
  t.match(stepOf(`write(3<${cwd}/x>, "a", 1) = ${failed('ENOSPC')}`), { error: 'ENOSPC' });
  t.end();
});

test('what is asked of clocks, chance and the system is a count', (t) => {
  const queries = [
    'getrandom("\\x01\\x02", 2, 0) = 2',
    'getpid() = 4711',
    'clock_gettime(CLOCK_REALTIME, {tv_sec=1, tv_nsec=2}) = 0',
    'uname({sysname="Linux", nodename="host", ...}) = 0',
    'sysinfo({uptime=1, ...}) = 0',
    'getrusage(RUSAGE_SELF, {ru_utime={tv_sec=0, tv_usec=1}, ...}) = 0',
    'times({tms_utime=1, tms_stime=2, tms_cutime=0, tms_cstime=0}) = 99',
    'statfs("/x", {f_type=EXT2_SUPER_MAGIC, ...}) = 0',
    'ioctl(0<pipe:[1]>, TCGETS, 0x7ffe) = -1 ENOTTY (Inappropriate ioctl for device)',
    `getcwd("${cwd}", 4096) = 15`,
  ];
  for (const level of ['exact', 'structure'] as const) t.strictSame(stepsOf(queries, level), [], level);
  const many = shapeOf(whole(...Array.from({ length: 40 }, () => 'getpid() = 4711')));
  t.match(
    many.figures.find(({ of }) => of === 'getpid'),
    { figure: 'calls', rule: 'double', most: 40 },
  );
  t.end();
});

test('waiting is a count, and timeouts that count down are nothing', (t) => {
  const waits = (left: number): string[] => [
    `poll([{fd=3<pipe:[1]>, events=POLLIN}], 1, ${left}) = 1 ([{fd=3, revents=POLLIN}])`,
    `select(4, [3<pipe:[1]>], NULL, NULL, {tv_sec=${left}, tv_usec=5}) = 1 (in [3], left {tv_sec=${left}, tv_usec=1})`,
    `nanosleep({tv_sec=1, tv_nsec=0}, {tv_sec=0, tv_nsec=${left}}) = ? ERESTART_RESTARTBLOCK (Interrupted by signal)`,
    `futex(0x7f00${left}0, FUTEX_WAIT_PRIVATE, ${left}, NULL) = 0`,
    `wait4(-1, [{WIFEXITED(s) && WEXITSTATUS(s) == 0}], 0, {ru_utime={tv_sec=0, tv_usec=${left}}, ...}) = 4712`,
  ];
  t.strictSame(stepsOf(waits(1)), []);
  t.strictSame(shapeOf(whole(...waits(1))), shapeOf(whole(...waits(7))));
  t.match(
    shapeOf(whole(...waits(1))).figures.find(({ of }) => of === 'futex'),
    { rule: 'wide', most: 1 },
  );
  t.match(
    shapeOf(whole(...waits(1)), 'contract').figures.find(({ of }) => of === 'futex'),
    { rule: 'loose', most: 1 },
    'how long a run takes decides there',
  );
  t.end();
});

test('contents of buffers never appear in a golden', (t) => {
  const secret = 'S3CRETCONTENT';
  const lines = whole(
    `read(0<pipe:[1]>, "${secret}", 99) = 13`,
    `write(1<pipe:[2]>, "${secret}", 13) = 13`,
    `write(3<${cwd}/x>, "${secret}", 13) = 13`,
    `writev(3<${cwd}/x>, [{iov_base="${secret}", iov_len=13}], 1) = 13`,
    `pread64(3<${cwd}/x>, "${secret}", 13, 0) = 13`,
    `sendto(3<UDP:[1]>, "${secret}", 13, 0, NULL, 0) = 13`,
    `sendmsg(3<UNIX-STREAM:[1]>, {msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base="${secret}", iov_len=13}], msg_iovlen=1, msg_controllen=0, msg_flags=0}, 0) = 13`,
    `recvmsg(3<TCP:[1]>, {msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base="${secret}", iov_len=13}], msg_iovlen=1, msg_controllen=0, msg_flags=0}, 0) = 13`,
    `getrandom("${secret}", 13, 0) = 13`,
    `setsockopt(3<TCP:[1]>, SOL_TCP, TCP_CONGESTION, "${secret}", 13) = 0`,
    `setxattr("x", "user.a", "${secret}", 13, 0) = 0`,
    `ioctl(3<TCP:[1]>, SIOCSIFADDR, {ifr_name="${secret}"}) = 0`,
    `add_key("user", "name", "${secret}", 13, KEY_SPEC_SESSION_KEYRING) = 812`,
    `syscall_0x1cd("${secret}", 0x5) = 0`,
    `execve("/opt/t", ["t"], ["TOKEN=${secret}"]) = 0`,
  );
  for (const level of ['exact', 'structure', 'contract'] as const)
    t.notMatch(JSON.stringify(shapeOf(lines, level)), secret, level);
  t.end();
});

test('the length of a buffer is kept for own regular files, and not for streams', (t) => {
  t.strictSame(stepOf(`read(3<${cwd}/x>, "abc", 4096) = 3`), { call: 'read', fd: '$CWD/x', size: 4096, bytes: 3 });
  t.strictSame(stepOf('read(3<pipe:[1]>, "abc", 4096) = 3'), { call: 'read', fd: '<pipe>' });
  t.strictSame(stepOf('write(1</dev/pts/0<char 136:0>>, "abc", 3) = 3'), { call: 'write', fd: '<tty>' });
  t.strictSame(stepOf('recvfrom(3<TCP:[1]>, "abc", 4096, 0, NULL, NULL) = 3'), { call: 'recv', fd: '<TCP>' });
  t.strictSame(
    stepOf('read(3</etc/hosts>, "abc", 4096) = 3'),
    { call: 'read', fd: '/etc/hosts' },
    "another machine's is another",
  );
  const named = `write(3<${cwd}/pid>, "4711\\n", 5) = 5`;
  t.strictSame(
    stepOf(named),
    { call: 'write', fd: '$CWD/pid', bytes: 1, names: 1 },
    'a pid has as many digits as it happens to have',
  );
  t.strictSame(
    stepOf(`write(3<${cwd}/x>, "in ${cwd}\\n", 19) = 19`),
    { call: 'write', fd: '$CWD/x', bytes: 19 - cwd.length, names: 1 },
    'so has a folder',
  );
  t.end();
});

test('memory is no step, but what is writable and executable is', (t) => {
  const map = (protection: string): string =>
    `mmap(NULL, 4096, ${protection}, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7f0011000000`;
  t.strictSame(stepsOf([map('PROT_READ|PROT_WRITE'), 'brk(NULL) = 0x55', 'munmap(0x7f0011000000, 4096) = 0']), []);
  for (const level of ['exact', 'structure'] as const)
    t.match(stepsOf([map('PROT_READ|PROT_WRITE|PROT_EXEC')], level), [{ call: 'mmap' }], level);
  t.match(stepOf('mprotect(0x7f0011000000, 4096, PROT_READ|PROT_WRITE|PROT_EXEC) = 0'), { call: 'mprotect' });
  t.end();
});

test('memory that becomes code is a step, libraries are not', (t) => {
  t.match(stepsOf(['mprotect(0x7f00, 4096, PROT_READ|PROT_EXEC) = 0']), [
    { call: 'mprotect', prot: 'PROT_READ|PROT_EXEC' },
  ]);
  t.match(stepsOf(['mmap(NULL, 4096, PROT_READ|PROT_EXEC, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7f00']), [
    { call: 'mmap' },
  ]);
  t.strictSame(stepsOf(['mmap(NULL, 4096, PROT_READ|PROT_EXEC, MAP_PRIVATE, 3</usr/lib/libz.so.1>, 0) = 0x7f00']), []);
  t.strictSame(stepsOf(['mprotect(0x7f00, 4096, PROT_READ) = 0']), []);
  t.match(stepsOf(['mlockall(MCL_CURRENT) = 0']), [{ call: 'mlockall', flags: 'MCL_CURRENT' }]);
  t.end();
});

test('whom a process that dies was about to talk to is known', (t) => {
  const address = '{sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("10.0.0.1")}';
  t.match(stepsOf([`connect(3<TCP:[1]>, ${address}, 16 <unfinished ...>`, '+++ killed by SIGKILL +++'].slice(0, 1)), [
    { call: 'connect', address: '10.0.0.1:80' },
  ]);
  t.end();
});

test('a number beyond what a double holds keeps its digits', (t) => {
  const call = `copy_file_range(3<${cwd}/a>, NULL, 4<${cwd}/b>, NULL, 9223372035781033984, 0) = 10`;
  t.match(stepOf(call), { size: '9223372035781033984' });
  t.end();
});

test('names of the surroundings are not counted in what is written and read', (t) => {
  const steps = stepsOf([
    `write(3<${cwd}/x>, "in ${cwd}", 17) = 17`,
    `read(4<${cwd}/x>, "in ${cwd}", 4096) = 17`,
    `read(4<${cwd}/y>, "abc", 4096) = 3`,
  ]);
  t.strictSame(
    steps.map(({ bytes, names }) => [bytes, names]),
    [
      [17 - cwd.length, 1],
      [17 - cwd.length, 1],
      [3, undefined],
    ],
  );
  t.end();
});

test('plumbing is pinned at exact only, but for locks and privileges', (t) => {
  const plumbing = [
    'rt_sigprocmask(SIG_BLOCK, [CHLD], [], 8) = 0',
    `dup2(3<${cwd}/x>, 4) = 4<${cwd}/x>`,
    `lseek(3<${cwd}/x>, 5, SEEK_SET) = 5`,
    `fcntl(3<${cwd}/x>, F_SETFD, FD_CLOEXEC) = 0`,
  ];
  t.equal(stepsOf(plumbing).length, plumbing.length);
  t.strictSame(stepsOf(plumbing, 'structure'), []);
  const effects = [
    `fcntl(3<${cwd}/x>, F_SETLK, {l_type=F_WRLCK, l_whence=SEEK_SET, l_start=0, l_len=0}) = 0`,
    'prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) = 0',
    'ioctl(3<TCP:[1]>, SIOCSIFFLAGS, {ifr_name="lo"}) = 0',
  ];
  t.equal(stepsOf(effects, 'structure').length, effects.length);
  t.end();
});

test('a call that no table knows is an effect', (t) => {
  for (const level of ['exact', 'structure', 'contract'] as const)
    t.match(JSON.stringify(shapeOf(whole('syscall_0x1cd(0x7ffe12345678, 0x5) = 0'), level)), 'syscall_0x1cd', level);
  t.end();
});

test('signals: how a process ends stays, the others are counted', (t) => {
  const run = (...lines: string[]): ReturnType<typeof shapeOf> =>
    shapeOf(['execve("/opt/t", ["t"], 0x7ff0 /* 9 vars */) = 0', ...lines], 'structure');
  const fault = [
    '--- SIGSEGV {si_signo=SIGSEGV, si_code=SEGV_MAPERR, si_addr=NULL} ---',
    '+++ killed by SIGSEGV (core dumped) +++',
  ];
  t.strictSame(run(...fault).processes[0]?.end, { signal: 'SIGSEGV' });
  t.strictSame(run('exit_group(3) = ?', '+++ exited with 3 +++').processes[0]?.end, { exit: 3 });
  const child =
    '--- SIGCHLD {si_signo=SIGCHLD, si_code=CLD_EXITED, si_pid=4712, si_uid=0, si_status=0, si_utime=3, si_stime=0} ---';
  t.match(
    run(child, child, '+++ exited with 0 +++').figures.find(({ of }) => of === 'SIGCHLD'),
    { figure: 'signals', rule: 'wide', most: 2 },
  );
  t.end();
});
