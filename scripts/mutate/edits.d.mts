import type { TraceEvent } from '../../src/model/trace.js';
import type { Recording } from './recording.mjs';

export function applyEdits(
  recording: Recording,
  edits: ReadonlyMap<number, readonly TraceEvent[]>,
): readonly TraceEvent[];
