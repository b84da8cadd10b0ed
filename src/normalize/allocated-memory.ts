/**
 * Memory that a process made writable for itself: private anonymous pages, counted when they first become writable (by mmap or by mprotect of
 * a reservation), and growth of the heap by brk. Reservations (PROT_NONE) are no memory, and thread stacks (MAP_STACK) are left apart: as plain
 * mmap lengths, eight threads with a malloc each are hundreds of megabytes.
 */
import type { DecodedArg, SyscallEvent } from '../model/trace.js';
import { Intervals } from './intervals.js';
import { hasFlag } from './tree.js';

function numberAt(args: readonly DecodedArg[], index: number): number {
  const arg = args[index];
  return arg?.kind === 'number' ? arg.value : 0;
}

export class AllocatedMemory {
  private readonly writable = new Intervals();
  private readonly reserved = new Intervals();
  private heapStart = 0;
  private heap = 0;
  private live = 0;
  /** The most bytes that were allocated at one time. */
  peakBytes = 0;

  /** An exec starts with an empty address space. */
  exec(): void {
    this.writable.take(0, Number.MAX_SAFE_INTEGER);
    this.reserved.take(0, Number.MAX_SAFE_INTEGER);
    this.heapStart = 0;
    this.heap = 0;
    this.live = 0;
  }

  see(event: SyscallEvent): void {
    if (event.result.kind !== 'value') return;
    switch (event.name) {
      case 'brk':
        this.brk(event.result.value);
        break;
      case 'mmap':
      case 'mmap2':
        this.map(event.args, event.result.value);
        break;
      case 'mprotect':
      case 'pkey_mprotect':
        if (hasFlag(event.args, 'PROT_WRITE')) this.unlock(numberAt(event.args, 0), numberAt(event.args, 1));
        break;
      case 'munmap':
        this.unmap(numberAt(event.args, 0), numberAt(event.args, 1));
        break;
      case 'mremap':
        this.move(numberAt(event.args, 0), numberAt(event.args, 1), numberAt(event.args, 2), event.result.value);
        break;
      default:
        return;
    }
    this.peakBytes = Math.max(this.peakBytes, this.live + this.heap);
  }

  private brk(end: number): void {
    if (this.heapStart === 0) this.heapStart = end;
    this.heap = Math.max(0, end - this.heapStart);
  }

  private grow(start: number, end: number): void {
    const before = sizeOf(this.writable.take(start, end));
    this.writable.add(start, end);
    this.live += end - start - before;
  }

  private map(args: readonly DecodedArg[], start: number): void {
    const end = start + numberAt(args, 1);
    this.unmap(start, end - start);
    const flags = args[3];
    // Where a tracer shows no flags, all are taken for the process's own: no budget may hold because nobody looked.
    if (
      flags &&
      (!hasFlag([flags], 'MAP_ANONYMOUS') || !hasFlag([flags], 'MAP_PRIVATE') || hasFlag([flags], 'MAP_STACK'))
    )
      return;
    const protection = args[2];
    if (protection && hasFlag([protection], 'PROT_WRITE')) this.grow(start, end);
    else this.reserved.add(start, end);
  }

  private unlock(start: number, length: number): void {
    for (const part of this.reserved.take(start, start + length)) this.grow(part.start, part.end);
  }

  private unmap(start: number, length: number): void {
    this.reserved.take(start, start + length);
    this.live -= sizeOf(this.writable.take(start, start + length));
  }

  private move(from: number, oldLength: number, newLength: number, to: number): void {
    const was = sizeOf(this.writable.take(from, from + oldLength));
    this.live -= was;
    if (was > 0) this.grow(to, to + newLength);
  }
}

function sizeOf(parts: readonly { start: number; end: number }[]): number {
  return parts.reduce((sum, { start, end }) => sum + end - start, 0);
}
