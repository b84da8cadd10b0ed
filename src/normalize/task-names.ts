/** What each task was called when: the program it executed, and its name as the kernel has it (comm in proc_pid_comm(5)). */
import { baseName } from '../model/base-name.js';
import { bytesToText } from '../model/bytes.js';
import { redactBytes } from '../model/redact.js';
import type { PathTask } from '../model/critical-path.js';
import { syscallSpec } from '../model/syscalls.js';
import type { SyscallEvent } from '../model/trace.js';
import type { NormalizeContext } from './context.js';
import type { Folders } from './folders.js';
import type { Names } from './names.js';
import type { TaskTimeline, TimedEvent } from './timeline.js';

interface Named {
  /** From this event of the task on. */
  readonly position: number;
  readonly name: PathTask;
}

/** TASK_COMM_LEN in include/linux/sched.h is 16, with the zero at the end. */
const commLength = 15;

export class TaskNames {
  private readonly known = new Map<TaskTimeline, readonly Named[]>();

  constructor(
    private readonly names: Names,
    private readonly folders: Folders,
    private readonly context: NormalizeContext,
  ) {}

  /** All names of a task in order; the first one is what it was made with. One that it had before its first exec in the trace is none. */
  of(task: TaskTimeline): readonly Named[] {
    const known = this.known.get(task);
    if (known) return known;
    const named = this.gather(task);
    this.known.set(task, named);
    return named;
  }

  /** The name of a task at one of its events. */
  at({ task, position }: TimedEvent): PathTask {
    const named = this.of(task);
    const last = named.findLast((each) => each.position <= position) ?? named[0];
    return last?.name ?? { process: task.process.path, thread: task.thread, program: '?', comm: '' };
  }

  private gather(task: TaskTimeline): Named[] {
    const { process, thread, creation } = task;
    const inherited = creation ? this.at(creation) : this.first();
    const named: Named[] = [{ position: -1, name: { ...inherited, process: process.path, thread } }];
    for (const { event, position } of task.timed) {
      const change = event.kind === 'syscall' ? this.changeBy(event) : undefined;
      const before = named.at(-1);
      if (!change || !before) continue;
      // A target's first event is the execve that makes it itself: what it was before is the launcher.
      const isFirst = creation === undefined && position === 0;
      const name = { ...before.name, ...change };
      if (isFirst) named[0] = { position: -1, name };
      else named.push({ position, name });
    }
    return named;
  }

  private comm(bytes: string): string {
    return bytesToText(redactBytes(bytes, this.context.redact).slice(0, commLength));
  }

  private first(): Pick<PathTask, 'program' | 'comm'> {
    const { program } = this.context;
    if (program === undefined) return { program: '?', comm: '' };
    return { program: this.names.path(program), comm: this.comm(baseName(program)) };
  }

  private changeBy(event: SyscallEvent): Partial<PathTask> | undefined {
    if (event.result.kind !== 'value') return undefined;
    const [first, second] = event.args;
    if (event.name === 'prctl' && first?.kind === 'flags' && first.names[0] === 'PR_SET_NAME') {
      return second?.kind === 'string' ? { comm: this.comm(second.bytes) } : undefined;
    }
    if (syscallSpec(event.name).family !== 'exec') return undefined;
    const path = this.folders.pathsOf(event).find((each) => each !== '');
    if (path === undefined) return undefined;
    return { program: this.names.path(path), comm: this.comm(baseName(path)) };
  }
}
