import t from 'tap';
import { edgeKinds } from '../../src/model/critical-path.js';
import { causalityOf } from '../../src/normalize/causality.js';
import { edgesOf, exited, forked, timedTrace, type Line } from './timed-log.js';

const pipe = (fd: number, inode = 7): string => `${fd}<pipe:[${inode}]>`;
const tcp = (fd: number, from: number, to: number): string => `${fd}<TCP:[127.0.0.1:${from}->127.0.0.1:${to}]>`;
const listening = '3<TCP:[127.0.0.1:80]>';
const address = (port: number, host = '127.0.0.1'): string =>
  `{sa_family=AF_INET, sin_port=htons(${port}), sin_addr=inet_addr("${host}")}`;
const pipes: Line = [1, -2, `pipe2([${pipe(3)}, ${pipe(4)}], 0) = 0`, 0.1];
const thread: readonly Line[] = [
  [
    1,
    0,
    'clone3({flags=CLONE_VM|CLONE_THREAD|CLONE_CHILD_CLEARTID, child_tid=0x990, parent_tid=0x990, exit_signal=0, stack=0x1000, stack_size=0x100, tls=0x1} => {parent_tid=[2]}, 88) = 2',
    1,
  ],
  [2, 1, 'getpid() = 1', 0],
];
const wait = '[{WIFEXITED(s) && WEXITSTATUS(s) == 0}], 0, NULL';

interface Case {
  readonly what: string;
  readonly lines: readonly Line[];
  readonly edges: readonly string[];
}

