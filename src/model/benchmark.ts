/** What benchmark tools measure, in one form for all of them. */

/** One benchmark of one run. Times are nanoseconds per iteration. */
export interface Benchmark {
  /** As the tool identifies it, with its parameters; unique in a run. */
  readonly name: string;
  /** The value that the tool stands for: its estimate, or the mean or median of its samples. */
  readonly ns: number;
  /** The tool's own interval about it: low, high. */
  readonly interval?: readonly [number, number];
  /** What was measured one by one; absent where the tool keeps only a summary. */
  readonly samples?: readonly number[];
}

/** What a tool has said of one run, in its order. */
export interface BenchmarkRun {
  readonly format: string;
  readonly benchmarks: readonly Benchmark[];
}

/** Why what should be a run is none. */
export interface UnreadBenchmarks {
  readonly file: string;
  readonly detail: string;
  readonly line?: number;
  /** Whose result it is, and the command that makes one; absent where that can not be told. */
  readonly format?: string;
  readonly command?: string;
}
