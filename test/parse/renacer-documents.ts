/** Documents as renacer prints them, for tests. */

/** One record; renacer prints three registers, whatever the call takes. */
export function call(name: string, args: readonly string[], result: number, more: object = {}): object {
  return { name, args, result, ...more };
}

export interface DocumentOptions {
  readonly version?: string;
  readonly exitCode?: number;
  readonly more?: object;
}

/** The document with the newline that follows it. */
export function documentOf(
  syscalls: readonly object[],
  { version = '0.6.2', exitCode = 0, more = {} }: DocumentOptions = {},
): string {
  const summary = { total_syscalls: syscalls.length, exit_code: exitCode };
  return `${JSON.stringify({ version, format: 'renacer-json-v1', syscalls, summary, ...more }, undefined, 2)}\n`;
}
