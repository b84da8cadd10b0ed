/** Registers in the order and width of the syscall table: 32-bit programs pass a number of 64 bits in two of them. */
import type { RawCall } from './recorder-layout.js';

/** Where the lower half of such a number is, the last one first; the upper half follows. */
const split: Readonly<Record<string, readonly number[]>> = {
  pread64: [3],
  pwrite64: [3],
  preadv: [3],
  pwritev: [3],
  preadv2: [3],
  pwritev2: [3],
  truncate64: [1],
  ftruncate64: [1],
  fallocate: [4, 2],
  fadvise64: [1],
  fadvise64_64: [3, 1],
  sync_file_range: [3, 1],
  readahead: [1],
  fanotify_mark: [2],
};
const pageBits = 12;

function dropRegister({ low, high }: RawCall, at: number): void {
  low.copyWithin(at, at + 1);
  high.copyWithin(at, at + 1);
}

/** Joins what a 32-bit call of i386 has split. */
export function joinRegisters(name: string, call: RawCall): void {
  const { low, high } = call;
  if (name === 'mmap2') {
    high[5] = (low[5] ?? 0) >>> (32 - pageBits);
    low[5] = (low[5] ?? 0) << pageBits;
  } else if (name === '_llseek') {
    // The upper half first.
    high[1] = low[1] ?? 0;
    low[1] = low[2] ?? 0;
    dropRegister(call, 2);
  } else {
    for (const at of split[name] ?? []) {
      high[at] = low[at + 1] ?? 0;
      dropRegister(call, at + 1);
    }
  }
}
