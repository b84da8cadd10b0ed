/** Two commands in turn: runs → samples → verdict. */
import type { BenchFormat } from '../bench/formats.js';
import { halfWidth } from '../bench/duet-rule.js';
import {
  type Figure,
  joined,
  judgeSamples,
  noiseFloor,
  type JudgeOptions,
  type Judgement,
  type Samples,
} from '../bench/judge-samples.js';
import { TraceGateError } from '../errors.js';
import type { MissingRule } from '../model/bench-baseline.js';
import type { Duet, DuetComparison } from '../model/duet.js';
import { exitCodes, type ExitCode } from '../model/finding.js';
import { median } from '../model/median.js';
import { parseBenchmarks } from './read-benchmarks.js';
import type { TimedRun } from './timed-run.js';

export type Side = 'a' | 'b';

export interface DuetRequest extends JudgeOptions {
  readonly a: readonly string[];
  /** Absent: A against itself. */
  readonly b?: readonly string[];
  /** How often each of the two is sampled for one measurement; at least 4, which an interval of 95 % takes. */
  readonly pairs: number;
  /** More samples are taken up to so many pairs, while something is inconclusive. */
  readonly maxPairs: number;
  readonly inner: number;
  readonly warmup: number;
  /** Both print results of benchmarks, which are judged one by one. */
  readonly benchmarks?: { readonly format?: BenchFormat };
  /** What a benchmark is that only A has. */
  readonly missing: MissingRule;
  /** What is inconclusive is no verdict. */
  readonly strict: boolean;
}

export interface DuetWorld {
  /** Runs one of the two once. */
  readonly run: (side: Side) => Promise<TimedRun>;
  /** Called before each pair. */
  readonly show?: (text: string) => void;
}

/** Name of a benchmark → its samples. Commands that are timed themselves have no name. */
type Suite = Map<string | undefined, Samples>;

interface Measured {
  readonly suite: Suite;
  readonly missing: readonly string[];
  readonly added: readonly string[];
}

type Figures = ReadonlyMap<string | undefined, Readonly<Partial<Record<Figure, number>>>>;

function shortest(runs: readonly TimedRun[]): Figures {
  const least = (of: 'wallNs' | 'cpuNs'): number => Math.min(...runs.map((run) => run[of]));
  const busy = median(runs.map(({ wallNs, cpuNs, queuedNs }) => cpuNs / Math.max(wallNs - queuedNs, cpuNs)));
  return new Map([[undefined, { wall: least('wallNs'), cpu: least('cpuNs'), busy }]]);
}

function printed({ output }: TimedRun, side: Side, format: BenchFormat | undefined): Figures {
  const { benchmarks } = parseBenchmarks(output, {
    file: `what ${side.toUpperCase()} printed`,
    ...(format === undefined ? {} : { format }),
  });
  return new Map(benchmarks.map(({ name, ns, samples }) => [name, { printed: samples ? median(samples) : ns }]));
}

async function sample(request: DuetRequest, world: DuetWorld, side: Side): Promise<Figures> {
  const runs: TimedRun[] = [];
  for (let run = 0; run < request.inner; run++) runs.push(await world.run(side));
  const [first] = runs;
  return request.benchmarks && first ? printed(first, side, request.benchmarks.format) : shortest(runs);
}

/** A suite is the same in every run; what comes and goes can't be compared. */
function namesOf(runs: readonly Figures[], command: readonly string[]): (string | undefined)[] {
  const names = [...(runs[0]?.keys() ?? [])];
  for (const run of runs) {
    const odd = names.find((name) => !run.has(name)) ?? [...run.keys()].find((name) => !names.includes(name));
    if (odd !== undefined)
      throw new TraceGateError('E_BENCH_COMMAND', {
        command,
        outcome: `did not print the same benchmarks in every run: \`${odd}\` is missing in one`,
        output: '',
      });
  }
  return names;
}

function suiteOf(a: readonly Figures[], b: readonly Figures[], request: DuetRequest): Measured {
  const [inA, inB] = [namesOf(a, request.a), namesOf(b, request.b ?? request.a)];
  const suite: Suite = new Map();
  const values = (runs: readonly Figures[], name: string | undefined, figure: Figure): number[] =>
    runs.flatMap((run) => run.get(name)?.[figure] ?? []);
  for (const name of inA.filter((name) => inB.includes(name))) {
    const figures: readonly Figure[] = request.benchmarks ? ['printed'] : ['wall', 'cpu', 'busy'];
    suite.set(
      name,
      Object.fromEntries(figures.map((one) => [one, { a: values(a, name, one), b: values(b, name, one) }])),
    );
  }
  const only = (some: readonly (string | undefined)[], others: readonly (string | undefined)[]): string[] =>
    some.filter((name) => name !== undefined).filter((name) => !others.includes(name));
  return { suite, missing: only(inA, inB), added: only(inB, inA) };
}

