/** The steps of a session as a golden has them: as tightly as its object allows. */
import { anyValue, type Step } from '../model/golden.js';
import type { Operation, SessionLife } from './lives.js';
import { stepKey } from './sequence.js';

const byKey = (a: Step, b: Step): number => (stepKey(a) < stepKey(b) ? -1 : 1);

export function uniqueSteps(steps: readonly Step[]): Step[] {
  return [...new Map(steps.map((step) => [stepKey(step), step])).values()];
}

/** Shown where a child or another program goes on with a descriptor. */
const withProgram = (step: Step, by: string, opener: string): Step => (by === opener ? step : { ...step, by });

function ownSteps(operations: readonly Operation[], object: string, by: string): Step[] {
  return operations.map((operation) => {
    const { step, direction, bytes, names, calls, inexact } = operation;
    const { fd: _, ...rest } = step;
    const moved =
      direction === undefined || step.error !== undefined
        ? {}
        : {
            bytes: inexact ? anyValue : bytes,
            calls: inexact ? anyValue : calls,
            ...(names > 0 && !inexact ? { names } : {}),
          };
    return withProgram({ ...rest, fd: object, ...moved }, operation.by, by);
  });
}

/** Several tasks use it by turns, and whose turn it is is chance. */
const isShared = ({ turns }: SessionLife): boolean => turns.length > new Set(turns).size;

/** What is done in a session in all, each kind of call once, sorted. */
function sharedSteps(life: SessionLife, object: string): Step[] {
  const sums = new Map<string, Operation>();
  for (const operation of life.operations) {
    const key = `${operation.by} ${stepKey(operation.step)}`;
    const sum = sums.get(key);
    if (!sum) {
      sums.set(key, { ...operation });
      continue;
    }
    sum.bytes += operation.bytes;
    sum.names += operation.names;
    sum.calls += operation.calls;
    sum.inexact ||= operation.inexact;
  }
  const counted = [...sums.values()].map((sum) =>
    sum.direction === undefined ? { ...sum, step: { ...sum.step, times: sum.calls } } : sum,
  );
  return ownSteps(counted, object, life.by).sort(byKey);
}

export function looseSteps(operations: readonly Operation[], object: string, by: string): Step[] {
  return operations.map(({ step, by: who }) => {
    const { fd: _, size: _size, offset: _offset, bytes: _bytes, ...rest } = step;
    return withProgram({ ...rest, fd: object }, who, by);
  });
}

const isFlow = ({ direction }: Operation): boolean => direction !== undefined;
const collapsing = new Set(['getdents', 'mmap']);

function withoutRepeats(steps: readonly Step[]): Step[] {
  return steps.filter(
    (step, index) => !(collapsing.has(step.call) && index > 0 && stepKey(steps[index - 1] as Step) === stepKey(step)),
  );
}

/** The steps of a session in the order of time, as tightly as its object allows. */
export function sessionSteps(life: SessionLife, object: string): Step[] {
  const { first, by, nature, session, operations } = life;
  const begin = first === undefined ? [] : [first.call === 'open' ? first : { ...first, fd: object }];
  const end: Step[] = session.closed ? [{ call: 'close', fd: object }] : [];
  if (nature === 'own' && isShared(life)) return [...begin, ...sharedSteps(life, object), ...end];
  if (nature === 'own') return [...begin, ...withoutRepeats(ownSteps(operations, object, by)), ...end];
  if (nature === 'system') return [...begin, ...uniqueSteps(looseSteps(operations, object, by)), ...end];
  const effects = looseSteps(
    operations.filter((operation) => !isFlow(operation)),
    object,
    by,
  );
  const flows = looseSteps(operations.filter(isFlow), object, by);
  return [...begin, ...effects, ...uniqueSteps(flows).sort(byKey), ...end];
}

export interface Pipe {
  readonly by: string;
  readonly call: string;
  readonly ends: SessionLife[];
}

/** What a program reads from, or writes to, an object in all. */
interface Flow {
  readonly direction: 'read' | 'write';
  readonly by: string;
  bytes: number;
  inexact: boolean;
}

/** What goes through several sessions, by program and direction. */
export function flowsOf(lives: readonly SessionLife[]): readonly Flow[] {
  const sums = new Map<string, Flow>();
  for (const { direction, by, bytes, inexact } of lives.flatMap(({ operations }) => operations)) {
    if (direction === undefined) continue;
    const key = `${direction} ${by}`;
    const sum = sums.get(key) ?? { direction, by, bytes: 0, inexact: false };
    sum.bytes += bytes;
    sum.inexact ||= inexact;
    sums.set(key, sum);
  }
  return [...sums.values()];
}

/** What goes through: who writes how much, who reads it. Of a pipe that several read from, chance decides who gets what. */
export function pipeSteps({ call, by, ends }: Pipe, object: string): Step[] {
  const flows = flowsOf(ends);
  const [readers, writers] = (['read', 'write'] as const).map((direction) =>
    flows.filter((flow) => flow.direction === direction),
  );
  const within = readers?.length === 1 && writers?.length === 1 && readers[0]?.by === writers[0]?.by;
  // Wake-ups within a program: how many there are is chance.
  if (call === 'pipe' && within) return [{ call, fd: object }];
  const exact = readers?.length === 1 && writers?.length === 1;
  const moved = flows.map(({ direction, by: who, bytes, inexact }): Step => ({
    call: direction,
    fd: object,
    by: who,
    ...(exact ? { bytes: inexact ? anyValue : bytes } : {}),
  }));
  const closes = ends
    .filter(({ session }) => session.closed)
    .map(({ session }): Step => ({ call: 'close', fd: object, ...(session.end ? { end: session.end } : {}) }));
  return [{ call, fd: object, by }, ...moved.sort(byKey), ...closes.sort(byKey)];
}
