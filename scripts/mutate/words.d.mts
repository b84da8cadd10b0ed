import type { TraceEvent } from '../../src/model/trace.js';
import type { Mutant } from './mutants.mjs';
import type { Recording } from './recording.mjs';

export function eventText(event: TraceEvent, shown?: (path: string) => string): string;
export function describeMutant(mutant: Mutant, recording: Recording): string;
