/** A golden's document, which the schema accepts, → the golden: repetition unfolded, the last step read as the end. */
import type { CountedStep, Golden, ObjectShape, ProcessEnd, ProcessShape, Step } from '../model/golden.js';
import type { GoldenDocument } from '../schema/golden.js';
import { longStep } from './short-step.js';

/** A step, or several that repeat. */
type PrintedStep = Step | { readonly times: number; readonly steps: readonly Step[] };

interface PrintedCounted {
  readonly step: Step;
  readonly times?: number;
  readonly least?: number;
  readonly most?: number | 'any';
}

interface PrintedObject {
  readonly object: string;
  readonly lives: readonly (Omit<PrintedCounted, 'step'> & { readonly by: string; readonly steps: readonly Step[] })[];
  readonly order?: readonly string[];
}

// More than a recording can hold; a longer one is a slip of the hand in `times`, and unfolding it would take all memory.
const mostSteps = 10_000_000;

export type Path = readonly (string | number)[];
/** Reports what no schema can say. */
type Refuse = (at: Path, detail: string) => never;

/** `refuse` gets the place, in the document, of what makes no sense. */
export function unfoldDocument(document: GoldenDocument, refuse: Refuse): Golden {
  const { environment, processes, effects, objects, order, figures, ...header } = document;
  figures.forEach(({ least, most }, index) => {
    if (least > most) refuse(['figures', index], 'has a `least` greater than its `most`');
  });
  return {
    ...header,
    environment: environment,
    processes: processes.map((process, index) => toProcess(process, ['processes', index], refuse)),
    effects: effects.map((counted, index) => toCounted(counted as PrintedCounted, ['effects', index], refuse)),
    objects: objects.map((printed, index) => toObject(printed as PrintedObject, ['objects', index], refuse)),
    order,
    figures,
  };
}

function toObject({ object, lives, order }: PrintedObject, path: Path, refuse: Refuse): ObjectShape {
  return {
    object,
    lives: lives.map(({ by, steps, ...times }, index) => {
      const [step = { call: '' }] = steps;
      const { least, most } = toCounted({ step, ...times }, [...path, 'lives', index], refuse);
      return { by, steps: steps.map((each, place) => longStep(each, place, object)), least, most };
    }),
    ...(order === undefined ? {} : { order }),
  };
}

function toProcess(printed: GoldenDocument['processes'][number], path: Path, refuse: Refuse): ProcessShape {
  const last = printed.steps.length - 1;
  return {
    process: printed.process,
    program: printed.program,
    steps: unfold(printed.steps.slice(0, last) as PrintedStep[], [...path, 'steps'], refuse),
    pool: (printed.pool ?? []).map((counted, index) =>
      toCounted(counted as PrintedCounted, [...path, 'pool', index], refuse),
    ),
    end:
      toEnd(printed.steps[last] as PrintedStep) ??
      refuse([...path, 'steps', last], 'must be the end of the process: {"call":"end","exit":0}'),
  };
}

function unfold(printed: readonly PrintedStep[], path: Path, refuse: Refuse): Step[] {
  const steps: Step[] = [];
  printed.forEach((entry, index) => {
    if (!isFold(entry)) {
      steps.push(entry);
      return;
    }
    if (steps.length + entry.times * entry.steps.length > mostSteps)
      refuse([...path, index], `is over ${mostSteps} steps`);
    for (let time = 0; time < entry.times; time += 1) for (const step of entry.steps) steps.push(step);
  });
  return steps;
}

/** A repetition has no `call`; a call may have an argument of any name. */
function isFold(entry: PrintedStep): entry is Exclude<PrintedStep, Step> {
  return !('call' in entry);
}

function toEnd(step: PrintedStep): ProcessEnd | undefined {
  if (isFold(step) || step.call !== 'end' || Object.keys(step).length !== 2) return undefined;
  const { exit, signal, unknown } = step as Readonly<Record<string, unknown>>;
  if (Number.isInteger(exit)) return { exit: exit as number };
  if (typeof signal === 'string') return { signal };
  return unknown === true ? { unknown } : undefined;
}

function toCounted({ step, times = 1, least, most }: PrintedCounted, path: Path, refuse: Refuse): CountedStep {
  const counted = { step, least: least ?? times, most: most === 'any' ? Number.MAX_SAFE_INTEGER : (most ?? times) };
  return counted.least > counted.most ? refuse(path, 'has a `least` greater than its `most`') : counted;
}
