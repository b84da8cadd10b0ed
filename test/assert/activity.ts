/** Activities for the tests of anti-patterns. */
import type { Activity, ActivityCall, ActivityProcess } from '../../src/model/activity.js';
import { syscallSpec } from '../../src/model/syscalls.js';

/** One call; its path is its file unless that is given. */
export function act(name: string, parts: Partial<ActivityCall> = {}): ActivityCall {
  const { family, class: kind } = syscallSpec(name);
  const { path, fd } = parts;
  return {
    name,
    family,
    class: kind,
    object: path ?? '',
    ...(path === undefined ? {} : { file: path }),
    ...(fd === undefined ? {} : { fdKind: 'file' }),
    flags: [],
    sizes: [],
    ...('error' in parts ? {} : { value: 0 }),
    startNs: 0,
    durationNs: 0,
    ...parts,
  };
}

export const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

/** A process of one task that makes these calls, a microsecond after each other from `from` on. */
export function processOf(
  calls: readonly ActivityCall[],
  parts: Partial<ActivityProcess> & { readonly from?: number } = {},
): ActivityProcess {
  const { from = 0, ...rest } = parts;
  return {
    process: '0',
    parent: '',
    program: '$CWD/program',
    tasks: [{ calls: calls.map((call, index) => ({ ...call, startNs: call.startNs || from + index * 1000 })) }],
    startup: 0,
    ...rest,
  };
}

export const activityOfProcesses = (processes: readonly ActivityProcess[], durationNs = 1e9): Activity => ({
  processes,
  durationNs,
});

export const activityOf = (calls: readonly ActivityCall[], durationNs?: number): Activity =>
  activityOfProcesses([processOf(calls)], durationNs);
