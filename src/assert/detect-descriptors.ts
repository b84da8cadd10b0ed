/** Anti-patterns of descriptors and names. */
import type { Activity, ActivityCall, ActivityProcess } from '../model/activity.js';
import {
  callText,
  confidenceOfCount,
  type Detector,
  fact,
  firstOf,
  groupBy,
  inOrder,
  ownCalls,
  perProcess,
} from './detector.js';

/** Calls that return a descriptor. */
const opening = new Set([
  'open',
  'socket',
  'accept',
  'epoll_create',
  'eventfd',
  'signalfd',
  'timerfd_create',
  'inotify_init',
  'memfd_create',
  'dup',
  'pidfd_open',
]);

interface Held {
  readonly fd: number;
  readonly call: ActivityCall;
  closesOnExec: boolean;
}

interface DescriptorLife {
  /** Open when the process ended. */
  readonly leaked: readonly Held[];
  /** Open, and not to be closed, when the process became another program. */
  readonly inherited: readonly { readonly held: Held; readonly program: string }[];
}

function opens({ family, flags }: ActivityCall): boolean {
  return opening.has(family) || (family === 'fcntl' && flags.some((flag) => flag.startsWith('F_DUPFD')));
}

/** Does to the set of open descriptors what one call does. */
function follow(call: ActivityCall, open: Map<number, Held>, onExec: (held: Held) => void): void {
  const { family, fd, value, error, flags } = call;
  if (error !== undefined || value === undefined) return;
  if (family === 'close' && fd !== undefined) open.delete(fd);
  else if (family === 'close_range') open.clear();
  else if (family === 'exec') {
    for (const [number, held] of open) {
      if (!held.closesOnExec) onExec(held);
      open.delete(number);
    }
  } else if (family === 'fcntl' && fd !== undefined && flags.includes('F_SETFD')) {
    const held = open.get(fd);
    if (held) held.closesOnExec = flags.includes('FD_CLOEXEC');
    // 0, 1 and 2 are meant to be handed on.
  } else if (opens(call) && value > 2) {
    open.set(value, { fd: value, call, closesOnExec: flags.some((flag) => flag.endsWith('CLOEXEC')) });
  }
}

const allInOrder = ({ tasks }: ActivityProcess): ActivityCall[] => inOrder(tasks.map(({ calls }) => calls));

const copyOf = (open: ReadonlyMap<number, Held>): Map<number, Held> =>
  new Map([...open].map(([fd, held]) => [fd, { ...held }]));

/** What a process had opened itself when each of its children began. */
function openAtForks(
  parent: ActivityProcess,
  children: readonly ActivityProcess[],
): Map<ActivityProcess, Map<number, Held>> {
  const found = new Map<ActivityProcess, Map<number, Held>>();
  const waiting = children
    .map((child) => ({ child, begin: allInOrder(child)[0]?.startNs ?? 0 }))
    .sort((a, b) => b.begin - a.begin);
  const open = new Map<number, Held>();
  for (const call of allInOrder(parent)) {
    for (let next = waiting.at(-1); next && call.startNs >= next.begin; next = waiting.at(-1)) {
      found.set(next.child, copyOf(open));
      waiting.pop();
    }
    if (waiting.length === 0) return found;
    follow(call, open, () => undefined);
  }
  for (const { child } of waiting) found.set(child, copyOf(open));
  return found;
}

/** Follows the descriptors that a process opened itself or got from its parent, in the order of its calls. */
function lifeOf(process: ActivityProcess, open: Map<number, Held>): DescriptorLife {
  const given = new Set(open.values());
  const inherited: { held: Held; program: string }[] = [];
  for (const call of allInOrder(process)) {
    follow(call, open, (held) => inherited.push({ held, program: call.path ?? '?' }));
  }
  return { leaked: [...open.values()].filter((held) => !given.has(held)), inherited };
}

const known = new WeakMap<Activity, ReadonlyMap<ActivityProcess, DescriptorLife>>();