/** Of every kind: what makes an edge, and the nearest thing that makes none. */
const cases: readonly Case[] = [
  {
    what: 'a wait for a child',
    lines: [...forked, ...exited(2, 50), [1, 5, `wait4(-1, ${wait}) = 2`, 47]],
    edges: ['wait 2 exit_group → 1 wait4'],
  },
  {
    what: 'a wait for one that is no child of the trace',
    lines: [...forked, [1, 5, `wait4(-1, ${wait}) = 9`, 47]],
    edges: [],
  },
  {
    what: 'a wait without any',
    lines: [...forked, ...exited(2, 50), [1, 5, 'wait4(-1, NULL, WNOHANG, NULL) = 0', 1]],
    edges: [],
  },
  {
    what: 'waitid',
    lines: [
      ...forked,
      ...exited(2, 50),
      [
        1,
        5,
        'waitid(P_ALL, 0, {si_signo=SIGCHLD, si_code=CLD_EXITED, si_pid=2, si_uid=0, si_status=0}, WEXITED, NULL) = 0',
        47,
      ],
    ],
    edges: ['wait 2 exit_group → 1 waitid'],
  },
  {
    what: 'a pidfd',
    lines: [
      ...forked,
      [1, 2, 'pidfd_open(2, 0) = 5<pid:2>', 0.1],
      ...exited(2, 50),
      [1, 5, 'poll([{fd=5<pid:2>, events=POLLIN}], 1, -1) = 1 ([{fd=5, revents=POLLIN}])', 47],
    ],
    edges: ['wait 2 exit_group → 1 poll'],
  },
  {
    what: 'a vfork until the exec',
    lines: [
      [1, 0, 'vfork() = 2', 30],
      [2, 1, 'execve("/bin/true", ["true"], 0x1 /* 0 vars */) = 0', 28],
    ],
    edges: ['exec 2 execve → 1 vfork'],
  },
  {
    what: 'a vfork until the exit, its exec failed',
    lines: [
      [1, 0, 'vfork() = 2', 30],
      [2, 1, 'execve("/no", ["no"], 0x1 /* 0 vars */) = -1 ENOENT (No such file or directory)', 1],
      ...exited(2, 20, 127),
    ],
    edges: ['exit 2 exit_group → 1 vfork'],
  },
  {
    what: 'a fork that waits for nobody',
    lines: [
      [1, 0, 'fork() = 2', 30],
      [2, 1, 'execve("/bin/true", ["true"], 0x1 /* 0 vars */) = 0', 28],
    ],
    edges: [],
  },
  {
    what: 'a read of what was written',
    lines: [pipes, ...forked, [2, 50, `write(${pipe(4)}, "x", 1) = 1`, 1], [1, 5, `read(${pipe(3)}, "x", 1) = 1`, 46]],
    edges: ['pipe 2 write → 1 read'],
  },
  {
    what: 'another pipe',
    lines: [
      pipes,
      ...forked,
      [2, 50, `write(${pipe(4, 8)}, "x", 1) = 1`, 1],
      [1, 5, `read(${pipe(3)}, "x", 1) = 1`, 46],
    ],
    edges: [],
  },
  {
    what: 'a write that failed',
    lines: [
      pipes,
      ...forked,
      [2, 50, `write(${pipe(4)}, "x", 1) = -1 EAGAIN (Resource temporarily unavailable)`, 1],
      [1, 5, `read(${pipe(3)}, "x", 1) = 1`, 46],
    ],
    edges: [],
  },
  {
    what: 'a write after the read',
    lines: [pipes, ...forked, [2, 50, `write(${pipe(4)}, "x", 1) = 1`, 1], [1, 5, `read(${pipe(3)}, "x", 1) = 1`, 40]],
    edges: [],
  },
  {
    what: 'bytes go to who read them, in order',
    lines: [
      pipes,
      ...forked,
      [2, 2, `write(${pipe(4)}, "abc", 3) = 3`, 1],
      [2, 10, `writev(${pipe(4)}, [{iov_base="de", iov_len=2}], 1) = 2`, 1],
      [1, 20, `read(${pipe(3)}, "ab", 2) = 2`, 1],
      [1, 30, `read(${pipe(3)}, "cde", 3) = 3`, 1],
    ],
    edges: ['pipe 2 write → 1 read', 'pipe 2 write → 1 read', 'pipe 2 writev → 1 read'],
  },
  {
    what: 'a full pipe',
    lines: [
      pipes,
      ...forked,
      [2, 5, `write(${pipe(4)}, "x"..., 100000) = 100000`, 60],
      [1, 20, `read(${pipe(3)}, "x"..., 65536) = 65536`, 1],
      [1, 60, `read(${pipe(3)}, "x"..., 65536) = 34464`, 6],
    ],
    edges: ['pipe 2 write → 1 read', 'pipe 2 write → 1 read', 'pipe 1 read → 2 write'],
  },
  {
    what: 'the end of a pipe',
    lines: [
      pipes,
      ...forked,
      [1, 2, `close(${pipe(4)}) = 0`, 0.1],
      [2, 3, `close(${pipe(3)}) = 0`, 0.1],
      ...exited(2, 50),
      [1, 5, `read(${pipe(3)}, "", 1) = 0`, 46],
    ],
    edges: ['pipe 2 exit_group → 1 read'],
  },
  {
    what: 'the end of a pipe, by an exec that closes it',
    lines: [
      [1, -2, `pipe2([${pipe(3)}, ${pipe(4)}], O_CLOEXEC) = 0`, 0.1],
      ...forked,
      [1, 2, `close(${pipe(4)}) = 0`, 0.1],
      [2, 40, 'execve("/bin/true", ["true"], 0x1 /* 0 vars */) = 0', 5],
      [1, 5, `read(${pipe(3)}, "", 1) = 0`, 38],
    ],
    edges: ['pipe 2 execve → 1 read'],
  },
  {
    what: 'an end of which there are copies ends nothing',
    lines: [
      pipes,
      [1, -1, 'epoll_create1(0) = 6<anon_inode:[eventpoll]>', 0.1],
      [
        1,
        -0.5,
        `epoll_ctl(6<anon_inode:[eventpoll]>, EPOLL_CTL_ADD, ${pipe(3)}, {events=EPOLLIN, data={u32=3, u64=3}}) = 0`,
        0.1,
      ],
      ...forked,
      [2, 40, `close(${pipe(4)}) = 0`, 0.1],
      [1, 5, 'epoll_wait(6<anon_inode:[eventpoll]>, [{events=EPOLLIN, data={u32=3, u64=3}}], 1, -1) = 1', 46],
    ],
    edges: [],
  },
  {
    what: 'an end that only reads ends nothing',
    lines: [pipes, ...forked, [2, 40, `close(${pipe(3)}) = 0`, 0.1], [1, 5, `read(${pipe(3)}, "", 1) = 0`, 38]],
    edges: [],
  },
  {
    what: 'poll finds what can be read',
    lines: [
      pipes,
      ...forked,
      [2, 50, `write(${pipe(4)}, "x", 1) = 1`, 1],
      [
        1,
        5,
        `poll([{fd=${pipe(3)}, events=POLLIN}, {fd=${pipe(5, 8)}, events=POLLIN}], 2, -1) = 1 ([{fd=3, revents=POLLIN}])`,
        46,
      ],
    ],
    edges: ['pipe 2 write → 1 poll'],
  },
  {
    what: 'poll that found something else',
    lines: [
      pipes,
      ...forked,
      [2, 50, `write(${pipe(4)}, "x", 1) = 1`, 1],
      [
        1,
        5,
        `poll([{fd=${pipe(3)}, events=POLLIN}, {fd=${pipe(5, 8)}, events=POLLIN}], 2, -1) = 1 ([{fd=5, revents=POLLIN}])`,
        46,
      ],
    ],
    edges: [],
  },
  {
    what: 'poll that timed out',
    lines: [
      pipes,
      ...forked,
      [2, 50, `write(${pipe(4)}, "x", 1) = 1`, 1],
      [1, 5, `poll([{fd=${pipe(3)}, events=POLLIN}], 1, 46) = 0 (Timeout)`, 46],
    ],
    edges: [],
  },
  {
    what: 'select, whose descriptors strace separates by blanks',
    lines: [
      pipes,
      ...forked,
      [2, 50, `write(${pipe(4)}, "x", 1) = 1`, 1],
      [1, 5, `pselect6(6, [${pipe(3)} ${pipe(5, 8)}], NULL, NULL, NULL, NULL) = 1 (in [3])`, 46],
    ],
    edges: ['pipe 2 write → 1 pselect6'],
  },
  {
    what: 'epoll',
    lines: [
      pipes,
      [1, -1, 'epoll_create1(0) = 6<anon_inode:[eventpoll]>', 0.1],
      [
        1,
        -0.5,
        `epoll_ctl(6<anon_inode:[eventpoll]>, EPOLL_CTL_ADD, ${pipe(3)}, {events=EPOLLIN, data={u32=3, u64=3}}) = 0`,
        0.1,
      ],
      ...forked,
      [2, 50, `write(${pipe(4)}, "x", 1) = 1`, 1],
      [1, 5, 'epoll_wait(6<anon_inode:[eventpoll]>, [{events=EPOLLIN, data={u32=3, u64=3}}], 1, -1) = 1', 46],
    ],
    edges: ['pipe 2 write → 1 epoll_wait'],
  },
  {
    what: 'epoll that no longer looks there',
    lines: [
      pipes,
      [1, -1, 'epoll_create1(0) = 6<anon_inode:[eventpoll]>', 0.1],
      [
        1,
        -0.5,
        `epoll_ctl(6<anon_inode:[eventpoll]>, EPOLL_CTL_ADD, ${pipe(3)}, {events=EPOLLIN, data={u32=3, u64=3}}) = 0`,
        0.1,
      ],
      [1, -0.3, `epoll_ctl(6<anon_inode:[eventpoll]>, EPOLL_CTL_DEL, ${pipe(3)}, NULL) = 0`, 0.1],
      ...forked,
      [2, 50, `write(${pipe(4)}, "x", 1) = 1`, 1],
      [1, 5, 'epoll_wait(6<anon_inode:[eventpoll]>, [{events=EPOLLIN, data={u32=3, u64=3}}], 1, -1) = 1', 46],
    ],
    edges: [],
  },
  {
    what: 'a connection and what goes over it',
    lines: [
      ...forked,
      [1, 5, `accept(${listening}, NULL, NULL) = ${tcp(4, 80, 5000)}`, 20],
      [2, 20, `connect(5<TCP:[99]>, ${address(80)}, 16) = 0`, 6],
      [2, 40, `sendto(${tcp(5, 5000, 80)}, "x", 1, 0, NULL, 0) = 1`, 1],
      [1, 30, `recvfrom(${tcp(4, 80, 5000)}, "x", 1, 0, NULL, NULL) = 1`, 12],
    ],
    edges: ['socket 2 connect → 1 accept', 'socket 2 sendto → 1 recvfrom'],
  },
  {
    what: 'a connection to another machine, and the other direction of one',
    lines: [
      ...forked,
      [1, 5, `accept(${listening}, NULL, NULL) = ${tcp(4, 80, 5000)}`, 20],
      [2, 20, `connect(5<TCP:[99]>, ${address(80, '10.0.0.1')}, 16) = 0`, 4],
      [2, 40, `sendto(${tcp(5, 80, 5000)}, "x", 1, 0, NULL, 0) = 1`, 1],
      [1, 30, `recvfrom(${tcp(4, 80, 5000)}, "x", 1, 0, NULL, NULL) = 1`, 12],
    ],
    edges: [],
  },
  {
    what: 'the end of a connection',
    lines: [
      ...forked,
      [2, 2, `sendto(${tcp(5, 5000, 80)}, "", 0, 0, NULL, 0) = 0`, 1],
      [2, 40, `shutdown(${tcp(5, 5000, 80)}, SHUT_WR) = 0`, 1],
      [1, 30, `recvfrom(${tcp(4, 80, 5000)}, "", 1, 0, NULL, NULL) = 0`, 12],
    ],
    edges: ['socket 2 shutdown → 1 recvfrom'],
  },
  {
    what: 'both ends of a dual-stack connection',
    lines: [
      ...forked,
      [2, 40, `write(${tcp(5, 5000, 80)}, "x", 1) = 1`, 1],
      [1, 30, 'read(4<TCPv6:[[::ffff:127.0.0.1]:80->[::ffff:127.0.0.1]:5000]>, "x", 1) = 1', 12],
    ],
    edges: ['socket 2 write → 1 read'],
  },
  {
    what: 'a socketpair',
    lines: [
      ...forked,
      [2, 40, 'write(5<UNIX-STREAM:[21->20]>, "x", 1) = 1', 1],
      [1, 30, 'read(4<UNIX-STREAM:[20->21]>, "x", 1) = 1', 12],
    ],
    edges: ['socket 2 write → 1 read'],
  },
  {
    what: 'a named socket',
    lines: [
      ...forked,
      [1, 5, 'accept(3<UNIX-STREAM:[9,"/run/s"]>, NULL, NULL) = 4<UNIX-STREAM:[20->21,"/run/s"]>', 20],
      [2, 20, 'connect(5<UNIX-STREAM:[21]>, {sa_family=AF_UNIX, sun_path="/run/s"}, 9) = 0', 4],
    ],
    edges: ['socket 2 connect → 1 accept'],
  },
  {
    what: 'datagrams count as messages',
    lines: [
      ...forked,
      [2, 2, `sendto(5<UDP:[9]>, "first", 5, 0, NULL, ${address(53)}, 16) = 5`, 1],
      [2, 40, `sendto(5<UDP:[9]>, "second", 6, 0, ${address(53)}, 16) = 6`, 1],
      [1, 10, 'recvfrom(4<UDP:[127.0.0.1:53]>, "f", 1, 0, NULL, NULL) = 1', 1],
      [1, 30, 'recvfrom(4<UDP:[127.0.0.1:53]>, "s", 1, 0, NULL, NULL) = 1', 12],
    ],
    edges: ['socket 2 sendto → 1 recvfrom', 'socket 2 sendto → 1 recvfrom'],
  },
  {
    what: 'an eventfd',
    lines: [
      [1, -1, 'eventfd2(0, 0) = 5<anon_inode:[eventfd]>', 0.1],
      ...thread,
      [2, 40, 'write(5<anon_inode:[eventfd]>, "\\1\\0\\0\\0\\0\\0\\0\\0", 8) = 8', 1],
      [1, 30, 'read(5<anon_inode:[eventfd]>, "\\1\\0\\0\\0\\0\\0\\0\\0", 8) = 8', 12],
    ],
    edges: ['eventfd 2 write → 1 read'],
  },
  {
    what: 'another eventfd, which looks the same',
    lines: [
      [1, -1, 'eventfd2(0, 0) = 5<anon_inode:[eventfd]>', 0.1],
      [1, -0.5, 'eventfd2(0, 0) = 6<anon_inode:[eventfd]>', 0.1],
      ...thread,
      [2, 40, 'write(6<anon_inode:[eventfd]>, "\\1\\0\\0\\0\\0\\0\\0\\0", 8) = 8', 1],
      [1, 30, 'read(5<anon_inode:[eventfd]>, "\\1\\0\\0\\0\\0\\0\\0\\0", 8) = 8', 12],
    ],
    edges: [],
  },
  {
    what: 'a copy of an eventfd',
    lines: [
      [1, -1, 'eventfd2(0, 0) = 5<anon_inode:[eventfd]>', 0.1],
      [1, -0.5, 'dup(5<anon_inode:[eventfd]>) = 6<anon_inode:[eventfd]>', 0.1],
      ...forked,
      [2, 40, 'write(6<anon_inode:[eventfd]>, "\\1\\0\\0\\0\\0\\0\\0\\0", 8) = 8', 1],
      [1, 30, 'read(5<anon_inode:[eventfd]>, "\\1\\0\\0\\0\\0\\0\\0\\0", 8) = 8', 12],
    ],
    edges: ['eventfd 2 write → 1 read'],
  },
  {
    what: 'a futex',
    lines: [
      ...thread,
      [2, 40, 'futex(0x500, FUTEX_WAKE_PRIVATE, 1) = 1', 1],
      [1, 30, 'futex(0x500, FUTEX_WAIT_PRIVATE, 2, NULL) = 0', 12],
    ],
    edges: ['futex 2 futex → 1 futex'],
  },
  {
    what: 'another word',
    lines: [
      ...thread,
      [2, 40, 'futex(0x504, FUTEX_WAKE_PRIVATE, 1) = 1', 1],
      [1, 30, 'futex(0x500, FUTEX_WAIT_PRIVATE, 2, NULL) = 0', 12],
    ],
    edges: [],
  },
  {
    what: 'the same address of another process',
    lines: [
      ...forked,
      [2, 40, 'futex(0x500, FUTEX_WAKE_PRIVATE, 1) = 1', 1],
      [1, 30, 'futex(0x500, FUTEX_WAIT_PRIVATE, 2, NULL) = 0', 12],
    ],
    edges: [],
  },
  {
    what: 'a wake of nobody',
    lines: [
      ...thread,
      [2, 40, 'futex(0x500, FUTEX_WAKE_PRIVATE, 1) = 0', 1],
      [1, 30, 'futex(0x500, FUTEX_WAIT_PRIVATE, 2, NULL) = 0', 12],
    ],
    edges: [],
  },
  {
    what: 'a futex that timed out',
    lines: [
      ...thread,
      [2, 40, 'futex(0x500, FUTEX_WAKE_PRIVATE, 1) = 1', 1],
      [
        1,
        30,
        'futex(0x500, FUTEX_WAIT_PRIVATE, 2, {tv_sec=0, tv_nsec=12000000}) = -1 ETIMEDOUT (Connection timed out)',
        12,
      ],
    ],
    edges: [],
  },
  {
    what: 'a word in shared memory',
    lines: [
      [1, -1, 'mmap(NULL, 4096, PROT_READ|PROT_WRITE, MAP_SHARED|MAP_ANONYMOUS, -1, 0) = 0x7000', 0.1],
      ...forked,
      [2, 40, 'futex(0x7010, FUTEX_WAKE, 1) = 1', 1],
      [1, 30, 'futex(0x7010, FUTEX_WAIT, 2, NULL) = 0', 12],
    ],
    edges: ['futex 2 futex → 1 futex'],
  },
  {
    what: 'a join',
    lines: [
      ...thread,
      [2, 40, 'exit(0) = ?'],
      [2, 41, '+++ exited with 0 +++'],
      [1, 30, 'futex(0x990, FUTEX_WAIT_BITSET|FUTEX_CLOCK_REALTIME, 2, NULL, FUTEX_BITSET_MATCH_ANY) = 0', 12],
    ],
    edges: ['join 2 exit → 1 futex'],
  },
  {
    what: 'a wait at another word while a thread ends',
    lines: [
      ...thread,
      [2, 40, 'exit(0) = ?'],
      [2, 41, '+++ exited with 0 +++'],
      [1, 30, 'futex(0x994, FUTEX_WAIT_BITSET|FUTEX_CLOCK_REALTIME, 2, NULL, FUTEX_BITSET_MATCH_ANY) = 0', 12],
    ],
    edges: [],
  },
  {
    what: 'an exit of the whole process',
    lines: [
      ...thread,
      [2, 5, 'nanosleep({tv_sec=9, tv_nsec=0}, <unfinished ...>) = ?'],
      ...exited(1, 40),
      [2, 41, '+++ exited with 0 +++'],
    ],
    edges: ['exit 1 exit_group → 2 nanosleep'],
  },
  {
    what: 'a signal that a handler takes',
    lines: [
      ...forked,
      [1, 5, 'pause() = ? ERESTARTNOHAND (To be restarted if no handler)', 36],
      [2, 40, 'kill(1, SIGUSR1) = 0', 1],
      [1, 41.5, '--- SIGUSR1 {si_signo=SIGUSR1, si_code=SI_USER, si_pid=2, si_uid=0} ---'],
      [1, 42, 'rt_sigreturn({mask=[]}) = -1 EINTR (Interrupted system call)', 0.1],
    ],
    edges: ['signal 2 kill → 1 pause', 'signal 2 kill → 1 SIGUSR1'],
  },
  {
    what: 'a signal of somebody else',
    lines: [
      ...forked,
      [1, 5, 'pause() = ? ERESTARTNOHAND (To be restarted if no handler)', 36],
      [2, 40, 'kill(1, SIGUSR1) = 0', 1],
      [1, 41.5, '--- SIGUSR1 {si_signo=SIGUSR1, si_code=SI_USER, si_pid=77, si_uid=0} ---'],
      [1, 42, 'rt_sigreturn({mask=[]}) = -1 EINTR (Interrupted system call)', 0.1],
    ],
    edges: [],
  },
  {
    what: 'a signal after which the call goes on',
    lines: [
      ...forked,
      [1, 5, 'nanosleep({tv_sec=1, tv_nsec=0}, NULL) = ? ERESTART_RESTARTBLOCK (Interrupted by signal)', 36],
      [2, 40, 'kill(1, SIGCONT) = 0', 1],
      [1, 41.5, '--- SIGCONT {si_signo=SIGCONT, si_code=SI_USER, si_pid=2, si_uid=0} ---'],
      [1, 42, 'restart_syscall(<... resuming interrupted nanosleep ...>) = 0', 900],
    ],
    edges: ['signal 2 kill → 1 SIGCONT'],
  },
  {
    what: 'a signal that is waited for',
    lines: [
      ...forked,
      [
        1,
        5,
        'rt_sigtimedwait([USR1], {si_signo=SIGUSR1, si_code=SI_USER, si_pid=2, si_uid=0}, NULL, 8) = 10 (SIGUSR1)',
        36,
      ],
      [2, 40, 'kill(1, SIGUSR1) = 0', 1],
    ],
    edges: ['signal 2 kill → 1 rt_sigtimedwait'],
  },
  {
    what: "a child's end",
    lines: [
      ...forked,
      ...exited(2, 40),
      [1, 5, 'pause() = ? ERESTARTNOHAND (To be restarted if no handler)', 37],
      [
        1,
        42.5,
        '--- SIGCHLD {si_signo=SIGCHLD, si_code=CLD_EXITED, si_pid=2, si_uid=0, si_status=0, si_utime=0, si_stime=0} ---',
      ],
      [1, 43, 'rt_sigreturn({mask=[]}) = -1 EINTR (Interrupted system call)', 0.1],
    ],
    edges: ['signal 2 exit_group → 1 pause', 'signal 2 exit_group → 1 SIGCHLD'],
  },
  {
    what: 'a fatal signal',
    lines: [
      ...forked,
      [2, 5, 'nanosleep({tv_sec=9, tv_nsec=0}, <unfinished ...>) = ?'],
      [1, 40, 'kill(2, SIGKILL) = 0', 0.5],
      [2, 41, '+++ killed by SIGKILL +++'],
    ],
    edges: ['signal 1 kill → 2 nanosleep'],
  },
  {
    what: 'a fatal signal to another process',
    lines: [
      ...forked,
      [2, 5, 'nanosleep({tv_sec=9, tv_nsec=0}, <unfinished ...>) = ?'],
      [1, 40, 'kill(99, SIGKILL) = 0', 0.5],
      [2, 41, '+++ killed by SIGKILL +++'],
    ],
    edges: [],
  },
];

