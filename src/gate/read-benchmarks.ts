/** Results of benchmark tools: whatever keeps one from being read becomes an error here. */
import { parseHeader } from '../bench/baseline-header.js';
import type { BenchFormat, ReadBenchmarks } from '../bench/formats.js';
import { formatCommands, readBenchmarks, readCriterionFolder, textFormatNames } from '../bench/formats.js';
import type { CriterionFile } from '../bench/format-criterion-json.js';
import { TraceGateError } from '../errors.js';
import type { BenchmarkFile } from '../model/bench-baseline.js';
import type { BenchmarkRun } from '../model/benchmark.js';

export interface BenchmarkSource {
  /** Its name for messages. */
  readonly file: string;
  /** Whose format it is; absent: its content tells. */
  readonly format?: BenchFormat;
}

/** Throws E_BENCH_FORMAT for what no tool that we know has written, E_BENCH_READ for what is cut, has failed or is damaged. */
export function parseBenchmarks(text: string, { file, format }: BenchmarkSource): BenchmarkRun {
  return runOf(readBenchmarks(text, format), file);
}

/** A stored baseline, or a tool's own result, which has no header. Throws as `parseBenchmarks` does. */
export function parseBenchmarkFile(text: string, source: BenchmarkSource): BenchmarkFile {
  const header = parseHeader(text);
  return { file: source.file, ...(header && { header }), run: parseBenchmarks(text, source) };
}

/** The files below a folder target/criterion, named `folder`. Throws as `parseBenchmarks` does. */
export function parseCriterionFolder(files: readonly CriterionFile[], folder: string, saved?: string): BenchmarkRun {
  return runOf(readCriterionFolder(files, saved), folder);
}

function runOf(read: ReadBenchmarks, file: string): BenchmarkRun {
  if (read.ok) return read.run;
  const { format, detail, line } = read;
  if (detail === undefined) throw new TraceGateError('E_BENCH_FORMAT', { file, formats: textFormatNames });
  throw new TraceGateError('E_BENCH_READ', {
    file: read.file === undefined ? file : `${file}/${read.file}`,
    detail,
    ...(line !== undefined && { line }),
    ...(format && { format, command: formatCommands[format] }),
  });
}
