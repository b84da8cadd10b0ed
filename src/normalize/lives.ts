/**
 * What happens to each object, in order of time: sessions of descriptors, and calls by name between them, whichever task of the tree makes them. The raw
 * material of the level `objects`; objects.ts makes its shape.
 */
import { changesFile, opensForWriting } from '../model/file-changes.js';
import type { Step } from '../model/golden.js';
import { syscallSpec } from '../model/syscalls.js';
import type { DecodedArg, SyscallEvent } from '../model/trace.js';
import type { Act } from './act.js';
import { labelOf, type Surroundings } from './arguments.js';
import { DescriptorSessions, type Session } from './descriptor-sessions.js';
import { movesData } from './step.js';
import type { Process } from './tree.js';

/** A call within a session, or several in a row that move data the same way. */
export interface Operation {
  readonly step: Step;
  readonly by: string;
  readonly direction?: 'read' | 'write';
  bytes: number;
  /** Names of the surroundings among the bytes, not counted there. */
  names: number;
  calls: number;
  /** The number of bytes says nothing. */
  inexact: boolean;
}

export interface SessionLife {
  readonly session: Session;
  readonly by: string;
  /** own, system: a file (see DataFlow). stream: a socket, pipe or terminal. */
  readonly nature: 'own' | 'system' | 'stream';
  readonly first: Step | undefined;
  readonly operations: Operation[];
  /** Tasks that use it, each as often as another one did before. */
  readonly turns: number[];
}

/** A call by name, or one without an object, which is then its program's. */
export interface NamedAct {
  readonly object: string;
  readonly act: Act;
}

/** An event that lasts, or is seen outside, of one task. */
export interface DurableEvent {
  readonly label: string;
  /** The first path it is about, raw; '' for none. */
  readonly rawPath: string;
}

export interface Lives {
  readonly sessions: readonly SessionLife[];
  readonly named: readonly NamedAct[];
  /** Object → its changes in order. */
  readonly changes: ReadonlyMap<string, readonly string[]>;
  /** One list for each task, in the order in which it made them. */
  readonly durable: readonly (readonly DurableEvent[])[];
  /** Folders whose entries the tree listed, raw. */
  readonly listed: ReadonlySet<string>;
}

const makers = new Set([
  'open',
  'socket',
  'accept',
  'memfd_create',
  'socketpair',
  'pipe',
  'open_tree',
  'fsopen',
  'userfaultfd',
]);
/** Beside what makes, changes or removes a file: what is done so that a change lasts, or shows. */
const alsoChanging = new Set(['utime', 'fsync', 'fdatasync', 'sync_file_range', 'fallocate', 'syncfs', 'ftruncate']);
const isChange = (step: Step): boolean => changesFile(step) || alsoChanging.has(step.call);
const durable = new Set([
  'unlink',
  'rename',
  'link',
  'symlink',
  'truncate',
  'fsync',
  'fdatasync',
  'syncfs',
  'sync',
  'connect',
  'exec',
  'mkdir',
  'rmdir',
]);

/** Digits that differ from one name to the next, and the part that is drawn, are one class of names. */
export const withoutDigits = (text: string): string => text.replace(/<tmp(?::\d+)?>/g, '<tmp>').replace(/\d+/g, '#');

interface Moment {
  readonly at: number;
  readonly process: Process;
  readonly event: SyscallEvent;
}

/** Calls whose effect is there when they begin; that of any other is there when it returns. */
const atBegin = new Set(['close', 'close_range', 'fork']);

function momentsOf(processes: readonly Process[]): Moment[] {
  const moments: Moment[] = [];
  for (const process of processes) {
    for (const { events } of process.tasks) {
      for (const event of events) {
        if (event.kind !== 'syscall') continue;
        const begins = atBegin.has(syscallSpec(event.name).family);
        moments.push({ at: event.timeNs + (begins ? 0 : (event.durationNs ?? 0)), process, event });
      }
    }
  }
  return moments.sort((a, b) => a.at - b.at || a.event.line - b.event.line);
}

export class LifeWriter {
  readonly named: NamedAct[] = [];
  readonly changes = new Map<string, string[]>();
  readonly listed = new Set<string>();
  private readonly lives = new Map<Session, SessionLife>();
  private readonly durableOf = new Map<number, DurableEvent[]>();
  private readonly descriptors: DescriptorSessions;

