/** Allocated memory: pages that became writable, not reservations and not stacks. */
import { test } from 'tap';
import { behaviourOf, cwd, whole } from './behaviour-of.js';

const bytes = (...lines: readonly string[]): number => behaviourOf(whole(...lines)).processes[0]?.allocatedBytes ?? NaN;
const map = (size: number, protection: string, flags: string, start: string, fd = '-1'): string =>
  `mmap(NULL, ${size}, ${protection}, ${flags}, ${fd}, 0) = ${start}`;
const anonymous = 'MAP_PRIVATE|MAP_ANONYMOUS';
const writable = 'PROT_READ|PROT_WRITE';

test('private anonymous pages count when they are made writable', (t) => {
  t.equal(bytes(map(8192, writable, anonymous, '0x7f0000000000')), 8192);
  t.equal(bytes(map(8192, 'PROT_NONE', anonymous, '0x7f0000000000')), 0, 'a reservation');
  t.equal(bytes(map(8192, 'PROT_READ', anonymous, '0x7f0000000000')), 0);
  t.equal(bytes(map(8192, writable, 'MAP_SHARED|MAP_ANONYMOUS', '0x7f0000000000')), 0);
  t.equal(bytes(map(8192, writable, 'MAP_PRIVATE', '0x7f0000000000', `3<${cwd}/x>`)), 0, "a file's pages");
  t.equal(bytes(map(8192, writable, `${anonymous}|MAP_NORESERVE|MAP_STACK`, '0x7f0000000000')), 0, 'a stack');
  t.equal(
    bytes(
      'mmap(NULL, 8192, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = -1 ENOMEM (Cannot allocate memory)',
    ),
    0,
  );
  t.end();
});

test('a reservation counts by the parts that mprotect opens, once', (t) => {
  const reserve = map(134217728, 'PROT_NONE', `${anonymous}|MAP_NORESERVE`, '0x7f0000000000');
  const open = (size: number): string => `mprotect(0x7f0000000000, ${size}, PROT_READ|PROT_WRITE) = 0`;
  t.equal(bytes(reserve, open(135168)), 135168);
  t.equal(bytes(reserve, open(135168), open(200704)), 200704);
  t.equal(bytes(reserve, open(4096), open(4096)), 4096);
  t.equal(bytes(open(4096)), 0, 'what was never reserved');
  t.end();
});

test('the heap counts by its growth', (t) => {
  t.equal(bytes('brk(NULL) = 0x5500000', 'brk(0x5521000) = 0x5521000'), 0x21000);
  t.equal(
    bytes('brk(NULL) = 0x5500000', 'brk(0x5521000) = 0x5521000', 'brk(0x5510000) = 0x5510000'),
    0x21000,
    'its peak',
  );
  t.equal(bytes('brk(NULL) = 0x5500000'), 0);
  t.end();
});

test('the peak counts, not the sum', (t) => {
  const once = [map(8192, writable, anonymous, '0x7f0000000000'), 'munmap(0x7f0000000000, 8192) = 0'];
  t.equal(bytes(...once, ...once, ...once), 8192);
  t.equal(
    bytes(
      map(8192, writable, anonymous, '0x7f0000000000'),
      'munmap(0x7f0000001000, 4096) = 0',
      map(4096, writable, anonymous, '0x7f0000008000'),
    ),
    8192,
  );
  t.equal(
    bytes(
      map(8192, writable, anonymous, '0x7f0000000000'),
      map(8192, writable, `${anonymous}|MAP_FIXED`, '0x7f0000000000'),
    ),
    8192,
    'mapped over',
  );
  t.equal(
    bytes(
      map(8192, writable, anonymous, '0x7f0000000000'),
      'mremap(0x7f0000000000, 8192, 16384, MREMAP_MAYMOVE) = 0x7f0000010000',
    ),
    16384,
  );
  t.end();
});

test('an exec starts with nothing', (t) => {
  t.equal(
    bytes(
      map(8192, writable, anonymous, '0x7f0000000000'),
      'execve("/opt/t", ["t"], 0x7ff0 /* 9 vars */) = 0',
      map(4096, writable, anonymous, '0x7f0000000000'),
    ),
    8192,
  );
  t.equal(
    bytes(
      'execve("/opt/t", ["t"], 0x7ff0 /* 9 vars */) = -1 ENOENT (No such file or directory)',
      map(4096, writable, anonymous, '0x7f0000000000'),
    ),
    4096,
  );
  t.end();
});
