/** What a recording adds up to: nothing is taken out, so that budgets mean what a tracer would count. */
import type { CallFigures, RecordingTotals } from '../model/measurements.js';
import { syscallSpec } from '../model/syscalls.js';
import type { SyscallEvent, Trace } from '../model/trace.js';
import type { Folders } from './folders.js';
import { movesData } from './step.js';
import type { Tree } from './tree.js';

export function totalsOf(trace: Trace, tree: Tree, folders: Folders): RecordingTotals {
  const byCall = new Map<string, CallFigures>();
  const files = new Set<string>();
  const bytes = { read: 0, write: 0 };
  let programs = 0;
  for (const event of trace.events) {
    if (event.kind !== 'syscall' || event.name === '???') continue;
    const sum = byCall.get(event.name) ?? { calls: 0, failed: 0, timeNs: 0 };
    byCall.set(event.name, {
      calls: sum.calls + 1,
      failed: sum.failed + (event.result.kind === 'errno' ? 1 : 0),
      // Absent in one call that never returned; a trace without any times has none at all.
      timeNs: sum.timeNs + (event.durationNs ?? (event.result.kind === 'none' ? 0 : NaN)),
    });
    const { family, class: kind } = syscallSpec(event.name);
    if (event.result.kind !== 'value') continue;
    if (family === 'exec') programs += 1;
    if (family === 'open') files.add(openedPath(event, folders));
    const direction = kind === 'data' ? movesData(event) : undefined;
    if (direction !== undefined && event.result.value > 0) bytes[direction] += event.result.value;
  }
  return {
    byCall,
    processes: tree.processes.length,
    threads: tree.processes.reduce((sum, { tasks }) => sum + Math.max(0, tasks.length - 1), 0),
    programs,
    filesOpened: files.size,
    bytesRead: bytes.read,
    bytesWritten: bytes.write,
  };
}

function openedPath(event: SyscallEvent, folders: Folders): string {
  if (event.result.kind === 'value' && event.result.object?.type === 'path') return event.result.object.path;
  return folders.pathsOf(event).at(-1) ?? '';
}
