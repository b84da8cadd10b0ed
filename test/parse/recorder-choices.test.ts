import t from 'tap';
import type { DecodedArg } from '../../src/model/trace.js';
import { syscallNames } from '../../src/model/syscall-numbers.js';
import { callFlag } from '../../src/parse/recorder-layout.js';
import { RecorderParser } from '../../src/parse/recorder.js';
import { call, hello } from './recorder-frames.js';

const numbersOf = (names: readonly (string | undefined)[]): ReadonlyMap<string | undefined, number> =>
  new Map(names.map((name, number) => [name, number]));
const native = numbersOf(syscallNames('x86_64'));
const compat = numbersOf(syscallNames('i386'));

function text(arg: DecodedArg): string {
  switch (arg.kind) {
    case 'number':
      return arg.text;
    case 'flags':
      return arg.names.join('|');
    case 'fd':
      return String(arg.fd);
    case 'macro':
      return `${arg.name}(${arg.args.map(text).join(', ')})`;
    default:
      return arg.kind;
  }
}

function shown(name: string, args: readonly number[], is32Bit = false): string {
  const parser = new RecorderParser();
  parser.push(hello);
  const number = (is32Bit ? compat : native).get(name) ?? NaN;
  const [event] = parser.push(call(number, args.map(BigInt), 0n, 1n, is32Bit ? callFlag.compat : 0));
  return event?.kind === 'syscall' ? event.args.map(text).join(', ') : String(event?.kind);
}

