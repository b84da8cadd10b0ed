/** Anti-patterns of the process tree. */
import type { Activity, ActivityCall } from '../model/activity.js';
import { confidenceOfCount, type Detector, ownCalls, perProcess, processLabel } from './detector.js';

/** A tree with fewer calls is too small to be badly divided. */
const fewCalls = 100;

const looksAfterOthers = new Set(['fork', 'exec', 'sigaction', 'sigprocmask', 'setpgid', 'pipe']);

/** A shell that starts one program after the other, and waits for each, does nothing itself. */
const isWork = ({ family, class: kind }: ActivityCall): boolean =>
  kind !== 'scheduling' && !looksAfterOthers.has(family);

/**
 * GodProcess: one of several processes does nearly everything. With share s of the calls of p processes that do work of their own, the confidence
 * is (s − 1/p) / (1 − 1/p): 0 when all do the same, 1 when one does all; less in proportion in a tree of under 100 calls.
 */
export const godProcess: Detector = ({ processes }: Activity) => {
  const works = processes
    .map((process) => ({
      process,
      calls: ownCalls(process).flat().filter(isWork).length,
    }))
    .filter(({ calls }) => calls > 0);
  const total = works.reduce((sum, { calls }) => sum + calls, 0);
  const [busiest] = works.toSorted((a, b) => b.calls - a.calls);
  if (!busiest || works.length < 2) return [];
  const fair = 1 / works.length;
  const confidence = ((busiest.calls / total - fair) / (1 - fair)) * Math.min(1, total / fewCalls);
  if (confidence <= 0) return [];
  return [
    {
      pattern: 'GodProcess',
      confidence,
      process: processLabel(busiest.process),
      object: busiest.process.program,
      count: busiest.calls,
      evidence: [`${busiest.calls} of ${total} calls of ${works.length} processes`],
    },
  ];
};

/** Half as sure at 5 children of one program. */
const someChildren = 5;

/** ForkPerItem: one process starts the same program again and again. The count is its children of that program. */
export const forkPerItem: Detector = (activity) =>
  activity.processes.flatMap((parent) => {
    const byProgram = new Map<string, number>();
    for (const child of activity.processes) {
      // One that never became another program is a worker, which is there to do several things.
      if (child.parent !== parent.process || child.program === parent.program) continue;
      byProgram.set(child.program, (byProgram.get(child.program) ?? 0) + 1);
    }
    return [...byProgram].flatMap(([program, count]) =>
      count < 2
        ? []
        : [
            {
              pattern: 'ForkPerItem' as const,
              confidence: confidenceOfCount(count - 1, someChildren),
              process: processLabel(parent),
              object: program,
              count,
              evidence: [`${count} processes that run ${program}`],
            },
          ],
    );
  });

/** Pairs of mappings of one length: half as sure at 25. */
const somePairs = 25;

/** MmapChurn: memory is mapped and given back again and again. The count is the anonymous maps of a length that was unmapped as well. */
export const mmapChurn = perProcess('MmapChurn', (process) => {
  const mapped = new Map<number, number>();
  let count = 0;
  const sizes = new Map<number, number>();
  for (const { calls } of process.tasks) {
    for (const {
      family,
      sizes: [size = 0],
      flags,
      error,
    } of calls) {
      if (error !== undefined) continue;
      if (family === 'mmap' && flags.includes('MAP_ANONYMOUS')) mapped.set(size, (mapped.get(size) ?? 0) + 1);
      else if (family === 'munmap' && (mapped.get(size) ?? 0) > 0) {
        mapped.set(size, (mapped.get(size) ?? 0) - 1);
        sizes.set(size, (sizes.get(size) ?? 0) + 1);
        count += 1;
      }
    }
  }
  if (count < 2) return [];
  const [size, pairs] = [...sizes].sort((a, b) => b[1] - a[1])[0] ?? [0, 0];
  return [
    {
      confidence: confidenceOfCount(count, somePairs),
      object: '',
      count,
      evidence: [`${pairs} times mmap and munmap of ${size} bytes`],
    },
  ];
});
