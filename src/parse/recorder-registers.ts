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

function joinPages(call: RawCall): void {
  const pages = call.low(5);
  call.set(5, pages << pageBits, pages >>> (32 - pageBits));
}

/** The upper half first. */
function joinSeek(call: RawCall): void {
  call.set(1, call.low(2), call.low(1));
  call.drop(2);
}

/** What joins the numbers that a 32-bit call of i386 has split; undefined: it has none. */
export function joinerOf(name: string): ((call: RawCall) => void) | undefined {
  if (name === 'mmap2') return joinPages;
  if (name === '_llseek') return joinSeek;
  const places = split[name];
  if (!places) return undefined;
  return (call) => {
    for (const at of places) {
      call.set(at, call.low(at), call.low(at + 1));
      call.drop(at + 1);
    }
  };
}
