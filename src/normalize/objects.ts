/**
 * Lives → the shape of the level `objects`: every object with what is done to it, each way once with its count, and the order that concurrency can't
 * disturb. Which task did it is left out; which program did it stays.
 */
import { anyValue, type Life, type ObjectShape, type OrderRule, type Step } from '../model/golden.js';
import { inOrder } from '../model/step-order.js';
import { opensForWriting } from '../model/file-changes.js';
import type { Behaviour, ProcessBehaviour } from './behaviour.js';
import { type DurableEvent, type LifeWriter, type Lives, type NamedAct, type SessionLife } from './lives.js';
import type { Names } from './names.js';
import { dependsOnLayout, sizedBy } from './machine-steps.js';
import { stepKey } from './sequence.js';
import { flowsOf, looseSteps, pipeSteps, sessionSteps, uniqueSteps, type Pipe } from './session-steps.js';

/** No upper limit: how often is the machine's affair. */
const anyTimes = Number.MAX_SAFE_INTEGER;

/** How often and whether at all is the surroundings' affair. */
const sometimes = { least: 0, most: anyTimes } as const;

/** Stands for every folder on the way up from the project. */
const wayUp = '$UP';

/** A longer order is read by nobody, and seldom the same twice. */
const longestOrder = 40;

export interface ObjectsView {
  readonly objects: readonly ObjectShape[];
  readonly order: readonly OrderRule[];
}

const unnumbered = (text: string): string => text.replace(/<tmp:\d+>/g, '<tmp>');

function unnumberedStep(step: Step): Step {
  const { via: _, ...rest } = step;
  const text = JSON.stringify(rest);
  return inOrder(text.includes('<tmp:') ? (JSON.parse(unnumbered(text)) as Step) : rest);
}

/** Collects equal lives of an object. */
class Shelf {
  private readonly objects = new Map<string, Map<string, Life>>();

  add(
    object: string,
    by: string,
    steps: readonly Step[],
    times: { least: number; most: number } = { least: 1, most: 1 },
  ): void {
    const name = unnumbered(object);
    const plain = steps.map(unnumberedStep);
    const key = `${by}\n${plain.map(stepKey).join('\n')}`;
    const lives = this.objects.get(name) ?? new Map<string, Life>();
    this.objects.set(name, lives);
    const known = lives.get(key);
    const unlimited = times.most === anyTimes || known?.most === anyTimes;
    lives.set(key, {
      by,
      steps: plain,
      least: unlimited ? Math.min(known?.least ?? times.least, times.least) : (known?.least ?? 0) + times.least,
      most: unlimited ? anyTimes : (known?.most ?? 0) + times.most,
    });
  }

  list(orderOf: (object: string) => readonly string[] | undefined): ObjectShape[] {
    return [...this.objects]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([object, lives]) => {
        const order = orderOf(object);
        return {
          object,
          lives: [...lives].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, life]) => life),
          ...(order === undefined ? {} : { order }),
        };
      });
  }
}

/** Repetition of up to four changes in a row is written once: how often is what the counts say. */
function foldChanges(changes: readonly string[]): string[] {
  const folded: string[] = [];
  for (const change of changes) {
    folded.push(change);
    for (let width = 1; width <= 4 && folded.length >= 2 * width; width += 1) {
      const [last, before] = [folded.slice(-width), folded.slice(-2 * width, -width)];
      if (last.join('\n') !== before.join('\n')) continue;
      folded.length -= width;
      break;
    }
  }
  return folded;
}

function orderOf(changes: ReadonlyMap<string, readonly string[]>): (object: string) => readonly string[] | undefined {
  return (object) => {
    // A name with a drawn part stands for several objects, whose changes have no order among them.
    if (/<(?:tmp|drawn|hash|uuid)/.test(object)) return undefined;
    const folded = foldChanges(changes.get(object) ?? []);
    return folded.length < 2 || folded.length > longestOrder ? undefined : folded;
  };
}

