/**
 * The vocabulary of a recording: what happened between a process tree and the kernel, as a backend saw it.
 *
 * Every unknown is a state of the model, never a gap: an argument that could not be read, a call that did not finish,
 * a line that could not be parsed, events that were lost.
 */

/** How a recording was made. Goldens carry the class only: all of `ptrace` strips setuid and shifts counts alike. */
export type BackendClass = 'ptrace' | 'ebpf' | 'import';

/**
 * What a backend never shows, whatever the program does. arguments: more than three registers of a call, and what they point to. children: what
 * processes and threads that the program starts do. signals: none is recorded. start: the execve of the program, and calls that do not return.
 * numbers: which call it was where the backend has no name for it (it is then called `unknown`).
 */
export const backendLimits = ['arguments', 'children', 'numbers', 'signals', 'start'] as const;
export type BackendLimit = (typeof backendLimits)[number];

export interface Backend {
  readonly class: BackendClass;
  readonly name: string;
  readonly version: string;
  /** Sorted. Absent: it shows everything that this model can hold. */
  readonly limits?: readonly BackendLimit[];
}

/**
 * One decoded argument, result annotation or part of one. Strings hold one character per byte (latin-1), because paths
 * and buffers are bytes: `bytesToText` in model/bytes.ts turns them into text for people.
 */
export type DecodedArg =
  /** A number, as the tracer wrote it: `42`, `-1`, `0x7f…`, `0600`. `value` is NaN when it exceeds 2^53. */
  | { readonly kind: 'number'; readonly text: string; readonly value: number }
  /** Symbolic constants joined by `|` (or space in a signal set, see `set`): `O_RDONLY|O_CLOEXEC`, `SIGCHLD`, `NULL` is not one. */
  | { readonly kind: 'flags'; readonly names: readonly string[] }
  /** `NULL`. */
  | { readonly kind: 'null' }
  /** A quoted string or buffer. `truncated`: the tracer cut it (`"…"...`). `abstract`: a `@"…"` socket name. */
  | { readonly kind: 'string'; readonly bytes: string; readonly truncated: boolean; readonly abstract?: boolean }
  /** A descriptor with what it refers to: `3</etc/passwd>`, `AT_FDCWD</home/u>`. `fd` is -100 for AT_FDCWD. */
  | { readonly kind: 'fd'; readonly fd: number; readonly object: FdObject }
  /** `{a=1, b={…}, ...}`. An unnamed member has the name ''. `more`: the tracer abbreviated it with `...`. */
  | { readonly kind: 'struct'; readonly fields: readonly StructField[]; readonly more: boolean }
  /** `[a, b, ...]`. */
  | { readonly kind: 'array'; readonly items: readonly DecodedArg[]; readonly more: boolean }
  /** A signal or cpu set written with spaces: `[INT TERM]`, `~[RTMIN]` (complement). */
  | { readonly kind: 'set'; readonly items: readonly string[]; readonly complement: boolean }
  /** A macro form: `htons(53)`, `makedev(0x1, 0x3)`, `inet_addr("127.0.0.1")`, `WIFEXITED(s)`. */
  | { readonly kind: 'macro'; readonly name: string; readonly args: readonly DecodedArg[] }
  /** An in/out argument: `[110 => 2]` is a `change` inside an `array`; `{…} => {…}`. A missing side is null. */
  | { readonly kind: 'change'; readonly before: DecodedArg | null; readonly after: DecodedArg | null }
  /** Anything else, verbatim: expressions (`8192*1024`, `WIFEXITED(s) && …`), `... `, kernel-dependent text. */
  | { readonly kind: 'raw'; readonly text: string };

export interface StructField {
  readonly name: string;
  readonly value: DecodedArg;
}

