/** What a golden and a recording at its level count, for assertions about the distance between the two. */
import { pinnedClasses } from '../golden/pinned-calls.js';
import type { Golden, Shape, Step } from '../model/golden.js';
import type { GoldenCounts, GoldenDistance } from '../model/measurements.js';
import { syscallSpec, type SyscallClass } from '../model/syscalls.js';

/** A pool may make a call any number of times; then it counts once. */
const timesOf = (most: number): number => (most === Number.MAX_SAFE_INTEGER ? 1 : most);

function stepsOf({ processes, effects, objects }: Shape): (readonly [step: Step, times: number])[] {
  return [
    ...processes.flatMap(({ steps, pool }) => [
      ...steps.map((step) => [step, 1] as const),
      ...pool.map(({ step, most }) => [step, timesOf(most)] as const),
    ]),
    ...effects.map(({ step }) => [step, 1] as const),
    ...objects.flatMap(({ lives }) =>
      lives.flatMap(({ steps, most }) => steps.map((step) => [step, timesOf(most)] as const)),
    ),
  ];
}

function countsOf(shape: Shape, pinned: ReadonlySet<SyscallClass>): GoldenCounts {
  const calls = new Map<string, number>();
  let [steps, threads, programs, ends] = [0, 0, 0, 0];
  for (const [step, times] of stepsOf(shape)) {
    steps += times;
    if (step.call === 'thread') threads += times;
    if (step.call === 'end') ends += times;
    if (step.call === 'exec' && step.error === undefined) programs += times;
    const name = step.via ?? step.call;
    if (pinned.has(syscallSpec(name).class)) calls.set(name, (calls.get(name) ?? 0) + times);
  }
  return { steps, calls, processes: shape.processes.length > 0 ? shape.processes.length : ends, threads, programs };
}

/** The golden beside the shapes of recordings at its level. */
export function goldenDistance(golden: Golden, shapes: readonly Shape[]): GoldenDistance {
  const pinned = pinnedClasses[golden.level];
  return { before: countsOf(golden, pinned), after: shapes.map((shape) => countsOf(shape, pinned)), pinned };
}
