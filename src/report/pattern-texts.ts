/** Anti-patterns in words: for findings, and for `trace-gate explain`. */
import type { PatternName } from '../model/patterns.js';

export interface PatternText {
  /** `PCIe Bottleneck`. */
  readonly label: string;
  /** What was seen where it is found. */
  readonly meaning: string;
  readonly why: string;
  readonly recommendation: string;
  /** How the confidence comes about; n is the count that the finding gives. */
  readonly formula: string;
}

const ofCount = (half: number, counted: string): string => `n / (n + ${half}); n: ${counted}`;
const ofFact = (counted: string): string => `1 - 0.1 / n; n: ${counted}`;

export const patternTexts: Readonly<Record<PatternName, PatternText>> = {
  GodProcess: {
    label: 'God Process',
    meaning: 'one of several processes does nearly everything',
    why: 'the others cost memory and a start each, and nothing runs beside anything',
    recommendation: 'Divide the work, or drop the processes that do none',
    formula:
      '(s - 1/p) / (1 - 1/p), less in proportion under 100 calls; s: share of the calls of the busiest, p: processes that do anything of their own',
  },
  TightLoop: {
    label: 'Tight Loop',
    meaning:
      'a task makes the same call, or the same round of up to three calls, on the same object many times in a row',
    why: 'each round pays for entering the kernel, mostly to move a few bytes',
    recommendation: 'Batch: larger buffers, readv and writev, sendmmsg, one call for many',
    formula: ofCount(111, 'rounds in a row, 0.9 at a thousand'),
  },
  PcieBottleneck: {
    label: 'PCIe Bottleneck',
    meaning: 'much of the run goes into moving data to and from an accelerator',
    why: 'the bus is slower than both of its ends, and what is small does not pay for its way',
    recommendation: 'Batch operations, keep data on GPU',
    formula:
      's · n / (n + 1); s: share of the time of the run in n transfers. Transfers that make no system call (NVIDIA, most of DRI) are not seen: then it is not evaluated',
  },
  MetadataPerItem: {
    label: 'N+1 Metadata Calls',
    meaning: 'each of many files of a folder is asked about by a call of its own',
    why: 'on a network file system each is a round trip',
    recommendation: 'List the folder once (d_type tells files from folders), or ask only for what is used',
    formula: ofCount(25, 'files of one folder'),
  },
  TinyReads: {
    label: 'Tiny Reads',
    meaning: 'a file, pipe or socket is read in pieces of at most 64 bytes',
    why: 'a call costs more than the bytes it moves',
    recommendation: 'Read through a buffer of 64 KiB',
    formula: 's · n / (n + 25); n: reads of at most 64 bytes of one object, s: their share of its reads',
  },
  TinyWrites: {
    label: 'Tiny Writes',
    meaning: 'a file, pipe or socket is written in pieces of at most 64 bytes',
    why: 'a call costs more than the bytes it moves',
    recommendation: 'Write through a buffer, flush it at the end',
    formula: 's · n / (n + 25); n: writes of at most 64 bytes to one object, s: their share of its writes',
  },
  UnbufferedOutput: {
    label: 'Unbuffered Output',
    meaning: 'standard output or error is written in pieces of at most 64 bytes',
    why: 'a program that prints line by line into a pipe waits for its reader at each of them',
    recommendation: 'Buffer the output where it is no terminal (setvbuf, BufWriter, sys.stdout without -u)',
    formula: 's · n / (n + 25); n: writes of at most 64 bytes, s: their share of the writes there',
  },
  RepeatedRead: {
    label: 'Repeated Read',
    meaning: 'a process opens the same file again and again to read it',
    why: 'what it said the first time could have been kept; and it may change in between',
    recommendation: 'Read it once and pass on what it says',
    formula: ofCount(2, 'opens beyond the first'),
  },
  BusyPolling: {
    label: 'Busy Polling',
    meaning: 'a task asks again and again whether something has come, and it has not',
    why: 'it burns a core, or adds half its pause to every answer',
    recommendation: 'Wait in one call without a timeout: poll, epoll_wait, waitpid, a futex',
    formula: ofCount(50, 'looks in vain at one object'),
  },
  DescriptorLeak: {
    label: 'Descriptor Leak',
    meaning: 'descriptors are opened and never closed',
    why: 'a run long enough ends with EMFILE',
    recommendation: 'Close each where it was opened (defer, with, RAII)',
    formula: ofCount(4, 'descriptors of one kind of call open at the end'),
  },
  InheritedDescriptor: {
    label: 'Inherited Descriptor',
    meaning: 'a descriptor without O_CLOEXEC is open when the process becomes another program',
    why: 'the other program can read and write it, and keeps a pipe, a lock or a port alive (CWE-403)',
    recommendation: 'Open with O_CLOEXEC, SOCK_CLOEXEC, pipe2; hand on what is meant by dup2 to 0, 1 or 2',
    formula: ofFact('descriptors'),
  },
  FsyncStorm: {
    label: 'Fsync Storm',
    meaning: 'a process waits for the disk again and again',
    why: 'each wait takes milliseconds on a real disk, whatever it is here',
    recommendation: 'Write what belongs together, then sync once',
    formula: ofCount(5, 'syncs'),
  },
  BadDescriptor: {
    label: 'Bad Descriptor',
    meaning: 'a call on a descriptor that is not open (EBADF)',
    why: 'closed twice or too early: with threads, the number may be somebody else’s by then',
    recommendation: 'Find who closed it first',
    formula: ofFact('calls; rows of closes as daemons make do not count'),
  },
  MissingFsync: {
    label: 'Missing Fsync',
    meaning: 'a file is written and renamed into place without an fsync between',
    why: 'after a crash the new name may have no contents',
    recommendation: 'fsync the file before the rename, and its folder after it',
    formula: ofFact('files'),
  },
  ForkPerItem: {
    label: 'Fork per Item',
    meaning: 'one process starts the same program again and again',
    why: 'a start costs a millisecond and hundreds of calls',
    recommendation: 'Give one process all items (xargs, stdin), or do it inside',
    formula: ofCount(5, 'children of one program beyond the first'),
  },
  PredictableTempFile: {
    label: 'Predictable Temporary File',
    meaning: 'a file directly in the shared temporary folder is made without O_EXCL',
    why: 'another user may have put a link there (CWE-377)',
    recommendation: 'mkstemp, mktemp, tempfile: they draw a name and insist on being first',
    formula: ofFact('files'),
  },
  MmapChurn: {
    label: 'Mmap Churn',
    meaning: 'memory is mapped and given back again and again',
    why: 'each round clears pages anew, and all threads wait for the address space',
    recommendation: 'Keep the block (a pool, M_MMAP_THRESHOLD)',
    formula: ofCount(25, 'anonymous mappings given back'),
  },
};
