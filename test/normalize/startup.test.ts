/** The section between an exec and the program's own code: libraries as a set, the libc itself as nothing. */
import { test } from 'tap';
import { compare } from '../../src/compare/compare.js';
import { at, cwd, shapeOf } from './behaviour-of.js';

const exec = 'execve("/usr/bin/t", ["t"], 0x7ff0 /* 9 vars */) = 0';
const own = `openat(${at}, "data", O_RDONLY) = 3<${cwd}/data>`;
const end = ['exit_group(0) = ?', '+++ exited with 0 +++'];

function library(name: string, folder = '/lib/x86_64-linux-gnu'): string[] {
  const file = `3<${folder}/${name}>`;
  return [
    `openat(${at}, "${folder}/${name}", O_RDONLY|O_CLOEXEC) = ${file}`,
    `read(${file}, "\\177ELF"..., 832) = 832`,
    `newfstatat(${file}, "", {st_mode=S_IFREG|0644, st_size=9, ...}, AT_EMPTY_PATH) = 0`,
    `mmap(NULL, 9, PROT_READ, MAP_PRIVATE|MAP_DENYWRITE, ${file}, 0) = 0x7f1000000000`,
    `close(${file}) = 0`,
  ];
}

function glibc(libraries: readonly string[], extra: readonly string[] = []): string[] {
  return [
    exec,
    'brk(NULL) = 0x55d000',
    'access("/etc/ld.so.preload", R_OK) = -1 ENOENT (No such file or directory)',
    `openat(${at}, "/etc/ld.so.cache", O_RDONLY|O_CLOEXEC) = 3</etc/ld.so.cache>`,
    'newfstatat(3</etc/ld.so.cache>, "", {st_mode=S_IFREG|0644, st_size=34287, ...}, AT_EMPTY_PATH) = 0',
    'mmap(NULL, 34287, PROT_READ, MAP_PRIVATE, 3</etc/ld.so.cache>, 0) = 0x7f74f3a1a000',
    'close(3</etc/ld.so.cache>) = 0',
    ...libraries.flatMap((name) => library(name)),
    ...extra,
    'set_robust_list(0x7f74f370d320, 24) = 0',
    'munmap(0x7f74f3a1a000, 34287) = 0',
    own,
    ...end,
  ];
}

const steps = (lines: readonly string[]): unknown => shapeOf(lines).processes[0]?.steps.map(({ call }) => call);

test('glibc: everything up to the munmap of the cache is one set of libraries', (t) => {
  const shape = shapeOf(glibc(['libm.so.6', 'libz.so.1', 'libc.so.6']));
  t.strictSame(steps(glibc(['libz.so.1', 'libc.so.6'])), ['exec', 'open']);
  t.strictSame(shape.environment, [{ program: '<PATH>/t', loads: ['libm.so.6', 'libz.so.1'] }]);
  t.strictSame(shape, shapeOf(glibc(['libz.so.1', 'libm.so.6', 'libc.so.6'])), 'in any order');
  t.end();
});

test('another glibc is no finding', (t) => {
  const before = shapeOf(glibc(['libz.so.1', 'libpthread.so.0', 'libdl.so.2', 'libc.so.6']));
  const after = shapeOf(
    glibc(
      ['libz.so.1', 'libc.so.6'],
      [
        'rseq(0x7f74f370d960, 0x20, 0, 0x53053053) = 0',
        'prlimit64(0, RLIMIT_STACK, NULL, {rlim_cur=1, rlim_max=2}) = 0',
      ],
    ),
  );
  t.strictSame(compare(before, after), []);
  t.end();
});

test('a library added or left out is a finding about the environment', (t) => {
  const [few, more] = [shapeOf(glibc(['libc.so.6'])), shapeOf(glibc(['libssl.so.3', 'libc.so.6']))];
  t.match(compare(few, more), [
    { change: 'environment', process: '<PATH>/t', after: [{ call: 'load', path: 'libssl.so.3' }] },
  ]);
  t.match(compare(more, few), [{ change: 'environment', before: [{ call: 'load', path: 'libssl.so.3' }] }]);
  t.equal(compare(few, more).length, 1);
  t.end();
});

test('what the program opens after its start-up is its own, a library, too', (t) => {
  const plugin = `openat(${at}, "plugins/p.so", O_RDONLY|O_CLOEXEC) = 3<${cwd}/plugins/p.so>`;
  const lines = glibc(['libc.so.6']);
  t.strictSame(steps([...lines.slice(0, -2), plugin, ...end]), ['exec', 'open', 'open']);
  t.end();
});

test('static programs have no start-up that is seen', (t) => {
  t.strictSame(steps([exec, 'brk(NULL) = 0x55', 'arch_prctl(ARCH_SET_FS, 0x55) = 0', own, ...end]), [
    'exec',
    'arch_prctl',
    'open',
  ]);
  t.strictSame(
    steps([exec, 'brk(NULL) = 0x55', 'readlink("/proc/self/exe", "/usr/bin/t", 4096) = 10', own, ...end]),
    ['exec', 'open'],
    "a static glibc's look at itself is its start-up",
  );
  t.end();
});

test('musl: libraries without a cache', (t) => {
  const lines = [
    exec,
    'arch_prctl(ARCH_SET_FS, 0x7f) = 0',
    'set_tid_address(0x7f) = 4711',
    `openat(${at}, "/etc/ld-musl-x86_64.path", O_RDONLY|O_CLOEXEC) = -1 ENOENT (No such file or directory)`,
    ...library('libz.so.1', '/lib'),
    'mprotect(0x7f, 4096, PROT_READ) = 0',
    own,
    ...end,
  ];
  t.strictSame(steps(lines), ['exec', 'open']);
  t.strictSame(shapeOf(lines).environment, [{ program: '<PATH>/t', loads: ['libz.so.1'] }]);
  t.end();
});

test('locale and time zone files are the environment', (t) => {
  const lines = glibc(['libc.so.6']);
  const locale = [
    `openat(${at}, "/usr/lib/locale/locale-archive", O_RDONLY|O_CLOEXEC) = 3</usr/lib/locale/locale-archive>`,
    'close(3</usr/lib/locale/locale-archive>) = 0',
    `openat(${at}, "/etc/localtime", O_RDONLY|O_CLOEXEC) = 3</etc/localtime>`,
  ];
  const shape = shapeOf([...lines.slice(0, -3), ...locale, ...lines.slice(-3)]);
  t.strictSame(shape.environment, [{ program: '<PATH>/t', loads: ['locale', 'timezone'] }]);
  t.strictSame(
    shape.processes[0]?.steps.map(({ call }) => call),
    ['exec', 'open'],
  );
  t.end();
});