/** Bytes that go through each endpoint in all: in how many pieces and connections is often chance. */
function addTraffic(shelf: Shelf, endpoints: ReadonlyMap<string, readonly SessionLife[]>): void {
  for (const [object, lives] of endpoints)
    for (const { direction, by, bytes, inexact } of flowsOf(lives))
      if (bytes > 0) shelf.add(object, by, [{ call: direction, fd: object, bytes: inexact ? anyValue : bytes }]);
}

function addSessions(
  shelf: Shelf,
  lives: Lives,
  writer: LifeWriter,
  names: Names,
  knows: (object: string) => boolean,
): void {
  const pipes = new Map<unknown, Pipe>();
  const endpoints = new Map<string, SessionLife[]>();
  for (const life of lives.sessions) {
    const { session, first, by, nature } = life;
    const object = writer.objectOf(life);
    if (first?.call === 'pipe' || first?.call === 'socketpair') {
      const pipe = pipes.get(session.maker) ?? { by, call: first.call, ends: [] };
      pipes.set(session.maker, pipe);
      pipe.ends.push(life);
    } else if (first === undefined) {
      // A standard stream: who uses it, and how.
      for (const step of uniqueSteps(looseSteps(life.operations, object, ''))) {
        const { by: who, ...rest } = step as Step & { by?: string };
        shelf.add(object, who ?? by, [rest], { least: 1, most: anyTimes });
      }
    } else if (
      first.call === 'open' &&
      session.shown.type === 'path' &&
      names.isAbove(session.shown.path) &&
      isNew(object, knows)
    ) {
      shelf.add(
        wayUp,
        by,
        sessionSteps({ ...life, nature: 'system', first: { ...first, path: wayUp } }, wayUp),
        sometimes,
      );
    } else {
      shelf.add(object, by, sessionSteps(life, object));
      if (nature === 'stream' && session.shown.type === 'socket')
        endpoints.set(object, [...(endpoints.get(object) ?? []), life]);
    }
  }
  for (const pipe of pipes.values()) {
    const object = pipe.call === 'pipe' ? '<pipe>' : '<socketpair>';
    shelf.add(object, pipe.by, pipeSteps(pipe, object));
  }
  addTraffic(shelf, endpoints);
}

/** A thread of a runtime that signals another one of its process: how often is chance. */
const betweenThreads = ({ call, pid }: Step): boolean =>
  call === 'tgkill' || call === 'tkill' || (call === 'kill' && pid === 'self');
/** How it is done and not what: whether it is there hangs on the libc. */
const aside = new Set(['fstat', 'sigreturn']);

/** A folder on the way up, and no object of its own that lies above this project by chance. */
const isNew = (object: string, knows: (object: string) => boolean): boolean =>
  object.startsWith(wayUp) || !knows(object);

interface Look {
  readonly named: NamedAct;
  readonly up: number;
  readonly below: string;
}

/** A call by name that finds nothing on the way up from the working folder, or looks at a folder on that way. */
function lookOf(named: NamedAct, names: Names): Look | undefined {
  const { rawPath, step } = named.act;
  if (rawPath === '' || opensForWriting(step)) return undefined;
  if (names.isAbove(rawPath)) return { named, up: 1, below: '' };
  const { up, below } = names.onWayUp(rawPath);
  return step.error === undefined || below === '' ? undefined : { named, up, below };
}