/** Of all processes at once, as each begins with what its parent has open. */
function livesIn(activity: Activity): ReadonlyMap<ActivityProcess, DescriptorLife> {
  const before = known.get(activity);
  if (before) return before;
  const children = groupBy(activity.processes, ({ parent }) => parent);
  const given = new Map(
    activity.processes.flatMap((parent) => [...openAtForks(parent, children.get(parent.process) ?? [])]),
  );
  const lives = new Map(
    activity.processes.map((process) => [process, lifeOf(process, given.get(process) ?? new Map<number, Held>())]),
  );
  known.set(activity, lives);
  return lives;
}

/** A program may leave its few last descriptors to the kernel: half as sure at 4. */
const someLeft = 4;

/** DescriptorLeak: descriptors of the same kind of thing are opened and never closed. The count is those of one call that were open at the end. */
export const descriptorLeak = perProcess('DescriptorLeak', (process, activity) => {
  const { leaked = [] } = livesIn(activity).get(process) ?? {};
  return [...groupBy(leaked, ({ call }) => call.name)].flatMap(([name, held]) =>
    held.length < 2
      ? []
      : [
          {
            confidence: confidenceOfCount(held.length, someLeft),
            object: '',
            count: held.length,
            evidence: firstOf(held.map(({ call, fd }) => `${name} ${call.path ?? call.object} = ${fd}, never closed`)),
          },
        ],
  );
});

/** InheritedDescriptor: a descriptor without O_CLOEXEC is open when the process becomes another program. A fact; the count is the descriptors. */
export const inheritedDescriptor = perProcess('InheritedDescriptor', (process, activity) => {
  const { inherited = [] } = livesIn(activity).get(process) ?? {};
  return fact(
    inherited.map(({ held, program }) => `${callText(held.call)}, open in ${program}`),
    inherited[0]?.program,
  );
});

/** Closing along the limit of descriptors is how a daemon makes sure that none is left. */
function isSweep(calls: readonly ActivityCall[], index: number): boolean {
  const isClose = (call: ActivityCall | undefined): boolean => call?.family === 'close';
  return isClose(calls[index]) && (isClose(calls[index - 1]) || isClose(calls[index + 1]));
}

/** BadDescriptor: a call on a descriptor that is not open (EBADF): closed twice, or closed too early. fcntl is how one asks whether it is. A fact; the count is the calls. */
export const badDescriptor = perProcess('BadDescriptor', (process) => {
  const bad = process.tasks.flatMap(({ calls }) =>
    calls.filter((call, index) => call.error === 'EBADF' && call.family !== 'fcntl' && !isSweep(calls, index)),
  );
  return fact(bad.map((call) => `${callText(call)}${call.fd === undefined ? '' : ` (descriptor ${call.fd})`}`));
});

const sharedFolder = /^(?:\$TMP|\/var\/tmp|\/dev\/shm)\/[^/]+$/;

/** Files that somebody was the first to make, or that the command line names: their names are nobody's guess. */
function knownFiles({ processes }: Activity): Set<string> {
  const calls = processes.flatMap(({ tasks }) => tasks.flatMap((task) => task.calls));
  const first = calls.filter(({ flags, error }) => flags.includes('O_EXCL') && error === undefined);
  return new Set([...(processes[0]?.tasks[0]?.calls[0]?.argv ?? []), ...first.map(({ file }) => file ?? '')]);
}

/**
 * PredictableTempFile: a file directly in the shared temporary folder is made without O_EXCL: another user may have put a link there (CWE-377). A fact; the
 * count is the files.
 */
export const predictableTempFile: Detector = (activity, options) => {
  // Of all processes, and so once for all.
  const known = knownFiles(activity);
  return perProcess('PredictableTempFile', (process) => guessable(process, known))(activity, options);
};

function guessable(process: ActivityProcess, known: ReadonlySet<string>): ReturnType<typeof fact> {
  const made = ownCalls(process)
    .flat()
    .filter(
      ({ family, name, path, file, flags, error }) =>
        error === undefined &&
        sharedFolder.test(path ?? '') &&
        !known.has(file ?? '') &&
        (name === 'creat' || (family === 'open' && flags.includes('O_CREAT') && !flags.includes('O_EXCL'))),
    );
  const files = [...groupBy(made, ({ file }) => file).values()].map(([first]) => first?.path ?? '');
  return fact(files, files[0]);
}