/** ABBA: what drifts meets both alike, and so does what the one leaves to the other. */
const orderOf = (pair: number): readonly Side[] => (pair % 2 === 0 ? ['a', 'b'] : ['b', 'a']);

async function measure(request: DuetRequest, world: DuetWorld, pairs: number, what: string): Promise<Measured> {
  const runs: Record<Side, Figures[]> = { a: [], b: [] };
  for (let pair = 0; pair < pairs; pair++) {
    world.show?.(`${what}: pair ${pair + 1} of ${pairs}`);
    for (const side of orderOf(pair)) runs[side].push(await sample(request, world, side));
  }
  return suiteOf(runs.a, runs.b, request);
}

function joinedSamples(one: Samples, other: Samples | undefined): Samples {
  return Object.fromEntries(
    Object.entries(one).map(([name, pair]) => {
      const more = other?.[name as Figure];
      return [name, more ? joined(pair, more) : pair];
    }),
  );
}

function judgeSuite(
  first: Measured,
  second: Measured | undefined,
  request: DuetRequest,
): Map<string | undefined, Judgement> {
  return new Map(
    [...first.suite].map(([name, samples]) => {
      checkTimes(samples, name, request);
      return [name, judgeSamples(samples, second?.suite.get(name), request)] as const;
    }),
  );
}

/** A clock that is too coarse gives zeros, of which there are no ratios. */
function checkTimes(samples: Samples, name: string | undefined, { measure }: DuetRequest): void {
  const used = samples.printed ?? (measure === 'cpu' ? samples.cpu : samples.wall);
  if ([...(used?.a ?? []), ...(used?.b ?? [])].every((ns) => ns > 0)) return;
  throw new TraceGateError('E_USAGE', {
    detail: `${name ?? 'a command'} took no time at all by the clock that measured it`,
    hint: 'let it do its work more often in one run',
  });
}

/** Goes on by the width of the intervals alone, whatever they show: who stops when the verdict pleases is wrong more often. */
async function measureAll(request: DuetRequest, world: DuetWorld): Promise<Measured> {
  let measured = await measure(request, world, request.pairs, 'measuring');
  for (let pairs = request.pairs; pairs < request.maxPairs;) {
    const judged = [...judgeSuite(measured, undefined, request).values()];
    if (judged.every((one) => halfWidth(one) <= request.limits.regression)) break;
    const step = Math.min(pairs, request.maxPairs - pairs);
    const more = await measure(request, world, step, 'not sure enough, measuring more');
    measured = {
      ...measured,
      suite: new Map([...measured.suite].map(([name, one]) => [name, joinedSamples(one, more.suite.get(name))])),
    };
    pairs += step;
  }
  return measured;
}

const pairsOf = ({ suite }: Measured): number => {
  const [samples] = suite.values();
  return (samples?.printed ?? samples?.wall)?.a.length ?? 0;
};

function exitCodeOf(duet: Pick<Duet, 'comparisons' | 'missing' | 'missingRule'>, strict: boolean): ExitCode {
  const verdicts = new Set(duet.comparisons.map(({ verdict }) => verdict));
  const isMissing = duet.missingRule === 'error' && duet.missing.length > 0;
  if (strict && verdicts.has('INCONCLUSIVE')) return exitCodes.noVerdict;
  return verdicts.has('FAIL') || isMissing ? exitCodes.violated : exitCodes.passed;
}

/** Runs, judges, and measures again what failed by less than all doubt. */
export async function duet(request: DuetRequest, world: DuetWorld): Promise<Duet> {
  for (let run = 0; run < request.warmup; run++) {
    world.show?.('warming up');
    for (const side of ['a', 'b'] as const) await world.run(side);
  }
  const first = await measureAll(request, world);
  let judged = judgeSuite(first, undefined, request);
  if ([...judged.values()].some(({ open }) => open)) {
    const second = await measure(request, world, pairsOf(first), 'slower, measuring again');
    judged = judgeSuite(first, second, request);
  }
  const self = request.b === undefined;
  const comparisons = [...judged].map(([name, { open: _open, ...found }]): DuetComparison => ({
    ...(name === undefined ? {} : { name }),
    ...found,
    ...(self ? { floor: noiseFloor(found, request.limits) } : {}),
  }));
  const found = { comparisons, missing: first.missing, missingRule: request.missing, added: first.added };
  return {
    format: 'trace-gate/duet',
    version: 1,
    exitCode: exitCodeOf(found, request.strict),
    a: request.a,
    b: request.b ?? request.a,
    self,
    pairs: pairsOf(first),
    inner: request.inner,
    limits: request.limits,
    ...found,
  };
}