/** Walks up (`package.json` in every parent folder) are as long as the way is: what is looked for counts, wherever it is looked for. */
function addLooks(shelf: Shelf, looks: readonly Look[], names: Names, knows: (object: string) => boolean): void {
  const levels = new Map<string, Set<number>>();
  const groupOf = ({ named, below }: Look): string => `${named.act.step.call} ${below}`;
  for (const look of looks) levels.set(groupOf(look), (levels.get(groupOf(look)) ?? new Set<number>()).add(look.up));
  for (const look of looks) {
    const { named, up, below } = look;
    const { act, object } = named;
    const parts =
      below === ''
        ? []
        : String(act.step['path'])
            .split('/')
            .slice(-(below.split('/').length - 1));
    const folded = [wayUp, ...parts].join('/');
    const ups = [...(levels.get(groupOf(look)) ?? [])];
    // Below /usr/src, `/usr/lib/x` and `/lib/x` are no walk: one of its folders must be the project's own way.
    const walks =
      below === ''
        ? isNew(object, knows)
        : knows(folded) || (ups.length > 1 && ups.some((level) => names.isNamelessLevel(level)));
    // A folder that is looked at for itself, and on the way up as well: how often is the surroundings' affair here.
    if (below === '' && !walks && names.isAbove(act.rawPath)) shelf.add(object, act.program, [act.step], sometimes);
    else if (up === 0 || !walks) shelf.add(object, act.program, [act.step]);
    else shelf.add(folded, act.program, [{ ...act.step, path: folded }], sometimes);
  }
}

function addNamed(
  shelf: Shelf,
  lives: Lives,
  names: Names,
  behaviour: Pick<Behaviour, 'processes'>,
  knows: (object: string) => boolean,
): void {
  const programs = new Map(behaviour.processes.map(({ process, program }) => [process, program]));
  const sized = sizedBy(behaviour.processes);
  const looks: Look[] = [];
  for (const named of lives.named) {
    const { act, object } = named;
    const { step, program } = act;
    if (betweenThreads(step) || aside.has(step.call) || dependsOnLayout(step, program)) continue;
    const look = lookOf(named, names);
    if (look) looks.push(look);
    // Which of the 256 folders of a store there are hangs on the hashes.
    else if (act.rawPath !== '' && names.isFanOut(act.rawPath)) shelf.add(object, program, [step], sometimes);
    else if (step.call === 'thread' && sized.has(program))
      shelf.add(object, program, [step], { least: 1, most: anyTimes });
    else if (step.error === 'EBADF') shelf.add(object, program, [step], { least: 1, most: anyTimes });
    else if (typeof step['pid'] === 'string')
      shelf.add(object, program, [{ ...step, pid: programs.get(step['pid']) ?? step['pid'] }]);
    else shelf.add(object, program, [step]);
  }
  addLooks(shelf, looks, names, knows);
}

function addEnds(shelf: Shelf, processes: readonly ProcessBehaviour[]): void {
  for (const { program, end } of processes) {
    const how = 'exit' in end ? { exit: end.exit } : 'signal' in end ? { signal: end.signal } : {};
    shelf.add(program, program, [{ call: 'end', program, ...how }]);
  }
}

/** Each durable event with what its task made durable directly before; '' for nothing. Entries of a listed folder come in the file system's order. */
function orderRules(durable: readonly (readonly DurableEvent[])[], listed: ReadonlySet<string>): OrderRule[] {
  const below = (rawPath: string): boolean => {
    for (let end = rawPath.lastIndexOf('/'); end > 0; end = rawPath.lastIndexOf('/', end - 1))
      if (listed.has(rawPath.slice(0, end))) return true;
    return false;
  };
  const rules = new Map<string, OrderRule>();
  for (const events of durable) {
    let before: DurableEvent | undefined;
    for (const event of events) {
      const byFolder = before !== undefined && below(before.rawPath) && below(event.rawPath);
      const rule = { event: event.label, after: byFolder ? '' : (before?.label ?? '') };
      const key = `${rule.event}\n${rule.after}`;
      rules.set(key, { ...rule, times: (rules.get(key)?.times ?? 0) + 1 });
      before = event;
    }
  }
  return [...rules].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, rule]) => rule);
}

/** `knows`: does the golden have an object of this name? */
export function objectsView(
  writer: LifeWriter,
  lives: Lives,
  behaviour: Pick<Behaviour, 'processes'>,
  names: Names,
  knows: (object: string) => boolean,
): ObjectsView {
  const shelf = new Shelf();
  addSessions(shelf, lives, writer, names, knows);
  addNamed(shelf, lives, names, behaviour, knows);
  addEnds(shelf, behaviour.processes);
  return { objects: shelf.list(orderOf(lives.changes)), order: orderRules(lives.durable, lives.listed) };
}
