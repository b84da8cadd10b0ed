import type { Place } from './finding.js';

/** `file:line:column`, as editors and terminals make clickable. */
export function describePlace({ file, line, column }: Place): string {
  return [file, line, line === undefined ? undefined : column].filter((part) => part !== undefined).join(':');
}
