/** What the sentences of errors are made of; errors.ts and bench-errors.ts have them. */
import { describePlace } from './model/describe-place.js';
import type { ExitCode, Place } from './model/finding.js';

export interface Sentences<Facts> {
  readonly exitCode: ExitCode;
  readonly message: (facts: Facts) => string;
  /** The way out, with the exact command where there is one. */
  readonly hint: (facts: Facts) => string;
}

/** Before a message: where it is. */
export const at = (place: Place | undefined): string => (place ? `${describePlace(place)}: ` : '');

export const argv = (command: readonly string[]): string => `\`${command.join(' ')}\``;

/** After a message: what a program said last. */
export const lastLines = (output: string): string => (output.trim() === '' ? '' : `\n${output.trimEnd()}`);

export function placeOf(file: string, line?: number, column?: number): Place {
  return { file, ...(line === undefined ? {} : { line }), ...(column === undefined ? {} : { column }) };
}
