/** What there is to know of a call before it is made: worked out once by its name, so that an event costs no look-up. */
import type { SyscallResult } from '../model/trace.js';
import type { ArgumentPlan, ArgumentPlanner } from './recorder-arguments.js';
import type { Descriptors, Follow } from './recorder-descriptors.js';

const pointing = new Set(['mmap', 'mmap2', 'brk', 'mremap', 'shmat']);
/** Calls whose result is a descriptor. */
const opening =
  /^(?:open|openat|openat2|creat|open_by_handle_at|open_tree|memfd_create|socket|accept|accept4|dup|dup2|dup3|epoll_create1?|eventfd2?|signalfd4?|timerfd_create|inotify_init1?|pidfd_open|pidfd_getfd|io_uring_setup|userfaultfd|perf_event_open|fanotify_init|fsopen)$/;
const makesPair = new Set(['pipe', 'pipe2', 'socketpair']);

export interface CallPlan extends ArgumentPlan {
  readonly name: string;
  readonly follow: Follow | undefined;
  readonly makesPair: boolean;
  readonly result: 'number' | 'address' | 'descriptor' | 'control';
  /** Why it has no result when it has none. */
  readonly unfinished: SyscallResult;
}

function resultKind(name: string): CallPlan['result'] {
  if (pointing.has(name)) return 'address';
  if (opening.test(name)) return 'descriptor';
  return name.startsWith('fcntl') ? 'control' : 'number';
}

export function planCall(name: string, planner: ArgumentPlanner, descriptors: Descriptors): CallPlan {
  return {
    ...planner.plan(name),
    name,
    follow: descriptors.follow(name),
    makesPair: makesPair.has(name),
    result: resultKind(name),
    unfinished: { kind: 'none', reason: name.startsWith('exit') ? 'exit' : 'killed' },
  };
}
