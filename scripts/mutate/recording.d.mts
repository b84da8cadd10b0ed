import type { SyscallSpec } from '../../src/model/syscalls.js';
import type { TraceContext } from '../../src/model/trace-file.js';
import type { SyscallEvent, TraceEvent } from '../../src/model/trace.js';

export interface Call {
  readonly index: number;
  readonly event: SyscallEvent;
  readonly isProject: boolean;
  /** Why no mutant may touch it. */
  readonly skipped?: string;
}
export interface Recording {
  readonly events: readonly TraceEvent[];
  readonly calls: readonly (Call | undefined)[];
  readonly shown: (path: string) => string;
}

export function readRecording(
  trace: { readonly events: readonly TraceEvent[]; readonly context: TraceContext },
  specOf: (name: string) => SyscallSpec,
): Recording;
