/** Trace → the critical path of its run, in names that goldens use. */
import type { ClassShare, CriticalPath, LinkKind, PathLink, PathTask, TaskShare } from '../model/critical-path.js';
import { syscallSpec } from '../model/syscalls.js';
import type { SyscallEvent, Trace } from '../model/trace.js';
import { objectOf } from './activity.js';
import type { Surroundings } from './arguments.js';
import { edgesOf } from './causality.js';
import type { NormalizeContext } from './context.js';
import { gatherFacts } from './facts.js';
import { Folders } from './folders.js';
import { Names } from './names.js';
import { TaskNames } from './task-names.js';
import { timelineOf, type Timeline } from './timeline.js';
import { walkPath, type PathPart } from './walk-path.js';

/** A trace without the times of its calls can't tell where time went. */
function hasTimes(trace: Trace): boolean {
  return (
    trace.events.some(({ timeNs }) => timeNs > 0) &&
    trace.events.some((event) => event.kind === 'syscall' && event.durationNs !== undefined)
  );
}

const sameTask = (a: PathTask, b: PathTask): boolean =>
  a.process === b.process && a.thread === b.thread && a.program === b.program && a.comm === b.comm;

interface Labels {
  readonly names: TaskNames;
  readonly object: (event: SyscallEvent) => string;
}

function linkOf({ kind, task, at, startNs, endNs }: PathPart, { names, object }: Labels): PathLink {
  const event = kind !== 'work' && at?.event.kind === 'syscall' ? at.event : undefined;
  const named = at ?? task.timed[0];
  const name = named ? names.at(named) : { process: task.process.path, thread: task.thread, program: '?', comm: '' };
  return {
    ...name,
    kind,
    class: event ? syscallSpec(event.name).class : 'work',
    call: event?.name ?? '',
    object: event ? object(event) : '',
    calls: event ? 1 : 0,
    startNs,
    durationNs: endNs - startNs,
  };
}

/** Neighbours of one task that don't wait, as one link named after what took most of it. */
function mergedLink(links: readonly PathLink[]): PathLink | undefined {
  const [first] = links;
  if (!first || links.length === 1) return first;
  const groups = new Map<string, PathLink>();
  for (const link of links) {
    const key = JSON.stringify([link.call, link.object]);
    const before = groups.get(key);
    groups.set(key, before ? { ...before, durationNs: before.durationNs + link.durationNs } : link);
  }
  const longest = (kind: LinkKind): PathLink | undefined =>
    [...groups.values()]
      .filter((group) => group.kind === kind)
      .reduce<PathLink | undefined>(
        (most, each) => (most && most.durationNs >= each.durationNs ? most : each),
        undefined,
      );
  const sumOf = (kind: LinkKind): number =>
    links.reduce((sum, link) => sum + (link.kind === kind ? link.durationNs : 0), 0);
  const main = longest(sumOf('work') >= sumOf('call') ? 'work' : 'call') ?? first;
  return {
    ...main,
    calls: links.reduce((sum, { calls }) => sum + calls, 0),
    startNs: first.startNs,
    durationNs: links.reduce((sum, { durationNs }) => sum + durationNs, 0),
  };
}

function mergeLinks(links: readonly PathLink[]): PathLink[] {
  const runs: PathLink[][] = [];
  for (const link of links) {
    const run = runs.at(-1);
    const before = run?.at(-1);
    if (run && before && before.kind !== 'wait' && link.kind !== 'wait' && sameTask(before, link)) run.push(link);
    else runs.push([link]);
  }
  return runs.flatMap((run) => mergedLink(run) ?? []);
}

function taskShares({ tasks }: Timeline, names: TaskNames, links: readonly PathLink[]): TaskShare[] {
  const shares = new Map<string, TaskShare>();
  const add = ({ process, thread, program, comm }: PathTask, onPathNs: number): void => {
    const key = JSON.stringify([process, thread, program, comm]);
    const before = shares.get(key)?.onPathNs ?? 0;
    shares.set(key, { process, thread, program, comm, onPathNs: before + onPathNs });
  };
  for (const task of tasks) for (const { name } of names.of(task)) add(name, 0);
  for (const link of links) add(link, link.durationNs);
  return [...shares.values()];
}

function classShares(links: readonly PathLink[]): ClassShare[] {
  const shares = new Map<ClassShare['class'], number>();
  for (const link of links) shares.set(link.class, (shares.get(link.class) ?? 0) + link.durationNs);
  return [...shares]
    .map(([name, onPathNs]): ClassShare => ({ class: name, onPathNs }))
    .sort((a, b) => b.onPathNs - a.onPathNs || (a.class < b.class ? -1 : 1));
}

/** The critical path of a recording. */
export function criticalPathOf(trace: Trace, context: NormalizeContext): CriticalPath {
  if (!hasTimes(trace)) return { durationNs: NaN, links: [], stretches: [], tasks: [], classes: [] };
  const timeline = timelineOf(trace);
  const { tree } = timeline;
  const folders = new Folders(tree, context.cwd);
  const facts = gatherFacts(trace, tree, folders);
  const around: Surroundings = { names: new Names(context, facts), facts, tree, context };
  const names = new TaskNames(around.names, folders, context);
  const labels = { names, object: (event: SyscallEvent) => objectOf(event, folders, around) };
  const links = walkPath(timeline, edgesOf(timeline)).map((part) => linkOf(part, labels));
  return {
    durationNs: timeline.endNs - timeline.startNs,
    links,
    stretches: mergeLinks(links),
    tasks: taskShares(timeline, names, links),
    classes: classShares(links),
  };
}
