/** What there is to know of a call before it is made. */
import { syscallNames } from '../model/syscall-numbers.js';
import type { SyscallResult } from '../model/trace.js';
import { ArgumentPlanner, type ArgumentPlan } from './recorder-arguments.js';
import type { Descriptors } from './recorder-descriptors.js';
import type { WorkingFolders } from './recorder-folders.js';
import type { Arch, Follow, RawCall } from './recorder-layout.js';
import { joinerOf } from './recorder-registers.js';

const pointing = new Set(['mmap', 'mmap2', 'brk', 'mremap', 'shmat']);
/** Calls whose result is a descriptor. */
const opening =
  /^(?:open|openat|openat2|creat|open_by_handle_at|open_tree|memfd_create|socket|accept|accept4|dup|dup2|dup3|epoll_create1?|eventfd2?|signalfd4?|timerfd_create|inotify_init1?|pidfd_open|pidfd_getfd|io_uring_setup|userfaultfd|perf_event_open|fanotify_init|fsopen)$/;
const duplicating = [0, 1030]; // F_DUPFD, F_DUPFD_CLOEXEC
/** Calls of which some operations, their second argument, return one. */
const openingOperations: Readonly<Record<string, readonly number[]>> = {
  fcntl: duplicating,
  fcntl64: duplicating,
  ioctl: [0x5441], // TIOCGPTPEER
};
const makesPair = new Set(['pipe', 'pipe2', 'socketpair']);
/** Beyond the kernel's tables. */
const maxCalls = 1024;

export interface CallPlan extends ArgumentPlan {
  readonly name: string;
  /** Puts the registers into the order and width of the table. */
  readonly join: ((call: RawCall) => void) | undefined;
  readonly follow: Follow | undefined;
  readonly makesPair: boolean;
  /** Numbers: operations that return a descriptor. */
  readonly result: 'number' | 'address' | 'descriptor' | readonly number[];
  /** Why it has no result when it has none. */
  readonly unfinished: SyscallResult;
}

function resultKind(name: string): CallPlan['result'] {
  if (pointing.has(name)) return 'address';
  return opening.test(name) ? 'descriptor' : (openingOperations[name] ?? 'number');
}

/** As strace has it: the number as wide as a register. */
function unknownName(number: number, compat: boolean): string {
  return `syscall_0x${BigInt.asUintN(compat ? 32 : 64, BigInt(number | 0)).toString(16)}`;
}

function both(first: Follow | undefined, second: Follow | undefined): Follow | undefined {
  if (!first || !second) return first ?? second;
  return (call, attachments) => {
    first(call, attachments);
    second(call, attachments);
  };
}

/** Of a machine's own calls, or of its 32-bit ones: looked up by number, each worked out once. */
export class CallPlans {
  readonly #names: readonly (string | undefined)[];
  readonly #plans: (CallPlan | undefined)[] = [];
  readonly #planner: ArgumentPlanner;
  /** arm leaves a register out where a number of two would begin at an odd one; its 32-bit calls stay as they are. */
  readonly #joins: boolean;

  constructor(
    arch: Arch | undefined,
    private readonly compat: boolean,
    private readonly descriptors: Descriptors,
    private readonly folders: WorkingFolders,
  ) {
    const arm = arch?.native === 'arm64';
    this.#names = arch ? syscallNames(compat ? arch.compat : arch.native) : [];
    this.#planner = new ArgumentPlanner(descriptors, folders, { arm, compat });
    this.#joins = compat && !arm;
  }

  of(number: number): CallPlan {
    return this.#plans[number] ?? this.#make(number);
  }

  #make(number: number): CallPlan {
    const name = this.#names[number] ?? unknownName(number, this.compat);
    const plan: CallPlan = {
      ...this.#planner.plan(name),
      name,
      join: this.#joins ? joinerOf(name) : undefined,
      follow: both(this.descriptors.follow(name), this.folders.follow(name)),
      makesPair: makesPair.has(name),
      result: resultKind(name),
      unfinished: { kind: 'none', reason: name.startsWith('exit') ? 'exit' : 'killed' },
    };
    // A program may ask for any number.
    if (number < maxCalls) this.#plans[number] = plan;
    return plan;
  }
}
