import { commandLine, type Place } from './finding.js';

/** `file:line:column`, as editors and terminals make clickable. */
export function describePlace({ file, line, column }: Place): string {
  if (file === commandLine) return file;
  return [file, line, line === undefined ? undefined : column].filter((part) => part !== undefined).join(':');
}
