/** Flags as bits and as names, for formats that hold one and not the other. */

type Bits = readonly (readonly [bit: number, name: string])[];

const openModes = ['O_RDONLY', 'O_WRONLY', 'O_RDWR', 'O_ACCMODE'] as const;

/** <asm-generic/fcntl.h>, in strace's order; the four that aarch64 has elsewhere are x86_64's here. */
const openBits: Bits = [
  [0o100, 'O_CREAT'],
  [0o200, 'O_EXCL'],
  [0o400, 'O_NOCTTY'],
  [0o1000, 'O_TRUNC'],
  [0o2000, 'O_APPEND'],
  [0o4000, 'O_NONBLOCK'],
  [0o4010000, 'O_SYNC'],
  [0o10000, 'O_DSYNC'],
  [0o40000, 'O_DIRECT'],
  [0o100000, 'O_LARGEFILE'],
  [0o400000, 'O_NOFOLLOW'],
  [0o1000000, 'O_NOATIME'],
  [0o2000000, 'O_CLOEXEC'],
  [0o10000000, 'O_PATH'],
  [0o20200000, 'O_TMPFILE'],
  [0o200000, 'O_DIRECTORY'],
  [0o20000, 'FASYNC'],
  [0o4000000, '__O_SYNC'],
  [0o20000000, '__O_TMPFILE'],
];

/** What the bits of the left are on aarch64. */
const armNames: Readonly<Record<string, string>> = {
  O_DIRECT: 'O_DIRECTORY',
  O_LARGEFILE: 'O_NOFOLLOW',
  O_DIRECTORY: 'O_DIRECT',
  O_NOFOLLOW: 'O_LARGEFILE',
};

/** <asm-generic/mman-common.h> */
const protections: Bits = [
  [1, 'PROT_READ'],
  [2, 'PROT_WRITE'],
  [4, 'PROT_EXEC'],
  [8, 'PROT_SEM'],
  [0x1000000, 'PROT_GROWSDOWN'],
  [0x2000000, 'PROT_GROWSUP'],
];

/** <linux/sched.h>, in strace's order; the low byte is the signal at the child's end. */
const cloneBits: Bits = [
  [0x100, 'CLONE_VM'],
  [0x200, 'CLONE_FS'],
  [0x400, 'CLONE_FILES'],
  [0x800, 'CLONE_SIGHAND'],
  [0x1000, 'CLONE_PIDFD'],
  [0x4000, 'CLONE_VFORK'],
  [0x8000, 'CLONE_PARENT'],
  [0x10000, 'CLONE_THREAD'],
  [0x20000, 'CLONE_NEWNS'],
  [0x40000, 'CLONE_SYSVSEM'],
  [0x80000, 'CLONE_SETTLS'],
  [0x100000, 'CLONE_PARENT_SETTID'],
  [0x200000, 'CLONE_CHILD_CLEARTID'],
  [0x1000000, 'CLONE_CHILD_SETTID'],
];
const endSignal = 0xff;

function namesOf(value: number, bits: Bits): string[] {
  let left = value;
  const names: string[] = [];
  for (const [bit, name] of bits) {
    if ((left & bit) !== bit) continue;
    names.push(name);
    left &= ~bit;
  }
  return left === 0 ? names : [...names, `0x${(left >>> 0).toString(16)}`];
}

function openNames(value: number, arm: boolean): string[] {
  const names = namesOf(value & ~3, openBits);
  return [openModes[value & 3] ?? 'O_RDONLY', ...(arm ? names.map((name) => armNames[name] ?? name) : names)];
}

/** Calls that take the flags of open(2), and the argument that they are. */
const takesOpenFlags: Readonly<Record<string, string>> = {
  open: 'flags',
  openat: 'flags',
  mq_open: 'flags',
  open_by_handle_at: 'flags',
  fanotify_init: 'event_flags',
};
const protects = new Set(['mmap', 'mmap2', 'mprotect', 'pkey_mprotect', 'remap_file_pages']);

/** The names of an argument's bits; undefined: the call's argument of that name (of the syscall table) is not known here. */
export function flagNames(call: string, argument: string, value: number, arm: boolean): string[] | undefined {
  if (takesOpenFlags[call] === argument) return openNames(value, arm);
  if (argument === 'prot' && protects.has(call)) return value === 0 ? ['PROT_NONE'] : namesOf(value, protections);
  if (argument === 'flags' && call === 'clone') return namesOf(value & ~endSignal, cloneBits);
  return undefined;
}

function bitsByName(arm: boolean): ReadonlyMap<string, number> {
  return new Map<string, number>([
    ...openModes.map((name, value) => [name, value] as const),
    ...openBits.map(([bit, name]) => [arm ? (armNames[name] ?? name) : name, bit] as const),
    ...protections.map(([bit, name]) => [name, bit] as const),
    ['PROT_NONE', 0],
  ]);
}

const x86Bits = bitsByName(false);
const armBits = bitsByName(true);

/** The other way round, for flags of open and protections; undefined: one of the names is of another kind. */
export function flagValue(names: readonly string[], arm: boolean): number | undefined {
  const known = arm ? armBits : x86Bits;
  let value = 0;
  for (const name of names) {
    const bits = /^0x[\da-f]{1,8}$/i.test(name) ? Number(name) : known.get(name);
    if (bits === undefined) return undefined;
    value |= bits;
  }
  return value >>> 0;
}
