/** The tightest level that a trace allows: for every reason a log that has it, and one beside it that hasn't. */
import { test } from 'tap';
import { at, behaviourOf, cwd, whole } from './behaviour-of.js';

const ceiling = (...lines: readonly string[]): unknown => behaviourOf(whole(...lines)).ceiling;
const exact = { level: 'exact', reasons: [] };
const structure = (...reasons: string[]): unknown => ({ level: 'structure', reasons });
const objects = (...reasons: string[]): unknown => ({ level: 'objects', reasons });

const thread = (tid: number): string =>
  `clone3({flags=CLONE_VM|CLONE_THREAD, stack=0x7f, stack_size=0x9000}, 88) = ${tid}`;
const child = (tid: number): string[] => [`fork() = ${tid}`, `${tid} +++ exited with 0 +++`];
const reap = (tid: number): string => `wait4(-1, [{WIFEXITED(s) && WEXITSTATUS(s) == 0}], 0, NULL) = ${tid}`;
const signal = (name: string, code: string, sender: number): string =>
  `--- ${name} {si_signo=${name}, si_code=${code}, si_pid=${sender}, si_uid=0} ---`;

test('one task that waits for nobody is exact', (t) => {
  t.strictSame(ceiling(`openat(${at}, "x", O_RDONLY) = 3<${cwd}/x>`, `read(3<${cwd}/x>, "a", 9) = 1`), exact);
  t.strictSame(ceiling('write(1<pipe:[1]>, "a", 1) = 1', 'nanosleep({tv_sec=1, tv_nsec=0}, NULL) = 0'), exact);
  t.strictSame(
    ceiling('poll([{fd=0<pipe:[1]>, events=0}, {fd=1<pipe:[2]>, events=0}], 2, 0) = 0 (Timeout)'),
    exact,
    "Rust's start-up",
  );
  t.end();
});

test('threads and children have no order among each other', (t) => {
  t.strictSame(ceiling(thread(4712), '4712 +++ exited with 0 +++'), objects('threads'));
  t.strictSame(ceiling(...child(4712)), structure('children'));
  t.strictSame(ceiling(...child(4712), signal('SIGCHLD', 'CLD_EXITED', 4712)), structure('children'));
  t.strictSame(
    ceiling(thread(4712), '4712 +++ exited with 0 +++', ...child(4713)),
    objects('threads', 'threads and child processes'),
  );
  t.end();
});

test('polls, with pipes and with sockets', (t) => {
  t.strictSame(
    ceiling('poll([{fd=3<pipe:[1]>, events=POLLIN}], 1, -1) = 1 ([{fd=3, revents=POLLIN}])'),
    structure('poll'),
  );
  t.strictSame(
    ceiling('poll([{fd=3<TCP:[1]>, events=POLLIN}], 1, -1) = 1 ([{fd=3, revents=POLLIN}])'),
    objects('poll with sockets'),
  );
  t.strictSame(
    ceiling('ppoll([{fd=3<anon_inode:[eventfd]>, events=POLLIN}], 1, NULL, NULL, 8) = 1'),
    objects('poll with sockets'),
  );
  t.strictSame(
    ceiling('pselect6(4, [3<pipe:[1]>], NULL, NULL, NULL, NULL) = 1 (in [3])'),
    objects('poll with sockets'),
  );
  t.strictSame(ceiling('epoll_wait(3<anon_inode:[eventpoll]>, [], 8, 0) = 0'), objects('epoll_wait'));
  t.end();
});