  constructor(
    private readonly around: Surroundings,
    private readonly acts: ReadonlyMap<SyscallEvent, Act>,
    private readonly programs: ReadonlyMap<Process, string>,
  ) {
    this.descriptors = new DescriptorSessions(around.tree, (session) => {
      const life = this.lives.get(session);
      if (life?.nature === 'own' && life.first && opensForWriting(life.first))
        this.change(this.objectOf(life), 'close');
    });
  }

  write(): Lives {
    for (const { process, event } of momentsOf(this.around.tree.processes)) {
      this.descriptors.before(process, event);
      const act = this.acts.get(event);
      // What a call makes is there before it is a session's first step; a pipe is made by a call that is no act.
      this.descriptors.after(process, event);
      if (act) this.see(act, process);
      else if (syscallSpec(event.name).family === 'socketpair') this.begin(event, { call: 'socketpair' }, process);
    }
    return {
      sessions: [...this.lives.values()],
      named: this.named,
      changes: this.changes,
      durable: [...this.durableOf.values()],
      listed: this.listed,
    };
  }

  private change(object: string, token: string): void {
    const tokens = this.changes.get(object);
    if (tokens) tokens.push(token);
    else this.changes.set(object, [token]);
  }

  private last(act: Act, label: string): void {
    const events = this.durableOf.get(act.event.tid) ?? [];
    this.durableOf.set(act.event.tid, events);
    events.push({ label: withoutDigits(label), rawPath: act.rawPath === '' ? shownPath(act.event) : act.rawPath });
  }

  private see(act: Act, process: Process): void {
    const { step } = act;
    if (act.data) this.move(act, process);
    else if (act.class === 'plumbing' && (step.call === 'pipe' || step.call === 'socketpair'))
      this.begin(act.event, step, process, act.program);
    else if (act.class === 'memory') this.map(act, process);
    else if (act.class === 'effect') this.effect(act, process);
  }

  private effect(act: Act, process: Process): void {
    const { step, event } = act;
    if (step.call === 'close' || step.call === 'fstat') return;
    const failed = step.error !== undefined;
    if (makers.has(step.call) && !failed) {
      this.begin(event, step, process, act.program);
      if (opensForWriting(step)) this.change(String(step['path']), `open ${String(step['flags'])}`);
      return;
    }
    if (act.rawPath === '' && event.args[0]?.kind === 'fd' && event.args[0].fd >= 0)
      this.operate(act, process, event.args[0]);
    else if (act.rawPath === '' && step.call === 'mmap') this.map(act, process);
    else this.byName(act);
  }

  private byName(act: Act): void {
    const { step } = act;
    const name = step['path'] ?? step['newpath'];
    const object = name === undefined ? act.program : String(name);
    this.named.push({ object, act });
    if (step.error !== undefined) return;
    if (isChange(step)) {
      this.change(object, step.call === 'rename' ? 'rename to' : step.call);
      if (step['newpath'] !== undefined && step['path'] !== undefined)
        this.change(String(step['newpath']), `${step.call} from`);
    }
    if (durable.has(step.call))
      this.last(
        act,
        `${step.call} ${object}${step['path'] === undefined || step['newpath'] === undefined ? '' : ` → ${String(step['newpath'])}`}`,
      );
  }

  private begin(event: SyscallEvent, step: Step, process: Process, by = this.programs.get(process) ?? '?'): void {
    for (const session of this.descriptors.sessions.slice(-2)) {
      if (session.maker !== event || this.lives.has(session)) continue;
      const nature = session.shown.type === 'path' ? this.natureOf(session, step) : 'stream';
      this.lives.set(session, { session, by, nature, first: step, operations: [], turns: [] });
    }
  }

  private natureOf(session: Session, step: Step): SessionLife['nature'] {
    if (session.shown.type !== 'path' || session.shown.device) return 'system';
    const raw = session.shown.path;
    return this.around.names.isOwn(raw) || String(step['path'] ?? '').startsWith('$') ? 'own' : 'system';
  }

