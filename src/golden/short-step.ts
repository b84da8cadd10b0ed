/** Steps below an object as they are printed: without the object's name, which stands above them. */
import type { Step } from '../model/golden.js';
import { inOrder } from '../model/step-order.js';
import { familiesWith } from '../model/syscalls.js';

const ofDescriptor = new Set([
  'read',
  'write',
  'close',
  'listen',
  'shutdown',
  'accept',
  'socket',
  'socketpair',
  'pipe',
  'getdents',
  'mmap',
]);
const named = new Set([...familiesWith('path'), 'exec', 'lstat', 'rmdir']);
const described = new Set([...familiesWith('fd'), ...ofDescriptor, 'fstat']);

/** The argument that names the object; undefined: a call without one, which is its program's. */
function nameKey({ call }: Step, index: number, object: string): string | undefined {
  if (call === 'end') return 'program';
  if (call === 'connect' || call === 'bind') return 'address';
  if (call === 'symlink') return 'newpath';
  if (index > 0 || /^<(?!PATH>)/.test(object) || ofDescriptor.has(call))
    return described.has(call) || named.has(call) ? 'fd' : undefined;
  return named.has(call) ? 'path' : undefined;
}

/** One call is what most reads and writes of a file are. */
const countsCalls = (step: Step, index: number, object: string): boolean =>
  index > 0 && object.startsWith('$') && (step.call === 'read' || step.call === 'write') && step['bytes'] !== undefined;

function withoutName(step: Step, key: string, object: string): Step {
  const { [key]: name, ...rest } = step;
  return (name === object ? rest : { ...rest, [key]: name ?? '' }) as Step;
}

export function shortStep(step: Step, index: number, object: string): Step {
  const key = nameKey(step, index, object);
  const short = key === undefined ? step : withoutName(step, key, object);
  if (!countsCalls(step, index, object)) return short;
  const { calls, ...others } = short;
  return calls === 1 ? others : { ...others, calls: calls ?? '' };
}

export function longStep(step: Step, index: number, object: string): Step {
  const key = nameKey(step, index, object);
  const entries: Record<string, Step[string]> = { ...step };
  if (key !== undefined) entries[key] ??= object;
  if (countsCalls(step, index, object)) entries['calls'] ??= 1;
  for (const name of [key, 'calls']) if (name !== undefined && entries[name] === '') delete entries[name];
  return inOrder(entries as unknown as Step);
}