for (const { what, lines, edges } of cases) {
  t.test(what, (t) => {
    t.strictSame(edgesOf(timedTrace(...lines)).sort(), [...edges].sort());
    t.end();
  });
}

t.test('every kind has a case', (t) => {
  const seen = new Set(cases.flatMap(({ edges }) => edges.map((edge) => edge.split(' ')[0] ?? '')));
  t.strictSame([...seen, 'create'].sort(), [...edgeKinds].sort());
  const trace = timedTrace(...forked);
  t.match(causalityOf(trace).edges, [{ kind: 'create', from: 0, to: 1 }]);
  t.end();
});

t.test('a thread that executes a program goes on as the first one', (t) => {
  const trace = timedTrace(
    ...thread,
    [1, 2, 'poll(NULL, 0, -1 <unfinished ...>'],
    [2, 10, 'execve("/bin/true", ["true"], 0x1 /* 0 vars */ <unfinished ...>'],
    [1, 11, '<... poll resumed> <unfinished ...>) = ?'],
    [1, 12, '+++ superseded by execve in pid 2 +++'],
    [1, 13, '<... execve resumed>) = 0', 3],
    ...exited(1, 20),
  );
  t.ok(edgesOf(trace).includes('exec 2 getpid → 1 execve'));
  t.end();
});

t.test('clocks: one more than all that came directly before', (t) => {
  const trace = timedTrace(
    pipes,
    ...forked,
    [2, 50, `write(${pipe(4)}, "x", 1) = 1`, 1],
    [1, 5, `read(${pipe(3)}, "x", 1) = 1`, 46],
  );
  const { clocks } = causalityOf(trace);
  t.strictSame(
    clocks.map(({ begin, end }, index) => {
      const event = trace.events[index];
      return `${event?.kind === 'syscall' ? event.name : ''} ${begin} ${end}`;
    }),
    ['pipe2 1 2', 'fork 3 4', 'getpid 4 5', 'read 5 7', 'write 6 7'],
  );
  t.strictSame(causalityOf(trace), causalityOf(trace));
  t.end();
});