test('sockets, timers, io_uring, non-blocking streams', (t) => {
  const address = '{sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("127.0.0.1")}';
  t.strictSame(ceiling(`connect(3<TCP:[1]>, ${address}, 16) = 0`), structure('sockets'));
  t.strictSame(ceiling(`connect(3<TCP:[1]>, ${address}, 16) = -1 ECONNREFUSED (Connection refused)`), exact);
  t.strictSame(
    ceiling('setitimer(ITIMER_REAL, {it_interval={tv_sec=0, tv_usec=0}, it_value={tv_sec=1, tv_usec=0}}, NULL) = 0'),
    objects('a timer'),
  );
  t.strictSame(ceiling('alarm(1) = 0'), objects('a timer'));
  t.strictSame(ceiling('io_uring_setup(8, {flags=0}) = 3<anon_inode:[io_uring]>'), objects('io_uring'));
  const again = '-1 EAGAIN (Resource temporarily unavailable)';
  t.strictSame(ceiling(`read(3<pipe:[1]>, 0x7ffe, 9) = ${again}`), objects('a non-blocking stream'));
  t.strictSame(ceiling(`flock(3<${cwd}/x>, LOCK_EX|LOCK_NB) = ${again}`), exact);
  t.end();
});

test('signals from outside come when they come; the own ones where the code is', (t) => {
  t.strictSame(ceiling(signal('SIGTERM', 'SI_USER', 1)), objects('signals from outside'));
  t.strictSame(ceiling(signal('SIGALRM', 'SI_KERNEL', 0)), objects('signals from outside'));
  t.strictSame(ceiling(signal('SIGUSR1', 'SI_TKILL', 4711)), exact);
  t.strictSame(ceiling('--- SIGSEGV {si_signo=SIGSEGV, si_code=SEGV_MAPERR, si_addr=NULL} ---'), exact);
  // That it was stopped is no more than its signal says.
  t.strictSame(ceiling(signal('SIGSTOP', 'SI_USER', 1)), objects('signals from outside'));
  t.strictSame(ceiling('--- stopped by SIGSTOP ---'), exact);
  t.strictSame(
    ceiling('rt_sigtimedwait([INT], {si_signo=SIGINT, si_code=SI_USER, si_pid=1, si_uid=0}, NULL, 8) = 2 (SIGINT)'),
    objects('signals'),
  );
  t.end();
});

test('pipes with several readers or writers', (t) => {
  const two = ['fork() = 4712', 'fork() = 4713'];
  const ends = ['4712 +++ exited with 0 +++', '4713 +++ exited with 0 +++'];
  t.strictSame(
    ceiling(...two, '4712 read(3<pipe:[1]>, "+", 1) = 1', '4713 read(3<pipe:[1]>, "+", 1) = 1', ...ends),
    objects('several processes read one pipe'),
    'a jobserver',
  );
  t.strictSame(
    ceiling(...two, '4712 write(4<pipe:[1]>, "a", 1) = 1', '4713 write(4<pipe:[1]>, "a", 1) = 1', ...ends),
    objects('several processes write to one pipe'),
  );
  t.strictSame(
    ceiling(...two, '4712 write(4<pipe:[1]>, "a", 1) = 1', '4713 read(3<pipe:[1]>, "a", 1) = 1', ...ends),
    structure('children'),
    'a pipeline',
  );
  t.end();
});

test('work that is handed out as workers end, or by the clock', (t) => {
  t.strictSame(
    ceiling(
      'fork() = 4712',
      'fork() = 4713',
      '4712 +++ exited with 0 +++',
      reap(4712),
      'fork() = 4714',
      '4713 +++ exited with 0 +++',
      '4714 +++ exited with 0 +++',
    ),
    objects('children started as others end'),
    'xargs -P',
  );
  t.strictSame(
    ceiling(...child(4712), reap(4712), ...child(4713), reap(4713)),
    structure('children'),
    'one after the other',
  );
  const clock =
    '4712 futex(0x7f0010, FUTEX_WAIT_BITSET_PRIVATE, 0, {tv_sec=1, tv_nsec=0}, FUTEX_BITSET_MATCH_ANY) = -1 ETIMEDOUT (Connection timed out)';
  t.strictSame(
    ceiling(thread(4712), clock, '4712 +++ exited with 0 +++'),
    objects('threads', 'threads that wait by the clock'),
  );
  t.strictSame(
    ceiling(thread(4712), '4712 futex(0x7f0010, FUTEX_WAIT_PRIVATE, 0, NULL) = 0', '4712 +++ exited with 0 +++'),
    objects('threads'),
  );
  t.end();
});
