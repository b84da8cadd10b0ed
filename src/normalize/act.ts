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
  /** The program that makes it. */
  readonly program: string;
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
  /** Bytes moved, those of `names` left out; 0 when it failed. */
  readonly bytes: number;
  /** How many names of the surroundings (a folder, the host) are among them. */
  readonly names: number;
  /** The number of bytes says nothing: not all of them are known, and some are such names, or their content is new in every run. */
  readonly inexact: boolean;
}
