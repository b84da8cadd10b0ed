import type { ExitEvent } from '../model/trace.js';
import { Char } from './strace-scan.js';

/** Lines of -k (` > frame`) and of -e read, write (` | hex dump`, ` * n bytes in buffer`, ` = n buffers in vector`): no records. */
export function isAuxiliary(text: string, start: number, end: number): boolean {
  if (text.charCodeAt(start) !== Char.Space || start + 2 >= end || text.charCodeAt(start + 2) !== Char.Space)
    return false;
  const mark = text.charCodeAt(start + 1);
  return mark === Char.Greater || mark === Char.Bar || mark === Char.Star || mark === Char.Equals;
}

/** What strace tells the user on a terminal between the records. */
export function isStraceMessage(text: string, at: number): boolean {
  return text.startsWith('strace: Process ', at) || text.startsWith('strace: [ Process PID=', at);
}

/** Reads `+++ exited with 0 +++` and its kin; undefined: it is none of them. */
export function parseExit(record: string): ExitEvent['outcome'] | undefined {
  const exited = /^\+\+\+ exited with (\d+) \+\+\+$/.exec(record);
  if (exited) return { kind: 'exited', code: Number(exited[1]) };
  const killed = /^\+\+\+ killed by (\w+)( \(core dumped\))? \+\+\+$/.exec(record);
  if (killed?.[1] !== undefined) return { kind: 'killed', signal: killed[1], coreDumped: killed[2] !== undefined };
  const superseded = /^\+\+\+ superseded by execve in pid (\d+) \+\+\+$/.exec(record);
  return superseded ? { kind: 'superseded', byTid: Number(superseded[1]) } : undefined;
}
