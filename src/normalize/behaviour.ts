/** A recording after normalization, before a level decides what of it is pinned. */
import type { Loads, ProcessEnd } from '../model/golden.js';
import type { RecordingTotals } from '../model/measurements.js';
import type { Act } from './act.js';
import type { Ceiling } from './ceiling.js';
import type { ObjectsView } from './objects.js';

export interface ProcessBehaviour {
  readonly process: string;
  /** The program it ended as. */
  readonly program: string;
  /** Acts of the first thread. */
  readonly main: readonly Act[];
  /** Acts of every other thread. */
  readonly threads: readonly (readonly Act[])[];
  readonly end: ProcessEnd;
  /** Bytes allocated at most at one time. */
  readonly allocatedBytes: number;
  /** It asked for the number of CPUs before it started its threads: how many it has is the machine's. */
  readonly sizedByMachine: boolean;
  /** Delivered signals by name, SIGCHLD included. */
  readonly signals: ReadonlyMap<string, number>;
}

export interface Behaviour {
  readonly processes: readonly ProcessBehaviour[];
  readonly environment: readonly Loads[];
  readonly ceiling: Ceiling;
  /** What happens to each object. `knows`: does the golden, if there is one, have an object of this name? */
  objects(knows: (object: string) => boolean): ObjectsView;
  /** Folder as it is named → what it holds as it is named → the name that this was made from. */
  readonly bases: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** Shapes of temporary names, for later recordings. */
  readonly temporary: readonly string[];
  /** Learned names that this recording was normalized with. */
  readonly learned: readonly string[];
  /** Texts that appeared, for later recordings. */
  readonly literals: ReadonlySet<string>;
  /** Calls by real name of the whole tree, as recorded: nothing is taken out. */
  readonly calls: ReadonlyMap<string, number>;
  readonly totals: RecordingTotals;
  readonly notes: { readonly unparsed: number; readonly ioUring: boolean };
}