/** What a descriptor refers to, from the tracer's annotation. */
export type FdObject =
  /** No annotation was given. */
  | { readonly type: 'unknown' }
  /** A path, one character per byte. `deleted`: unlinked since. `device`: `char 1:3`, `block 8:0`. Also directories and FIFOs. */
  | {
      readonly type: 'path';
      readonly path: string;
      readonly deleted: boolean;
      readonly device?: { readonly kind: 'char' | 'block'; readonly major: number; readonly minor: number };
    }
  /** `pipe:[N]` */
  | { readonly type: 'pipe'; readonly inode: number }
  /**
   * A socket. `protocol`: TCP, TCPv6, UDP, UDPv6, UNIX, UNIX-STREAM, UNIX-DGRAM, NETLINK, …, or 'socket' when unknown.
   * `text`: what the tracer wrote inside the brackets: `127.0.0.1:80->127.0.0.1:5000`, an inode, `1->2,@"name"`.
   */
  | { readonly type: 'socket'; readonly protocol: string; readonly text: string }
  /** `anon_inode:[eventpoll]`, `{eventfd-count=…}`, `pid:29505`, `signalfd:[USR1]`: `name` is the class, e.g. `eventpoll`, `eventfd`, `pidfd`, `signalfd`, `timerfd`, `inotify`. */
  | { readonly type: 'anon'; readonly name: string };

/** What a call returned. */
export type SyscallResult =
  /** Succeeded; `value` as a number (NaN over 2^53), `text` as printed; `object`: the descriptor it returned. */
  | { readonly kind: 'value'; readonly value: number; readonly text: string; readonly object?: FdObject }
  /** Failed with this errno name, e.g. `ENOENT`. The kernel's own `ERESTARTSYS` … and `ERESTART_RESTARTBLOCK` included. */
  | { readonly kind: 'errno'; readonly errno: string }
  /** It has no result: the task ended inside it (`exit_group`, killed), it was detached, or the tracer could not read one. */
  | { readonly kind: 'none'; readonly reason: 'exit' | 'killed' | 'unavailable' | 'detached' | 'unfinished' };

interface EventBase {
  /** Kernel thread id as the tracer printed it. Never enters a golden. */
  readonly tid: number;
  /** Nanoseconds since the first event of the trace, at which the event began; 0 when the log has no times. */
  readonly timeNs: number;
  /** 1-based line of the log where the event began (recorder backends: record number). */
  readonly line: number;
}

export interface SyscallEvent extends EventBase {
  readonly kind: 'syscall';
  /** The syscall's name as the kernel's table has it; `syscall_0x1cd` where the tracer did not know it; `???` from a dying task. */
  readonly name: string;
  /** Decoded arguments in order. */
  readonly args: readonly DecodedArg[];
  readonly result: SyscallResult;
  /** Nanoseconds from enter to exit; absent where the log has none. */
  readonly durationNs?: number;
  /** `compat`: a 32-bit call of a 64-bit kernel. Absent: the machine's own. */
  readonly abi?: 'compat';
  /** Text that a strace wrote after the result, without parentheses: `flags O_RDWR|O_LARGEFILE`, `Timeout`, `in [3], left {…}`. */
  readonly note?: string;
}

export interface SignalEvent extends EventBase {
  readonly kind: 'signal';
  /** `SIGCHLD`, `SIGRT_3`. */
  readonly signal: string;
  /** `stop`: a group stop (`--- stopped by SIGSTOP ---`). */
  readonly action: 'delivered' | 'stop';
  /** Fields of siginfo: si_code, si_pid … Empty for a stop. */
  readonly info: readonly StructField[];
}

/** A task ended. */
export interface ExitEvent extends EventBase {
  readonly kind: 'exit';
  readonly outcome:
    | { readonly kind: 'exited'; readonly code: number }
    | { readonly kind: 'killed'; readonly signal: string; readonly coreDumped: boolean }
    /** execve in another thread of the process replaced this task; that thread goes on under this tid. */
    | { readonly kind: 'superseded'; readonly byTid: number };
}

/** The tracer said that it lost events. There is no verdict over a trace that has one. */
export interface LostEvent extends EventBase {
  readonly kind: 'lost';
  readonly count: number;
  readonly reason: string;
}

/** A record that could not be read, kept verbatim. `column` is 1-based, where reading stopped. */
export interface UnparsedEvent extends EventBase {
  readonly kind: 'unparsed';
  readonly text: string;
  readonly column: number;
  readonly reason: string;
  /** The last line of the log, cut in the middle: the tracer died or the disk was full. */
  readonly truncated: boolean;
}

export type TraceEvent = SyscallEvent | SignalEvent | ExitEvent | LostEvent | UnparsedEvent;

/** A whole recording. */
export interface Trace {
  readonly backend: Backend;
  /** Kernel architecture name: `x86_64`, `aarch64`. */
  readonly arch: string;
  /** In order of beginning. Within one tid this is the order in which the task made its calls. */
  readonly events: readonly TraceEvent[];
}