/** What strace 6.1 writes for the same registers; `struct` stands for what is behind an address. */
const cases: readonly (readonly [call: string, args: readonly number[], shown: string])[] = [
  ['prctl', [23, 32], 'PR_CAPBSET_READ, CAP_MAC_OVERRIDE'],
  ['prctl', [24, 63], 'PR_CAPBSET_DROP, 63'],
  ['prctl', [47, 2, 10, 0, 0], 'PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_NET_BIND_SERVICE, 0, 0'],
  ['prctl', [47, 4, 0, 0, 0], 'PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0'],
  ['prctl', [1, 15], 'PR_SET_PDEATHSIG, SIGTERM'],
  ['prctl', [4, 1], 'PR_SET_DUMPABLE, SUID_DUMP_USER'],
  ['prctl', [28, 5], 'PR_SET_SECUREBITS, SECBIT_NOROOT|SECBIT_NO_SETUID_FIXUP'],
  ['setsockopt', [3, 270, 11, 0, 4], '3, SOL_NETLINK, NETLINK_EXT_ACK, null, 4'],
  ['setsockopt', [3, 1, 26, 0, 4], '3, SOL_SOCKET, SO_ATTACH_FILTER, null, 4'],
  ['getsockopt', [3, 0, 64, 0, 0], '3, SOL_IP, IPT_SO_GET_INFO, null, null'],
  ['socket', [17, 0x80003, 0x300], 'AF_PACKET, SOCK_RAW|SOCK_CLOEXEC, htons(ETH_P_ALL)'],
  ['socket', [16, 3, 9], 'AF_NETLINK, SOCK_RAW, NETLINK_AUDIT'],
  ['socket', [1, 1, 0], 'AF_UNIX, SOCK_STREAM, 0'],
  ['mknodat', [-100, 0, 0o10644, 0], '-100, null, S_IFIFO|0644'],
  ['mknodat', [-100, 0, 0o20600, 0x103], '-100, null, S_IFCHR|0600, makedev(0x1, 0x3)'],
  ['mknod', [0, 0o600, 0], 'null, 0600'],
  ['shmget', [0, 100, 0o1600], 'IPC_PRIVATE, 100, IPC_CREAT|0600'],
  ['semget', [5, 1, 0o600], '5, 1, 384'],
  ['ioprio_set', [1, 0, 0x6007], 'IOPRIO_WHO_PROCESS, 0, IOPRIO_PRIO_VALUE(IOPRIO_CLASS_IDLE, 7)'],
  ['ioctl', [0, 0xb701, 0], '0, NS_GET_USERNS, null'],
  ['ioctl', [0, 0xc0046b7f, 0], '0, _IOC(_IOC_READ|_IOC_WRITE, 0x6b, 0x7f, 0x4), null'],
  ['mq_open', [0, 0o100, 0o600, 0], 'null, O_RDONLY|O_CREAT, 0600, null'],
  ['mq_open', [0, 2, 0o600, 0], 'null, O_RDWR'],
  ['fcntl', [3, 1024, 1], '3, F_SETLEASE, F_WRLCK'],
  ['fcntl', [3, 10, 10], '3, F_SETSIG, SIGUSR1'],
  ['fcntl', [3, 3, 77], '3, F_GETFL'],
  ['preadv2', [3, 0, 1, 0, 0, 8], '3, null, 1, 0, RWF_NOWAIT'],
  [
    'statx',
    [-100, 0, 0x900, 0x7ff, 0],
    '-100, null, AT_STATX_SYNC_AS_STAT|AT_SYMLINK_NOFOLLOW|AT_NO_AUTOMOUNT, STATX_BASIC_STATS, null',
  ],
  ['mmap', [0, 4096, 3, 0x22, -1, 0], 'null, 4096, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0'],
  [
    'mmap',
    [0, 4096, 0, 0x54040022, -1, 0],
    'null, 4096, PROT_NONE, MAP_PRIVATE|MAP_ANONYMOUS|MAP_HUGETLB|21<<MAP_HUGE_SHIFT, -1, 0',
  ],
  [
    'futex',
    [0x1000, 0x189, 0, 0, 0, 0xffffffff],
    '0x1000, FUTEX_WAIT_BITSET_PRIVATE|FUTEX_CLOCK_REALTIME, 0, null, FUTEX_BITSET_MATCH_ANY',
  ],
  ['futex', [0x1000, 0, 5, 0x7ffd0000], '0x1000, FUTEX_WAIT, 5, struct'],
  ['futex', [0x1000, 3, 5, 7, 0x2000], '0x1000, FUTEX_REQUEUE, 5, 0x7, 0x2000'],
  ['poll', [0, 0, -1], 'null, 0, -1'],
  ['prctl', [22, 2, 0x7ffd0000], 'PR_SET_SECCOMP, SECCOMP_MODE_FILTER, 0x7ffd0000'],
  ['futex', [0x1000, 6, 5, 0], '0x1000, FUTEX_LOCK_PI, null'],
  ['personality', [0xffffffff], '0xffffffff'],
  ['personality', [0x40000], 'PER_LINUX|ADDR_NO_RANDOMIZE'],
  ['keyctl', [0, -3, 0, 7, 7], 'KEYCTL_GET_KEYRING_ID, KEY_SPEC_SESSION_KEYRING, 0'],
  ['ptrace', [0, 77, 78, 79], 'PTRACE_TRACEME'],
  ['bpf', [5, 4096, 144, 77, 78], 'BPF_PROG_LOAD, 0x1000, 144'],
  ['setgroups', [2, 0x7ffd0000], '2, struct'],
  ['capset', [0x1000, 0x7ffd0000], '0x1000, struct'],
  ['kill', [1, 100], '1, 100'],
];

/** Numbers of 64 bits lie in two registers. */
const cases32: typeof cases = [
  ['pread64', [3, 0, 4, 0x1000, 1], '3, null, 4, 4294971392'],
  ['_llseek', [3, 1, 0x1000, 0x7000, 0], '3, 4294971392, 0x7000, SEEK_SET'],
  ['mmap2', [0, 4096, 0, 0x22, -1, 0x100001], 'null, 4096, PROT_NONE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 4294971392'],
  ['fallocate', [3, 1, 1, 1, 2, 2], '3, FALLOC_FL_KEEP_SIZE, 4294967297, 8589934594'],
  ['preadv2', [3, 0, 1, 8, 1, 8], '3, null, 1, 4294967304, RWF_NOWAIT'],
  ['clone', [0x100, 0x1000, 0x2000, 0x3000, 0x4000], '0x1000, CLONE_VM, 0x2000, 0x3000, 0x4000'],
];

t.test('arguments whose meaning another one decides', async (t) => {
  for (const [name, args, expected] of cases) t.equal(shown(name, args), expected, `${name}(${args.join(', ')})`);
});

t.test('arguments of 32-bit calls', async (t) => {
  for (const [name, args, expected] of cases32)
    t.equal(shown(name, args, true), expected, `${name}(${args.join(', ')})`);
});
