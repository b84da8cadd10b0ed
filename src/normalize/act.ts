/**
 * One call as normalization works on it: the step it will become, with what later passes need to know and a golden does not hold.
 */
import type { Step } from '../model/golden.js';
import type { SyscallClass } from '../model/syscalls.js';
import type { SyscallEvent } from '../model/trace.js';

export interface Act {
  readonly step: Step;
  readonly class: SyscallClass;
  readonly family: string;
  readonly event: SyscallEvent;
  /** The first path it names, absolute and raw; '' when it names none. */
  readonly rawPath: string;
  /** For data: what the bytes move through. */
  readonly data?: DataFlow;
}

export interface DataFlow {
  /** The object's label. */
  readonly object: string;
  readonly direction: 'read' | 'write';
  /**
   * own: a regular file of the target's own, whose bytes are exact. system: another file, whose size is the machine's. stream: a pipe, socket or
   * terminal, where a call moves as much as happens to be there.
   */
  readonly nature: 'own' | 'system' | 'stream';
  /** Bytes moved; 0 when it failed. */
  readonly bytes: number;
  /** Bytes depend on names of the surroundings (a folder, a pid, the user), so their number says nothing. */
  readonly inexact: boolean;
}