  /** The life of a descriptor's session. One whose beginning is no act (what the loader opens) has none, unless it was there before the trace. */
  private lifeOf(session: Session, act: Act): SessionLife | undefined {
    const life = this.knownLife(session, act);
    if (life && life.turns.at(-1) !== act.event.tid) life.turns.push(act.event.tid);
    return life;
  }

  private knownLife(session: Session, act: Act): SessionLife | undefined {
    const known = this.lives.get(session);
    if (known || session.maker) return known;
    const nature = session.shown.type !== 'path' || session.shown.device ? 'stream' : 'system';
    const life: SessionLife = { session, by: act.program, nature, first: undefined, operations: [], turns: [] };
    this.lives.set(session, life);
    return life;
  }

  private operate(act: Act, process: Process, arg: Extract<DecodedArg, { kind: 'fd' }>): void {
    const session = this.descriptors.of(process, arg);
    const life = this.lifeOf(session, act);
    if (!life) return;
    const { step } = act;
    if (step.call === 'getdents' && session.shown.type === 'path') this.listed.add(session.shown.path);
    life.operations.push({ step, by: act.program, bytes: 0, names: 0, calls: 1, inexact: false });
    if (step.error !== undefined) return;
    if (life.nature === 'own' && isChange(step)) this.change(this.objectOf(life), step.call);
    if (durable.has(step.call)) {
      const object = step.call === 'connect' ? String(step['address'] ?? '') : this.objectOf(life);
      this.last(act, `${step.call} ${object}`);
    }
  }

  /** Reads and writes; a copy between two descriptors is both. */
  private move(act: Act, process: Process): void {
    const { data, event, step } = act;
    if (!data) return;
    const spec = syscallSpec(event.name);
    spec.args.forEach(([name, kind], index) => {
      const arg = event.args[index];
      if (kind !== 'fd' || arg?.kind !== 'fd') return;
      const direction = name === 'in' ? 'read' : name === 'out' ? 'write' : movesData(event);
      const life = this.lifeOf(this.descriptors.of(process, arg), act);
      if (!life) return;
      const plain: Step = {
        call: direction,
        ...(step['to'] === undefined ? {} : { to: step['to'] }),
        ...(step.error === undefined ? {} : { error: step.error }),
      };
      const last = life.operations.at(-1);
      const same =
        last?.direction === direction &&
        last.by === act.program &&
        last.step.error === plain.error &&
        last.step['to'] === plain['to'];
      if (!same) {
        life.operations.push({
          step: plain,
          by: act.program,
          direction,
          bytes: data.bytes,
          names: data.names,
          calls: 1,
          inexact: data.inexact,
        });
        return;
      }
      last.bytes += data.bytes;
      last.names += data.names;
      last.calls += 1;
      last.inexact ||= data.inexact;
    });
  }

  /** A file that is mapped instead of read; of libraries that is how they are loaded. */
  private map(act: Act, process: Process): void {
    const { event, step } = act;
    const file = event.args.find((arg) => arg.kind === 'fd' && arg.fd >= 0);
    if (step.call !== 'mmap' || file?.kind !== 'fd' || file.object.type !== 'path') return;
    const life = this.lifeOf(this.descriptors.of(process, file), act);
    const flags = act.class === 'effect' ? { flags: 'MAP_SHARED' } : {};
    if (life?.nature === 'own')
      life.operations.push({
        step: { call: 'mmap', ...flags },
        by: act.program,
        bytes: 0,
        names: 0,
        calls: 1,
        inexact: false,
      });
  }

  /** The name of what a session is about: the file that was opened, the endpoint, the kind of descriptor. */
  objectOf({ session, first, operations }: SessionLife): string {
    if (first?.call === 'open' && first['path'] !== undefined) return String(first['path']);
    const address = operations.find(({ step }) => step.call === 'connect' || step.call === 'bind')?.step['address'];
    if (address !== undefined) return String(address);
    const listener = session.listener && this.lives.get(session.listener);
    if (listener) return `${this.objectOf(listener)} accepted`;
    const label = labelOf(session.shown, session.fd, this.around);
    return typeof label === 'number' ? `<descriptor ${label}>` : label;
  }
}

function shownPath(event: SyscallEvent): string {
  const fd = event.args.find((arg) => arg.kind === 'fd');
  return fd?.kind === 'fd' && fd.object.type === 'path' ? fd.object.path : '';
}
