/**
 * Totals: what is kept of the calls that are not part of the sequence, and of how often those are made that are.
 */
import type { Figure, FigureRule, Level } from '../model/golden.js';
import { syscallSpec } from '../model/syscalls.js';
import type { Behaviour } from './behaviour.js';

/** A count this small that is not in a golden can grow to 16 without a finding, so leaving it out loses nothing. */
const worthKeeping = 8;

/** Files whose contents the kernel makes up when they are read: a runtime that watches its memory reads them as often as it has time. */
const madeByKernel = /^\/(?:proc|sys)\//;

class Totals {
  private readonly values = new Map<string, { figure: string; of: string; rule: FigureRule; value: number }>();

  add(figure: string, of: string, rule: FigureRule, value: number): void {
    const key = `${figure} ${of}`;
    const entry = this.values.get(key);
    if (entry) entry.value += value;
    else this.values.set(key, { figure, of, rule, value });
  }

  list(): Figure[] {
    return [...this.values.values()]
      .filter(({ rule, value }) => rule !== 'double' || value > worthKeeping)
      .map(({ figure, of, rule, value }) => ({ figure, of, rule, least: value, most: value }))
      .sort((a, b) => (`${a.figure} ${a.of}` < `${b.figure} ${b.of}` ? -1 : 1));
  }
}

const unnumbered = (label: string): string => label.replace(/<tmp:\d+>/g, '<tmp>');

/** The totals of a recording; which of them are pinned exactly depends on the level. */
export function figuresOf(behaviour: Behaviour, level: Level): Figure[] {
  const totals = new Totals();
  for (const [name, count] of behaviour.calls) {
    const spec = syscallSpec(name);
    // At contract, threads wait by the clock: how often they wake up depends on how long the run takes.
    if (spec.class === 'scheduling')
      totals.add('calls', spec.family, level === 'contract' || level === 'objects' ? 'loose' : 'wide', count);
    else if (spec.class === 'query') totals.add('calls', spec.family, 'double', count);
  }
  for (const process of behaviour.processes) {
    totals.add('allocated', 'memory', 'bytes', process.allocatedBytes);
    for (const [signal, count] of process.signals) if (level !== 'exact') totals.add('signals', signal, 'wide', count);
    if (level === 'contract') totals.add('processes', process.program, 'exact', 1);
    // At `objects`, the starts of threads and what is read and written are lives.
    if (level !== 'objects' && process.threads.length > 0 && !process.sizedByMachine) {
      if (level === 'structure')
        totals.add('threads', `${process.process} ${process.program}`, 'exact', process.threads.length);
      else totals.add('threads', process.program, 'double', process.threads.length);
    }
    for (const act of [process.main, ...process.threads].flat()) {
      if (!act.data) continue;
      const { object, direction, nature, bytes, inexact } = act.data;
      if (level !== 'objects')
        totals.add(
          direction === 'read' ? 'reads' : 'writes',
          unnumbered(object),
          nature === 'stream' || madeByKernel.test(object) ? 'wide' : 'double',
          1,
        );
      if (object === '<stdout>' || object === '<stderr>') totals.add('bytes', object, 'wide', bytes);
      if (level === 'contract' && nature === 'own' && direction === 'write' && !inexact && !object.includes('<'))
        totals.add('written', object, 'exact', bytes);
    }
  }
  return totals.list();
}
