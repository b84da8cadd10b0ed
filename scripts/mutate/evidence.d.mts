import type { Call, Recording } from './recording.mjs';

export interface Evidence {
  readonly holds: (call: Call) => boolean;
}

export function evidenceOf(recordings: readonly Recording[]): Evidence;
